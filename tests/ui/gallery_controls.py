"""Gallery pages of single widgets in all their states."""

from __future__ import annotations

from PySide6.QtCore import (
    QDate,
    QPoint,
    Qt,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QProgressBar,
    QRadioButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import icon_button, push_button
from desktop.ui.widgets.calendar_popup import CalendarPopup
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.form_grid import FormGrid
from desktop.ui.widgets.labels import ElidedLabel, text_label
from desktop.ui.widgets.number_edit import NumberEdit
from desktop.ui.widgets.password_edit import PasswordEdit
from desktop.ui.widgets.search_box import SearchBox
from desktop.ui.widgets.sync_indicator import SyncIndicator
from tests.ui.gallery_data import STATES, URGENCIES, action, urgency_box


def controls_page() -> QWidget:
    """Every control in its states."""
    return _columns(_button_column(), _field_column(), _choice_column())


def words_page() -> QWidget:
    """Type, badges, banners, an empty room."""
    return _columns(_type_column(), _badge_column(), _empty_column())


def _columns(*columns: QVBoxLayout) -> QWidget:
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(SPACE.lg, SPACE.lg, SPACE.lg, SPACE.lg)
    grid.setSpacing(SPACE.lg)
    for at, column in enumerate(columns):
        grid.addLayout(column, 0, at)
        grid.setColumnStretch(at, 1)
    return page


def _button_column() -> QVBoxLayout:
    box = QVBoxLayout()
    for role, text, icon in (
        ("primary", "Tiếp nhận", "check"),
        ("secondary", "Chuyển tiếp", "send"),
        ("danger", "Trả lại kèm lý do", "arrow-back-up"),
    ):
        row = QHBoxLayout()
        row.addWidget(push_button(text, role, icon=icon))  # type: ignore[arg-type]
        off = push_button(text, role, icon=icon)  # type: ignore[arg-type]
        off.setEnabled(False)
        row.addWidget(off)
        row.addStretch(1)
        box.addLayout(row)
    row = QHBoxLayout()
    for icon in ("refresh", "paperclip", "trash", "external-link", "logout"):
        row.addWidget(icon_button(icon, icon))
    row.addStretch(1)
    box.addLayout(row)
    for look, text, pending in (
        ("done", "Đã đồng bộ", 0),
        ("busy", "Đang đồng bộ…", 5),
        ("attention", "Cần người xem", 0),
    ):
        sync = SyncIndicator()
        sync.show_state(look, text, pending=pending, note="lúc 08:15")  # type: ignore[arg-type]
        box.addWidget(sync)
    box.addStretch(1)
    return box


def _field_column() -> QVBoxLayout:
    box = QVBoxLayout()
    wrong, off = QLineEdit("32/13/2013"), QLineEdit("Không sửa được")
    wrong.setProperty("invalid", "true")
    off.setEnabled(False)
    password = PasswordEdit()
    password.setText("mật khẩu dài")
    server = QLineEdit("vanthu.haiduong.example")
    beside = FormGrid()
    beside.add_row("a", FieldRow("Máy chủ", server, label_position="beside"))
    beside.add_row("b", FieldRow("Mật khẩu", password, required=True, label_position="beside"))
    beside.align_headings()
    for widget in (
        QLineEdit("ẲẪẾỖ ẰẮ Ữ Ệ ỘNG HÒA"), wrong, off, SearchBox("Tìm trong mọi văn bản"),
        beside, NumberEdit(0, 999), urgency_box(),
    ):  # fmt: skip
        box.addWidget(widget)
    box.addStretch(1)
    return box


def _choice_column() -> QVBoxLayout:
    box = QVBoxLayout()
    checked, partly = QCheckBox("Chỉ văn bản quá hạn"), QCheckBox("Một phần")
    checked.setChecked(True)
    partly.setTristate(True)
    partly.setCheckState(Qt.CheckState.PartiallyChecked)
    radio = QRadioButton("Sổ văn bản đến chung")
    radio.setChecked(True)
    progress = QProgressBar()
    progress.setValue(42)
    tabs = QTabWidget()
    tabs.addTab(QLabel("Nội dung thẻ"), "Thông tin")
    tabs.addTab(QLabel("Lịch sử"), "Lịch sử")
    for widget in (
        checked, partly, QCheckBox("Cả văn bản đã thu hồi"), radio, QRadioButton("Sổ đơn thư"),
        progress, tabs,
    ):  # fmt: skip
        box.addWidget(widget)
    box.addStretch(1)
    return box


def _type_column() -> QVBoxLayout:
    box = QVBoxLayout()
    for role in ("display", "title", "subtitle", "label", "body", "muted", "caption", "error"):
        box.addWidget(text_label("ẲẪẾỖ Ủy ban", role))  # type: ignore[arg-type]
    box.addWidget(
        ElidedLabel("Một tên tệp rất dài không thể vừa trong một cột hẹp như thế này.pdf")
    )
    box.addStretch(1)
    return box


def _badge_column() -> QVBoxLayout:
    box = QVBoxLayout()
    for look in (*STATES.values(), *URGENCIES.values()):
        box.addWidget(Badge(look))
    box.addStretch(1)
    return box


def _empty_column() -> QVBoxLayout:
    box = QVBoxLayout()
    for tone in ("info", "success", "warning", "danger"):
        banner = Banner()
        box.addWidget(banner)
        banner.show_message(tone, "Có 2 văn bản nghi trùng.", action_text="Xem")  # type: ignore[arg-type]
    empty = EmptyState(
        "inbox",
        "Chưa có văn bản nào",
        "Sổ năm 2013 còn trống. Đăng ký văn bản đầu tiên để bắt đầu.",
        action_text="Đăng ký văn bản đến",
    )
    box.addWidget(empty, 1)
    return box


def popup_page() -> QWidget:
    """What opens over a window, laid beside one another."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.xl)
    row.setSpacing(SPACE.xl)
    for popup in (_menu(), _calendar(page), _question()):
        popup.setWindowFlags(Qt.WindowType.Widget)
        row.addWidget(popup, 0, Qt.AlignmentFlag.AlignTop)
        popup.show()
    row.addStretch(1)
    return page


def _menu() -> QMenu:
    menu = QMenu()
    menu.addAction(action(menu, "Đăng ký văn bản đến", "plus", "Ctrl+N"))
    menu.addAction(action(menu, "Đính kèm tệp…", "paperclip", "Ctrl+K"))
    menu.addSeparator()
    off = action(menu, "Trả lại…", "arrow-back-up", "Ctrl+R")
    off.setEnabled(False)
    menu.addAction(off)
    checked = QAction("Hiện khung chi tiết", menu)
    checked.setCheckable(True)
    checked.setChecked(True)
    menu.addAction(checked)
    menu.setActiveAction(menu.actions()[1])
    return menu


def _calendar(page: QWidget) -> CalendarPopup:
    popup = CalendarPopup(page)
    popup.open_at(QPoint(0, 0), QDate(2013, 10, 8))
    return popup


def _question() -> QMessageBox:
    return QMessageBox(
        QMessageBox.Icon.Warning,
        "Trả lại văn bản",
        "Trả lại văn bản 2257/QĐ-UBND cho Văn phòng UBND tỉnh?",
        QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel,
    )
