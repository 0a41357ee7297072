"""Pages of the gallery: the widgets put together as rooms will put them, with believable words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import (
    Qt,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import push_button
from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.fact_list import FactList
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.file_strip import FileLook, FileStrip
from desktop.ui.widgets.form_grid import FormGrid
from desktop.ui.widgets.labels import paragraph, rule, text_label
from desktop.ui.widgets.number_edit import NumberEdit
from desktop.ui.widgets.register_table import RegisterTable
from desktop.ui.widgets.scroll_pane import ScrollPane
from desktop.ui.widgets.search_box import SearchBox
from desktop.ui.widgets.side_navigation import SideNavigation
from desktop.ui.widgets.splitter import RememberingSplitter
from desktop.ui.widgets.sync_indicator import SyncIndicator
from desktop.ui.widgets.toast import Toast
from desktop.ui.widgets.typed_date import TypedDates
from desktop.ui.widgets.view_header import ViewHeader
from tests.ui.gallery_controls import controls_page, popup_page, words_page
from tests.ui.gallery_data import (
    COLUMNS,
    ROOMS,
    STATES,
    SUBJECTS,
    URGENCIES,
    Notes,
    Register,
    action,
    today,
    urgency_box,
)


def office_page() -> QWidget:
    """The main window: rooms, banner, register, detail."""
    page = QWidget()
    navigation = SideNavigation(ROOMS)
    navigation.set_count("incoming", 12, "neutral")
    navigation.set_count("deliveries", 3, "flash")
    navigation.set_count("sync", 128, "warning")
    office = text_label("Sở Tài chính", "subtitle")
    office.setContentsMargins(SPACE.sm, 0, 0, SPACE.md)
    navigation.add_top(office)
    sync = SyncIndicator()
    sync.show_state("offline", "Đang ngoại tuyến", pending=3)
    navigation.add_bottom(sync)
    middle = QVBoxLayout()
    middle.setContentsMargins(0, 0, 0, 0)
    middle.setSpacing(0)
    middle.addWidget(_header(page))
    banner = Banner(page)
    middle.addWidget(banner)
    middle.addWidget(_panes(page), 1)
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(navigation)
    row.addLayout(middle, 1)
    banner.show_message(
        "warning",
        "Đang ngoại tuyến từ 08:12. Việc đăng ký vẫn làm được; 3 thay đổi sẽ gửi khi có mạng.",
        action_text="Vì sao?",
        closable=True,
    )
    toast = Toast(page)
    toast.show_message("Đã đăng ký văn bản đến số 1285.", action_text="Hoàn tác")
    return page


def _header(page: QWidget) -> ViewHeader:
    header = ViewHeader("Văn bản đến")
    header.set_note("1.285 văn bản năm 2013")
    header.add_widget(SearchBox("Tìm số, trích yếu (Ctrl+F)"))
    header.add_action(action(page, "Chuyển", "arrow-back-up", "Ctrl+T"))
    header.add_action(action(page, "Đăng ký", "plus", "Ctrl+N"), "primary")
    return header


def _panes(page: QWidget) -> RememberingSplitter:
    splitter = RememberingSplitter(Qt.Orientation.Horizontal, "panes", Notes(), page)
    table = RegisterTable("Sổ văn bản đến")
    table.setModel(Register(table))
    table.setSortingEnabled(True)
    table.set_column_widths([width for _title, width in COLUMNS])
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    table.show_badges_in(5)
    table.show_badges_in(6)
    table.selectRow(3)
    splitter.addWidget(table)
    splitter.addWidget(_detail())
    splitter.restore([760, 380])
    return splitter


def _detail() -> QWidget:
    content = QWidget()
    box = QVBoxLayout(content)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(SPACE.md)
    box.addWidget(paragraph(SUBJECTS[0], "subtitle"))
    badges = QHBoxLayout()
    for look in (STATES["done"], URGENCIES[3]):
        badges.addWidget(Badge(look))
    badges.addStretch(1)
    box.addLayout(badges)
    box.addWidget(rule())
    facts = FactList()
    facts.show_facts(
        (
            ("Số đến", "1282"),
            ("Ngày đến", "08/10/2013"),
            ("Số, ký hiệu", "2218/QĐ-UBND"),
            ("Tác giả", "Ủy ban nhân dân huyện Ninh Giang"),
            ("Người ký", "Nguyễn Hữu Phước, Phó Chủ tịch"),
            ("Hạn xử lý", "22/10/2013"),
        )
    )
    box.addWidget(facts)
    box.addWidget(text_label("Tệp đính kèm", "label"))
    files = FileStrip()
    files.set_read_only(True)
    files.show_files((FileLook("a", "2218-QD-UBND.pdf", 245_000), _missing_file()))
    box.addWidget(files)
    pane = ScrollPane(content)
    pane.setProperty("part", "pane")
    return pane


def _missing_file() -> FileLook:
    return FileLook("b", "Phụ lục kèm theo quyết định.docx", 1_300_000, "chưa tải về", "warning")


def form_page() -> QWidget:
    """A registration form with help, errors and files."""
    page = QWidget()
    page.setProperty("part", "pane")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    grid = FormGrid()
    grid.add_section("Văn bản")
    _add_document_fields(grid)
    grid.add_section("Tệp đính kèm")
    files = FileStrip()
    files.show_files((FileLook("a", "Báo cáo thu chi ngân sách.pdf", 812_000), _missing_file()))
    grid.add_row("files", FieldRow("Tệp", files, help_text="PDF, DOCX, ảnh; tối đa 50 MB mỗi tệp"))
    scroll = ScrollPane(grid)
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    box.addWidget(ViewHeader("Đăng ký văn bản đến"))
    box.addWidget(scroll, 1)
    box.addWidget(rule())
    box.addLayout(_form_foot())
    grid.show_problems(
        {"issued": "Ngày văn bản không được sau ngày đến.", "subject": "Hãy gõ trích yếu."}
    )
    return page


def _add_document_fields(grid: FormGrid) -> None:
    arrival = DateEdit(TypedDates(today), today)
    arrival.set_value(today())
    issued = DateEdit(TypedDates(today), today)
    issued.set_value(date(2013, 10, 12))
    kinds = QComboBox()
    kinds.addItems(["Quyết định", "Công văn", "Báo cáo"])
    number = QLineEdit("1285")
    number.setReadOnly(True)
    issuer = QLineEdit("Ủy ban nhân dân huyện Ninh Giang")
    subject = QPlainTextEdit()
    subject.setMaximumHeight(84)
    for name, row, span in (
        ("number", FieldRow("Số đến", number, help_text="Máy cấp khi ghi"), 3),
        ("arrival", FieldRow("Ngày đến", arrival, required=True), 3),
        ("urgency", FieldRow("Mức độ khẩn", urgency_box()), 3),
        ("pages", FieldRow("Số trang", NumberEdit(1, 999)), 3),
        ("notation", FieldRow("Số, ký hiệu", QLineEdit("2257/QĐ-UBND"), required=True), 4),
        ("issued", FieldRow("Ngày văn bản", issued, required=True), 4),
        ("kind", FieldRow("Tên loại", kinds, required=True), 4),
        ("issuer", FieldRow("Tác giả", issuer, required=True), 12),
        ("subject", FieldRow("Trích yếu nội dung", subject, required=True), 12),
    ):
        grid.add_row(name, row, span=span)


def _form_foot() -> QHBoxLayout:
    foot = QHBoxLayout()
    foot.setContentsMargins(SPACE.lg, SPACE.sm, SPACE.lg, SPACE.sm)
    foot.setSpacing(SPACE.sm)
    foot.addWidget(text_label("Ctrl+Enter: ghi và mở bản kế tiếp", "muted"))
    foot.addStretch(1)
    foot.addWidget(push_button("Bỏ"))
    foot.addWidget(push_button("Ghi", icon="check"))
    foot.addWidget(push_button("Ghi và đăng ký tiếp", "primary", icon="plus"))
    return foot


PAGES: dict[str, Callable[[], QWidget]] = {
    "office": office_page,
    "form": form_page,
    "controls": controls_page,
    "words": words_page,
    "popups": popup_page,
}
