"""What a conflict's pane says around the values: heading, facts, and what each choice is called."""

from __future__ import annotations

from typing import Any

from common.changes.merge import Fate
from common.entities.cases import BOTH, FIRST, OPEN, OTHER, VALUE
from common.entities.schema import Value
from common.rules.settlement import is_number
from common.text.dates import format_date
from common.text.messages import _
from common.text.phrases import CONFLICT_KINDS, OUTCOMES, sentence
from common.text.sentences import ERRORS
from desktop.queries.conflicts import Dispute, Side
from desktop.ui import words
from desktop.ui.rooms.sync import value_words
from desktop.ui.rooms.sync.matters import DisputeShown
from desktop.ui.widgets.badge import BadgeLook


def heading(dispute: Dispute) -> str:
    """The record, and what it is about."""
    entity = words.text(dispute.row.values.get("entity"))
    name = value_words.record_name(dispute.about, entity)
    subject = value_words.record_subject(dispute.about)
    return f"{name}: {subject}" if subject else name


def kind_look(dispute: Dispute) -> BadgeLook:
    """The badge of the conflict's kind."""
    kind = words.text(dispute.row.values.get("kind"))
    return BadgeLook(_(CONFLICT_KINDS.get(kind, kind)), "danger", "alert-triangle")


def question(dispute: Dispute) -> str:
    """What is to be decided."""
    if is_number(dispute.row.values):
        return _("Bản giấy nào đã rời cơ quan?")
    if value_words.is_whole(dispute):
        action = value_words.action_name(dispute.row.values.get("action"))
        return _("Giữ như đang dùng, hay làm theo việc «{action}»?").format(action=action)
    about = value_words.what_about(dispute)
    return _("Giá trị đúng của «{field}» là gì?").format(field=about)


def base_told(shown: DisputeShown) -> str:
    """The value that the others went on from; empty where there was none, as for a number."""
    values = shown.dispute.row.values
    seen = values.get("base_value")
    if is_number(values) or not isinstance(seen, dict):
        return ""
    entity, name = words.text(values.get("entity")), words.text(values.get("field"))
    return value_words.value_told(entity, name, seen.get("value"), shown.types)


def base_look() -> BadgeLook:
    """The badge of what it was before."""
    return BadgeLook(_("Ban đầu"), "neutral")


def side_look(side: Side, *, is_new: bool) -> BadgeLook:
    """What stands, what was parked, and what has come while the pane was open."""
    if is_new:
        return BadgeLook(_("Mới thêm"), "info", "plus")
    if side.place == 1:
        return BadgeLook(_("Đang dùng"), "success", "check")
    return BadgeLook(_("Được giữ lại"), "warning", "clock")


def choice_text(dispute: Dispute, side: Side) -> str:
    """The words of the button that chooses a side; empty where it cannot be chosen."""
    outcome = FIRST if side.place == 1 else OTHER
    if outcome not in dispute.outcomes or (side.in_log and side.place > 1):
        return ""
    if is_number(dispute.row.values):
        return _("&{place}. Bản giấy này đã đi").format(place=side.place)
    if value_words.is_whole(dispute):
        told = _("&{place}. Giữ như vậy") if side.place == 1 else _("&{place}. Làm theo việc này")
        return told.format(place=side.place)
    told = _("&{place}. Giữ giá trị này") if side.place == 1 else _("&{place}. Lấy giá trị này")
    return told.format(place=side.place)


def choice_of(side: Side) -> tuple[str, str]:
    """Outcome and head: what a choice of this side is, wherever it stands."""
    return (FIRST if side.place == 1 else OTHER), side.head


def other_choices(dispute: Dispute, *, may_type: bool) -> list[tuple[str, str]]:
    """(outcome, words) of what is no side: a third value, both papers."""
    offered = {VALUE: may_type, BOTH: True}
    place = len(dispute.sides) + 1
    return [
        (outcome, f"&{place}. {_(OUTCOMES[outcome])}")
        for outcome, is_offered in offered.items()
        if outcome in dispute.outcomes and is_offered
    ]


def only_first(dispute: Dispute) -> str:
    """Why nothing but what stands can be chosen; empty where something else can."""
    if dispute.outcomes != (FIRST,):
        return ""
    return _("Văn bản đã đi tiếp nên chỉ giữ được như đang dùng; muốn khác hãy lập văn bản mới.")


def action_value(dispute: Dispute, side: Side) -> str:
    """What stands in the card of one side of a whole action."""
    if side.place == 1:
        return _("Bản ghi như đang dùng")
    return value_words.action_name(dispute.row.values.get("action"))


def refusal_told(shown: DisputeShown) -> str:
    """Why the last settlement of this office was not taken; empty where none was refused."""
    for case in shown.refused:
        code = words.text(case.row.values.get("code"))
        if code in ("side_added", "settled_otherwise") and shown.is_open:
            return sentence(ERRORS, code, {})
    return ""


def settled_told(shown: DisputeShown) -> str:
    """How it was settled meanwhile, by whom and why."""
    values = shown.dispute.row.values
    outcome = words.text(values.get("outcome"))
    told = _("Xung đột này vừa được giải quyết: {outcome}.")
    parts = (
        told.format(outcome=_(OUTCOMES.get(outcome, outcome))),
        shown.dispute.settled_by,
        words.text(values.get("settled_why")),
    )
    return " ".join((parts[0], " · ".join(filter(None, parts[1:])), _("Esc: về danh sách.")))


def facts(shown: DisputeShown) -> list[tuple[str, str]]:
    """When it arose, whose it is, what was decided before, who of the centre has looked."""
    dispute, values = shown.dispute, shown.dispute.row.values
    owner = _("Cơ quan; từ {day} trung tâm cũng giải quyết được")
    is_open = values.get("state") == OPEN
    waits = _("Chờ gửi") if Fate.PENDING in dispute.fates else ""
    return [
        (_("Phát sinh"), words.instant(values.get("opened_at"))),
        (_("Thuộc"), owner.format(day=format_date(dispute.centre_from)) if is_open else ""),
        (_("Cách giải quyết"), waits),
        *((_("Đã giải quyết trước đó"), _earlier(one, shown)) for one in _history(values)),
        *((_("Trung tâm đã xem"), one) for one in value_words.looked_told(values.get("looked"))),
    ]


def _earlier(one: dict[str, Any], shown: DisputeShown) -> str:
    outcome = str(one.get("outcome"))
    told = (
        _(OUTCOMES.get(outcome, outcome)),
        shown.people.get(str(one.get("settled_by")), ""),
        words.instant(one.get("settled_at")),
        words.text(one.get("settled_why")),
    )
    return " · ".join(filter(None, told))


def _history(values: dict[str, Value]) -> list[dict[str, Any]]:
    found = values.get("history")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
