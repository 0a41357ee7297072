"""How values of records are said and shown in every room: dates, codes, and states as badges.

One place, so that a state has one word, one tone and one icon in table, detail and search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from common.changes.merge import Fate
from common.changes.record import Values
from common.clock import VIETNAM, from_millis
from common.entities.catalogue import Urgency
from common.entities.offices import Role
from common.entities.schema import Value
from common.errors import RuleViolation, VanThuError
from common.rules import workflow
from common.text.dates import format_date
from common.text.messages import _
from common.text.notation import join_code
from common.text.phrases import FATES, STATES, STATUSES, sentence
from common.text.sentences import ERRORS
from desktop.ui.style.tokens import Tone
from desktop.ui.widgets.badge import BadgeLook

_STATE_MANNERS: dict[str, tuple[Tone, str]] = {
    workflow.WAITING: ("warning", "clock"),
    workflow.REGISTERED: ("success", "check"),
    workflow.DRAFT: ("neutral", "pencil"),
    workflow.ISSUED: ("success", "rubber-stamp"),
    workflow.ARRIVED: ("info", "mail-down"),
    workflow.ACCEPTED: ("success", "check"),
    workflow.RETURNED: ("danger", "arrow-back-up"),
    workflow.RECALLED: ("danger", "x"),
    workflow.CANCELLED: ("danger", "x"),
}
_FATE_MANNERS: dict[Fate, tuple[Tone, str]] = {
    Fate.PENDING: ("info", "cloud-upload"),
    Fate.PARKED: ("danger", "alert-triangle"),
    Fate.HELD: ("warning", "clock"),
    Fate.QUARANTINED: ("danger", "lock"),
}
_STATUS_MANNERS: dict[str, tuple[Tone, str]] = {
    "": ("neutral", "clock"),
    "01": ("info", "mail-down"),
    "02": ("danger", "arrow-back-up"),
    "03": ("success", "check"),
    "13": ("warning", "clock"),
    "15": ("success", "x"),
    "16": ("danger", "alert-circle"),
    "withdrawn": ("success", "x"),
}
_GRAVITY = (Fate.PARKED, Fate.QUARANTINED, Fate.HELD, Fate.PENDING)
"""Fates that are shown, the gravest first; what is applied or discarded needs no mark."""

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_ROLES: dict[Role, str] = {
    Role.LEADER: "Lãnh đạo",
    Role.DEPT_HEAD: "Trưởng phòng",
    Role.SPECIALIST: "Chuyên viên",
    Role.ADMIN: "Quản trị",
    Role.CLERK: "Văn thư",
}


def said(error: VanThuError) -> str:
    """The sentence for an error, its dates as people write them."""
    params = {name: _shown_day(value) for name, value in error.params.items()}
    if isinstance(error, RuleViolation) and error.field:
        params["field"] = error.field
    return sentence(ERRORS, error.code, params)


def _shown_day(value: Any) -> Any:
    return day(value) if isinstance(value, str) and _ISO_DAY.fullmatch(value) else value


def text(value: Value) -> str:
    """A text field; empty for nothing."""
    return value if isinstance(value, str) else ""


def day(value: Value) -> str:
    """``08/10/2026`` for an ISO date; empty for nothing."""
    return format_date(date.fromisoformat(value)) if isinstance(value, str) and value else ""


def instant(value: Value) -> str:
    """``14:05 08/10/2026`` in Vietnam, for milliseconds; empty for nothing."""
    if not isinstance(value, int) or not value:
        return ""
    moment = from_millis(value).astimezone(VIETNAM)
    return f"{moment:%H:%M} {format_date(moment.date())}"


def moment(at_ms: int, today: date) -> str:
    """``14:05`` today, else with its day: for something that happened a while ago."""
    found = from_millis(at_ms).astimezone(VIETNAM)
    if found.date() == today:
        return f"{found:%H:%M}"
    return f"{found:%H:%M} {format_date(found.date())}"


def number(value: Value) -> str:
    """A whole number; empty for nothing."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def code(values: Values) -> str:
    """Number and notation as printed, ``2257/QĐ-UBND``; before it has a number, the notation."""
    return join_code(text(values.get("code_number")), text(values.get("code_notation")))


def subject(values: Values) -> str:
    """Type and subject as the register has them in one column, in one line."""
    words = " ".join(text(values.get("subject")).split())
    kind = text(values.get("type_name"))
    if not kind or words.casefold().startswith(kind.casefold()):
        return words
    return f"{kind}: {words}" if words else kind


def urgency(values: Values) -> int:
    """The level of urgency, 0 where none is stated."""
    level = values.get("urgency")
    return level if isinstance(level, int) else 0


def urgency_look(level: int) -> BadgeLook | None:
    """The badge of an urgency; none for *Thường*."""
    if level <= Urgency.NORMAL or level > max(Urgency):
        return None
    if level >= Urgency.EXPRESS:
        return BadgeLook(_(Urgency(level).label), "flash", "flame")
    return BadgeLook(_(Urgency(level).label), "urgent", "bolt")


def state_look(state: str) -> BadgeLook:
    """The badge of a state."""
    tone, icon = _STATE_MANNERS.get(state, ("neutral", ""))
    return BadgeLook(_(STATES.get(state, state)), tone, icon)


def fate_look(fate: Fate) -> BadgeLook | None:
    """The badge of own work that is not yet in the common log; none for what is settled."""
    if fate not in _FATE_MANNERS:
        return None
    tone, icon = _FATE_MANNERS[fate]
    return BadgeLook(_(FATES[fate]), tone, icon)


def gravest(fates: Iterable[Fate], *, in_conflict: bool) -> Fate | None:
    """Of the fates over a record the one to show; an open conflict weighs as parked work."""
    present = set(fates) | ({Fate.PARKED} if in_conflict else set())
    return next((fate for fate in _GRAVITY if fate in present), None)


def listed_look(state: str, fates: Iterable[Fate], *, in_conflict: bool) -> BadgeLook:
    """The one badge of a line in a register: what needs a person before the plain state."""
    fate = gravest(fates, in_conflict=in_conflict)
    if fate is None:
        return state_look(state)
    if fate is Fate.PENDING:
        plain = state_look(state)
        return BadgeLook(plain.text, plain.tone, _FATE_MANNERS[fate][1])
    look = fate_look(fate)
    assert look is not None
    return look


def status_look(status: str) -> BadgeLook:
    """The badge of what came back from a recipient (QĐ 28/2018/QĐ-TTg)."""
    tone, icon = _STATUS_MANNERS.get(status, ("neutral", ""))
    return BadgeLook(_(STATUSES.get(status, status)), tone, icon)


def role_names(roles: Iterable[str]) -> str:
    """``Văn thư, Quản trị``."""
    known = [role for role in Role if str(role) in set(map(str, roles))]
    return ", ".join(_(_ROLES[role]) for role in reversed(known))
