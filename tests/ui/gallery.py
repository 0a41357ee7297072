"""Draws every widget of the kit in both themes into pictures, for looking at.

``QT_QPA_PLATFORM=offscreen python -m tests.ui.gallery FOLDER [SCALE]``: a person opens the pictures
and mends what is ugly. ``… --check SCALE`` asks only what a machine sees: words cut off.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.style.theme import apply_theme
from tests.ui.gallery_pages import PAGES
from tests.ui.looks import cut_off

SCREEN = QSize(1366, 768)
SCALES = (1.0, 1.25)


def page_size(scale: float) -> QSize:
    """The screen in logical pixels at ``scale``."""
    return QSize(int(SCREEN.width() / scale), int(SCREEN.height() / scale))


def show_page(name: str, scale: float = 1.0) -> QWidget:
    """The page ``name``, shown as large as the screen is at ``scale``."""
    page = PAGES[name]()
    page.resize(page_size(scale))
    page.show()
    QApplication.processEvents()
    return page


def start(scale: float) -> QApplication:
    """An application whose screen is scaled; possible once in a process."""
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    app = QApplication([])
    apply_theme(app, "light")
    return app


def draw(folder: Path, scale: float) -> None:
    """Write ``page-theme-scale.png`` for all pages and both themes into ``folder``."""
    app = start(scale)
    folder.mkdir(parents=True, exist_ok=True)
    for theme in ("light", "dark"):
        apply_theme(app, theme)
        for name in PAGES:
            page = show_page(name, scale)
            page.grab().save(str(folder / f"{name}-{theme}-{scale:g}.png"))
            page.close()


def check(scale: float) -> int:
    """Print what is cut off on any page at ``scale``; 1 when something is."""
    app = start(scale)
    assert app.primaryScreen().devicePixelRatio() == scale
    pages = [(name, show_page(name, scale)) for name in PAGES if name != "popups"]
    found = [f"{name}: {cut}" for name, page in pages for cut in cut_off(page)]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    place, factor = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    if place == "--check":
        sys.exit(check(factor))
    draw(Path(place), factor)
