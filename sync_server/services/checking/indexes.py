"""What is kept beside records to find them by: it must say what the records say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection

from common.changes.record import Values, decode_values
from common.rules.workflow import WAITING
from common.text.findings import Finding
from sync_server.db import leases, records
from sync_server.db.inspection import records as inspected
from sync_server.db.leases import HELD, LeaseRow
from sync_server.db.records import StoredRecord

PART = "records"
_BATCH = 500
_OPEN = "open"


def check_indexes(conn: Connection, scope: str) -> Iterator[Finding]:
    """Open conflicts, attachments, what waits for a number, and leases; each both ways where there
    are two."""
    yield from _conflicts(conn, scope)
    yield from _attachments(conn, scope)
    yield from _waiting(conn, scope)
    yield from _leases(conn, scope)


def values_of(stored: StoredRecord) -> Values:
    """The record's values; empty where they cannot be read, which is told of the record itself."""
    try:
        return decode_values(stored.values)
    except msgspec.MsgspecError:
        return {}


def _conflicts(conn: Connection, scope: str) -> Iterator[Finding]:
    """A conflict over one field is found by that field as long as it is open."""
    for batch in _batches(inspected.records_of(conn, scope, "conflict")):
        open_ones = {one.id for one in batch if _is_open_over_field(values_of(one))}
        for conflict_id in sorted(open_ones - inspected.conflicts_indexed(conn, scope, open_ones)):
            yield _finding("conflict_not_indexed", scope, conflict_id)
    for rows in _batches(inspected.conflict_index(conn, scope)):
        keys = [("conflict", conflict_id) for *_, conflict_id in rows]
        found = {one.id: values_of(one) for one in records.load(conn, scope, keys)}
        for entity, record_id, _field, conflict_id in rows:
            values = found.get(conflict_id, {})
            said = values.get("entity"), values.get("record_id"), values.get("state")
            if said != (entity, record_id, _OPEN):
                yield _finding("conflict_index_stray", scope, conflict_id)


def _is_open_over_field(values: Values) -> bool:
    return values.get("state") == _OPEN and bool(values.get("field"))


def _attachments(conn: Connection, scope: str) -> Iterator[Finding]:
    for batch in _batches(inspected.records_of(conn, scope, "attachment")):
        pairs = [(_text(values_of(one).get("document_id")), one.id) for one in batch]
        for _document, attachment_id in sorted(inspected.missing_attachments(conn, scope, pairs)):
            yield _finding("attachment_not_indexed", scope, attachment_id)
    for rows in _batches(inspected.attachment_index(conn, scope)):
        keys = [("attachment", attachment_id) for _, attachment_id in rows]
        here = {one.id for one in records.load(conn, scope, keys)}
        for _document, attachment_id in rows:
            if attachment_id not in here:
                yield _finding("attachment_index_stray", scope, attachment_id)


def _waiting(conn: Connection, scope: str) -> Iterator[Finding]:
    """A document that waits for its number and is not noted would never get one."""
    for entity in ("incoming_document", "outgoing_document"):
        for batch in _batches(inspected.records_of(conn, scope, entity)):
            wait = {(one.id, series) for one in batch if (series := _waits_in(values_of(one)))}
            noted = inspected.waiting_noted(conn, scope, {document_id for document_id, _ in wait})
            for document_id, _series in sorted(wait - noted):
                yield _finding("waiting_not_noted", scope, document_id)
    for rows in _batches(inspected.waiting_index(conn, scope)):
        keys = [(entity, document_id) for entity, document_id, _series in rows]
        found = {one.id: values_of(one) for one in records.load(conn, scope, keys)}
        for _entity, document_id, series in rows:
            if _waits_in(found.get(document_id, {})) != series:
                yield _finding("waiting_stray", scope, document_id)


def _waits_in(values: Values) -> str:
    """The series in which a document waits for its number; empty where it does not."""
    waits = values.get("state") == WAITING and not values.get("removed_at")
    return _text(values.get("series_id")) if waits else ""


def _leases(conn: Connection, scope: str) -> Iterator[Finding]:
    """Who gives the numbers of a series stands in the lease and, for all to see, in the series."""
    held = leases.of_scope(conn, scope)
    for stored in inspected.records_of(conn, scope, "series"):
        values, lease = values_of(stored), held.pop(stored.id, None)
        if not _agree(values, lease):
            yield _lease_finding(scope, str(values.get("code") or stored.id), lease)
    for lease in held.values():
        yield _lease_finding(scope, lease.series_id, lease)


def _agree(values: Values, lease: LeaseRow | None) -> bool:
    holder, epoch = values.get("held_by") or 0, values.get("epoch") or 0
    if lease is None:
        return not holder
    if lease.state == HELD:
        return (holder, epoch) == (lease.device, lease.epoch)
    return not holder


def _lease_finding(scope: str, series: str, lease: LeaseRow | None) -> Finding:
    device = lease.device if lease else 0
    return Finding(PART, "lease_differs", {"scope": scope, "series": series, "device": device})


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


def _finding(code: str, scope: str, record_id: str) -> Finding:
    return Finding(PART, code, {"scope": scope, "id": record_id})


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
