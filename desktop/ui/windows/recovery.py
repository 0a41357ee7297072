"""The recovery key, shown once: to be printed or written down, and locked away."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from common.text.messages import _
from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.buttons import push_button
from desktop.ui.widgets.gate import Gate
from desktop.ui.widgets.labels import paragraph

GROUPS_IN_A_LINE = 4


class RecoveryPage(QWidget):
    """The key, and the way on when somebody says that it is put away."""

    put_away = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = self._office = self._device = ""
        self.gate = Gate(
            _("Khóa khôi phục"),
            _(
                "Khi không ai còn nhớ mật khẩu, chỉ khóa này mở được kho dữ liệu của máy. "
                "Khóa chỉ hiện một lần: hãy in hoặc chép ra giấy và cất ở nơi có khóa."
            ),
        )
        self.key_label = paragraph("", "display")
        self.printed = push_button(_("In…"), icon="file-text")
        self.copied = push_button(_("Sao chép"), icon="file")
        self.kept = QCheckBox(_("Tôi đã in hoặc chép khóa này và cất giữ"))
        self.go_on = push_button(_("Vào Văn Thư"), "primary", icon="check")
        self.go_on.setEnabled(False)
        self._lay_out()
        self.printed.clicked.connect(self._print)
        self.copied.clicked.connect(self._copy)
        self.kept.toggled.connect(self.go_on.setEnabled)
        self.go_on.clicked.connect(self._leave)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(SPACE.sm)
        tools.addWidget(self.printed)
        tools.addWidget(self.copied)
        tools.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.kept)
        foot.addStretch(1)
        foot.addWidget(self.go_on)
        content = self.gate.content
        content.addWidget(self.key_label)
        content.addLayout(tools)
        content.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.addWidget(self.gate)

    def show_key(self, key: str, office: str, device: str) -> None:
        """Show ``key`` in lines of four groups."""
        self._key, self._office, self._device = key, office, device
        self.key_label.setText("\n".join(key_lines(key)))
        self.printed.setFocus()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._key)

    @Slot()
    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.sheet().print_(printer)

    def sheet(self) -> QTextDocument:
        """What is printed."""
        document = QTextDocument()
        document.setHtml(
            _(
                "<h2>Văn Thư: khóa khôi phục</h2><p>Cơ quan: {office}<br>Máy: {device}</p>"
                "<h1>{key}</h1><p>Khóa này mở được kho dữ liệu của máy khi không ai nhớ mật "
                "khẩu. Cất giữ như con dấu; không chụp ảnh, không gửi qua mạng.</p>"
            ).format(
                office=escape(self._office),
                device=escape(self._device),
                key="<br>".join(key_lines(self._key)),
            )
        )
        return document

    @Slot()
    def _leave(self) -> None:
        self._key = ""
        self.key_label.clear()
        self.put_away.emit()


def key_lines(key: str) -> list[str]:
    """The groups of a key, four to a line."""
    groups = key.split("-")
    return [
        "-".join(groups[at : at + GROUPS_IN_A_LINE])
        for at in range(0, len(groups), GROUPS_IN_A_LINE)
    ]
