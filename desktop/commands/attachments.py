"""Files attached to a document: add, and take away with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from common.changes.changeset import Change, Guard
from common.changes.heads import head_of
from common.errors import NotAllowed, RuleViolation
from common.ids import derived_id
from common.rules.actions import ACTIONS
from common.rules.workflow import FROZEN
from common.text.fold import clean_line
from desktop.commands import checks
from desktop.commands.runner import FILES_MAX, Context, NewFile, Plan, StoredFile, guards_of
from desktop.store import lookups, view

ENTITY = "attachment"
HOLDERS = ("incoming_document", "outgoing_document")


@dataclass(frozen=True)
class AttachFiles:
    """Add files to a document that stands in the register."""

    document_entity: str
    document_id: str
    files: tuple[NewFile, ...]
    action: ClassVar[str] = "attach_files"

    def check(self) -> None:
        """Something to attach, to something that holds files."""
        if not self.files:
            raise RuleViolation("no_files", field="files")
        if self.document_entity not in HOLDERS:
            raise RuleViolation("record_not_found", entity=self.document_entity, id="")

    def plan(self, context: Context) -> Plan:
        """One attachment record a file."""
        document = context.require(self.document_entity, self.document_id)
        guards = (*guards_of(self.action, document), *_not_taken_back(self.action, document))
        made = changes(context, self.document_entity, self.document_id)
        if not made:
            raise RuleViolation("nothing_changed")
        warnings = checks.warnings_of(context.connection, self.document_entity, {}, context.stored)
        return Plan(made, ENTITY, made[0].id, guards=guards, warnings=warnings)


@dataclass(frozen=True)
class RemoveAttachment:
    """Take a file off a document; the record and the reason stay."""

    id: str
    reason: str
    files: tuple[NewFile, ...] = field(default=(), init=False)
    action: ClassVar[str] = "remove_attachment"

    def check(self) -> None:
        """A reason is part of the record."""
        checks.require_reason(self.reason)

    def plan(self, context: Context) -> Plan:
        """Removal is a field."""
        row = context.require(ENTITY, self.id)
        plan = checks.removal(context, row, self.reason)
        holder = str(row.values.get("document_entity"))
        document = view.get(context.connection, holder, str(row.values.get("document_id")))
        guards = _not_taken_back(self.action, document) if document and holder in HOLDERS else ()
        return replace(plan, guards=guards)


def _not_taken_back(action: str, document: view.Row) -> tuple[Guard, ...]:
    """Relied on by whoever changes a document's files: a recalled one stays as it is.

    Raises:
        NotAllowed: ``state_forbids`` where it is known here already.
    """
    state = document.values.get("state")
    if state in FROZEN:
        raise NotAllowed("state_forbids", action=action, entity=document.entity, state=state)
    fields = dict.fromkeys((*ACTIONS[action].guards, "recalled_at"))
    return tuple(
        Guard(document.entity, document.id, name, head_of(document.heads, name) or "")
        for name in fields
    )


def changes(context: Context, document_entity: str, document_id: str) -> tuple[Change, ...]:
    """Attachment records for the command's stored files, in the order given.

    The same file twice on one document is one attachment: its id is derived from both, and from
    its place, so that one which was taken off may be attached again.

    Raises:
        RuleViolation: ``too_many_files`` with those that the document has already.
    """
    rows = lookups.attachments_of(context.connection, document_id)
    present = {row.values.get("sha256") for row in rows}
    new = {one.sha256: one for one in context.stored if one.sha256 not in present}
    if len(present) + len(new) > FILES_MAX:
        raise RuleViolation("too_many_files", count=len(present) + len(new), count_max=FILES_MAX)
    first = lookups.last_ordinal(context.connection, document_id) + 1
    return tuple(
        change(document_entity, document_id, one, ordinal)
        for ordinal, one in enumerate(new.values(), start=first)
    )


def change(entity: str, document_id: str, stored: StoredFile, ordinal: int) -> Change:
    """The record of one attached file."""
    return Change(
        ENTITY,
        derived_id("attachment", document_id, stored.sha256, str(ordinal)),
        {
            "document_id": document_id,
            "document_entity": entity,
            "name": clean_line(stored.name),
            "size_bytes": stored.size_bytes,
            "media_type": stored.media_type,
            "sha256": stored.sha256,
            "ordinal": ordinal,
        },
    )
