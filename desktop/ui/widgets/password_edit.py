"""A line for a password that can be looked at while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from common.text.messages import _
from desktop.ui.style.icons import set_icon


class PasswordEdit(QLineEdit):
    """Dots, with an eye at the end that shows the letters. Never offered to input histories."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(_("Mật khẩu"))
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show_letters)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show_letters(False)

    @Slot(bool)
    def _show_letters(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        set_icon(self._eye, "eye-off" if shown else "eye", "text_muted")
        self._eye.setText(_("Che mật khẩu") if shown else _("Hiện mật khẩu"))

    def clear_password(self) -> None:
        """Empty the line and cover it again."""
        self.clear()
        self._eye.setChecked(False)
