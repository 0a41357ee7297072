"""The packaged icons (Tabler, MIT licence beside them), drawn in the colours of the theme in force.

Each is rendered from its SVG at the exact device pixels asked for, so it is crisp at 100–200 %; an
icon set by :func:`set_icon` is drawn anew when the theme changes, so no room needs to think of it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from desktop.ui.style.active import colours
from desktop.ui.style.tokens import SIZE, SPACE

ICON_DIR = Path(__file__).parent / "icons"
_NAME_PROPERTY = "styleIconName"
_INK_PROPERTY = "styleIconInk"


@cache
def icon_names() -> frozenset[str]:
    """Names of all packaged icons: the file names without ``.svg``."""
    return frozenset(path.stem for path in ICON_DIR.glob("*.svg"))


@cache
def _svg(name: str) -> str:
    if name not in icon_names():
        raise KeyError(f"no packaged icon {name!r}")
    return (ICON_DIR / f"{name}.svg").read_text(encoding="utf-8")


def coloured_svg(name: str, colour: str) -> str:
    """The SVG text of ``name`` with its lines in ``colour`` (``#rrggbb``). Raises ``KeyError``."""
    return _svg(name).replace("currentColor", colour)


@lru_cache(maxsize=1024)
def icon_pixmap(name: str, colour: str, side: int, ratio: float = 1.0) -> QPixmap:
    """``name`` as a pixmap ``side`` logical pixels square, ``ratio`` device pixels to each."""
    renderer = QSvgRenderer(QByteArray(coloured_svg(name, colour).encode()))
    pixels = max(1, round(side * ratio))
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _ratios() -> set[float]:
    """Scales for which pixmaps are kept: those of the screens now, and twice for later ones."""
    return {1.0, 2.0} | {screen.devicePixelRatio() for screen in QGuiApplication.screens()}


def icon(name: str, ink: str = "text") -> QIcon:
    """``name`` in the colour token ``ink`` of the theme in force; greyed where disabled.

    The icon keeps its colours: give it to buttons and actions by :func:`set_icon` instead, which
    follows a change of theme. Raises ``KeyError`` for an icon that is not packaged.
    """
    palette = colours()
    made = QIcon()
    for side in (SIZE.icon_sm, SIZE.icon):
        for ratio in sorted(_ratios()):
            normal = icon_pixmap(name, str(getattr(palette, ink)), side, ratio)
            made.addPixmap(normal, QIcon.Mode.Normal)
            made.addPixmap(normal, QIcon.Mode.Selected)
            disabled = icon_pixmap(name, palette.text_disabled, side, ratio)
            made.addPixmap(disabled, QIcon.Mode.Disabled)
    return made


def set_icon(target: QAbstractButton | QAction, name: str, ink: str = "text") -> None:
    """Give ``target`` the icon ``name`` in the token ``ink``, now and after any change of theme."""
    target.setProperty(_NAME_PROPERTY, name)
    target.setProperty(_INK_PROPERTY, ink)
    target.setIcon(icon(name, ink))
    if isinstance(target, QAbstractButton):
        gap = SPACE.md if target.text() else SPACE.none  # Qt leaves too little before the words
        target.setIconSize(QSize(SIZE.icon + gap, SIZE.icon))


def icon_name(target: QAbstractButton | QAction) -> str:
    """Name of the icon that :func:`set_icon` gave to ``target``; empty where it has none."""
    return str(target.property(_NAME_PROPERTY) or "")


def paint_icon(painter: QPainter, target: QRectF, name: str, colour: str) -> None:
    """Draw ``name`` in ``colour`` centred in ``target``, at whole device pixels."""
    side = int(min(target.width(), target.height()))
    pixmap = icon_pixmap(name, colour, side, painter.device().devicePixelRatio())
    left = target.x() + (target.width() - side) / 2
    top = target.y() + (target.height() - side) / 2
    painter.drawPixmap(round(left), round(top), pixmap)


def refresh_icons() -> None:
    """Redraw in the theme in force every icon that was set by :func:`set_icon`."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, QAbstractButton):
            _refresh(widget)
        for action in widget.actions():
            _refresh(action)


def _refresh(target: QAbstractButton | QAction) -> None:
    name = icon_name(target)
    if name:
        target.setIcon(icon(name, str(target.property(_INK_PROPERTY))))
