"""Case files: open, fill, close and open again (NĐ 30/2020 Đ.28–29, domain §7.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from common.changes.changeset import Change
from common.changes.heads import Heads, seen_by
from common.changes.record import Values
from common.entities.registry import ENTITIES
from common.errors import RuleViolation
from common.ids import derived_id
from common.rules import consistency
from common.rules.secrecy import looks_secret
from common.rules.validation import missing_fields
from common.rules.workflow import CLOSED, OPENED, require_move
from common.text.fold import clean_line
from desktop.commands import checks
from desktop.commands.runner import Context, NewFile, Plan, Warned, guards_of
from desktop.store import lookups, view

ENTITY = "case_file"
ITEM = "case_file_item"
HELD = ("incoming_document", "outgoing_document")
"""What a case file holds."""
GIVEN_BY_US = frozenset(
    {"id", "state", "organ_id", "creator_id", "doc_total", "page_total", "reopened_why"}
)
"""Fields that a person never writes: the account, the office and the closing give them."""

_YEAR_MIN = 1945
_NO_FILES: tuple[NewFile, ...] = ()


@dataclass(frozen=True)
class OpenCaseFile:
    """Begin a file for a matter, from the plan or beside it.

    Whoever opens it sets title, notation, retention, creator and start; the last two are given by
    the account and today where nothing is said.
    """

    fields: Values
    files: tuple[NewFile, ...] = field(default=_NO_FILES, init=False)
    action: ClassVar[str] = "open_case_file"

    def check(self) -> None:
        """Known fields only."""
        checks.known_fields(ENTITY, self.fields, GIVEN_BY_US)

    def plan(self, context: Context) -> Plan:
        """A new record without documents."""
        values = checks.cleaned(ENTITY, self.fields)
        for name, value in _given(context).items():
            if values.get(name) is None:
                values[name] = value
        values["state"] = OPENED
        _check(context, values)
        file_id = context.new_id()
        change = Change(ENTITY, file_id, values)
        return Plan((change,), ENTITY, file_id, warnings=_warnings(context, values, file_id))


@dataclass(frozen=True)
class EditCaseFile:
    """Change what describes an open file; ``base`` are the heads seen when the form opened."""

    id: str
    fields: Values
    base: Heads | None = None
    files: tuple[NewFile, ...] = field(default=_NO_FILES, init=False)
    action: ClassVar[str] = "edit_case_file"

    def check(self) -> None:
        """As when it was opened."""
        checks.known_fields(ENTITY, self.fields, GIVEN_BY_US)

    def plan(self, context: Context) -> Plan:
        """Only the fields that differ from what stands."""
        row = _require(context, self.action, self.id)
        changed = checks.differing(row.values, checks.cleaned(ENTITY, self.fields))
        checks.keep_required(ENTITY, changed)
        values = {**row.values, **changed}
        _check(context, values)
        change = Change(ENTITY, self.id, changed, seen_by(self.base or row.heads, changed))
        return Plan(
            (change,),
            ENTITY,
            self.id,
            guards=guards_of(self.action, row),
            warnings=_warnings(context, values, self.id),
        )


@dataclass(frozen=True)
class AddToCaseFile:
    """Put documents, incoming or outgoing, into an open file.

    The item's id is derived from file and document: two people who both add it make one item.
    """

    id: str
    documents: tuple[str, ...]
    files: tuple[NewFile, ...] = field(default=_NO_FILES, init=False)
    action: ClassVar[str] = "add_to_case_file"

    def check(self) -> None:
        """Something to add."""
        if not self.documents:
            raise RuleViolation("no_documents", field="documents")

    def plan(self, context: Context) -> Plan:
        """One item for each document that is not in the file yet."""
        row = _require(context, self.action, self.id)
        changes = tuple(self._items(context))
        if not changes:
            raise RuleViolation("nothing_changed")
        return Plan(changes, ENTITY, self.id, guards=guards_of(self.action, row))

    def _items(self, context: Context) -> Iterator[Change]:
        for document_id in dict.fromkeys(self.documents):
            document = _document(context, document_id)
            item = view.get(context.connection, ITEM, item_id(self.id, document_id))
            if item and item.values.get("removed_at") is None:
                continue
            values: Values = {
                "case_file_id": self.id,
                "document_id": document_id,
                "document_entity": document.entity,
                "added_at": context.now_ms,
                "removed_at": None,
                "removed_why": None,
            }
            base = seen_by(item.heads, values) if item else {}
            yield Change(ITEM, item_id(self.id, document_id), values, base)


@dataclass(frozen=True)
class RemoveFromCaseFile:
    """Take a document out of an open file, with a reason; the document itself stays."""

    id: str
    document_id: str
    reason: str
    files: tuple[NewFile, ...] = field(default=_NO_FILES, init=False)
    action: ClassVar[str] = "remove_from_case_file"

    def check(self) -> None:
        """A reason is part of the record."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """Removal of the item is a field."""
        row = _require(context, self.action, self.id)
        item = context.require(ITEM, item_id(self.id, self.document_id))
        gone: Values = {"removed_at": context.now_ms, "removed_why": clean_line(self.reason)}
        change = Change(ITEM, item.id, gone, seen_by(item.heads, gone))
        return Plan((change,), ENTITY, self.id, guards=guards_of(self.action, row))


@dataclass(frozen=True)
class CloseCaseFile:
    """End a file when its matter is done: its metadata is complete and its content counted."""

    id: str
    end_date: date | None = None
    files: tuple[NewFile, ...] = field(default=_NO_FILES, init=False)
    action: ClassVar[str] = "close_case_file"

    def check(self) -> None:
        """Nothing that could be known before the record is read."""

    def plan(self, context: Context) -> Plan:
        """State, end, and how many documents and pages it holds."""
        row = _require(context, self.action, self.id)
        for name in (*missing_fields(ENTITIES[ENTITY], row.values), "maintenance"):
            if not row.values.get(name):
                raise RuleViolation("field_required", field=name, entity=ENTITY)
        total = lookups.case_file_totals(context.connection, self.id)
        values: Values = {
            "state": CLOSED,
            "end_date": _end(context, row, self.end_date),
            "doc_total": total.documents,
            "page_total": total.pages,
        }
        consistency.check(ENTITY, {**row.values, **values}, values)
        change = Change(ENTITY, self.id, values, seen_by(row.heads, values))
        return Plan((change,), ENTITY, self.id)


@dataclass(frozen=True)
class ReopenCaseFile:
    """Go on with a closed file, with a reason; what was counted and dated is undone."""

    id: str
    reason: str
    files: tuple[NewFile, ...] = field(default=_NO_FILES, init=False)
    action: ClassVar[str] = "reopen_case_file"

    def check(self) -> None:
        """A reason is part of the record."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """State and reason."""
        row = _require(context, self.action, self.id)
        values: Values = {
            "state": OPENED,
            "reopened_why": clean_line(self.reason),
            "end_date": None,
            "doc_total": None,
            "page_total": None,
        }
        change = Change(ENTITY, self.id, values, seen_by(row.heads, values))
        return Plan((change,), ENTITY, self.id)


def item_id(file_id: str, document_id: str) -> str:
    """The id of a document in a file: unique by nature (design §4)."""
    return derived_id(ITEM, file_id, document_id)


def _require(context: Context, action: str, file_id: str) -> view.Row:
    """The file, in a state that allows ``action``."""
    row = context.require(ENTITY, file_id)
    require_move(action, ENTITY, str(row.values.get("state")))
    return row


def _document(context: Context, document_id: str) -> view.Row:
    """An arrival or an outgoing document. Raises RuleViolation ``record_not_found``."""
    for entity in HELD:
        row = view.get(context.connection, entity, document_id)
        if row and row.values.get("removed_at") is None:
            return row
    raise RuleViolation("record_not_found", field="documents", entity=HELD[0], id=document_id)


def _given(context: Context) -> Values:
    """What nobody has to type."""
    office = lookups.office_by_code(context.connection, context.actor.office_code)
    person = lookups.user(context.connection, context.actor.user_id)
    return {
        "organ_id": office.values.get("organ_id") if office else None,
        "file_catalog": context.today.year,
        "creator": person.values.get("full_name") if person else None,
        "creator_id": context.actor.user_id,
        "language": "Tiếng Việt",
        "start_date": context.today.isoformat(),
    }


def _check(context: Context, values: Values) -> None:
    year = values.get("file_catalog")
    if isinstance(year, int) and not _YEAR_MIN <= year <= context.today.year + 1:
        raise RuleViolation("year_invalid", field="file_catalog", value=year)
    consistency.check(ENTITY, values, values)


def _end(context: Context, row: view.Row, stated: date | None) -> str:
    """The day on which the matter ended: stated, written before, or today."""
    if stated is not None:
        return stated.isoformat()
    return str(row.values.get("end_date") or context.today.isoformat())


def _warnings(context: Context, values: Values, file_id: str) -> tuple[Warned, ...]:
    found = checks.warnings_of(context.connection, ENTITY, values, ())
    title, year, notation = (values.get(n) for n in ("title", "file_catalog", "file_notation"))
    if isinstance(title, str) and looks_secret(title):
        found += (Warned("looks_secret", {"where": "title"}),)
    if isinstance(year, int) and isinstance(notation, str):
        same = lookups.case_files_with_notation(context.connection, year, notation)
        if any(row.id != file_id for row in same):
            found += (Warned("case_file_code_taken", {"year": year, "notation": notation}),)
    return found
