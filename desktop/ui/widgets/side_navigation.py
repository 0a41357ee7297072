"""The rooms at the left: icon, name and how much waits in each; one key or the arrows go there.

The shortcuts are actions, so that the main window's menu shows the very same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from common.text.messages import _
from desktop.ui.style.icons import set_icon
from desktop.ui.style.tokens import SIZE, SPACE, Tone
from desktop.ui.widgets.nav_button import NavButton


@dataclass(frozen=True, slots=True)
class NavItem:
    """A room: ``key`` names it in code, ``shortcut`` is as in ``QKeySequence`` (``Ctrl+1``)."""

    key: str
    text: str
    icon: str
    shortcut: str = ""


class SideNavigation(QWidget):
    """One room is current. The room changes by click, by shortcut, by Up and Down."""

    room_selected = Signal(str)
    """Key of the room that the reader chose."""

    def __init__(self, items: Sequence[NavItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "navigation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SIZE.nav_width)
        self.setAccessibleName(_("Các phòng"))
        self._keys = [item.key for item in items]
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._announce)
        self._buttons = [self._add(item) for item in items]
        self._lay_out()
        if items:
            self.show_room(items[0].key)

    def _add(self, item: NavItem) -> NavButton:
        action = QAction(item.text, self)
        action.setData(item.key)
        action.setCheckable(True)
        action.setShortcut(QKeySequence(item.shortcut))
        set_icon(action, item.icon)
        self._group.addAction(action)
        self.addAction(action)
        return NavButton(action, item.icon, self)

    def _lay_out(self) -> None:
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(SPACE.sm, SPACE.md, SPACE.sm, SPACE.md)
        self._box.setSpacing(SPACE.hair)
        for button in self._buttons:
            self._box.addWidget(button)
        self._box.addStretch(1)

    def add_top(self, widget: QWidget) -> None:
        """Put ``widget`` above the rooms: the office, the person."""
        self._box.insertWidget(0, widget)

    def add_bottom(self, widget: QWidget) -> None:
        """Put ``widget`` at the foot, below all."""
        self._box.addWidget(widget)

    def room_actions(self) -> list[QAction]:
        """The rooms as checkable actions with their shortcuts, for a menu."""
        return self._group.actions()

    @property
    def room(self) -> str:
        """Key of the current room; empty where there is none."""
        action = self._group.checkedAction()
        return str(action.data()) if action else ""

    def show_room(self, key: str) -> None:
        """Mark ``key`` as current without announcing it. Raises ``ValueError`` for no such room."""
        self._group.actions()[self._keys.index(key)].setChecked(True)

    def set_count(self, key: str, count: int, tone: Tone = "neutral") -> None:
        """Show ``count`` at the room (0: nothing). ``tone`` tells whether it presses."""
        self._buttons[self._keys.index(key)].set_count(count, tone)

    @Slot(QAction)
    def _announce(self, action: QAction) -> None:
        self.room_selected.emit(str(action.data()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go to the neighbouring room and show it."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        focused = next((at for at, each in enumerate(self._buttons) if each.hasFocus()), None)
        if not step or focused is None:
            super().keyPressEvent(event)
            return
        button = self._buttons[max(0, min(focused + step, len(self._buttons) - 1))]
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        button.click()
