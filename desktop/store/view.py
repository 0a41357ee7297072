"""The view: typed rows as people see them, the base with the overlay laid over it (R1)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from common.changes.heads import Heads
from common.changes.record import Key, Record, Values, decode_heads, encode_heads
from common.entities.registry import entity_named
from common.entities.schema import Entity, FieldType, Value
from desktop.store.connection import Connection

_AS_JSON = frozenset({FieldType.TEXT_LIST, FieldType.JSON})


@dataclass(frozen=True)
class Row:
    """One record of the view."""

    entity: str
    id: str
    scope: str
    values: Values
    heads: Heads

    @property
    def record(self) -> Record:
        """The same as the merge knows it."""
        return Record(self.entity, self.id, self.values, self.heads)


def get(connection: Connection, entity: str, record_id: str) -> Row | None:
    """The record as people see it, or ``None``."""
    declared = entity_named(entity)
    if declared is None:
        return None
    row = connection.execute(f"{_select(entity)} WHERE id = ?", (record_id,)).fetchone()
    return read_row(declared, row) if row else None


def find(
    connection: Connection, entity: str, where: str = "", parameters: Iterable[Any] = ()
) -> list[Row]:
    """Records of an entity; ``where`` is a fixed clause of the caller, parameters bound."""
    declared = entity_named(entity)
    assert declared is not None
    rows = connection.execute(f"{_select(entity)} {where}", tuple(parameters))
    return [read_row(declared, row) for row in rows]


def read_row(entity: Entity, row: tuple[Any, ...]) -> Row:
    """A tuple of :func:`_select` as a :class:`Row`; empty fields are left out."""
    record_id, scope, heads, *columns = row
    values = {
        field.name: _decoded(field.type, column)
        for field, column in zip(entity.fields, columns, strict=True)
        if column is not None
    }
    return Row(entity.name, record_id, scope, values, decode_heads(heads))


def put(connection: Connection, scope: str, records: Iterable[Record]) -> None:
    """Write records into their typed tables; entities that this version ignores are skipped."""
    by_entity: dict[str, list[tuple[Any, ...]]] = {}
    for record in records:
        entity = entity_named(record.entity)
        if entity is not None:
            by_entity.setdefault(entity.name, []).append(_row_of(entity, scope, record))
    for name, rows in by_entity.items():
        connection.executemany(_upsert(name), rows)


def drop(connection: Connection, key: Key) -> None:
    """Take a record out of the view: neither layer has it any more."""
    entity, record_id = key
    if entity_named(entity) is not None:
        connection.execute(f'DELETE FROM "{entity}" WHERE id = ?', (record_id,))


def _row_of(entity: Entity, scope: str, record: Record) -> tuple[Any, ...]:
    values = record.values
    return (
        record.id,
        scope,
        encode_heads(record.heads),
        *(_encoded(field.type, values.get(field.name)) for field in entity.fields),
    )


def _encoded(kind: FieldType, value: Value) -> Any:
    if value is not None and kind in _AS_JSON:
        return json.dumps(value, ensure_ascii=False)
    return int(value) if isinstance(value, bool) else value


def _decoded(kind: FieldType, column: Any) -> Value:
    if kind in _AS_JSON:
        value: Value = json.loads(column)
        return value
    return bool(column) if kind is FieldType.BOOLEAN else column


@cache
def _columns(name: str) -> tuple[str, ...]:
    entity = entity_named(name)
    assert entity is not None
    return ("id", "scope", "heads", *(field.name for field in entity.fields))


@cache
def _select(name: str) -> str:
    return f'SELECT {", ".join(_columns(name))} FROM "{name}"'


@cache
def _upsert(name: str) -> str:
    columns = _columns(name)
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
    places = ", ".join("?" * len(columns))
    return (
        f'INSERT INTO "{name}" ({", ".join(columns)}) VALUES ({places}) '
        f"ON CONFLICT (id) DO UPDATE SET {updates}"
    )


def is_typed(entity: str) -> bool:
    """Whether this version has a table for the entity."""
    return entity_named(entity) is not None


def known_values(record: Record) -> Values:
    """The values of ``record`` that this version's table holds; empty fields left out."""
    entity = entity_named(record.entity)
    known = entity.by_name if entity else {}
    return {n: v for n, v in record.values.items() if n in known and v is not None}
