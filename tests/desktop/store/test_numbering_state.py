"""What the second file keeps of leases and books, for a store that is rebuilt offline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.rules.numbering import Lease, series_id
from desktop.commands.registers import ReleaseSeries
from desktop.office import Office
from desktop.store import layers, leases, meta, numbering_state
from desktop.store.second_file import (
    Contents,
    read_entries,
    rebuild,
    registers_entry,
)
from desktop.store.store import create_store
from tests.helpers.books import DEN, office_with_books
from tests.helpers.offices import NoNetwork, TickingClock
from tests.helpers.seeded import SeededRandom

DI = series_id("stc", "di")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = office_with_books(tmp_path / "store")
    yield opened
    opened.close()


def told(office: Office) -> None:
    """A sync, as far as the second file goes."""
    with office.store.write() as connection:
        registers = numbering_state.kept(connection, office.who)
        office.store.journal_append([registers_entry(registers)])


def rebuilt(office: Office, folder: Path) -> Office:
    contents: Contents = read_entries(office.store.journal.read())
    folder.mkdir()
    store = create_store(folder, office.store._keys, random=SeededRandom(9))
    with store.write() as connection:
        rebuild(connection, contents)
        assert contents.registers is not None
        numbering_state.lay(connection, office.who, contents.registers)
    return Office(store, office.who, NoNetwork(), clock=TickingClock(), random=SeededRandom(3))


def held(office: Office) -> set[str]:
    with office.read() as connection:
        return {series for series, _ in leases.all_held(connection)}


def test_leases_and_series_come_back_and_the_view_stays_sound(
    office: Office, tmp_path: Path
) -> None:
    told(office)
    new = rebuilt(office, tmp_path / "new")
    assert held(new) == {DEN, DI}
    with new.read() as connection:
        assert layers.differences(connection, new.who.office_scope) == []
        assert meta.is_restored(connection)
        assert not meta.may_number(connection, DEN)
    new.close()


def test_a_series_released_since_is_not_held(office: Office, tmp_path: Path) -> None:
    told(office)
    office.run(ReleaseSeries("den"))
    new = rebuilt(office, tmp_path / "new")
    assert held(new) == {DI}
    new.close()


def test_a_series_taken_again_is(office: Office, tmp_path: Path) -> None:
    office.run(ReleaseSeries("den"))
    with office.store.write() as connection:
        leases.insert(connection, [Lease(office.who.office_scope, DEN, 7, 2)])
    told(office)
    new = rebuilt(office, tmp_path / "new")
    assert held(new) == {DEN, DI}
    new.close()


def test_the_last_that_was_told_counts(office: Office) -> None:
    told(office)
    with office.store.write() as connection:
        leases.give_up(connection, DEN)
    told(office)
    contents = read_entries(office.store.journal.read())
    assert contents.registers is not None
    assert [one.series_id for one in contents.registers.leases] == [DI]
