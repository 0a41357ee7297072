"""A sound store is found sound; each kind of damage is found and named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.commands.incoming import EditIncoming, RegisterIncoming
from desktop.commands.registers import StartRegister
from desktop.commands.runner import NewFile
from desktop.office import Office
from desktop.store import repairs
from desktop.store.repairs import Problem, Repair
from desktop.store.store import FILES_NAME, JOURNAL_NAME
from desktop.store.verification import Finding, Verified, verify
from tests.helpers.offices import START, new_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office that has registered two documents, one with a file."""
    office = new_office(tmp_path / "store")
    office.run(StartRegister("den", 100, START.date(), "Sổ đến"))
    source = tmp_path / "a.txt"
    source.write_text("Nội dung", "utf-8")
    office.run(RegisterIncoming({"subject": "Một"}, (NewFile(source, "a.txt"),)))
    office.run(RegisterIncoming({"subject": "Hai"}))
    yield office
    office.close()


def codes(found: Verified) -> list[tuple[str, str]]:
    return [(one.part, one.code) for one in found.findings]


def test_a_sound_store_is_found_sound(office: Office) -> None:
    assert verify(office.store, office.who) == Verified((), 3, 3, 1, 0)


def test_a_reader_that_lives_through_much_work_calls_no_index_damaged(office: Office) -> None:
    """SQLite's check of a full-text table believes what its connection remembers of it."""
    document_id = office.run(RegisterIncoming({"subject": "Ba"})).id
    for n in range(40):
        office.run(EditIncoming(document_id, {"subject": f"Lần {n}"}))
        office.index_waiting()
        assert verify(office.store, office.who).findings == ()


def test_an_altered_changeset_breaks_the_chain_and_differs_from_the_second_file(
    office: Office,
) -> None:
    with office.store.write() as connection:
        connection.execute("UPDATE changesets SET salt = zeroblob(32) WHERE seq = 2")
    assert codes(verify(office.store, office.who)) == [
        ("chain", "chain_differs"),
        ("journal", "journal_entry_differs"),
    ]


def test_a_changeset_that_is_gone_is_missed(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute("DELETE FROM overlay WHERE seq = 3")
        connection.execute("DELETE FROM changesets WHERE seq = 3")
    assert ("chain", "chain_end_differs") in codes(verify(office.store, office.who))


def test_a_record_that_was_altered_in_sight_is_found(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute("UPDATE incoming_document SET subject = 'Khác' WHERE subject = 'Hai'")
    (finding,) = verify(office.store, office.who).findings
    assert (finding.code, finding.params["entity"]) == ("view_differs", "incoming_document")


def test_a_record_of_the_server_that_was_altered_is_found_and_not_mended(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute("UPDATE base SET content = x'c1' WHERE entity = 'user'")
    found = [("records", "record_altered"), ("records", "digest_differs"), ("view", "view_differs")]
    assert codes(verify(office.store, office.who)) == found
    assert codes(verify(office.store, office.who)) == found


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM base WHERE entity = 'user'",
        "UPDATE scopes SET digest = zeroblob(32) WHERE scope = 'catalog'",
    ],
)
def test_a_digest_that_is_not_the_sum_of_the_records_is_found(office: Office, damage: str) -> None:
    with office.store.write() as connection:
        connection.execute(damage)
    assert ("records", "digest_differs") in codes(verify(office.store, office.who))


def test_what_was_healed_before_is_told_and_is_no_finding(office: Office) -> None:
    healed = Repair(1, "office/stc", "user", "u", Problem.BYTES, b"c", b"h", b"e" * 32)
    with office.store.write() as connection:
        repairs.note(connection, [healed])
    found = verify(office.store, office.who)
    assert (found.findings, found.repaired) == ((), (healed,))


def test_a_second_file_that_is_gone_is_missed_entry_by_entry(office: Office) -> None:
    (office.store.folder / JOURNAL_NAME).unlink()
    found = codes(verify(office.store, office.who))
    assert (
        found
        == [("journal", "journal_without_identity")] + [("journal", "journal_entry_missing")] * 3
    )


def test_a_damaged_second_file_is_found(office: Office) -> None:
    flip(office.store.folder / JOURNAL_NAME, 120)
    assert codes(verify(office.store, office.who)) == [("journal", "journal_damaged")]


def test_a_file_whose_bytes_changed_is_found(office: Office) -> None:
    flip(stored_file(office), 60)
    assert codes(verify(office.store, office.who)) == [("files", "file_damaged")]


def test_a_file_that_is_gone_is_found(office: Office) -> None:
    stored_file(office).unlink()
    (finding,) = verify(office.store, office.who).findings
    assert isinstance(finding, Finding)
    assert finding.code == "file_missing"


def stored_file(office: Office) -> Path:
    (path,) = (one for one in (office.store.folder / FILES_NAME).rglob("*") if one.is_file())
    return path


def flip(path: Path, offset: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[offset] ^= 0xFF
    path.write_bytes(raw)
