"""Asks before typed text is thrown away; the answer that loses nothing is the default."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from common.text.messages import _


def may_discard(parent: QWidget) -> bool:
    """Whether the person gives up what was typed and not saved."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(
        QMessageBox.Icon.Question,
        _("Nội dung chưa lưu"),
        _("Nội dung vừa nhập chưa được lưu. Bỏ nội dung này?"),
        buttons.Discard | buttons.Cancel,
        parent,
    )
    box.button(buttons.Discard).setText(_("Bỏ nội dung"))
    box.button(buttons.Cancel).setText(_("Tiếp tục nhập"))
    box.setDefaultButton(buttons.Cancel)
    return box.exec() == buttons.Discard
