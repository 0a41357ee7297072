"""What commands check and warn of: known fields, clean text, secrecy, possible duplicates."""

from __future__ import annotations

from collections.abc import Collection

from common.changes.changeset import Change
from common.changes.heads import seen_by
from common.changes.record import Values
from common.entities.registry import ENTITIES
from common.errors import RuleViolation
from common.rules import cleaning
from common.rules.secrecy import check_confidentiality, looks_secret
from common.rules.validation import over_length
from common.text.fold import clean_line, exact
from desktop.commands.runner import Context, Plan, StoredFile, Warned
from desktop.store import lookups, view
from desktop.store.connection import Connection

GIVEN_BY_US = frozenset(
    {
        *("id", "state", "series_id", "number_note"),
        *("entered_at", "entered_by", "late_why", "date_why"),
    }
)
"""Fields of documents that a person never writes: the register gives them."""


def late_entry(context: Context, why: str) -> Values:
    """When, by whom and why a document is entered only now (design §7)."""
    return {
        "entered_at": context.now_ms,
        "entered_by": context.actor.user_id,
        "late_why": clean_line(why),
    }


def refuse_secret(fields: Values) -> None:
    """Refuse *Mật* and above before a byte of them is stored (domain §8.2).

    Raises:
        RuleViolation: ``secret_refused``.
    """
    level = fields.get("confidentiality")
    if isinstance(level, int):
        check_confidentiality(level)


def known_fields(entity: str, fields: Values, given_by_us: Collection[str]) -> None:
    """Refuse misspelt fields and those that only the register gives.

    Raises:
        RuleViolation: ``field_unknown`` or ``field_not_writable``.
    """
    declared = ENTITIES[entity].by_name
    for name in fields:
        if name in given_by_us or name.startswith("removed_"):
            raise RuleViolation("field_not_writable", field=name)
        if name not in declared:
            raise RuleViolation("field_unknown", field=name)


def cleaned(entity: str, fields: Values) -> Values:
    """Values as they are kept: NFC, one-line text without stray white space, ISO dates, no blanks.

    Raises:
        RuleViolation: ``date_invalid``; ``field_type`` for another type than declared.
    """
    return cleaning.cleaned(ENTITIES[entity], fields)


def keep_required(entity: str, changed: Values) -> None:
    """An edit may not empty a required field. Raises RuleViolation ``field_required``."""
    cleaning.keep_required(ENTITIES[entity], changed)


def differing(present: Values, wanted: Values) -> Values:
    """The fields whose value would change.

    Raises:
        RuleViolation: ``nothing_changed`` where there is none.
    """
    changed = {name: value for name, value in wanted.items() if present.get(name) != value}
    if not changed:
        raise RuleViolation("nothing_changed")
    return changed


def require_reason(reason: str) -> None:
    """A reason in words. Raises RuleViolation ``reason_required``."""
    if not clean_line(reason):
        raise RuleViolation("reason_required", field="reason")


def removal(context: Context, row: view.Row, reason: str) -> Plan:
    """Removal of a record: a field, never a deletion; its number is cancelled with the reason."""
    why = clean_line(reason)
    gone: Values = {"removed_at": context.now_ms, "removed_why": why}
    changes = [Change(row.entity, row.id, gone, seen_by(row.heads, gone))]
    for number in lookups.numbers_of(context.connection, row.id):
        cancelled = cancellation(context, why)
        if str(number.values.get("dated") or "") > context.today.isoformat():
            cancelled["dated"] = None
        changes.append(Change("number", number.id, cancelled, seen_by(number.heads, cancelled)))
    return Plan(tuple(changes), row.entity, row.id)


def cancellation(context: Context, why: str) -> Values:
    """A number that is struck through: who, when and why. It is never given again.

    A date in the future, typed by mistake, must not bind the numbers after it: the caller takes it
    off.
    """
    return {
        "state": "cancelled",
        "reason": clean_line(why),
        "closed_by": context.actor.user_id,
        "closed_at": context.now_ms,
    }


def warnings_of(
    connection: Connection,
    entity: str,
    values: Values,
    stored: Collection[StoredFile],
    *,
    except_id: str = "",
) -> tuple[Warned, ...]:
    """What a clerk should look at again; nothing of it forbids."""
    found = [
        Warned("longer_than_standard", {"field": name, "length_max": limit})
        for name, limit in over_length(ENTITIES[entity], values)
    ]
    subject = values.get("subject")
    if isinstance(subject, str) and looks_secret(subject):
        found.append(Warned("looks_secret", {"where": "subject"}))
    found += [
        Warned("looks_secret", {"where": one.name}) for one in stored if looks_secret(one.name)
    ]
    if entity == "incoming_document":
        found += _duplicates(connection, values, except_id)
    return tuple(found)


def _duplicates(connection: Connection, values: Values, except_id: str) -> list[Warned]:
    """Same number, notation and issuer: the law asks to warn (NĐ 30/2020 PL VI.III.1.h).

    Numbers restart each year, so another issue date is no duplicate (domain §3.5).
    """
    number, notation = values.get("code_number"), values.get("code_notation")
    if not number or not notation:
        return []
    issuer = exact(str(values.get("organ_name", "")))
    rows = lookups.incoming_with_notation(connection, str(number), str(notation))
    return [
        Warned(
            "possible_duplicate",
            {"id": row.id, "arrival_number": row.values.get("arrival_number")},
        )
        for row in rows
        if row.id != except_id
        and exact(str(row.values.get("organ_name", ""))) == issuer
        and row.values.get("issued_date") == values.get("issued_date")
    ]
