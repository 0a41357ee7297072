"""The head of the room: the engine's state in plain words, what waits, and why it is offline."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from common.clock import to_millis
from common.text.messages import _
from common.text.phrases import SYNC_STATES, sentence
from common.text.sentences import ERRORS
from desktop.sync.state import SyncState
from desktop.ui import words
from desktop.ui.rooms.sync.line_words import LineTold, clock_told, line_told
from desktop.ui.session import Session
from desktop.ui.style.tokens import SIZE, SPACE, TIMING
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.flow import FlowLayout
from desktop.ui.widgets.icon_label import IconLabel
from desktop.ui.widgets.labels import paragraph, text_label

_LOOKS: dict[str, tuple[str, str]] = {
    SyncState.IDLE: ("cloud-check", "success_text"),
    SyncState.CONNECTING: ("refresh", "link"),
    SyncState.SYNCING: ("refresh", "link"),
    SyncState.FILES: ("refresh", "link"),
    SyncState.OFFLINE: ("cloud-off", "warning_text"),
    SyncState.STOPPED: ("alert-triangle", "danger_text"),
}


class EnginePanel(QFrame):
    """Follows the session's engine; while files move, shows how far they are."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "toolbar")
        self._session, self._watch = session, session.engine
        self._files_at_first = 0
        self._icon = IconLabel("cloud-check", "success_text", SIZE.icon_lg)
        self._state = text_label("", "subtitle")
        self._why = paragraph("")
        self._advice = paragraph("", "muted")
        self._facts = paragraph("", "muted")
        self._facts.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self._checks = FlowLayout()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Tệp đã chuyển"))
        self._lay_out()
        self._polling = QTimer(self)
        self._polling.setInterval(TIMING.progress)
        self._polling.timeout.connect(self._watch.count_again)
        self._watch.changed.connect(self.show_now)
        self.show_now()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.md)
        head.addWidget(self._icon)
        head.addWidget(self._state)
        head.addWidget(self._facts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.lg, SPACE.sm, SPACE.lg, SPACE.sm)
        column.setSpacing(SPACE.xs)
        column.addLayout(head)
        column.addWidget(self._why)
        column.addWidget(self._advice)
        column.addLayout(self._checks)
        column.addWidget(self.progress)

    @property
    def told(self) -> str:
        """State, what is in the way and what to do, as they are read."""
        texts = (self._state, self._facts, self._why, self._advice)
        parts = (label.text() for label in texts)
        return "\n".join(filter(None, parts))

    @property
    def checked(self) -> list[tuple[str, str]]:
        """Words and tone of what was looked at along the line; empty where nothing is wrong."""
        items = (self._checks.itemAt(at) for at in range(self._checks.count()))
        badges = (item.widget() for item in items if item)
        return [(one.look.text, one.look.tone) for one in badges if isinstance(one, Badge)]

    @Slot()
    def show_now(self) -> None:
        """Show what the engine is now."""
        state = self._watch.trouble or self._watch.state
        icon, ink = _LOOKS.get(state, _LOOKS[SyncState.STOPPED])
        if state == SyncState.IDLE and self._waits:
            icon, ink = "cloud-upload", "link"
        self._icon.show_icon(icon, ink)
        self._state.setText(self._state_told(state))
        self._show_line(self._line() if self._watch.trouble else self._other())
        self._facts.setText("   ·   ".join(self._facts_told()))
        self._show_progress()

    def _state_told(self, state: str) -> str:
        status, plain = self._watch.status, _(SYNC_STATES.get(state, state))
        if self._watch.trouble and self._watch.state == SyncState.CONNECTING:
            return _("{state}, đang thử lại…").format(state=plain)
        if state != SyncState.IDLE or status is None:
            return plain
        if status.last_success_ms is None:
            return _("Chưa đồng bộ lần nào")
        return _("Còn việc chờ gửi") if self._waits else plain

    @property
    def _waits(self) -> bool:
        status = self._watch.status
        return status is not None and bool(status.unsent or status.files_to_send)

    # ── what is in the way ───────────────────────────────────────────────────

    def _line(self) -> LineTold:
        host = urlsplit(self._session.office.who.server_url).hostname or ""
        watch = self._watch
        return line_told(watch.trouble_code, watch.why, host, self._clock_off_ms())

    def _other(self) -> LineTold:
        """Nothing stops the engine; something may be to be told all the same."""
        status = self._watch.status
        told = (
            sentence(ERRORS, self._watch.detail, {}) if self._watch.detail else "",
            sentence(ERRORS, "store_restored", {}) if status and status.restored else "",
            clock_told(self._clock_off_ms()),
        )
        return LineTold(" ".join(filter(None, told)), "", ())

    def _clock_off_ms(self) -> int:
        """How far this PC's clock is behind the server's, as far as can be known here.

        A clock that stands before the last success has been set back since.
        """
        status = self._watch.status
        if status is None or status.last_success_ms is None:
            return 0
        now_ms = to_millis(self._session.office.clock.now())
        return max(status.last_success_ms - now_ms, 0) or status.server_offset_ms

    def _show_line(self, line: LineTold) -> None:
        for label, text in ((self._why, line.what), (self._advice, line.advice)):
            label.setText(text)
            label.setVisible(bool(text))
        while (item := self._checks.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for look in line.checks:
            self._checks.addWidget(Badge(look))

    # ── what waits ───────────────────────────────────────────────────────────

    def _facts_told(self) -> list[str]:
        status = self._watch.status
        if status is None:
            return []
        last, differing = status.last_success_ms, ", ".join(status.differing)
        succeeded = _("Thành công lần cuối: {moment}")
        told = (
            (last, succeeded.format(moment=words.moment(last or 0, self._session.today()))),
            (status.unsent, _("{count} việc chờ gửi").format(count=status.unsent)),
            (status.files_to_send, _("{count} tệp chờ gửi").format(count=status.files_to_send)),
            (status.files_to_come, _("{count} tệp chờ về").format(count=status.files_to_come)),
            (status.healed, _("{count} bản ghi đã chữa").format(count=status.healed)),
            (differing, _("còn khác máy chủ: {scopes}").format(scopes=differing)),
        )
        return [text for is_so, text in told if is_so]

    def _show_progress(self) -> None:
        status = self._watch.status
        moving = self._watch.state == SyncState.FILES and status is not None
        left = status.files_to_send + status.files_to_come if status else 0
        self._files_at_first = max(self._files_at_first, left) if moving else 0
        shown = moving and self._files_at_first > 0
        self.progress.setVisible(shown)
        if shown:
            self.progress.setMaximum(self._files_at_first)
            self.progress.setValue(self._files_at_first - left)
            self.progress.setFormat(_("%v trên %m tệp"))
        if moving and self.isVisible():
            self._polling.start()
        else:
            self._polling.stop()
