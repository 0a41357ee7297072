"""A lost or damaged database comes back from the second file, and nothing of the old is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from common.errors import EnvironmentFault, NotAllowed
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.registers import StartRegister
from desktop.commands.runner import NewFile
from desktop.office import Office, open_with_keys
from desktop.queries.listing import Listing, rows
from desktop.store import files
from desktop.store.restoration import Restored, require_damage, restore
from desktop.store.store import DATABASE_NAME, JOURNAL_NAME
from desktop.store.vault import StoreKeys, unlock
from desktop.store.verification import verify
from tests.helpers.disk_faults import FullDisk
from tests.helpers.offices import PASSWORD, START, NoNetwork, TickingClock, new_office
from tests.helpers.seeded import SeededRandom


@dataclass(frozen=True)
class Kept:
    """A closed store with three changesets and a file."""

    folder: Path
    keys: StoreKeys

    @property
    def database(self) -> Path:
        return self.folder / DATABASE_NAME

    def restore(self) -> Restored:
        return restore(self.folder, self.keys, random=SeededRandom(9))

    def open(self) -> Office:
        return open_with_keys(
            self.folder,
            self.keys,
            lambda _: NoNetwork(),
            clock=TickingClock(),
            random=SeededRandom(8),
        )


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    office = new_office(tmp_path / "store")
    office.run(StartRegister("den", 100, START.date(), "Sổ đến"))
    source = tmp_path / "a.txt"
    source.write_text("Nội dung", "utf-8")
    office.run(RegisterIncoming({"subject": "Một"}, (NewFile(source, "a.txt"),)))
    office.run(RegisterIncoming({"subject": "Hai"}))
    office.close()
    return Kept(tmp_path / "store", unlock(tmp_path / "store", "hoa", PASSWORD))


def subjects(office: Office) -> list[object]:
    with office.read() as connection:
        found = rows(connection, Listing("incoming_document", sort="arrival_number"))
    return [row.values["subject"] for row in found]


def test_a_lost_database_comes_back_with_what_was_typed(kept: Kept) -> None:
    kept.database.unlink()
    assert kept.restore() == Restored(3, 0, 1, ())
    office = kept.open()
    assert subjects(office) == ["Một", "Hai"]
    assert verify(office.store, office.who).findings == ()
    office.close()


def test_a_damaged_database_is_set_aside_byte_for_byte(kept: Kept) -> None:
    damaged = damage(kept.database)
    assert require_damage(kept.folder, kept.keys, random=SeededRandom()) == "store_damaged"
    restored = kept.restore()
    assert (kept.folder / "store.db.damaged-1").read_bytes() == damaged
    assert "store.db.damaged-1" in restored.set_aside


def test_a_second_restoration_keeps_the_first_ones_remains(kept: Kept) -> None:
    for _ in range(2):
        damage(kept.database)
        kept.restore()
    names = {path.name for path in kept.folder.iterdir()}
    assert {"store.db.damaged-1", "store.db.damaged-2"} <= names
    assert not [name for name in names if name.startswith("restoring-")]


def test_files_that_the_server_may_lack_go_up_again(kept: Kept) -> None:
    kept.database.unlink()
    kept.restore()
    office = kept.open()
    with office.read() as connection:
        assert len(files.to_upload(connection)) == 1
        assert files.to_download(connection) == []
    office.close()


def test_a_restored_store_gives_no_number_before_it_has_synced(kept: Kept) -> None:
    kept.database.unlink()
    kept.restore()
    office = kept.open()
    assert office.status().restored
    office.close()


def test_a_sound_store_is_not_rebuilt(kept: Kept) -> None:
    with pytest.raises(NotAllowed, match="store_is_sound"):
        require_damage(kept.folder, kept.keys, random=SeededRandom())


def test_a_lost_database_is_told_apart(kept: Kept) -> None:
    kept.database.unlink()
    assert require_damage(kept.folder, kept.keys, random=SeededRandom()) == "store_missing"


def test_without_a_second_file_nothing_is_touched(kept: Kept) -> None:
    damaged = damage(kept.database)
    (kept.folder / JOURNAL_NAME).unlink()
    with pytest.raises(EnvironmentFault, match="journal_without_identity"):
        kept.restore()
    assert kept.database.read_bytes() == damaged
    assert {path.name for path in kept.folder.iterdir()} == {"store.db", "keys.json", "files"}


def test_what_stands_after_damage_in_the_second_file_is_kept_and_counted(kept: Kept) -> None:
    kept.database.unlink()
    journal = kept.folder / JOURNAL_NAME
    raw = bytearray(journal.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    journal.write_bytes(raw)
    restored = kept.restore()
    assert (restored.changesets + restored.left_out, restored.left_out) == (2, 1)
    assert (kept.folder / "journal.bin.damaged-1").read_bytes() == raw
    office = kept.open()
    assert verify(office.store, office.who).findings == ()
    office.close()


def test_a_full_disk_leaves_the_old_database_where_it_was(kept: Kept) -> None:
    damaged = damage(kept.database)
    with pytest.raises(EnvironmentFault, match="disk_full"):
        restore(kept.folder, kept.keys, random=SeededRandom(9), disk=FullDisk(1))
    assert kept.database.read_bytes() == damaged


def damage(path: Path) -> bytes:
    raw = bytearray(path.read_bytes())
    raw[100:4000] = bytes(3900)
    path.write_bytes(raw)
    return bytes(raw)
