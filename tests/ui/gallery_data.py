"""Believable rows and words for the gallery: a register of forty documents, states, rooms."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QWidget,
)

from desktop.ui.style.icons import set_icon
from desktop.ui.widgets.badge import BADGE_ROLE, BadgeLook
from desktop.ui.widgets.side_navigation import NavItem

ROOMS = (
    NavItem("incoming", "Văn bản đến", "inbox", "Ctrl+1"),
    NavItem("outgoing", "Văn bản đi", "send", "Ctrl+2"),
    NavItem("deliveries", "Đã nhận", "mail-down", "Ctrl+3"),
    NavItem("search", "Tra cứu", "search", "Ctrl+4"),
    NavItem("sync", "Đồng bộ", "refresh", "Ctrl+5"),
)
STATES = {
    "new": BadgeLook("Chờ tiếp nhận", "info", "mail-down"),
    "done": BadgeLook("Đã đăng ký", "success", "check"),
    "passed": BadgeLook("Đã trình", "neutral"),
    "late": BadgeLook("Quá hạn", "danger", "clock"),
    "soon": BadgeLook("Sắp đến hạn", "warning", "clock"),
    "back": BadgeLook("Từ chối", "danger", "arrow-back-up"),
}
URGENCIES = {
    1: BadgeLook("Khẩn", "urgent", "bolt"),
    2: BadgeLook("Thượng khẩn", "urgent", "bolt"),
    3: BadgeLook("Hỏa tốc", "flash", "flame"),
}
COLUMNS = (
    ("Số đến", 74),
    ("Ngày đến", 102),
    ("Tác giả", 220),
    ("Số, ký hiệu", 140),
    ("Trích yếu nội dung", 330),
    ("Mức độ khẩn", 136),
    ("Trạng thái", 150),
)
ISSUERS = (
    ("Ủy ban nhân dân huyện Ninh Giang", "UBND"),
    ("Sở Tài chính", "STC"),
    ("Bộ Nội vụ", "BNV"),
    ("Sở Lao động - Thương binh và Xã hội", "SLĐTBXH"),
)
SUBJECTS = (
    "Về việc tăng cường phòng, chống dịch bệnh trên đàn gia súc, gia cầm dịp cuối năm",
    "Báo cáo kết quả thực hiện dự toán thu, chi ngân sách 9 tháng đầu năm 2013",
    "Đề nghị cử cán bộ tham dự lớp bồi dưỡng nghiệp vụ văn thư, lưu trữ",
    "Kế hoạch kiểm tra công tác cải cách hành chính tại các sở, ngành, huyện",
)


class Register(QAbstractTableModel):
    """Forty rows as an incoming register has them."""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 40

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section][0]
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        row = index.row()
        if role == BADGE_ROLE:
            states = list(STATES.values())
            badges = {5: URGENCIES.get((row * 7) % 9), 6: states[row % len(states)]}
            return badges.get(index.column())
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        issuer, short = ISSUERS[row % 4]
        cells = (
            str(1285 - row),
            f"{1 + (40 - row) % 28:02}/10/2013",
            issuer,
            f"{2257 - 13 * row}/QĐ-{short}",
            SUBJECTS[(row * 3) % 4],
        )
        return cells[index.column()] if index.column() < len(cells) else ""


class Notes(dict[str, str]):
    """A memory for one look."""

    def set(self, key: str, value: str) -> None:
        self[key] = value


def today() -> date:
    """The day of the pictures."""
    return date(2013, 10, 8)


def action(parent: QWidget, text: str, icon: str, key: str) -> QAction:
    """An action with icon and key."""
    made = QAction(text, parent)
    made.setShortcut(key)
    set_icon(made, icon)
    return made


def urgency_box() -> QComboBox:
    box = QComboBox()
    box.addItems(["Thường", "Khẩn", "Thượng khẩn", "Hỏa tốc"])
    return box
