"""Making this PC a device of its office: the code from the province, a person, a password."""

from __future__ import annotations

import platform
from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from common.crypto.passwords import PASSWORD_LENGTH_MIN
from common.errors import RuleViolation, VanThuError
from common.text.fold import clean_line
from common.text.messages import _
from desktop.identity.enrolment import Enrolled, EnrolmentWish
from desktop.jobs.lanes import Lane
from desktop.ui.style.tokens import SPACE
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.buttons import push_button
from desktop.ui.widgets.code_edit import CodeEdit
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.form_grid import FormGrid
from desktop.ui.widgets.gate import Gate
from desktop.ui.widgets.labels import text_label
from desktop.ui.widgets.password_edit import PasswordEdit
from desktop.ui.windows.recovery import RecoveryPage
from desktop.ui.words import said

CODE_LENGTH = 20
Enrol = Callable[[EnrolmentWish], Enrolled]
"""Speaks with the server and makes the store; raises ``VanThuError``. Takes seconds."""

_ROW_OF_CODE = {
    "server_url_invalid": "server",
    "http_refused": "server",
    "enrolment_code_refused": "code",
    "server_identity_wrong": "code",
}
"""Errors that name no field, but are mended in one."""


class EnrolmentWindow(QWidget):
    """Asks, enrols, shows the recovery key once."""

    enrolled = Signal(str, str)
    """Login and password, when the recovery key was put away."""

    def __init__(self, enrol: Enrol, tasks: Tasks) -> None:
        super().__init__()
        self.setWindowTitle(_("Văn Thư"))
        self._enrol, self._tasks = enrol, tasks
        self._wish: EnrolmentWish | None = None
        self.gate = Gate(
            _("Ghi danh máy này"),
            _("Làm một lần cho mỗi máy. Mã ghi danh do quản trị của tỉnh cấp, dùng được một lần."),
        )
        self.form = FormGrid()
        self.server, self.code = QLineEdit(), CodeEdit(CODE_LENGTH)
        self.full_name, self.login = QLineEdit(), QLineEdit()
        self.password, self.repeated = PasswordEdit(), PasswordEdit()
        self.device = QLineEdit(platform.node())
        self.start = push_button(_("Ghi danh"), "primary", icon="check")
        self.recovery = RecoveryPage()
        self._lay_out()
        self.start.clicked.connect(self.try_enrol)
        for last in (self.repeated, self.device):
            last.returnPressed.connect(self.try_enrol)
        self.recovery.put_away.connect(self._finish)
        self.server.setFocus()

    def _lay_out(self) -> None:
        self.server.setPlaceholderText("https://vanthu.tinh.gov.vn:8443")
        least = _("Ít nhất {count} ký tự").format(count=PASSWORD_LENGTH_MIN)
        for name, label, editor, help_text, span in (
            ("server", _("Địa chỉ máy chủ"), self.server, "", 12),
            ("code", _("Mã ghi danh"), self.code, "", 12),
            ("full_name", _("Họ và tên"), self.full_name, "", 6),
            ("login", _("Tên đăng nhập"), self.login, "", 6),
            ("password", _("Mật khẩu"), self.password, least, 6),
            ("repeated", _("Nhập lại mật khẩu"), self.repeated, "", 6),
            ("device", _("Tên máy này"), self.device, "", 12),
        ):
            row = FieldRow(label, editor, required=name != "device", help_text=help_text)
            self.form.add_row(name, row, span=span)
        self._busy = text_label("", "muted")
        foot = QHBoxLayout()
        foot.addWidget(self._busy)
        foot.addStretch(1)
        foot.addWidget(self.start)
        self.gate.content.addWidget(self.form)
        self.gate.content.addLayout(foot)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.gate)
        self._pages.addWidget(self.recovery)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.addWidget(self._pages)

    @property
    def wish(self) -> EnrolmentWish:
        """What was typed."""
        return EnrolmentWish(
            server_url=clean_line(self.server.text()),
            code=self.code.text(),
            login=clean_line(self.login.text()),
            password=self.password.text(),
            full_name=clean_line(self.full_name.text()),
            device_name=clean_line(self.device.text()) or platform.node(),
        )

    def _problems(self) -> dict[str, str]:
        missing = {
            name: _("Chưa nhập «{label}».").format(label=row.label)
            for name, row in self.form
            if row.required and isinstance(row.editor, QLineEdit) and not row.editor.text().strip()
        }
        if "repeated" not in missing and self.repeated.text() != self.password.text():
            missing["repeated"] = _("Hai lần nhập mật khẩu không giống nhau.")
        return missing

    @Slot()
    def try_enrol(self) -> None:
        """Enrol with what was typed; meanwhile the window stays alive."""
        problems = self._problems()
        self.form.show_problems(problems)
        if problems or not self.start.isEnabled():
            return
        wish = self._wish = self.wish
        self._set_busy(True)
        self._tasks.start(
            Lane.NETWORK,
            lambda: self._enrol(wish),
            owner=self,
            on_done=self._enrolled,
            on_error=self._refused,
        )

    def _enrolled(self, enrolled: Enrolled) -> None:
        self._set_busy(False)
        who = enrolled.who
        self.show_recovery(enrolled.recovery_key, who.office_name, who.device_name)

    def show_recovery(self, key: str, office: str, device: str) -> None:
        """Go over to the page with the recovery key."""
        self.recovery.show_key(key, office, device)
        self._pages.setCurrentWidget(self.recovery)

    def _refused(self, error: VanThuError) -> None:
        self._set_busy(False)
        field = error.field if isinstance(error, RuleViolation) else None
        row = _ROW_OF_CODE.get(error.code, field or "")
        left = self.form.show_problems({row: said(error)})
        for text in left.values():
            self.gate.banner.show_message("danger", text)

    @Slot()
    def _finish(self) -> None:
        if self._wish is not None:
            self.enrolled.emit(self._wish.login, self._wish.password)

    def _set_busy(self, busy: bool) -> None:
        self.start.setEnabled(not busy)
        self.form.setEnabled(not busy)
        self._busy.setText(_("Đang kết nối máy chủ và tạo kho dữ liệu…") if busy else "")
        if busy:
            self.gate.banner.dismiss()
