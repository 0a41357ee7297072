"""The state of syncing as the clerk sees it: the indicator in the corner, and the banner above all.

::

    engine's state · store's counts ─▶ indicator (state, what waits, last success)
                                    └▶ banner, while there is no network or a person must look
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from common.changes.merge import Fate
from common.text.messages import _
from common.text.phrases import SYNC_STATES, sentence
from common.text.sentences import ERRORS
from desktop.sync.state import SyncState
from desktop.ui import words
from desktop.ui.session import Session
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.sync_indicator import SyncIndicator, SyncLook

_LOOKS: dict[str, SyncLook] = {
    SyncState.IDLE: "done",
    SyncState.CONNECTING: "busy",
    SyncState.SYNCING: "busy",
    SyncState.FILES: "busy",
    SyncState.OFFLINE: "offline",
    SyncState.STOPPED: "attention",
}


class SyncCorner(QObject):
    """Keeps indicator and banner in step with the engine."""

    def __init__(self, session: Session, indicator: SyncIndicator, banner: Banner) -> None:
        super().__init__(indicator)
        self._session, self._indicator, self._banner = session, indicator, banner
        self._watch = session.engine
        self._is_quiet = False
        banner.action_triggered.connect(session.sync.sync_now)
        self._watch.changed.connect(self._show)
        self._watch.count_again()

    def set_quiet(self, quiet: bool) -> None:
        """Without the banner, where the room itself says all of it."""
        self._is_quiet = quiet
        self._show_banner()

    # ── showing ──────────────────────────────────────────────────────────────

    @Slot()
    def _show(self) -> None:
        self._show_indicator()
        self._show_banner()

    def _show_indicator(self) -> None:
        look, text = (
            _LOOKS.get(self._watch.state, "attention"),
            SYNC_STATES.get(self._watch.state, ""),
        )
        asked = self._wanting_attention()
        if look == "done" and asked:
            look = "attention"
        elif look == "done" and self._unsent():
            look, text = "busy", "Chờ đồng bộ"
        elif look == "done" and not self._last_success():
            text = "Chưa đồng bộ"
        self._indicator.show_state(
            look,
            _(text),
            pending=0 if asked else self._unsent(),
            note=asked or self._last_success(),
            explanation=self._explanation(),
        )

    def _wanting_attention(self) -> str:
        if self._watch.status is None:
            return ""
        count = self._watch.status.by_fate
        waiting = sum(count.get(str(fate), 0) for fate in (Fate.QUARANTINED, Fate.HELD))
        told = (
            (self._watch.status.conflicts, _("{count} xung đột")),
            (waiting, _("{count} chờ quản trị")),
        )
        return " · ".join(text.format(count=number) for number, text in told if number)

    def _unsent(self) -> int:
        return self._watch.status.unsent if self._watch.status else 0

    def _last_success(self) -> str:
        last = self._watch.status.last_success_ms if self._watch.status else None
        if last is None:
            return ""
        return _("lúc {moment}").format(moment=words.moment(last, self._session.today()))

    def _explanation(self) -> str:
        """On pointing: all of it, with the key."""
        last, unsent = self._last_success(), self._unsent()
        parts = (
            sentence(ERRORS, self._watch.detail, {}) if self._watch.detail else "",
            self._wanting_attention(),
            _("{count} thay đổi chờ gửi.").format(count=unsent) if unsent else "",
            _("Đồng bộ lần cuối {moment}.").format(moment=last) if last else "",
            _("Bấm vào đây để xem từng việc; F5 để đồng bộ ngay."),
        )
        return " ".join(filter(None, parts))

    def _show_banner(self) -> None:
        if self._is_quiet:
            self._banner.dismiss()
        elif self._watch.trouble == SyncState.OFFLINE:
            self._banner.show_message("warning", self._offline_told(), action_text=_("Thử lại"))
        elif self._watch.trouble == SyncState.STOPPED:
            told = sentence(ERRORS, self._watch.detail, {}) or _("Đồng bộ đã dừng.")
            self._banner.show_message("danger", told, action_text=_("Thử lại"))
        else:
            self._banner.dismiss()

    def _offline_told(self) -> str:
        plain = _("Đang ngoại tuyến: việc vẫn lưu trên máy này, sẽ gửi khi có mạng.")
        known = self._watch.detail not in ("", "offline")
        why = sentence(ERRORS, self._watch.detail, {}) if known else plain
        unsent = self._unsent()
        waits = _("{count} thay đổi đang chờ gửi.").format(count=unsent) if unsent else ""
        return " ".join(filter(None, (why, waits)))
