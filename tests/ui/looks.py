"""What a machine can see of a window: words that are cut off, controls without a name or a key.

Used on the gallery, and on every room.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.labels import ElidedLabel

WORDED = (QLabel, QAbstractButton, QLineEdit, QComboBox, Badge)
INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QPlainTextEdit)


def cut_off(root: QWidget) -> list[str]:
    """Descriptions of all visible words below ``root`` that have less room than they need."""
    boxes = [_cut(widget) for widget in _visible(root, WORDED)]
    heads = [_cut_headings(head) for head in root.findChildren(QHeaderView) if head.isVisible()]
    return [text for text in boxes if text] + [text for texts in heads for text in texts]


def unreachable(root: QWidget) -> list[str]:
    """Visible controls below ``root`` that have no accessible name or that Tab does not reach."""
    found = []
    for widget in _visible(root, INTERACTIVE):
        if not widget.accessibleName():
            found.append(f"{_name(widget)} has no accessible name")
        if not any(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in _stop(widget)):
            found.append(f"{_name(widget)} is not reached by Tab")
    return found


def _stop(widget: QWidget) -> list[QWidget]:
    """The widget, or the buttons of its group: Tab goes to one of them, arrows to the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return list(group.buttons()) if group is not None and group.exclusive() else [widget]


def _visible(root: QWidget, kinds: tuple[type[QWidget], ...]) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        inner = widget.objectName().startswith("qt_") or _is_part_of_control(widget)
        if isinstance(widget, kinds) and widget.isVisible() and not inner:
            yield widget


def _is_part_of_control(widget: QWidget) -> bool:
    """Whether Qt made it: the buttons inside a line edit, a table's corner and headings."""
    inside = isinstance(widget.parent(), QLineEdit | QComboBox)
    made_by_qt = inside or isinstance(widget, QHeaderView)
    return made_by_qt or type(widget).__name__ in ("QTableCornerButton", "QAbstractButton")


def _cut(widget: QWidget) -> str:
    if isinstance(widget, ElidedLabel):
        return ""
    need, room = _need(widget), widget.size()
    if need.width() <= room.width() and need.height() <= room.height():
        return ""
    needed, had = (f"{size.width()}×{size.height()}" for size in (need, room))
    return f"{_name(widget)} needs {needed}, has {had}"


def _need(widget: QWidget) -> QSize:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return QSize(0, widget.heightForWidth(widget.width()))
    if isinstance(widget, QLineEdit):
        words = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        return QSize(words, widget.minimumSizeHint().height())
    return widget.sizeHint()


def _cut_headings(head: QHeaderView) -> list[str]:
    titles = [(head.model().headerData(at, head.orientation()), at) for at in range(head.count())]
    return [
        f"heading {title!r} has {head.sectionSize(at)} of {head.sectionSizeHint(at)}"
        for title, at in titles
        if title and head.sectionSize(at) < head.sectionSizeHint(at)
    ]


def _name(widget: QWidget) -> str:
    words = getattr(widget, "text", str)() if not isinstance(widget, QPlainTextEdit) else ""
    return f"{type(widget).__name__} {words or widget.accessibleName()!r}"
