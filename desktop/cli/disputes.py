"""Conflicts as the command line tells them, for people and for scripts."""

from __future__ import annotations

from typing import Any

from common.changes.merge import Fate
from common.entities.cases import ISSUED_TWICE, OPEN
from common.entities.registry import ENTITIES
from common.entities.schema import Value
from common.text.phrases import CONFLICT_KINDS, CONFLICT_STATES, OUTCOMES, field_label
from desktop.cli import records, texts
from desktop.cli.labels import (
    action_words,
    label_of,
    looked_words,
    maps,
    printed,
    whole,
    with_instant,
)
from desktop.queries.conflicts import Dispute, Side

ID_SHOWN = 13
"""Characters of a conflict's id that a person has to type."""


def field_of(dispute: Dispute) -> str:
    """What the conflict is over: a field, or a whole action."""
    values = dispute.row.values
    if values.get("changeset") and values.get("kind") != ISSUED_TWICE:
        return f"cả việc «{action_words(values.get('action'))}»"
    return field_label(str(values.get("field") or ""), str(values.get("entity") or ""))


def value_words(dispute: Dispute, side: Side) -> str:
    """The value of one side as people read it."""
    if side.in_log:
        return "(quá dài, còn trong nhật ký)"
    if side.about is not None:
        return label_of(side.about)
    return _told(str(dispute.row.values.get("entity")), dispute.row.values.get("field"), side.value)


def _told(entity: str, name: Value, value: Value) -> str:
    if value is None:
        return "(trống)"
    if isinstance(value, dict):
        return f"số {printed(value)}, ngày {texts.day(value.get('dated'))}"
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return "; ".join(_part(one) for one in value) or "(không gì khác)"
    declared = ENTITIES[entity].by_name.get(str(name)) if entity in ENTITIES else None
    return records.words(declared, value) if declared else str(value)


def _part(one: dict[str, Any]) -> str:
    entity, name = str(one.get("entity")), one.get("field")
    return f"{field_label(str(name), entity)}: {_told(entity, name, one.get('value'))}"


def side_words(dispute: Dispute, side: Side) -> str:
    """``1. «giá trị» (Phạm Thị Hoa, máy 2, 09:05 14/09/2026)``."""
    who = side.who or ("Máy chủ" if not side.actor else "Người không rõ")
    place = f"máy {side.device}" if side.device else "máy chủ"
    told = ", ".join(part for part in (who, place, texts.instant(side.at_ms)) if part)
    return f"{side.place}. «{value_words(dispute, side)}» ({told})"


def how_to_settle(dispute: Dispute) -> str:
    """The command line that settles it."""
    words = {
        "first": "first",
        "other": "other" if len(dispute.sides) == 2 else "SỐ",
        "value": f"{dispute.row.values.get('field')}=GIÁ_TRỊ",
        "both": "both",
    }
    kept = "|".join(words[one] for one in dispute.outcomes)
    return f"vanthu conflicts settle {short_id(dispute)} --keep {kept} --reason LÝ_DO"


def short_id(dispute: Dispute) -> str:
    """The beginning of a conflict's id."""
    return dispute.row.id[:ID_SHOWN]


def state_words(dispute: Dispute) -> str:
    """Open or settled, and whether the server has heard of it."""
    state = str(dispute.row.values.get("state"))
    told = CONFLICT_STATES.get(state, state)
    return f"{told} (chờ gửi)" if Fate.PENDING in dispute.fates else told


def owner_words(dispute: Dispute) -> str:
    """Who may settle it, and from when the centre may too."""
    return f"cơ quan; từ {texts.day(dispute.centre_from)} cả trung tâm"


def dispute_text(dispute: Dispute) -> str:
    """One conflict in full."""
    values = dispute.row.values
    kind = str(values.get("kind"))
    pairs = [
        ("Mã", dispute.row.id),
        ("Loại", CONFLICT_KINDS.get(kind, kind)),
        ("Bản ghi", f"{label_of(dispute.about, str(values.get('entity')))}"),
        ("Mã bản ghi", str(values.get("record_id"))),
        ("Trường", field_of(dispute)),
        ("Trạng thái", state_words(dispute)),
        ("Phát sinh", texts.instant(values.get("opened_at"))),
        *(("Giá trị", side_words(dispute, side)) for side in dispute.sides),
        *_settled(dispute),
        *(("Trước đó", _earlier(one)) for one in maps(values.get("history"))),
        *(("Trung tâm đã xem", looked_words(one)) for one in maps(values.get("looked"))),
    ]
    if values.get("state") == OPEN:
        pairs += [("Ai giải quyết", owner_words(dispute)), ("Giải quyết", how_to_settle(dispute))]
    return texts.facts(pairs)


def _settled(dispute: Dispute) -> list[tuple[str, str]]:
    values = dispute.row.values
    if values.get("state") == OPEN:
        return []
    outcome = str(values.get("outcome"))
    by = dispute.settled_by or str(values.get("settled_by") or "máy chủ")
    return [
        ("Cách giải quyết", OUTCOMES.get(outcome, outcome)),
        ("Lý do", str(values.get("settled_why") or "")),
        ("Người giải quyết", f"{by}, {texts.instant(values.get('settled_at'))}"),
    ]


def _earlier(one: dict[str, Any]) -> str:
    outcome = str(one.get("outcome"))
    when = texts.instant(one.get("settled_at"))
    return f"{OUTCOMES.get(outcome, outcome)}, {when}: {one.get('settled_why') or ''}"


def dispute_words(dispute: Dispute) -> str:
    """Field, every side and how to settle, on a line each."""
    sides = [side_words(dispute, side) for side in dispute.sides]
    return "\n".join([field_of(dispute), *sides, how_to_settle(dispute)])


def dispute_document(dispute: Dispute) -> dict[str, Any]:
    """One conflict for scripts."""
    values = dispute.row.values
    told: dict[str, Any] = {"id": dispute.row.id}
    told |= {"record": label_of(dispute.about, str(values.get("entity")))}
    names = ("kind", "state", "entity", "record_id", "field", "changeset", "action", "outcome")
    told |= {name: values.get(name) for name in names}
    told |= {name: records.instant(whole(values.get(name))) for name in ("opened_at", "settled_at")}
    told |= {name: values.get(name) for name in ("base_value", "settled_value", "settled_why")}
    return {
        **told,
        "field_label": field_of(dispute),
        "sides": [_side_document(dispute, side) for side in dispute.sides],
        "outcomes": list(dispute.outcomes) if values.get("state") == OPEN else [],
        "centre_from": dispute.centre_from.isoformat(),
        "settled_by": values.get("settled_by"),
        "settled_by_name": dispute.settled_by or None,
        "pending": Fate.PENDING in dispute.fates,
        "history": [with_instant(one, "settled_at") for one in maps(values.get("history"))],
        "looked": [with_instant(one, "at") for one in maps(values.get("looked"))],
    }


def _side_document(dispute: Dispute, side: Side) -> dict[str, Any]:
    return {
        "place": side.place,
        "value": side.value,
        "words": value_words(dispute, side),
        "changeset": side.head,
        "actor": side.actor or None,
        "full_name": side.who or None,
        "device": side.device,
        "at": records.instant(side.at_ms),
    }
