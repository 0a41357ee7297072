"""Orders to erase that this PC has been told, and how far it has carried each out (R6, I9).

::

    pulled ─▶ due ─▶ erased (nothing of it on this disk) ─▶ told (an answer came to our word of it)

From the moment an order is pulled nothing of it is shown; the bytes go right after that.
"""

from __future__ import annotations

from collections.abc import Iterable

from common.changes.changeset import Change, Changeset, Header, read_changes, read_header
from common.changes.record import Key, Record, decode_values
from common.protocol.messages import Row
from common.rules.redaction import Order, fields_under, order_of, without_erased
from desktop.store.connection import Connection

DUE, ERASED, TOLD = "due", "erased", "told"
ENTITY = "redaction"


def note(connection: Connection, scope: str, rows: Iterable[Row]) -> list[Key]:
    """Keep the orders among pulled records; one that was carried out before stays so.

    Returns the records that own work may have to be shown differently over.
    """
    reached: list[Key] = []
    for row in rows:
        if row.entity != ENTITY:
            continue
        connection.execute(
            "INSERT INTO redactions (id, scope, seq, content, state) VALUES (?,?,?,?,?) "
            "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, content = excluded.content",
            (row.id, scope, row.seq, row.values, DUE),
        )
        order = _order(row.id, row.seq, row.values)
        connection.execute("DELETE FROM redacted WHERE redaction_id = ?", (row.id,))
        connection.executemany(
            "INSERT INTO redacted (entity, id, redaction_id) VALUES (?,?,?)",
            [(*key, row.id) for key in order.targets],
        )
        reached += order.targets
    if reached:
        files = connection.execute("SELECT entity, id FROM overlay WHERE entity = 'attachment'")
        reached += files.fetchall()
    return reached


def in_state(connection: Connection, state: str, scope: str | None = None) -> list[Order]:
    """The orders that stand so, oldest first, of all scopes or of one."""
    rows = connection.execute(
        "SELECT id, seq, content FROM redactions WHERE state = ? AND (? IS NULL OR scope = ?) "
        "ORDER BY seq",
        (state, scope, scope),
    )
    return [_order(*row) for row in rows]


def of_scope(connection: Connection, scope: str) -> list[Order]:
    """All orders of a scope, oldest first."""
    rows = connection.execute(
        "SELECT id, seq, content FROM redactions WHERE scope = ? ORDER BY seq", (scope,)
    )
    return [_order(*row) for row in rows]


def scopes_due(connection: Connection) -> list[str]:
    """Scopes in which an order is still to be carried out."""
    rows = connection.execute(
        "SELECT DISTINCT scope FROM redactions WHERE state = ? ORDER BY scope", (DUE,)
    )
    return [scope for (scope,) in rows]


def move(connection: Connection, ids: Iterable[str], *, before: str, after: str) -> None:
    """Go on with orders that stand at ``before``."""
    connection.executemany(
        "UPDATE redactions SET state = ? WHERE id = ? AND state = ?",
        [(after, one, before) for one in ids],
    )


def over(connection: Connection, key: Key) -> list[Order]:
    """The orders that may reach a record."""
    if connection.execute("SELECT 1 FROM redactions LIMIT 1").fetchone() is None:
        return []
    chosen = "id IN (SELECT redaction_id FROM redacted WHERE entity = ? AND id = ?)"
    if key[0] == "attachment":  # also by its content and its document
        chosen += " OR 1"
    rows = connection.execute(
        f"SELECT id, seq, content FROM redactions WHERE {chosen} ORDER BY seq", key
    )
    return [_order(*row) for row in rows]


def kept(connection: Connection, change: Change, seen: int) -> Change:
    """What stays of a change before the orders; ``seen`` is the log's place its author had seen."""
    orders = over(connection, (change.entity, change.id))
    return without_erased(change, fields_under(orders, change, seen)) if orders else change


def is_reached(orders: Iterable[Order], header: Header, changes: Iterable[Change]) -> bool:
    """Whether an own changeset holds something that one of the orders reaches."""
    orders = tuple(orders)
    return any(fields_under(orders, change, header.seen) for change in changes)


def reaches(orders: Iterable[Order], changeset: Changeset) -> bool:
    """The same of exact bytes; nothing is reached in one that is erased already."""
    return not changeset.is_erased and is_reached(
        orders, read_header(changeset), read_changes(changeset)
    )


def _order(redaction_id: str, seq: int, content: bytes) -> Order:
    return order_of(Record(ENTITY, redaction_id, decode_values(content)), seq)
