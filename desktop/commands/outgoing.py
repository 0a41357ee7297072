"""Outgoing documents: prepare, issue with number and date, send (NĐ 30/2020 Đ.15–18, domain §4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import Heads, seen_by
from common.changes.record import Values
from common.entities.registry import ENTITIES
from common.errors import RuleViolation
from common.rules import consistency
from common.rules.validation import missing_fields
from common.rules.workflow import DRAFT, WAITING, require_move
from common.text.notation import compose_notation, notation_warnings
from desktop.commands import attachments, checks, issued_numbers
from desktop.commands.issued_numbers import Asked
from desktop.commands.numbers import Wish
from desktop.commands.runner import Context, NewFile, Plan, Warned, guards_of
from desktop.store import lookups, view
from desktop.store.series import outgoing_series

ENTITY = "outgoing_document"
GIVEN_BY_US = checks.GIVEN_BY_US | {
    "code_number",
    "number_suffix",
    "issue_asked_at",
    "recalled_at",
    "recalled_why",
}
"""Fields that a person never writes: issuing gives them."""


@dataclass(frozen=True)
class CreateOutgoing:
    """Prepare a document for issue. The notation is composed where none is given (domain §4.3)."""

    fields: Values
    files: tuple[NewFile, ...] = ()
    action: ClassVar[str] = "create_outgoing"

    def check(self) -> None:
        """Secret documents are refused before anything is written (domain §8)."""
        checks.refuse_secret(self.fields)
        checks.known_fields(ENTITY, self.fields, GIVEN_BY_US)

    def plan(self, context: Context) -> Plan:
        """A new record and its attachments; no number yet."""
        values = checks.cleaned(ENTITY, self.fields)
        values["state"] = DRAFT
        values.setdefault("language", "Tiếng Việt")
        office = lookups.office_by_code(context.connection, context.actor.office_code)
        if office and not values.get("organ_name"):
            values["organ_name"] = office.values.get("full_name") or office.values.get("name")
        kind = _typed(context, values)
        if not values.get("code_notation"):
            values["code_notation"] = _composed(context, values, kind)
        consistency.check(ENTITY, values, values)
        document_id = context.new_id()
        changes = (
            Change(ENTITY, document_id, values),
            *attachments.changes(context, ENTITY, document_id),
        )
        return Plan(changes, ENTITY, document_id, warnings=_warnings(context, values))


@dataclass(frozen=True)
class EditOutgoing:
    """Change a document that has not been issued; issued ones are corrected by new documents."""

    id: str
    fields: Values
    base: Heads | None = None
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "edit_outgoing"

    def check(self) -> None:
        """As when it was prepared."""
        checks.refuse_secret(self.fields)
        checks.known_fields(ENTITY, self.fields, GIVEN_BY_US)

    def plan(self, context: Context) -> Plan:
        """Only the fields that differ from what stands."""
        row = context.require(ENTITY, self.id)
        require_move(self.action, ENTITY, str(row.values.get("state")))
        changed = checks.differing(row.values, checks.cleaned(ENTITY, self.fields))
        checks.keep_required(ENTITY, changed)
        consistency.check(ENTITY, {**row.values, **changed}, changed)
        change = Change(ENTITY, self.id, changed, seen_by(self.base or row.heads, changed))
        return Plan(
            (change,),
            ENTITY,
            self.id,
            guards=guards_of(self.action, row),
            warnings=_warnings(context, {**row.values, **changed}),
        )


@dataclass(frozen=True)
class RemoveOutgoing:
    """Drop a document that was never issued, with a reason."""

    id: str
    reason: str
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "remove_outgoing"

    def check(self) -> None:
        """A reason is part of the record."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """Removal is a field."""
        row = context.require(ENTITY, self.id)
        require_move(self.action, ENTITY, str(row.values.get("state")))
        return checks.removal(context, row, self.reason)


@dataclass(frozen=True)
class IssueOutgoing:
    """Give number and date and enter it into the register; it states what stands on paper.

    Without the series' lease the document waits: it gets its date *with* its number (design §7).
    ``after`` asks for a letter behind a number (125a), ``reserved`` for a number that was reserved;
    ``late`` says why a paper that left on ``issued_date`` is entered only now; ``confirmed`` that a
    date is meant which the clock makes doubtful.
    """

    id: str
    issued_date: date | None = None
    confirmed: bool = False
    after: int | None = None
    reserved: int | None = None
    late: str | None = None
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "issue_outgoing"

    def check(self) -> None:
        """A late paper has a date already; a number is either reserved or behind another."""
        if self.late is not None:
            checks.require_reason(self.late)
            if self.issued_date is None:
                raise RuleViolation("field_required", field="issued_date", entity=ENTITY)
        if self.after is not None and self.reserved is not None:
            raise RuleViolation("number_asked_twice", field="after")

    def plan(self, context: Context) -> Plan:
        """State, series, and where this PC holds the series number and date."""
        row = context.require(ENTITY, self.id)
        require_move(self.action, ENTITY, str(row.values.get("state")))
        for name in missing_fields(ENTITIES[ENTITY], row.values):
            raise RuleViolation("field_required", field=name, entity=ENTITY)
        kind = lookups.document_type(context.connection, row.values)
        series = outgoing_series(context.connection, str(kind.values["code"]) if kind else None)
        given = issued_numbers.number_for(
            context,
            series,
            Wish(self.id, self.issued_date or context.today, "issued_date", self.confirmed),
            Asked(self.issued_date is not None, self.after, self.reserved, self.late is not None),
        )
        values: Values = {"series_id": series.id, **issued_numbers.values_of(given, row.values)}
        if given is None:
            values |= {"state": WAITING, "issue_asked_at": context.now_ms}
        if self.late is not None:
            values |= checks.late_entry(context, self.late)
        change = Change(ENTITY, self.id, values, seen_by(row.heads, row.heads))
        return Plan(
            (change, *(given.changes if given else ())),
            ENTITY,
            self.id,
            claims=given.claims if given else (),
            guards=guards_of(self.action, row),
        )


@dataclass(frozen=True)
class SendOutgoing:
    """Send an issued document to offices of the system; the postman does the rest (design §3)."""

    id: str
    to_offices: tuple[str, ...]
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "send_outgoing"

    def check(self) -> None:
        """Somebody to send to."""
        if not self.to_offices:
            raise RuleViolation("no_recipients", field="to")

    def plan(self, context: Context) -> Plan:
        """One dispatch to all recipients."""
        row = context.require(ENTITY, self.id)
        require_move(self.action, ENTITY, str(row.values.get("state")))
        for code in self.to_offices:
            if code == context.actor.office_code:
                raise RuleViolation("recipient_is_self", field="to", office=code)
            if lookups.office_by_code(context.connection, code) is None:
                raise RuleViolation("office_unknown", field="to", office=code)
        dispatch_id = context.new_id()
        dispatch: Values = {
            "document_id": self.id,
            "to_offices": list(dict.fromkeys(self.to_offices)),
            "sent_at": context.now_ms,
        }
        return Plan(
            (Change("dispatch", dispatch_id, dispatch),),
            "dispatch",
            dispatch_id,
            guards=guards_of(self.action, row),
        )


def _warnings(context: Context, values: Values) -> tuple[Warned, ...]:
    found = checks.warnings_of(context.connection, ENTITY, values, context.stored)
    notation = values.get("code_notation")
    if isinstance(notation, str):
        codes = notation_warnings(notation, outgoing=True)
        found += tuple(Warned(code, {"notation": notation}) for code in codes)
    return found


def _typed(context: Context, values: Values) -> view.Row | None:
    """The document's type; a code given without a name gets its name.

    Raises:
        RuleViolation: ``document_type_unknown`` for a code that the catalog does not have.
    """
    kind = lookups.document_type(context.connection, values)
    if kind is None and values.get("type_code"):
        raise RuleViolation("document_type_unknown", field="type_code", value=values["type_code"])
    if kind is not None and not values.get("type_name"):
        values["type_name"] = kind.values.get("name")
    return kind


def _composed(context: Context, values: Values, kind: view.Row | None) -> str | None:
    """The notation by the grammar of NĐ 30/2020 PL I, where type and organ are known."""
    office = lookups.office_by_code(context.connection, context.actor.office_code)
    organ = office.values.get("abbreviation") if office else None
    if kind is None or not isinstance(organ, str):
        return None
    return compose_notation(
        type_abbreviation=str(kind.values.get("abbreviation") or ""),
        organ=organ,
        unit=str(values.get("unit") or ""),
        is_legal=bool(kind.values.get("has_year")),
        year=context.today.year,
    )
