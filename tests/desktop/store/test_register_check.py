"""`verify` looks at the registers as this PC sees them, by the same rules as the server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.commands.incoming import RegisterIncoming, RemoveIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing
from desktop.commands.registers import StartRegister
from desktop.office import Office
from desktop.store import meta, register_check
from tests.helpers.offices import START, new_office

SCOPE = "office/stc"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose clerk has registered, issued, and taken one wrong entry out."""
    office = new_office(tmp_path / "store")
    for series in ("den", "di"):
        office.run(StartRegister(series, 100, START.date(), "Sổ 1"))
    for subject in ("Một", "Hai", "Ba"):
        made = office.run(RegisterIncoming({"subject": subject}))
    office.run(RemoveIncoming(made.id, "Nhập nhầm"))
    draft = office.run(CreateOutgoing({"subject": "Bốn", "type_name": "Quyết định"}))
    office.run(IssueOutgoing(draft.id))
    yield office
    office.close()


def found(office: Office) -> list[str]:
    with office.read() as connection:
        return [one.code for one in register_check.check_registers(connection, SCOPE)]


def change(office: Office, statement: str, *parameters: object) -> None:
    with office.store.write() as connection:
        assert connection.execute(statement, parameters).rowcount


def test_a_register_in_order_is_sound(office: Office) -> None:
    assert found(office) == []


def test_a_number_that_is_missing_is_found(office: Office) -> None:
    change(office, "UPDATE number SET number = 107 WHERE number = 102 AND dated IS NOT NULL")
    assert "numbers_missing" in found(office)


def test_a_number_without_its_row_is_found(office: Office) -> None:
    change(office, "DELETE FROM number WHERE number = 102")
    assert found(office) == ["number_not_booked"]


def test_a_number_on_two_documents_is_found(office: Office) -> None:
    change(office, "UPDATE incoming_document SET arrival_number = 101 WHERE arrival_number = 102")
    assert set(found(office)) == {"number_twice", "number_without_document"}


def test_a_date_that_falls_is_found(office: Office) -> None:
    before = (START.date() - timedelta(days=3)).isoformat()
    change(office, "UPDATE number SET dated = ? WHERE number = 102", before)
    assert found(office) == ["date_falls"]


def test_a_cancelled_number_without_a_reason_is_found(office: Office) -> None:
    change(office, "UPDATE number SET reason = NULL WHERE state = 'cancelled'")
    assert found(office) == ["number_unexplained"]


def test_numbers_in_a_conflict_wait_for_people(office: Office) -> None:
    change(office, "UPDATE incoming_document SET arrival_number = NULL WHERE arrival_number = 101")
    assert found(office) == ["number_without_document"]
    change(
        office,
        "INSERT INTO conflict (id, scope, heads, entity, record_id, field, state) "
        "SELECT 'c', scope, heads, 'number', id, 'document_id', 'open' FROM number "
        "WHERE number = 101 AND document_id IN (SELECT id FROM incoming_document)",
    )
    assert found(office) == []


def test_a_store_that_was_never_pulled_knows_no_whole_book(office: Office) -> None:
    change(office, "DELETE FROM number WHERE number = 102")
    change(office, "UPDATE scopes SET incarnation = NULL")
    assert found(office) == []
    with office.read() as connection:
        assert meta.identity(connection)
