"""The store rebuilt from its second file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from common.errors import NotAllowed
from desktop.commands.incoming import EditIncoming, RegisterIncoming
from desktop.commands.registers import StartRegister
from desktop.office import Office
from desktop.queries.listing import Listing, rows
from desktop.store import layers
from desktop.store.second_file import read_entries, rebuild
from desktop.store.store import DATABASE_NAME, create_store
from tests.helpers.offices import NoNetwork, TickingClock, new_office
from tests.helpers.seeded import SeededRandom

FIELDS = {"subject": "Về việc báo cáo công tác quý III", "organ_name": "Sở Nội vụ"}


def _rebuilt(office: Office) -> Office:
    office.close()
    folder, keys = office.store.folder, office.store._keys
    for path in folder.glob(DATABASE_NAME + "*"):
        path.unlink()
    store = create_store(folder, keys, random=SeededRandom(9))
    with store.write() as connection:
        rebuild(connection, read_entries(store.journal.read()))
    return Office(store, office.who, NoNetwork(), clock=TickingClock(), random=SeededRandom(3))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    opened = new_office(tmp_path / "store")
    opened.run(StartRegister("den", 10, date(2026, 9, 1), "Quyển 1"))
    return opened


def test_all_own_work_comes_back_as_it_was_seen(office: Office) -> None:
    made = [office.run(RegisterIncoming(FIELDS)) for _ in range(3)]
    office.run(EditIncoming(made[0].id, {"subject": "Đã sửa"}))
    with office.read() as connection:
        before = rows(connection, Listing("incoming_document"))
    rebuilt = _rebuilt(office)
    with rebuilt.read() as connection:
        assert rows(connection, Listing("incoming_document")) == before
    rebuilt.close()


def test_a_rebuilt_store_gives_no_number_before_it_has_synced(office: Office) -> None:
    rebuilt = _rebuilt(office)
    assert rebuilt.status().restored
    rebuilt.close()


def test_view_is_base_with_the_overlay_laid_over_it(office: Office) -> None:
    made = office.run(RegisterIncoming(FIELDS))
    office.run(EditIncoming(made.id, {"subject": "Đã sửa"}))
    with office.read() as connection:
        assert layers.differences(connection, office.who.office_scope) == []
    office.close()


def test_a_number_is_refused_by_a_restored_store_that_still_holds_a_lease(office: Office) -> None:
    from desktop.store import meta

    with office.store.write() as connection:
        meta.mark_restored(connection, True)
    with pytest.raises(NotAllowed, match="store_restored"):
        office.run(RegisterIncoming(FIELDS))
    office.close()
