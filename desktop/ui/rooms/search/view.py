"""The room of searching: what is typed is looked for in every register, as it is typed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QStackedWidget, QVBoxLayout, QWidget

from common.text.messages import _
from desktop.queries.search import Found, search
from desktop.store.connection import Connection
from desktop.ui.models.search_results import HIT_ROLE, Hit, SearchResults
from desktop.ui.rooms.room import Room
from desktop.ui.rooms.search.result_delegate import ResultDelegate
from desktop.ui.session import Session
from desktop.ui.style.tokens import SPACE
from desktop.ui.tasks import Ticket
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.labels import text_label
from desktop.ui.widgets.search_box import SearchBox

HITS_MAX = 100


class SearchRoom(Room):
    """Tìm kiếm."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._ticket: Ticket | None = None
        self.results = SearchResults()
        self.box = _OpeningBox(_("Tìm số đến, số ký hiệu, trích yếu, cơ quan, người ký, tên tệp"))
        self.list = _ResultList()
        self.list.setModel(self.results)
        self.note = text_label("", "muted")
        self.nothing = EmptyState("search", "", "")
        self._lay_out()
        self.box.searched.connect(self.look_for)
        self.box.left_downwards.connect(self._enter_results)
        self.box.entered_again.connect(self._open_current)
        self.list.opened.connect(self._open)
        self._show(None)

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("part", "toolbar")
        column = QVBoxLayout(head)
        column.setContentsMargins(SPACE.lg, SPACE.md, SPACE.lg, SPACE.md)
        column.setSpacing(SPACE.sm)
        column.addWidget(text_label(_("Tìm kiếm"), "title"))
        column.addWidget(self.box)
        column.addWidget(self.note)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.list)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.setSpacing(SPACE.none)
        box.addWidget(head)
        box.addWidget(self._stack, 1)

    def enter(self) -> None:
        """The box takes the keyboard, its words chosen so that typing replaces them."""
        self.box.setFocus()
        self.box.selectAll()

    @Slot(str)
    def look_for(self, query: str) -> None:
        """Search; an earlier search that is still under way is let go."""
        if self._ticket is not None:
            self._ticket.drop()
        if not query:
            self._show(None)
            return

        def read(connection: Connection) -> Found:
            return search(connection, query, limit=HITS_MAX)

        self._ticket = self.session.query(self, read, self._show)

    def _show(self, found: Found | None) -> None:
        self.results.show_found(found)
        has_hits = bool(found and found.hits)
        self._stack.setCurrentWidget(self.list if has_hits else self.nothing)
        if has_hits:
            self.list.setCurrentIndex(self.results.index(self.results.first_hit, 0))
            self.list.scrollToTop()
        elif found is None:
            self.nothing.show_text(
                _("Tìm trong mọi văn bản"),
                _(
                    "Gõ có dấu để khớp đúng dấu, không dấu để khớp mọi dấu. "
                    "Gõ số đến, ví dụ 1245 hoặc 1245/2026, để mở ngay."
                ),
            )
        else:
            self.nothing.show_text(
                _("Không tìm thấy văn bản nào"),
                _("Thử bớt chữ, hoặc gõ không dấu."),
            )
        self.note.setText(_told(found))

    @Slot()
    def _enter_results(self) -> None:
        if self.results.rowCount():
            self.list.setFocus()

    @Slot()
    def _open_current(self) -> None:
        self._open(self.list.currentIndex())

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        hit = index.data(HIT_ROLE)
        if isinstance(hit, Hit):
            self.record_wanted.emit(hit.entity, hit.id)


def _told(found: Found | None) -> str:
    if found is None:
        return _("Kết quả hiện ngay khi gõ. Mũi tên xuống: vào kết quả. Enter: mở.")
    count = len(found.hits)
    told = (
        _("{count} văn bản mới nhất").format(count=count)
        if count >= HITS_MAX
        else _("{count} văn bản").format(count=count)
    )
    if not found.not_indexed:
        return told
    waiting = _("{count} văn bản vừa ghi chưa kịp đưa vào tìm kiếm")
    return " · ".join((told, waiting.format(count=found.not_indexed)))


class _OpeningBox(SearchBox):
    """Enter a second time on the same words opens the first result."""

    entered_again = Signal()

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder)
        self._shown = ""
        self.searched.connect(self._remember)

    @Slot(str)
    def _remember(self, words: str) -> None:
        self._shown = words

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on words that are searched already."""
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enters and self.words and self.words == self._shown:
            self.entered_again.emit()
        else:
            super().keyPressEvent(event)


class _ResultList(QListView):
    """Enter or a double click opens."""

    opened = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Kết quả tìm kiếm"))
        self.setItemDelegate(ResultDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current result."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
