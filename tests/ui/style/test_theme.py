"""A theme is applied as a whole, can be changed while windows are open, and follows the system."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.style.active import colours, scale
from desktop.ui.style.style_sheet import GLYPH_DIR, SHEET, style_sheet
from desktop.ui.style.theme import Theme, ThemeChoice, apply_theme, set_style_property
from desktop.ui.style.tokens import DARK, FONT_FAMILY, LIGHT, Palette, type_scale


@pytest.mark.parametrize(("choice", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_palette_sheet_and_tokens_change_together(
    qapp: QApplication, theme: Theme, choice: ThemeChoice, palette: Palette
) -> None:
    theme.apply(choice)
    assert colours() is palette
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == palette.window
    assert palette.surface_raised in qapp.styleSheet()


def test_there_is_one_theme_in_an_application(qapp: QApplication, theme: Theme) -> None:
    assert apply_theme(qapp, "dark") is theme
    assert theme.choice == "dark"


def test_a_change_of_theme_is_announced(qtbot: QtBot, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed) as caught:
        theme.apply("dark")
    assert caught.args == ["dark"]


def test_a_window_that_is_open_changes_its_colours(qtbot: QtBot, theme: Theme) -> None:
    button = QPushButton("Ghi")
    qtbot.addWidget(button)
    before = button.grab().toImage()
    theme.apply("dark")
    assert button.grab().toImage() != before


@pytest.mark.parametrize(("choice", "palette"), [("system", DARK), ("light", LIGHT)])
def test_the_system_is_followed_when_that_was_chosen(
    qapp: QApplication,
    theme: Theme,
    monkeypatch: pytest.MonkeyPatch,
    choice: ThemeChoice,
    palette: Palette,
) -> None:
    theme.apply(choice)
    monkeypatch.setattr("desktop.ui.style.theme.system_is_dark", lambda app: True)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert colours() is palette


def test_type_grows_with_the_chosen_size(qapp: QApplication, theme: Theme) -> None:
    theme.apply("light", body_points=14)
    assert (qapp.font().family(), qapp.font().pointSizeF()) == (FONT_FAMILY, 14)
    assert scale().title > type_scale().title


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_file_that_the_style_sheet_names_exists(name: str) -> None:
    sheet = style_sheet(LIGHT, type_scale(), theme_name=name)
    named = set(re.findall(r'url\("([^"]+)"\)', sheet))
    shipped = {path.as_posix() for path in (GLYPH_DIR / name).glob("*.svg")}
    assert named == shipped


def test_the_style_sheet_holds_no_colour_and_no_measure_of_its_own() -> None:
    text = re.sub(r"/\*.*?\*/", "", SHEET.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|(?<![\w}])[1-9]\d*(?:px|pt)", text) == []


def test_a_style_property_shows_at_once(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    button = QPushButton("Trả lại", host)
    host.show()
    before = button.grab().toImage()
    set_style_property(button, "role", "danger")
    assert button.grab().toImage() != before


@pytest.mark.parametrize("role", ["secondary", "primary", "danger"])
@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_focused_button_looks_focused(
    qtbot: QtBot, theme: Theme, choice: ThemeChoice, role: str
) -> None:
    theme.apply(choice)
    host = QWidget()
    qtbot.addWidget(host)
    QLineEdit(host).setFocus()
    button = QPushButton("Ghi", host)
    button.setProperty("role", role)
    with qtbot.waitExposed(host):
        host.show()
    before, size = button.grab().toImage(), button.sizeHint()
    button.setFocus()
    assert button.grab().toImage() != before
    assert button.sizeHint() == size
