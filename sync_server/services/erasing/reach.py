"""What an order to erase reaches in one scope: records, copies of them, bodies and files.

::

    record ─▶ its delivery or its arrival ─▶ attachments (with files) ─▶ copies of its reasons
                       ▼
      every changeset that wrote one of those fields ─▶ conflicts and cases that tell of them
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from common.changes.changeset import Change, Changeset, name_of, read_changes, read_header
from common.changes.record import Key, Record
from common.entities.exchange import PUBLIC_FIELDS
from common.errors import ProtocolFault
from common.ids import derived_id
from common.rules.redaction import erasable_fields
from sync_server.db import blobs, postbox, records
from sync_server.db.inspection import chains
from sync_server.db.inspection.chains import Link
from sync_server.db.postbox import Letter
from sync_server.services import letters
from sync_server.services.context import SERVER_DEVICE
from sync_server.services.postman import delivery_id
from sync_server.services.scope_work import ScopeWork
from sync_server.services.settling import record_of
from sync_server.services.twice import rows_of
from sync_server.services.working_set import as_record

Targets = dict[Key, frozenset[str]]
CONFLICT_VALUES = frozenset({"base_value", "candidates", "settled_value", "history"})
CASE_VALUES = frozenset({"params"})
REDACT = "redact"
_NAME = frozenset({"name"})
_REASON = frozenset({"reason"})


@dataclass(frozen=True, slots=True)
class Body:
    """A changeset whose body goes."""

    device: int
    seq: int
    erased: Changeset

    @property
    def name(self) -> str:
        """``device.seq``."""
        return name_of(self.device, self.seq)


@dataclass(frozen=True)
class Reach:
    """What goes in one scope. ``targets`` are fields of its records, ``telling`` those of the
    conflicts and cases that tell of them; ``letters`` are envelopes that hold it."""

    scope: str
    targets: Targets
    telling: Targets
    bodies: tuple[Body, ...]
    files: frozenset[str]
    letters: tuple[Letter, ...]
    with_files: bool
    present: frozenset[Key] = field(default=frozenset())
    """Those of the targets that exist."""


def reach(work: ScopeWork, key: Key, fields: frozenset[str], *, with_files: bool) -> Reach:
    """What an order over ``fields`` of one record takes with it in the scope that is held."""
    targets = _with_copies(work, {key: fields})
    files: set[str] = set()
    if with_files:
        for attachment in _attachments(work, targets):
            targets[attachment.key] = _NAME
            files.add(str(attachment.values.get("sha256")))
    telling = _conflicts(work, targets)
    bodies = tuple(_bodies(work.conn, work.scope, {**targets, **telling}, with_files=with_files))
    telling |= _cases(work, {body.name for body in bodies})
    cases_too = {one.name for one in bodies}
    more = _bodies(work.conn, work.scope, telling, with_files=False)
    bodies += tuple(one for one in more if one.name not in cases_too)
    return Reach(
        scope=work.scope,
        targets=targets,
        telling=telling,
        bodies=bodies,
        files=frozenset(files - _needed_elsewhere(work, files, targets)),
        letters=tuple(_letters(work, key)),
        with_files=with_files,
        present=frozenset(one for one in targets if work.state.record(one)),
    )


def travelled(fields: frozenset[str]) -> frozenset[str]:
    """Those of an outgoing document's fields that its recipients have too."""
    sent = fields.intersection(PUBLIC_FIELDS)
    return sent | {"recall_reason"} if "recalled_why" in fields else sent


def sent_to(work: ScopeWork, document_id: str) -> list[tuple[str, Key]]:
    """Where a document went: (scope, key of the delivery) of every letter that has left."""
    return [
        (one.to_scope, ("delivery", delivery_id(one.dispatch_id, one.recipient)))
        for one in postbox.sending(work.conn, work.scope, document_id)
        if one.kind == letters.DELIVERY and one.state == postbox.DONE
    ]


def touched(change: Change, targets: Targets, *, with_files: bool) -> bool:
    """Whether a change holds something of the targets."""
    written = {*change.set, *change.add, *change.remove}
    if written & targets.get((change.entity, change.id), frozenset()):
        return True
    if not with_files or change.entity != "attachment":
        return False
    document = str(change.set.get("document_entity")), str(change.set.get("document_id"))
    return document in targets


def _with_copies(work: ScopeWork, targets: Targets) -> Targets:
    """The targets with the records of this scope that hold the same words, and those of them."""
    waiting = list(targets)
    while waiting:
        key = waiting.pop(0)
        for copy, fields in _copies(work, key, targets[key]).items():
            before = targets.get(copy, frozenset())
            if not fields <= before:
                targets[copy] = before | fields
                waiting.append(copy)
    return targets


def _copies(work: ScopeWork, key: Key, fields: frozenset[str]) -> Targets:
    entity, record_id = key
    record, found = work.state.record(key), Targets()
    if entity == "delivery":
        arrival = derived_id("incoming_document", record_id)
        found["incoming_document", arrival] = _of_arrival(fields)
        if "recall_reason" in fields:
            found["recall_request", derived_id("recall_request", record_id)] = _REASON
    if entity == "incoming_document" and record and record.values.get("delivery_id"):
        found["delivery", str(record.values["delivery_id"])] = _of_delivery(fields)
    if record:
        found |= _reasons(work, record, fields)
    return found


def _of_arrival(fields: frozenset[str]) -> frozenset[str]:
    """What an arrival has of its delivery."""
    known = fields & set(erasable_fields("incoming_document"))
    return (known - {"to_places"}) | ({"recalled_why"} if "recall_reason" in fields else set())


def _of_delivery(fields: frozenset[str]) -> frozenset[str]:
    """What a delivery has of the arrival that was registered from it."""
    known = fields & set(erasable_fields("delivery"))
    return known | ({"recall_reason"} if "recalled_why" in fields else set())


def _reasons(work: ScopeWork, record: Record, fields: frozenset[str]) -> Targets:
    """The same reason in the ledger, and in what is kept of a recall."""
    values = (record.values.get(name) for name in fields)
    words = {value for value in values if value and isinstance(value, str)}
    found: Targets = {}
    for row_id in rows_of(record):
        row = work.state.record(("number", row_id))
        reason = str(row.values.get("reason") or "") if row else ""
        if row and any(one in reason for one in words):
            found[row.key] = _REASON
    if "recalled_why" in fields:
        for recall in _of_entity(work, "recall"):
            if recall.values.get("document_id") == record.id:
                found[recall.key] = _REASON
    return found


def _attachments(work: ScopeWork, targets: Targets) -> Iterator[Record]:
    """The files of the targets, and those that are targets themselves."""
    ids = {id_ for entity, id_ in targets if entity == "attachment"}
    for _, document_id in list(targets):
        ids |= set(blobs.attachments_of(work.conn, work.scope, document_id))
    work.state.load(("attachment", id_) for id_ in ids)
    found = (work.state.record(("attachment", id_)) for id_ in sorted(ids))
    yield from (one for one in found if one)


def _needed_elsewhere(work: ScopeWork, files: set[str], targets: Targets) -> set[str]:
    """Those of the files that other documents of this scope have too."""
    if not files:
        return set()
    others = (one for one in _of_entity(work, "attachment") if one.key not in targets)
    return {
        str(one.values.get("sha256")) for one in others if not one.values.get("removed_at")
    } & files


def _conflicts(work: ScopeWork, targets: Targets) -> Targets:
    """Conflicts that hold one of the values."""
    return {
        one.key: CONFLICT_VALUES
        for one in _of_entity(work, "conflict")
        if one.values.get("field") in targets.get(record_of(one), ())
        or (not one.values.get("field") and holds(one.values.get("candidates"), targets))
    }


def holds(found: object, targets: Targets) -> bool:
    """Whether a structure names a target's field, as the sides of a whole action do."""
    if isinstance(found, dict):
        key = str(found.get("entity")), str(found.get("id"))
        if found.get("field") in targets.get(key, ()):
            return True
        return any(holds(one, targets) for one in found.values())
    return isinstance(found, list) and any(holds(one, targets) for one in found)


def _cases(work: ScopeWork, names: set[str]) -> Targets:
    """What is told of the actions whose bodies go."""
    return {
        one.key: CASE_VALUES
        for one in _of_entity(work, "case")
        if one.values.get("changeset") in names
    }


def _bodies(conn: Connection, scope: str, targets: Targets, *, with_files: bool) -> Iterator[Body]:
    for link in chains.chains(conn, scope):
        if link.changeset.is_erased or not targets or _is_order(link):
            continue
        changes = _changes(link.changeset)
        if any(touched(one, targets, with_files=with_files) for one in changes):
            yield Body(link.device, link.seq, link.changeset.erased())


def _is_order(link: Link) -> bool:
    """Whether a changeset is itself a removal: it says what was erased, and holds none of it."""
    if link.device != SERVER_DEVICE:
        return False
    return read_header(link.changeset).action == REDACT


def _changes(changeset: Changeset) -> Iterable[Change]:
    try:
        return read_changes(changeset)
    except ProtocolFault:
        return ()


def _letters(work: ScopeWork, key: Key) -> list[Letter]:
    """The envelopes of a document, whatever became of them."""
    if key[0] != "outgoing_document":
        return []
    sent = postbox.sending(work.conn, work.scope, key[1])
    return postbox.of_dispatches(
        work.conn, work.scope, sorted({letter.dispatch_id for letter in sent})
    )


def _of_entity(work: ScopeWork, entity: str) -> Iterator[Record]:
    return map(as_record, records.of_entity(work.conn, work.scope, entity))
