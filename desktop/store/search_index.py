"""The search index: contentless FTS5 whose rowid is the document's date, newest last.

Two columns of the same text: *exact* (marks kept, tone placement unified) and *folded* (marks and
đ taken off), so that words typed with marks are matched with them. Written in small transactions
after the records themselves (R1): ``to_index`` says what is left.
"""

from __future__ import annotations

from datetime import date

from common.changes.record import Key, Values
from common.text.fold import exact, fold
from desktop.store import view
from desktop.store.connection import Connection

SEARCHED = ("incoming_document", "outgoing_document", "delivery")
_EPOCH = date(2000, 1, 1)
_TEXT_FIELDS = (
    "subject",
    "code_number",
    "code_notation",
    "organ_name",
    "type_name",
    "full_name",
    "position",
    "to_places",
    "description",
    "from_name",
    "arrival_number",
)
_DATE_FIELDS = ("arrival_date", "issued_date")
_DAY_BITS = 24


def enqueue(connection: Connection, keys: list[Key]) -> None:
    """Note records whose words changed."""
    connection.executemany(
        "INSERT INTO to_index (entity, id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [key for key in keys if key[0] in SEARCHED],
    )


def waiting(connection: Connection) -> int:
    """How many records are not indexed yet; Search says so."""
    return int(connection.execute("SELECT count(*) FROM to_index").fetchone()[0])


def index_some(connection: Connection, limit: int = 200) -> int:
    """Index up to ``limit`` waiting records inside the caller's transaction; returns how many."""
    keys = connection.execute("SELECT entity, id FROM to_index LIMIT ?", (limit,)).fetchall()
    for entity, record_id in keys:
        _index_one(connection, entity, record_id)
    connection.executemany("DELETE FROM to_index WHERE entity = ? AND id = ?", keys)
    return len(keys)


def forget_deleted(connection: Connection) -> None:
    """Merge the index into one piece: words of documents that were only marked as gone leave it."""
    connection.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")


def _index_one(connection: Connection, entity: str, record_id: str) -> None:
    old = connection.execute(
        "SELECT sort_key FROM search_entries WHERE id = ?", (record_id,)
    ).fetchone()
    if old:
        connection.execute("DELETE FROM search_index WHERE rowid = ?", old)
        connection.execute("DELETE FROM search_entries WHERE sort_key = ?", old)
    row = view.get(connection, entity, record_id)
    if row is None or row.values.get("removed_at"):
        return
    sort_key = _sort_key(connection, row.values)
    text = _text(connection, row)
    connection.execute(
        "INSERT INTO search_entries (sort_key, entity, id) VALUES (?, ?, ?)",
        (sort_key, entity, record_id),
    )
    connection.execute(
        "INSERT INTO search_index (rowid, exact, folded) VALUES (?, ?, ?)",
        (sort_key, exact(text), fold(text)),
    )


def _text(connection: Connection, row: view.Row) -> str:
    words = [str(row.values[name]) for name in _TEXT_FIELDS if row.values.get(name)]
    files = connection.execute(
        "SELECT name FROM attachment WHERE document_id = ? AND removed_at IS NULL", (row.id,)
    )
    return " \n ".join(words + [name for (name,) in files])


def _sort_key(connection: Connection, values: Values) -> int:
    """``days since 2000 << 24 | running number of that day``."""
    first = _day(values) << _DAY_BITS
    last = connection.execute(
        "SELECT max(sort_key) FROM search_entries WHERE sort_key >= ? AND sort_key < ?",
        (first, first + (1 << _DAY_BITS)),
    ).fetchone()[0]
    return first if last is None else int(last) + 1


def _day(values: Values) -> int:
    for name in _DATE_FIELDS:
        value = values.get(name)
        if isinstance(value, str):
            return max(0, (date.fromisoformat(value) - _EPOCH).days)
    return 0
