"""One cell of a register under each of Qt's roles: words, badge, mark, alignment, tool tip.

Apart from the model, which only knows where rows come from.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPixmap

from desktop.queries.paging import ListedRow
from desktop.ui import words
from desktop.ui.models.columns import Column
from desktop.ui.style.active import colours
from desktop.ui.style.icons import icon_pixmap
from desktop.ui.style.tokens import SIZE
from desktop.ui.widgets.badge import BADGE_ROLE, BadgeLook

LISTED_ROLE = Qt.ItemDataRole.UserRole + 50
"""Item role under which a register's model hands the :class:`ListedRow` of a line."""


def cell(column: Column, listed: ListedRow, role: int) -> object:
    """What ``column`` shows of ``listed`` under ``role``."""
    if role == Qt.ItemDataRole.DisplayRole:
        return _shown(column, listed)
    if role == BADGE_ROLE:
        return column.look(listed) if column.look else None
    if role == Qt.ItemDataRole.DecorationRole:
        return _mark(column, listed)
    if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        return _told(column, listed)
    if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return listed if role == LISTED_ROLE else None


def _shown(column: Column, listed: ListedRow) -> str:
    shown = column.text(listed)
    look = _urgency(column, listed)
    return f"{look.text} · {shown}" if look else shown


def _told(column: Column, listed: ListedRow) -> str:
    """The whole text, and in words what a mark beside it means."""
    shown = _shown(column, listed)
    fate = _fate(column, listed)
    return f"{shown} ({fate.text})" if fate else shown


def _mark(column: Column, listed: ListedRow) -> QPixmap | None:
    look = _urgency(column, listed) or _fate(column, listed)
    if look is None:
        return None
    palette = colours()
    ink = palette.urgent_text if look.tone == "flash" else palette.text_of(look.tone)
    return icon_pixmap(look.icon, ink, SIZE.icon_sm, _ratio())


def _urgency(column: Column, listed: ListedRow) -> BadgeLook | None:
    if not column.shows_urgency:
        return None
    return words.urgency_look(words.urgency(listed.row.values))


def _fate(column: Column, listed: ListedRow) -> BadgeLook | None:
    if not column.shows_fate:
        return None
    fate = words.gravest(listed.fates, in_conflict=listed.in_conflict)
    return words.fate_look(fate) if fate else None


def _ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
