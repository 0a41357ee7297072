"""What numbering needs beside own work, for a store that is rebuilt without a network (R16).

The second file holds own changesets only; who may number which series came from the server. Without
it a clerk whose database is lost could not go on from the last number in the paper book.
"""

from __future__ import annotations

from common.protocol.messages import Row
from common.rules.numbering import Lease
from desktop.store import base, layers, leases
from desktop.store.connection import Connection
from desktop.store.meta import DeviceIdentity
from desktop.store.second_file import Registers

ENTITIES = frozenset({"series", "register_book"})
"""Whose records are kept."""


def kept(connection: Connection, who: DeviceIdentity) -> Registers:
    """The leases of this PC and its office's series and books, as the server told them last."""
    own_seq = connection.execute(
        "SELECT own_seq FROM scopes WHERE scope = ?", (who.office_scope,)
    ).fetchone()
    rows = connection.execute(
        "SELECT entity, id, seq, content, heads FROM base WHERE scope = ? "
        "AND entity IN ('series', 'register_book')",
        (who.office_scope,),
    )
    held = [
        Lease(scope, series_id, who.device, epoch, signature)
        for series_id, scope, epoch, signature in leases.signed(connection)
    ]
    return Registers(int(own_seq[0] or 0) if own_seq else 0, held, [Row(*row) for row in rows])


def lay(connection: Connection, who: DeviceIdentity, registers: Registers) -> None:
    """Into a rebuilt store, over which its own changesets lie already.

    The records go below them into the base, before its first place: the first pull brings them
    again, with all others. A series that was released after they were told is not held.
    """
    rows = [Row(row.entity, row.id, 0, row.values, row.heads) for row in registers.rows]
    base.lay_known(connection, who.office_scope, rows)
    layers.recompute(connection, who.office_scope, [(row.entity, row.id) for row in rows])
    released = connection.execute(
        "SELECT o.id FROM overlay o JOIN changesets c ON c.scope = o.scope AND c.seq = o.seq "
        "WHERE o.entity = 'series' AND c.action = 'release_series' AND c.seq > ?",
        (registers.own_seq,),
    )
    gone = {series_id for (series_id,) in released}
    leases.insert(connection, (one for one in registers.leases if one.series_id not in gone))
