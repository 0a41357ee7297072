"""A PC whose series was taken, or is numbered by the server, gives no number of it any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.commands.incoming import RegisterIncoming
from desktop.commands.registers import ConfigureSeries, ReleaseSeries
from desktop.office import Office
from desktop.store import view
from sync_server.services.revocation import Stated
from tests.helpers.province import Province, province

YEAR = 2026


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path) as made:
        yield made


@pytest.fixture
def office(world: Province) -> Office:
    """The PC that holds the office's series; its register goes on from 80."""
    made = world.office("stc")
    world.start_books(made, den=80)
    made.sync()
    return made


def registered(office: Office) -> str:
    """Register an arrival; its id."""
    return office.run(RegisterIncoming({"subject": "Về việc kiểm tra", "organ_name": "Sở"})).id


def arrival(office: Office, document_id: str) -> tuple[object, object]:
    """(state, number) of an arrival as this PC shows it."""
    with office.read() as connection:
        row = view.get(connection, "incoming_document", document_id)
    assert row
    return row.values.get("state"), row.values.get("arrival_number")


def test_a_pc_that_learns_that_its_series_was_taken_numbers_no_more(
    world: Province, office: Office
) -> None:
    other = world.office("stc", name="stc2", roles=("clerk",))
    posted = registered(office)  # 81, on paper only
    stated = Stated(YEAR, 81, "Trần Thị Hoa", "Máy không bật được")
    world.hub.revoke_lease("stc", "den", stated, to_device=other.who.device)
    office.sync()
    assert arrival(office, registered(office)) == ("cho_so", None)
    other.sync()
    assert arrival(office, posted) == arrival(other, posted) == ("da_dang_ky", 81)


def test_an_arrival_of_an_office_that_the_server_numbers_comes_back_with_its_number(
    world: Province, office: Office
) -> None:
    office.run(ReleaseSeries("den"))
    office.sync()
    office.run(ConfigureSeries("den", numbering="server"))
    office.sync()
    document_id = registered(office)
    assert arrival(office, document_id) == ("cho_so", None)
    office.sync()
    assert arrival(office, document_id) == ("da_dang_ky", 81)
