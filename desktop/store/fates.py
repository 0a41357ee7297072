"""What became of own work after it was first answered: told by records that every PC pulls.

A case closes with what was decided of a whole action; a parked value ends with its conflict. Only
then does the author's own value leave the view (design §5, R1).
"""

from __future__ import annotations

from collections.abc import Iterable

from common.changes.changeset import read_header
from common.changes.merge import CLASH, Fate
from common.changes.record import Key, Values, decode_values
from common.entities.schema import Value
from common.protocol.messages import Row
from common.rules.settlement import has_side_of
from desktop.store import meta, pending
from desktop.store.connection import Connection


def follow_cases(connection: Connection, scope: str, rows: Iterable[Row]) -> None:
    """Keep the fates that pulled cases tell of this PC's own changesets."""
    told = [decode_values(row.values) for row in rows if row.entity == "case"]
    who = meta.identity(connection) if told else None
    for values in told:
        seq, state = values.get("seq"), values.get("state")
        if who is None or values.get("device") != who.device or not isinstance(seq, int):
            continue
        if isinstance(state, str) and pending.get(connection, scope, seq):
            _keep(connection, scope, seq, Fate(state), values)


def end_settled(connection: Connection, scope: str, cursor_seq: int) -> list[Key]:
    """Take the values whose conflict is over out of the overlay; returns their records.

    A changeset without a parked value left is applied.
    """
    ended: list[Key] = []
    for own in pending.with_fate(connection, [Fate.PARKED]):
        if own.scope != scope or not 0 < own.applied_seq <= cursor_seq:
            continue
        left = {place for place in own.parked if _is_side(connection, own, place)}
        if left != own.parked:
            ended += [(entity, record_id) for entity, record_id, _ in own.parked - left]
            fate = Fate.PARKED if left else Fate.APPLIED
            pending.set_fate(
                connection, scope, own.seq, fate, applied_seq=own.applied_seq, parked=left,
                code=own.code if left else "",
            )  # fmt: skip
    if ended:
        ended += pending.settled_until(connection, scope, cursor_seq)
    return list(dict.fromkeys(ended))


def _keep(connection: Connection, scope: str, seq: int, fate: Fate, values: Values) -> None:
    found = values.get("applied_seq")
    applied_seq = found if isinstance(found, int) else 0
    pending.set_fate(
        connection,
        scope,
        seq,
        fate,
        applied_seq=applied_seq,
        parked=_places(values.get("parked")),
        code=_code(fate, values, in_part=applied_seq > 0),
        params=_params(values.get("params")),
    )


def _code(fate: Fate, values: Values, *, in_part: bool) -> str:
    """Why it is so: the case's reason, which one that came into the log has overcome."""
    if fate is Fate.APPLIED:
        return ""
    return f"parked_{CLASH}" if fate is Fate.PARKED and in_part else str(values.get("code") or "")


def _is_side(
    connection: Connection, own: pending.OwnChangeset, place: tuple[str, str, str]
) -> bool:
    """Whether the server knows an open conflict over this field with the value of ``own``."""
    entity, record_id, field = place
    rows = connection.execute(
        "SELECT b.content FROM conflict c JOIN base b ON b.id = c.id AND b.entity = 'conflict' "
        "WHERE c.record_id = ? AND c.entity = ? AND c.field = ?",
        (record_id, entity, field),
    )
    device = read_header(own.changeset).device
    return any(has_side_of(decode_values(content), device, own.seq) for (content,) in rows)


def _places(value: Value) -> list[tuple[str, str, str]]:
    found = value if isinstance(value, list) else []
    return [(str(one[0]), str(one[1]), str(one[2])) for one in found if len(one) == 3]


def _params(value: Value) -> dict[str, str]:
    return {name: str(one) for name, one in value.items()} if isinstance(value, dict) else {}
