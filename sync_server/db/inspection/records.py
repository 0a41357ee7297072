"""Records of a scope and what is kept beside them, for a check."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, select, tuple_

from sync_server.db import tables
from sync_server.db.inspection.streams import stream
from sync_server.db.records import StoredRecord

_records = tables.records


def records_of(conn: Connection, scope: str, entity: str | None = None) -> Iterator[StoredRecord]:
    """The records of a scope, of one entity or all; those changed together stand together."""
    query = select(
        _records.c.entity,
        _records.c.id,
        _records.c["values"],
        _records.c.heads,
        _records.c.hash,
        _records.c.seq,
    ).where(_records.c.scope == scope)
    if entity is None:
        query = query.order_by(_records.c.seq, _records.c.entity, _records.c.id)
    else:
        query = query.where(_records.c.entity == entity)
    for row in stream(conn, query):
        yield StoredRecord(*row)


def conflict_index(conn: Connection, scope: str) -> Iterator[tuple[str, str, str, str]]:
    """(entity, record id, field, conflict id) of every field that is said to be in conflict."""
    table = tables.open_conflicts
    query = select(table.c.entity, table.c.record_id, table.c.field, table.c.conflict_id).where(
        table.c.scope == scope
    )
    yield from stream(conn, query)


def conflicts_indexed(conn: Connection, scope: str, ids: Collection[str]) -> set[str]:
    """Those of the conflicts that are said to be open."""
    table = tables.open_conflicts
    query = select(table.c.conflict_id).where(table.c.scope == scope, table.c.conflict_id.in_(ids))
    return set(conn.scalars(query))


def attachment_index(conn: Connection, scope: str) -> Iterator[tuple[str, str]]:
    """(document, attachment) of every file that a document is said to have."""
    table = tables.attached
    query = select(table.c.document_id, table.c.attachment_id).where(table.c.scope == scope)
    yield from stream(conn, query)


def missing_attachments(
    conn: Connection, scope: str, pairs: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of the (document, attachment) pairs that the index does not have."""
    table = tables.attached
    key = tuple_(table.c.document_id, table.c.attachment_id)
    query = select(table.c.document_id, table.c.attachment_id).where(
        table.c.scope == scope, key.in_(pairs)
    )
    return set(pairs) - {(document, attachment) for document, attachment in conn.execute(query)}


def waiting_index(conn: Connection, scope: str) -> Iterator[tuple[str, str, str]]:
    """(entity, document, series) of every document that is said to wait for a number."""
    table = tables.waiting_documents
    query = select(table.c.entity, table.c.document_id, table.c.series_id).where(
        table.c.scope == scope
    )
    yield from stream(conn, query)


def waiting_noted(conn: Connection, scope: str, ids: Collection[str]) -> set[tuple[str, str]]:
    """(document, series) of those of the documents that are said to wait."""
    table = tables.waiting_documents
    query = select(table.c.document_id, table.c.series_id).where(
        table.c.scope == scope, table.c.document_id.in_(ids)
    )
    return {(document_id, series_id) for document_id, series_id in conn.execute(query)}


def run_ends(conn: Connection, scope: str) -> dict[tuple[str, int], int]:
    """(series, year) → the number at which its run is said to stand."""
    table = tables.runs
    query = select(table.c.series_id, table.c.year, table.c.last_number).where(
        table.c.scope == scope
    )
    return {(series_id, year): last for series_id, year, last in conn.execute(query)}


def present(conn: Connection, keys: Sequence[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Those of the records, given as (scope, entity, id), that exist."""
    key = tuple_(_records.c.scope, _records.c.entity, _records.c.id)
    query = select(_records.c.scope, _records.c.entity, _records.c.id).where(key.in_(keys))
    return {(scope, entity, record_id) for scope, entity, record_id in conn.execute(query)}
