"""A person who looks at the screen during every pull: I4, and no half action in sight (R1, R11).

Called at each event of an office, before each of its requests, and after each step.
"""

from __future__ import annotations

import json
from collections import defaultdict

from common.changes.merge import Fate
from common.changes.record import Key
from common.entities.schema import Value
from desktop.office import Office
from desktop.store import base, view
from desktop.store.connection import Connection
from tests.simulation.oracle import PcMemory

# Where two PCs gave one number, who gave it sees it with their own document until that is decided.
_HALVES = {
    "an arrival's number without its row in the ledger": """
        SELECT d.id FROM incoming_document d WHERE d.arrival_number IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM number n WHERE n.number = d.arrival_number
          AND (n.document_id = d.id OR n.also LIKE '%' || d.id || '%'))
        AND NOT EXISTS (
          SELECT 1 FROM number n JOIN overlay o ON o.id = n.id AND o.entity = 'number'
          WHERE n.number = d.arrival_number AND n.series_id = d.series_id)""",
    "a number of a document without its row in the ledger": """
        SELECT d.id FROM outgoing_document d WHERE d.code_number IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM number n WHERE n.document_id = d.id OR n.also LIKE '%' || d.id || '%')
        AND NOT EXISTS (
          SELECT 1 FROM number n JOIN overlay o ON o.id = n.id AND o.entity = 'number'
          WHERE n.number = CAST(d.code_number AS INTEGER) AND n.series_id = d.series_id)""",
    "a file without its document": """
        SELECT a.document_id FROM attachment a
        WHERE NOT EXISTS (SELECT 1 FROM incoming_document d WHERE d.id = a.document_id)
        AND NOT EXISTS (SELECT 1 FROM outgoing_document d WHERE d.id = a.document_id)
        AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = a.document_id)
        AND NOT EXISTS (SELECT 1 FROM overlay o WHERE o.id = a.id)""",
    "an accepted delivery without its arrival": """
        SELECT v.id FROM delivery v WHERE v.state = 'da_tiep_nhan' AND v.id NOT IN (
          SELECT d.delivery_id FROM incoming_document d WHERE d.delivery_id IS NOT NULL)""",
}
_FATES = (
    "SELECT seq, fate, applied_seq, parked FROM changesets WHERE scope = ? AND seq IN ({places})"
)


def look(name: str, office: Office, memory: PcMemory) -> None:
    """What a person would see now; a rebuilt store has only its own work until it has pulled.

    Raises:
        AssertionError: I4, I6 or I7.
    """
    with office.read() as connection:
        if base.scope_state(connection, office.who.office_scope).cursor:
            _whole_actions(name, connection)
        _nothing_ahead_of_the_cursor(name, connection, office.who.scopes)
        _own_work_in_sight(name, connection, office.who.office_scope, memory)


def _whole_actions(name: str, connection: Connection) -> None:
    """A file whose document is not there is only seen by who attached it, while that waits."""
    for what, statement in _HALVES.items():
        found = {row[0] for row in connection.execute(statement)}
        assert not found, f"I6: {name} sees {what}: {sorted(found)}"


def _nothing_ahead_of_the_cursor(
    name: str, connection: Connection, scopes: tuple[str, ...]
) -> None:
    for scope in scopes:
        state = base.scope_state(connection, scope)
        newest = connection.execute(
            "SELECT max(seq) FROM base WHERE scope = ?", (scope,)
        ).fetchone()[0]
        at = state.cursor.seq if state.cursor else 0
        assert (newest or 0) <= at, f"I7: base of {name} holds {newest}, its cursor stands at {at}"


def _own_work_in_sight(name: str, connection: Connection, scope: str, memory: PcMemory) -> None:
    """The last own value of each field, or the server's once that has passed."""
    if not memory.open:
        return
    state = base.scope_state(connection, scope)
    narrowed = _narrowed(connection, scope, state.cursor.seq if state.cursor else 0, memory)
    lying: dict[Key, dict[str, dict[int, Value]]] = defaultdict(lambda: defaultdict(dict))
    for seq, made in memory.open.items():
        for one in made:
            fields = lying[one.key][one.field]
            if seq not in narrowed or (one.key[1], one.field) in narrowed[seq]:
                fields[seq] = one.value
    for key, fields in lying.items():
        row = view.get(connection, *key)
        record = base.get(connection, key)
        for field, own in fields.items():
            newest = memory.newest[key, field]
            shown = row.values.get(field) if row else None
            stands = record.values.get(field) if record else None
            expected = own[max(own)] if own else stands
            assert shown == expected, (
                f"I4: {name} sees {shown!r} in {field} of {key}, not {expected!r} ({newest})"
            )


def _narrowed(
    connection: Connection, scope: str, at: int, memory: PcMemory
) -> dict[int, set[tuple[str, str]]]:
    """What still lies of changesets that the cursor passed; what is settled is forgotten."""
    places = ",".join("?" * len(memory.open))
    rows = connection.execute(_FATES.format(places=places), (scope, *memory.open)).fetchall()
    assert len(rows) == len(memory.open), "I1: own work is forgotten"
    found = {}
    for seq, fate, applied_seq, parked in rows:
        if 0 < applied_seq <= at:
            if fate in (Fate.APPLIED, Fate.DISCARDED):
                del memory.open[seq]
            else:
                found[seq] = {(record_id, field) for _, record_id, field in json.loads(parked)}
    return found
