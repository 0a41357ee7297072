"""A person at the keyboard: keys go to whatever has the focus, Vietnamese text as an input method
commits it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def focused() -> QWidget:
    """Where the keys go: an open popup before the widget with the focus."""
    target = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert target is not None, "nothing has the keyboard"
    return target


def type_text(text: str) -> None:
    """Letters and digits, as a Vietnamese keyboard gives them: whole, when a word is done."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    target = QApplication.focusWidget()
    assert target is not None, "nothing has the keyboard"
    QApplication.sendEvent(target, event)


def press(*keys: str) -> None:
    """Keys by their names, as ``Tab``, ``Ctrl+Return``, one after the other."""
    for one in keys:
        combination = QKeySequence(one)[0]
        QTest.keyClick(focused(), combination.key(), combination.keyboardModifiers())


def press_letter(letter: str) -> None:
    """One plain key with its letter, as for choosing in a list."""
    QTest.keyClick(focused(), letter, Qt.KeyboardModifier.NoModifier)
