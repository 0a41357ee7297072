"""The store's tables: typed ones made from the entities' declarations, and our own bookkeeping.

Foreign keys only inside our own bookkeeping, never between synced tables: a child may come before
its parent (R11). Rowid tables with a unique text key (R26).
"""

from __future__ import annotations

from sqlite_utils import Database

from common.entities.registry import ENTITIES
from common.entities.schema import Entity, FieldType
from desktop.store.connection import Connection

SCHEMA_VERSION = 1

_COLUMN_TYPES = {
    FieldType.INTEGER: int,
    FieldType.BOOLEAN: int,
    FieldType.INSTANT: int,
}

_LISTING_INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "incoming_document": (("arrival_date", "arrival_number"), ("code_number", "code_notation")),
    "outgoing_document": (("issued_date",),),
    "delivery": (("delivered_at",),),
    "number": (("series_id", "year", "number"),),
}


def create_tables(connection: Connection) -> None:
    """Make every table of an empty store."""
    database = Database(connection)
    for entity in ENTITIES.values():
        _create_typed(database, entity)
    _create_layers(database)
    _create_bookkeeping(database)
    _create_search(connection)


def _create_typed(database: Database, entity: Entity) -> None:
    columns: dict[str, type] = {"id": str, "scope": str, "heads": bytes}
    columns |= {field.name: _COLUMN_TYPES.get(field.type, str) for field in entity.fields}
    table = database.table(entity.name).create(columns, not_null={"id", "scope", "heads"})
    table.create_index(["id"], unique=True)
    for field in entity.fields:
        if field.indexed:
            table.create_index([field.name])
    for names in _LISTING_INDEXES.get(entity.name, ()):
        table.create_index(list(names))


def _create_layers(database: Database) -> None:
    """Base (the server's exact bytes) and own changesets, pending or archived (R1)."""
    row = {"scope": str, "entity": str, "id": str, "seq": int, "content": bytes, "heads": bytes}
    base = database.table("base").create(row | {"hash": bytes})
    base.create_index(["id", "entity"], unique=True)
    staging = database.table("staging").create(row)
    staging.create_index(["scope", "entity", "id"], unique=True)
    changesets = database.table("changesets").create(
        {
            "scope": str,
            "seq": int,
            "header": bytes,
            "salt": bytes,
            "payload": bytes,
            "hash": bytes,
            "action": str,
            "made_at": int,
            "fate": str,
            "applied_seq": int,
            "parked": str,
            "code": str,
            "params": str,
        }
    )
    changesets.create_index(["scope", "seq"], unique=True)
    changesets.create_index(["fate"])
    overlay = database.table("overlay").create({"entity": str, "id": str, "scope": str, "seq": int})
    overlay.create_index(["id", "entity", "seq"])
    overlay.create_index(["scope", "seq"])


def _create_bookkeeping(database: Database) -> None:
    database.table("meta").create({"key": str, "value": str}, pk="key")
    database.table("scopes").create(
        {
            "scope": str,
            "incarnation": str,
            "cursor_seq": int,
            "cursor_hash": bytes,
            "digest": bytes,
            "position": bytes,
            "own_seq": int,
            "own_hash": bytes,
            "server_seq": int,
        },
        pk="scope",
    )
    redactions = {"id": str, "scope": str, "seq": int, "content": bytes, "state": str}
    database.table("redactions").create(redactions, pk="id")
    redacted = database.table("redacted").create({"entity": str, "id": str, "redaction_id": str})
    redacted.create_index(["id", "entity"])
    database.table("leases").create(
        {"series_id": str, "scope": str, "epoch": int, "signature": bytes}, pk="series_id"
    )
    repairs = {"found_at": int, "scope": str, "entity": str, "id": str, "problem": str}
    repairs |= {"content": bytes, "heads": bytes, "expected": bytes}
    database.table("repairs").create(repairs)
    files = database.table("files").create(
        {"scope": str, "sha256": str, "size_bytes": int, "here": int, "at_server": int}
    )
    files.create_index(["scope", "sha256"], unique=True)
    files.create_index(["here", "at_server"])


def _create_search(connection: Connection) -> None:
    """Contentless FTS5 whose rowid is the date key, so that newest-first stops early."""
    database = Database(connection)
    database.table("to_index").create({"entity": str, "id": str})
    database.table("to_index").create_index(["id", "entity"], unique=True)
    entries = database.table("search_entries").create(
        {"sort_key": int, "entity": str, "id": str}, pk="sort_key"
    )
    entries.create_index(["id"], unique=True)
    connection.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(exact, folded, content='', "
        "contentless_delete=1, prefix='1 2 3', tokenize='unicode61 remove_diacritics 0')"
    )
