"""An office whose store is damaged on purpose, record by record, and what became of it."""

from __future__ import annotations

from typing import Any

from common.changes.record import Key, encode_heads, encode_values, record_hash
from desktop.commands.incoming import RegisterIncoming
from desktop.office import Office
from desktop.store import base, layers, recount, repairs
from desktop.store.repairs import Problem
from desktop.sync.state import SyncReport
from tests.helpers.hubs import server_rows
from tests.helpers.province import Cable, Province

ARRIVAL = {
    "code_number": "2257",
    "code_notation": "QĐ-UBND",
    "issued_date": "2026-09-10",
    "organ_name": "UBND tỉnh Hải Dương",
    "subject": "Về việc phê duyệt kế hoạch",
}
GHOST = "00000000-0000-7000-8000-000000000000"


class DamagedOffice:
    """One office with some work at the server, and ways to damage what it holds of it."""

    def __init__(self, made: Province) -> None:
        self.province = made
        self.office: Office = made.office("stc")
        self.cable: Cable = made.cables["stc"]
        made.start_books(self.office, den=1)
        self.arrivals = [self.office.run(RegisterIncoming(ARRIVAL)).id for _ in range(4)]
        self.office.sync()
        self.office.sync()

    @property
    def scope(self) -> str:
        return self.office.who.office_scope

    def damage(self, sql: str, *parameters: Any) -> None:
        """As a disk does it: nothing else moves with it."""
        with self.office.store.write() as connection:
            assert connection.execute(sql, parameters).rowcount

    def flip(self, record_id: str) -> None:
        """One bit of a record's bytes."""
        with self.office.store.write() as connection:
            row = base.exact(connection, ("incoming_document", record_id))
            assert row
            place = row.values.index(ARRIVAL["code_notation"].encode())
            flipped = bytearray(row.values)
            flipped[place] ^= 1
            connection.execute(
                "UPDATE base SET content = ? WHERE id = ?", (bytes(flipped), record_id)
            )

    def add_ghosts(self, count: int) -> None:
        """Records that the server has never heard of."""
        content, heads = encode_values({"subject": "ma"}), encode_heads({"*": "1.1"})
        with self.office.store.write() as connection:
            for number in range(count):
                key = "incoming_document", GHOST[:-4] + f"{number:04}"
                parameters = (self.scope, *key, content, heads, record_hash(*key, content, heads))
                connection.execute("INSERT INTO base VALUES (?,?,?,1,?,?,?)", parameters)

    def sum_up(self) -> None:
        """Let the digest be that of the damaged base: the next exchange sees the difference."""
        with self.office.store.write() as connection:
            root = recount.of(connection, self.scope).root
            connection.execute("UPDATE scopes SET digest = ? WHERE scope = ?", (root, self.scope))

    def let_a_week_pass(self) -> None:
        self.province.clock.forward(days=8)

    def sync(self) -> SyncReport:
        """One run; requests and comparisons are counted anew."""
        self.cable.requests = 0
        self.cable.compared.clear()
        return self.office.sync()

    @property
    def rows_sent(self) -> int:
        """How many records the comparisons brought."""
        return sum(len(answer.rows) for answer in self.cable.compared)

    def evidence(self) -> list[tuple[Key, Problem]]:
        with self.office.read() as connection:
            return [((one.entity, one.id), one.problem) for one in repairs.newest(connection)]

    def assert_sound(self) -> None:
        """Byte for byte the server's records, the digest is theirs, the view shows them."""
        with self.office.read() as connection:
            held = {(row.entity, row.id): row for row in base.rows(connection, self.scope)}
            counted = recount.of(connection, self.scope)
            digest = base.scope_state(connection, self.scope).digest
            assert layers.differences(connection, self.scope) == []
        assert held == server_rows(self.province.hub, self.scope)
        assert (counted.wrong, counted.root) == ([], digest)
