"""The menu bar: everything that can be done, with its key; what a room can do changes with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenuBar

from common.text.messages import _
from desktop.ui.memory import WindowMemory
from desktop.ui.style.theme import Theme, ThemeChoice

THEME_KEY = "window/theme"
_THEMES: tuple[tuple[ThemeChoice, str], ...] = (
    ("system", "Theo hệ thống"),
    ("light", "Nền sáng"),
    ("dark", "Nền tối"),
)


@dataclass(frozen=True)
class WindowActions:
    """What the window itself can do."""

    sync: QAction
    start_register: QAction
    leave: QAction
    find: QAction
    toggle_pane: QAction


class MainMenu(QObject):
    """Fills a menu bar, and keeps the room's part of it in step."""

    def __init__(
        self,
        bar: QMenuBar,
        actions: WindowActions,
        rooms: Iterable[QAction],
        theme: Theme,
        memory: WindowMemory,
    ) -> None:
        super().__init__(bar)
        self._theme, self._memory = theme, memory
        system = bar.addMenu(_("&Hệ thống"))
        system.addAction(actions.sync)
        system.addAction(actions.start_register)
        system.addSeparator()
        system.addAction(actions.leave)
        places = bar.addMenu(_("Đ&i tới"))
        places.addActions(list(rooms))
        places.addSeparator()
        places.addAction(actions.find)
        self._doings = bar.addMenu(_("&Thao tác"))
        view = bar.addMenu(_("&Xem"))
        view.addAction(actions.toggle_pane)
        view.addSeparator()
        self._themes = QActionGroup(self)
        for choice, words in _THEMES:
            action = QAction(_(words), self._themes)
            action.setCheckable(True)
            action.setData(choice)
            action.setChecked(choice == theme.choice)
            view.addAction(action)
        self._themes.triggered.connect(self._choose_theme)

    def theme_actions(self) -> list[QAction]:
        """The themes to choose from."""
        return self._themes.actions()

    def show_room_actions(self, actions: list[QAction]) -> None:
        """What can be done in the room that is shown now."""
        self._doings.clear()
        self._doings.addActions(actions)
        self._doings.menuAction().setVisible(bool(actions))

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        choice: ThemeChoice = action.data()
        self._theme.apply(choice)
        self._memory.set(THEME_KEY, choice)
