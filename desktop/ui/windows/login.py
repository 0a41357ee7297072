"""Opening the store with a person's password; works without any network."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from common.errors import VanThuError
from common.text.messages import _
from desktop.jobs.lanes import Lane
from desktop.office import Office
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import push_button
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.gate import Gate
from desktop.ui.widgets.labels import text_label
from desktop.ui.widgets.password_edit import PasswordEdit
from desktop.ui.words import said

OpenOffice = Callable[[str, str], Office]
"""Login and password → the opened office; raises ``VanThuError``. Takes a third of a second."""


class LoginWindow(QWidget):
    """Who works here, and their password."""

    opened = Signal(object)
    """The :class:`Office`."""

    def __init__(
        self, logins: Sequence[str], last_login: str, open_office: OpenOffice, tasks: Tasks
    ) -> None:
        super().__init__()
        self.setWindowTitle(_("Văn Thư"))
        self._open_office, self._tasks = open_office, tasks
        self.gate = Gate(_("Đăng nhập"), _("Mở được cả khi không có mạng."), self)
        self.who = QComboBox()
        self.who.addItems(list(logins))
        self.who.setCurrentIndex(max(0, self.who.findText(last_login)))
        self.password = PasswordEdit()
        self.password_row = FieldRow(_("Mật khẩu"), self.password, required=True)
        self.enter = push_button(_("Đăng nhập"), "primary", icon="key")
        self._lay_out()
        self.enter.clicked.connect(self.try_open)
        self.password.returnPressed.connect(self.try_open)
        self.password.setFocus()

    def _lay_out(self) -> None:
        self._busy: QLabel = text_label("", "muted")
        content = self.gate.content
        content.addWidget(FieldRow(_("Tên đăng nhập"), self.who))
        content.addWidget(self.password_row)
        foot = QHBoxLayout()
        foot.addWidget(self._busy)
        foot.addStretch(1)
        foot.addWidget(self.enter)
        content.addLayout(foot)
        row = QHBoxLayout(self)
        row.addWidget(self.gate)

    @property
    def login(self) -> str:
        """Who wants to log in."""
        return self.who.currentText()

    @Slot()
    def try_open(self) -> None:
        """Try the password; meanwhile the window stays alive."""
        password = self.password.text()
        if not self.enter.isEnabled():
            return
        if not password:
            self.password_row.set_error(_("Chưa nhập mật khẩu."))
            return
        self._set_busy(True)
        login = self.login
        self._tasks.start(
            Lane.READ,
            lambda: self._open_office(login, password),
            owner=self,
            on_done=self._opened,
            on_error=self._refused,
        )

    def _opened(self, office: Office) -> None:
        self._set_busy(False)
        self.password.clear_password()
        self.opened.emit(office)

    def _refused(self, error: VanThuError) -> None:
        self._set_busy(False)
        if error.code == "wrong_password":
            self.password_row.set_error(said(error))
            self.password.selectAll()
        else:
            self.gate.banner.show_message("danger", said(error))
        self.password.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self.enter.setEnabled(not busy)
        self.password.setReadOnly(busy)
        self._busy.setText(_("Đang mở kho dữ liệu…") if busy else "")
        if busy:
            self.password_row.set_error("")
            self.gate.banner.dismiss()
