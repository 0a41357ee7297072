"""`vanthu-server conflict list|show|settle`: what offices have not settled themselves."""

from __future__ import annotations

from typing import Any

from common.entities.cases import BOTH, FIRST, OTHER, VALUE
from common.entities.registry import entity_named
from common.entities.schema import FieldType, Value
from common.errors import RuleViolation
from common.text.messages import _
from common.text.phrases import CONFLICT_KINDS, CONFLICT_STATES, OUTCOMES, field_label
from sync_server.cli.main import DONE, Call
from sync_server.cli.opening import opened, operator
from sync_server.cli.output import day, instant, table
from sync_server.cli.parser import WrongUsage
from sync_server.hub.deciding import Decision
from sync_server.hub.hub import Hub
from sync_server.services.case_lists import ConflictInfo, OpenedConflict, Side

_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_USAGE = "vanthu-server conflict settle ID --keep first|other|N|both|FIELD=VALUE --reason TEXT"


def run(call: Call) -> int:
    """List, show or settle."""
    return {"list": _list, "show": _show, "settle": _settle}[call.options.action](call)


def _list(call: Call) -> int:
    state = None if call.options.all else "open"
    with opened(call) as hub:
        found = hub.conflicts(call.options.office, state=state)
    headings = (
        _("Mã"),
        _("Cơ quan"),
        _("Loại"),
        _("Trường"),
        _("Số giá trị"),
        _("Trạng thái"),
        _("Phát sinh"),
        _("Trung tâm từ"),
    )
    text = table(headings, [_row(one) for one in found], empty=_("Không có xung đột nào."))
    call.output.result([_document(one) for one in found], text)
    return DONE


def _row(one: ConflictInfo) -> tuple[object, ...]:
    return (
        one.id,
        one.office,
        _(CONFLICT_KINDS.get(one.kind, one.kind)),
        field_label(one.field, one.entity) or one.action,
        one.sides,
        _(CONFLICT_STATES.get(one.state, one.state)),
        day(one.opened_at),
        one.centre_from.isoformat(),
    )


def _show(call: Call) -> int:
    with opened(call) as hub:
        (info,) = _meant(hub, call.options.id, one_only=True)
        found = hub.conflict(info.id, call.options.reason, by=operator())
    call.output.result(_opened_document(found), _opened_text(found))
    return DONE


def _settle(call: Call) -> int:
    options = call.options
    with opened(call) as hub:
        wanted = _decisions(hub, options.id, options.keep, options.reason)
        settled = [
            hub.settle_conflict(info.id, decision, by=operator(), asked=options.asked)
            for info, decision in wanted
        ]
    told = [_("Đã giải quyết xung đột {id}.").format(id=one.id) for one in settled]
    call.output.result([_document(one) for one in settled], "\n".join(told))
    return DONE


def _decisions(
    hub: Hub, word: str, keep: list[str], reason: str
) -> list[tuple[ConflictInfo, Decision]]:
    """Which conflicts to settle, and how. Raises WrongUsage, and RuleViolation as :func:`_meant`
    and ``field_unknown``."""
    fields = [one for one in keep if "=" in one]
    if not fields:
        (info,) = _meant(hub, word, one_only=True)
        return [(info, _choice(keep, reason))]
    if len(fields) != len(keep):
        raise WrongUsage(_("--keep nhận một lựa chọn, hoặc TRƯỜNG=GIÁ_TRỊ"), _USAGE)
    found = _meant(hub, word, one_only=False)
    return [_third(found, one, reason) for one in fields]


def _choice(keep: list[str], reason: str) -> Decision:
    (word, *others) = keep
    if not others and word in (FIRST, OTHER, BOTH):
        return Decision(word, reason)
    if not others and word.isdecimal() and int(word) > 0:
        return Decision(FIRST if int(word) == 1 else OTHER, reason, side=int(word))
    raise WrongUsage(_("--keep không có lựa chọn «{word}»").format(word=" ".join(keep)), _USAGE)


def _third(found: list[ConflictInfo], word: str, reason: str) -> tuple[ConflictInfo, Decision]:
    name, _sign, text = word.partition("=")
    for info in found:
        if info.field == name:
            return info, Decision(VALUE, reason, value=_typed(info.entity, name, text))
    raise RuleViolation("field_unknown", field=name)


def _typed(entity: str, name: str, text: str) -> Value:
    """``text`` in the field's type; what has not that type stays text, for the rules to refuse."""
    declared = entity_named(entity)
    kind = declared[name].type if declared and name in declared.by_name else FieldType.TEXT
    if not text.strip():
        return None
    if kind is FieldType.INTEGER and text.strip().lstrip("-").isdecimal():
        return int(text)
    if kind is FieldType.BOOLEAN:
        return _TRUTH.get(text.strip().lower(), text)
    return text


def _meant(hub: Hub, word: str, *, one_only: bool) -> list[ConflictInfo]:
    """The conflicts that a word means: an id, its beginning, or the open ones of a record.

    Raises:
        RuleViolation: ``record_not_found``; ``conflict_ambiguous`` where one is wanted, or where
            they are of several records.
    """
    known = hub.conflicts(state=None)
    found = [one for one in known if one.id == word]
    found = found or [one for one in known if one.record_id == word and one.state == "open"]
    found = found or [one for one in known if one.id.startswith(word)]
    if not found:
        raise RuleViolation("record_not_found", entity="conflict", id=word)
    if len(found) > 1 and (one_only or found[0].record_id != word):
        raise RuleViolation("conflict_ambiguous", field="id", word=word, count=len(found))
    return found


def _document(one: ConflictInfo) -> dict[str, Any]:
    return {
        "id": one.id,
        "office": one.office,
        "kind": one.kind,
        "entity": one.entity,
        "record_id": one.record_id,
        "field": one.field or None,
        "action": one.action or None,
        "sides": one.sides,
        "state": one.state,
        "outcome": one.outcome or None,
        "opened_at": instant(one.opened_at),
        "centre_from": one.centre_from.isoformat(),
    }


def _opened_document(found: OpenedConflict) -> dict[str, Any]:
    values = found.values
    names = ("base_value", "settled_value", "settled_why", "settled_by", "history", "looked")
    return {
        **_document(found.info),
        "sides": [
            {
                "place": side.place,
                "value": side.value,
                "changeset": side.changeset,
                "actor": side.actor or None,
                "full_name": side.full_name or None,
                "device": side.device,
                "at": instant(max(0, side.at)),
            }
            for side in found.sides
        ],
        "outcomes": list(found.outcomes),
        **{name: values.get(name) for name in names},
    }


def _opened_text(found: OpenedConflict) -> str:
    info = found.info
    lines = [
        f"{_(CONFLICT_KINDS.get(info.kind, info.kind))}: {info.entity} {info.record_id}",
        f"{_('Trường')}: {field_label(info.field, info.entity) or info.action}",
        *(_side_words(side) for side in found.sides),
    ]
    if found.values.get("settled_why"):
        outcome = OUTCOMES.get(info.outcome, info.outcome)
        lines.append(f"{_(outcome)}: {found.values.get('settled_why')}")
    return "\n".join(lines)


def _side_words(side: Side) -> str:
    who = side.full_name or side.actor or _("máy chủ")
    return f"{side.place}. «{side.value}» ({who}, {_('máy')} {side.device}, {day(max(0, side.at))})"
