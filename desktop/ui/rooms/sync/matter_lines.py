"""The list of the room: what needs a person first, then what goes its way by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from common.clock import from_millis, vietnam_date
from common.entities.schema import Value
from common.text.messages import _
from common.text.phrases import FATES
from desktop.queries.cases import SetAside
from desktop.queries.conflicts import Dispute
from desktop.queries.own_work import Unsent
from desktop.queries.sync_status import SyncStatus
from desktop.queries.transfers import OnTheWay
from desktop.ui import words
from desktop.ui.models.search_results import Heading, Hit
from desktop.ui.rooms.sync import value_words
from desktop.ui.rooms.sync.matters import CASE, CONFLICT, Matters
from desktop.ui.style.tokens import Tone
from desktop.ui.widgets.badge import BadgeLook
from desktop.ui.widgets.file_row import size_text

UNSENT, FILE = "unsent", "file"
_SEPARATOR = "  ·  "


@dataclass(frozen=True)
class Onlooker:
    """Who reads: on which day, at which PC."""

    today: date
    device: int


def lines_of(
    matters: Matters, status: SyncStatus | None, onlooker: Onlooker
) -> list[Hit | Heading]:
    """Headings with the lines below them; a group without a line is left out."""
    by_state = {
        state: [one for one in matters.cases if one.row.values.get("state") == state]
        for state in ("parked", "quarantined", "held")
    }
    unsent = max(status.by_fate.get("pending", 0) if status else 0, len(matters.unsent))
    files = status.files_to_send + status.files_to_come if status else 0
    groups: tuple[tuple[str, int, Iterable[Hit]], ...] = (
        (
            _("Xung đột cần giải quyết"),
            len(matters.disputes),
            (_conflict(one, onlooker) for one in matters.disputes),
        ),
        *(
            (_(_GROUPS[state]), len(cases), (_case(one, onlooker) for one in cases))
            for state, cases in by_state.items()
        ),
        (_("Chờ gửi"), unsent, (_unsent(one, onlooker) for one in matters.unsent)),
        (_("Tệp đang chuyển"), max(files, len(matters.files)), map(_file, matters.files)),
        (
            _("Không dùng trong 90 ngày qua"),
            len(matters.discarded),
            (_case(one, onlooker) for one in matters.discarded),
        ),
    )
    return [line for title, count, hits in groups for line in _group(title, count, hits)]


_GROUPS = {
    "parked": "Có xung đột",
    "quarantined": "Máy chủ chưa nhận, chờ quản trị xem",
    "held": "Chờ việc trước",
}
_CASE_ICONS = {"quarantined": "lock", "held": "clock", "parked": "alert-triangle"}


def _group(title: str, count: int, hits: Iterable[Hit]) -> Sequence[Hit | Heading]:
    lines = list(hits)
    if not lines:
        return []
    told = _("{title} ({count})") if count == len(lines) else _("{title} ({count}, đầu danh sách)")
    return [Heading(told.format(title=title, count=count)), *lines]


def _conflict(one: Dispute, onlooker: Onlooker) -> Hit:
    name = value_words.record_name(one.about, words.text(one.row.values.get("entity")))
    who = dict.fromkeys(value_words.whose(side.who, side.device) for side in one.sides)
    about = value_words.what_about(one)
    note = _SEPARATOR.join((name, ", ".join(who)))
    presses: Tone = "danger" if onlooker.today >= one.centre_from else "warning"
    age = _age(one.row.values.get("opened_at"), onlooker.today)
    title = about[:1].upper() + about[1:]
    return Hit(CONFLICT, one.row.id, "alert-triangle", title, note, BadgeLook(age, presses))


def _case(one: SetAside, onlooker: Onlooker) -> Hit:
    values = one.row.values
    state, device = words.text(values.get("state")), values.get("device")
    who = value_words.whose(one.who, device if isinstance(device, int) else 0)
    place = value_words.place_told(device if isinstance(device, int) else 0, onlooker.device)
    title = _SEPARATOR.join(
        filter(
            None,
            (
                value_words.action_name(values.get("action")) or _("Việc không đọc được"),
                value_words.record_name(one.about) if one.about else "",
            ),
        )
    )
    age = _age(values.get("closed_at") or values.get("opened_at"), onlooker.today)
    note = _SEPARATOR.join((f"{who}, {place}", value_words.case_reason(one) or _(FATES[state])))
    return Hit(CASE, one.row.id, _CASE_ICONS.get(state, "x"), title, note, BadgeLook(age))


def unsent_key(one: Unsent) -> str:
    """What tells one piece of own work from another."""
    return f"{one.scope}:{one.seq}"


def _unsent(one: Unsent, onlooker: Onlooker) -> Hit:
    told = value_words.record_name(one.about) if one.about else ""
    note = _SEPARATOR.join(filter(None, (told, value_words.record_subject(one.about))))
    badge = BadgeLook(words.moment(one.made_at_ms, onlooker.today), "info")
    return Hit(
        UNSENT,
        unsent_key(one),
        "cloud-upload",
        value_words.action_name(one.action),
        note,
        badge,
    )


def _file(one: OnTheWay) -> Hit:
    look = BadgeLook(_("chờ gửi"), "info") if one.goes_up else BadgeLook(_("chờ về"), "neutral")
    name = one.name or _("Tệp không còn thuộc văn bản nào")
    return Hit(FILE, one.sha256, "paperclip", name, size_text(one.size_bytes), look)


def _age(at_ms: Value, today: date) -> str:
    if not isinstance(at_ms, int) or not at_ms:
        return _("không rõ")
    days = (today - vietnam_date(from_millis(at_ms))).days
    return _("{days} ngày").format(days=days) if days > 0 else _("hôm nay")
