"""Cases, and what became of own work, as the command line tells them."""

from __future__ import annotations

from typing import Any

from common.entities.schema import Value
from common.text.phrases import FATES, sentence
from common.text.sentences import ERRORS
from desktop.cli import records, texts
from desktop.cli.labels import action_words, label_of, looked_words, maps, whole, with_instant
from desktop.queries.cases import SetAside
from desktop.queries.own_work import OwnWork


def reason_words(code: Value, params: Any) -> str:
    """Why a changeset is not applied; empty where nobody said."""
    named = params if isinstance(params, dict) else {}
    return sentence(ERRORS, str(code), named) if code else ""


def own_work_words(one: OwnWork) -> str:
    """What became of a piece of own work on a record, and why."""
    told = f"{action_words(one.action)}: {FATES.get(one.fate, one.fate)}"
    why = reason_words(one.code, one.params)
    return f"{told}. {why}" if why else told


def own_work_document(one: OwnWork) -> dict[str, Any]:
    """The same for scripts."""
    return {
        "action": one.action,
        "fate": str(one.fate),
        "made_at": records.instant(one.made_at_ms),
        "code": one.code or None,
        "reason": reason_words(one.code, one.params) or None,
    }


def case_words(case: SetAside) -> str:
    """One case on one line: what, whose, what became of it and why."""
    values = case.row.values
    who = ", ".join(part for part in (case.who, f"máy {values.get('device')}") if part)
    told = f"{case.name} {action_words(values.get('action')) or 'Không đọc được'} ({who})"
    state = str(values.get("state"))
    why = case_reason(case)
    return f"{told}: {FATES.get(state, state)}" + (f". {why}" if why else "")


def case_reason(case: SetAside) -> str:
    """Why it was set aside, or the reason of whoever closed it."""
    values = case.row.values
    return reason_words(values.get("code"), values.get("params")) or str(
        values.get("closed_why") or ""
    )


def case_document(case: SetAside) -> dict[str, Any]:
    """One case for scripts."""
    values = case.row.values
    names = ("changeset", "device", "action", "state", "entity", "record_id", "code", "params")
    told = {"id": case.row.id, **{name: values.get(name) for name in names}}
    told |= {
        name: records.instant(whole(values.get(name)))
        for name in ("made_at", "opened_at", "closed_at")
    }
    return {
        **told,
        "reason": case_reason(case) or None,
        "record": label_of(case.about, str(values.get("entity") or "")),
        "actor": values.get("actor"),
        "full_name": case.who or None,
        "waits_for": values.get("needs"),
        "dependants": [row.values.get("changeset") for row in case.dependants],
        "conflict_id": values.get("conflict_id"),
        "closed_by": case.closed_by or values.get("closed_by"),
        "closed_why": values.get("closed_why"),
        "looked": [with_instant(one, "at") for one in maps(values.get("looked"))],
    }


def case_text(case: SetAside) -> str:
    """One case in full."""
    values = case.row.values
    state = str(values.get("state"))
    waits = case.waits_for.values if case.waits_for else {}
    return texts.facts(
        [
            ("Việc", f"{case.name} {action_words(values.get('action'))}"),
            ("Bản ghi", label_of(case.about, str(values.get("entity") or ""))),
            ("Người làm", f"{case.who or '?'}, máy {values.get('device')}"),
            ("Làm lúc", texts.instant(values.get("made_at"))),
            ("Trạng thái", FATES.get(state, state)),
            ("Lý do", case_reason(case)),
            ("Chờ việc", _waits_words(values.get("needs"), waits)),
            ("Chờ cùng", ", ".join(str(r.values.get("changeset")) for r in case.dependants)),
            ("Xung đột", str(values.get("conflict_id") or "")),
            ("Đóng lúc", texts.instant(values.get("closed_at"))),
            ("Người đóng", case.closed_by or str(values.get("closed_by") or "")),
            ("Lý do đóng", str(values.get("closed_why") or "")),
            *(("Trung tâm đã xem", looked_words(one)) for one in maps(values.get("looked"))),
        ]
    )


def _waits_words(needs: Value, case: dict[str, Value]) -> str:
    if not needs:
        return ""
    state = str(case.get("state") or "")
    about = f" {action_words(case.get('action'))} ({FATES.get(state, state)})" if case else ""
    return f"{needs}{about}"
