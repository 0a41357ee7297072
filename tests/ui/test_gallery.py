"""The kit put together: at the smallest screen, in both scales and themes, nothing is cut off."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.style.theme import Theme, ThemeChoice
from desktop.ui.widgets.buttons import push_button
from tests.ui.gallery import SCALES, show_page
from tests.ui.gallery_pages import PAGES
from tests.ui.looks import cut_off, unreachable

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", [name for name in PAGES if name != "popups"])
def test_no_words_are_cut_off_on_the_smallest_screen(qtbot: QtBot, name: str, scale: float) -> None:
    page = show_page(name, scale)
    qtbot.addWidget(page)
    assert cut_off(page) == []


def test_no_words_are_cut_off_when_the_system_really_scales() -> None:
    """Fonts are rounded to other pixels there; the scale is fixed when a process starts."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.gallery", "--check", "1.25"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize("name", ["office", "form"])
def test_every_control_is_named_and_reached_by_tab(qtbot: QtBot, name: str) -> None:
    page = show_page(name)
    qtbot.addWidget(page)
    assert unreachable(page) == []


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_page_is_drawn_in_the_ground_of_its_theme(
    qtbot: QtBot, theme: Theme, choice: ThemeChoice
) -> None:
    page = show_page("controls")
    qtbot.addWidget(page)
    theme.apply(choice)
    corner = page.grab().toImage().pixelColor(2, 2)
    assert (corner.lightness() > 128) is (choice == "light")


def test_words_that_are_cut_off_are_noticed(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    push_button("Tiếp nhận", parent=page).resize(20, 8)
    page.show()
    assert cut_off(page) != []


def test_controls_without_name_or_key_are_noticed(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    QLineEdit(page).setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    page.show()
    assert len(unreachable(page)) == 2
