"""Icons are crisp, coloured by the theme, and redrawn when it changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QColor, QIcon, QImage
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from desktop.ui.style.glyphs import glyph_texts
from desktop.ui.style.icons import ICON_DIR, icon, icon_names, icon_pixmap, set_icon
from desktop.ui.style.theme import Theme
from desktop.ui.style.tokens import DARK, LIGHT


def inks(image: QImage) -> set[str]:
    """Colours of the fully covered pixels."""
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    colours = [image.pixelColor(x, y) for x, y in places]
    return {colour.name().upper() for colour in colours if colour.alpha() == 255}


@pytest.mark.parametrize("name", sorted(icon_names()))
def test_every_icon_is_drawn_in_the_colour_asked_for(name: str) -> None:
    image = icon_pixmap(name, LIGHT.flash, 48).toImage()
    assert inks(image) == {LIGHT.flash}


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_an_icon_has_the_pixels_of_its_screen(ratio: float) -> None:
    pixmap = icon_pixmap("inbox", LIGHT.text, 20, ratio)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (round(20 * ratio), ratio)


def test_an_icon_is_not_blurred_by_scaling() -> None:
    drawn = icon("inbox").pixmap(QSize(20, 20), 2.0).toImage()
    assert drawn == icon_pixmap("inbox", LIGHT.text, 20, 2.0).toImage()


def test_a_disabled_icon_is_greyed() -> None:
    drawn = icon("inbox").pixmap(QSize(20, 20), 2.0, QIcon.Mode.Disabled).toImage()
    assert inks(drawn) == {LIGHT.text_disabled}


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(KeyError, match="fax"):
        icon("fax")


def test_icons_follow_a_change_of_theme(qtbot: QtBot, theme: Theme) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    action = QAction("Tìm", button)
    button.addAction(action)
    set_icon(button, "search")
    set_icon(action, "search", "link")
    theme.apply("dark")
    shown = [each.icon().pixmap(QSize(20, 20), 2.0).toImage() for each in (button, action)]
    assert [inks(image) for image in shown] == [{DARK.text}, {DARK.link}]


def test_glyphs_of_the_style_sheet_are_those_of_icons_and_tokens() -> None:
    kept = {
        path.relative_to(ICON_DIR).as_posix(): path.read_text("utf-8")
        for path in ICON_DIR.glob("*/*.svg")
    }
    assert kept == glyph_texts()


def test_no_icon_brings_a_colour_of_its_own() -> None:
    own = [name for name in icon_names() if "#" in (ICON_DIR / f"{name}.svg").read_text("utf-8")]
    assert own == []
    assert QColor(LIGHT.text).isValid()
