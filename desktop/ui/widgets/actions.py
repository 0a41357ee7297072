"""Makes a room's actions: words, icon, key and what happens, once for menu, button and key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.ui.style.icons import set_icon


def make_action(
    owner: QWidget,
    text: str,
    slot: Callable[[], None],
    *,
    icon: str = "",
    shortcuts: tuple[str, ...] = (),
    everywhere: bool = False,
) -> QAction:
    """An action of ``owner`` that calls ``slot``, a bound method.

    Its keys, as ``Ctrl+N``, work while the keyboard is inside ``owner``, or ``everywhere`` in the
    window.
    """
    action = QAction(text, owner)
    action.setShortcuts([QKeySequence(keys) for keys in shortcuts])
    contexts = Qt.ShortcutContext
    action.setShortcutContext(
        contexts.WindowShortcut if everywhere else contexts.WidgetWithChildrenShortcut
    )
    if icon:
        set_icon(action, icon)
    action.triggered.connect(slot)
    owner.addAction(action)
    return action
