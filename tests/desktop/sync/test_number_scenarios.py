"""Named scenarios of numbers without a server: none twice, none unexplained.

Each names the naive build on which it fails; docs/scenarios.md lists them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from common.entities.schema import Value
from common.errors import NotAllowed, RuleViolation
from common.rules.numbering import series_id
from common.text.findings import Finding
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing
from desktop.commands.registers import CloseYear, ConfirmRegister, ReleaseSeries
from desktop.office import Office, open_office
from desktop.queries import ledger
from desktop.store.restoration import restore
from desktop.store.vault import unlock
from desktop.store.verification import verify
from tests.helpers.offices import PASSWORD
from tests.helpers.province import Province, province
from tests.helpers.seeded import SeededRandom

DEN = series_id("stc", "den")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path) as made:
        yield made


def arrive(office: Office, *, confirmed: bool = False) -> Value:
    """Register an arrival; its number."""
    made = office.run(RegisterIncoming({"subject": "Về việc kiểm tra"}, confirmed=confirmed))
    return made.values.get("arrival_number")


def book(office: Office, year: int) -> list[Value]:
    """The numbers in the book of arrivals, in order."""
    with office.read() as connection:
        return [line.row.values["number"] for line in ledger.lines(connection, DEN, year)]


def gaps(office: Office, year: int) -> list[tuple[int, int, str]]:
    """(first, last, why) of the numbers that the book does not list."""
    with office.read() as connection:
        return [(one.first, one.last, one.code) for one in ledger.gaps(connection, DEN, year)]


def faults(world: Province) -> list[Finding]:
    """What is wrong with any PC's layers, chain and registers, or with the server's."""
    told = [verify(office.store, office.who).findings for office in world.offices]
    return [one for some in (*told, world.hub.check().findings) for one in some]


def rebuilt(world: Province, office: Office) -> Office:
    """The PC's database is lost, and made anew from its second file."""
    folder = Path(office.store.folder)
    office.close()
    (folder / "store.db").unlink()
    restore(folder, unlock(folder, office.who.login, PASSWORD), random=SeededRandom(7))
    opened = open_office(
        folder,
        office.who.login,
        PASSWORD,
        lambda _: world.cables["stc"],
        clock=world.clock,
        random=SeededRandom(8),
    )
    world.offices[world.offices.index(office)] = opened
    return opened


def test_restored_pc_numbers_offline(world: Province) -> None:
    """Naive: a rebuilt store goes on from the last number that it knows (R16)."""
    office = world.office("stc")
    world.start_books(office, den=80, di=80)
    assert arrive(office) == 81
    office.sync()
    world.cables["stc"].pulled = True
    office = rebuilt(world, office)
    assert office.sync().offline
    with pytest.raises(NotAllowed, match="store_restored"):
        arrive(office)
    draft = office.run(CreateOutgoing({"type_name": "Quyết định", "subject": "Quy chế"}))
    with pytest.raises(NotAllowed, match="store_restored"):
        office.run(IssueOutgoing(draft.id))
    office.run(ConfirmRegister("den", 85, date(2026, 9, 14)))
    assert arrive(office) == 86
    with pytest.raises(NotAllowed, match="store_restored"):
        office.run(IssueOutgoing(draft.id))
    world.cables["stc"].pulled = False
    office.sync()
    assert office.run(IssueOutgoing(draft.id)).values["code_number"] == "81"
    office.sync()
    assert gaps(office, 2026) == [(1, 80, "on_paper"), (82, 85, "on_paper")]
    assert faults(world) == []


def test_year_turn_without_server(world: Province) -> None:
    """Naive: the run of the old year goes on, or the new one begins by a doubtful clock alone."""
    office, other = world.office("stc"), world.office("stc", name="hai", roles=("clerk",))
    world.start_books(office, den=1244)
    office.sync()
    assert arrive(office) == 1245
    world.cables["stc"].pulled = True
    world.clock.forward(days=110)
    with pytest.raises(RuleViolation, match="new_year_unconfirmed"):
        arrive(office)
    assert [arrive(office, confirmed=True), arrive(office)] == [1, 2]
    late = RegisterIncoming({"subject": "Sót", "arrival_date": "2026-12-30"}, late="Để sót")
    assert office.run(late).values["arrival_number"] == 1246
    office.run(CloseYear("den", 2026))
    world.cables["stc"].pulled = False
    for one in (office, other):
        one.sync()
    assert (book(other, 2026), book(other, 2027)) == ([1245, 1246], [1, 2])
    assert office.status().by_fate == {"applied": 6}
    assert office.status().conflicts == 0
    assert faults(world) == []


def test_book_started_mid_year(world: Province) -> None:
    """Naive: the register begins at 1, or what stands on paper before it counts as lost."""
    office = world.office("stc")
    other = world.office("stc", name="hai", roles=("clerk",))
    world.start_books(office, den=1244)
    assert arrive(office) == 1245
    office.run(ReleaseSeries("den"))
    office.sync()
    other.take_series("den")
    assert arrive(other) == 1246
    for one in (other, office):
        one.sync()
    for one in (office, other):
        assert book(one, 2026) == [1245, 1246]
        assert gaps(one, 2026) == [(1, 1244, "on_paper")]
    assert faults(world) == []
