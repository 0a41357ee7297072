"""What was appended is read again, whatever happened to the machine in between."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from io import FileIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import desktop.store.journal
import desktop.store.journal_frames
from common.errors import EnvironmentFault
from desktop.store.disk import SYSTEM_DISK, Disk
from desktop.store.journal import Journal
from desktop.store.journal_frames import HEADER_SIZE_BYTES, read_at
from tests.helpers.disk_faults import (
    DyingDisk,
    FaultyDisk,
    ForgetfulDisk,
    FullDisk,
    PowerCut,
    ReadOnlyDisk,
    at_each_step,
)
from tests.helpers.refusals import code_of
from tests.helpers.seeded import SeededRandom

KEY = bytes(range(32))
ENTRIES = [b"first", b"", b"third entry, a longer one", b"4" * 300]

in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def journal(folder: Path, *, disk: Disk = SYSTEM_DISK, seed: int = 0, key: bytes = KEY) -> Journal:
    return Journal(folder / "journal.bin", key, random=SeededRandom(seed), disk=disk)


def written(folder: Path, entries: list[bytes] = ENTRIES) -> bytes:
    """A new file with each entry appended by itself; its bytes."""
    path = folder / "journal.bin"
    path.unlink(missing_ok=True)
    for number, entry in enumerate(entries):
        journal(folder, seed=number).append([entry])
    return path.read_bytes()


def laid(folder: Path, raw: bytes) -> Journal:
    """A journal whose file holds ``raw``."""
    (folder / "journal.bin").write_bytes(raw)
    return journal(folder, seed=99)


def frame_ends(folder: Path) -> list[int]:
    """Where the file of :data:`ENTRIES` ends after each append."""
    return [len(written(folder, ENTRIES[:many])) for many in range(1, len(ENTRIES) + 1)]


# ── reading what was written ─────────────────────────────────────────────────


@in_one_folder
@given(st.lists(st.lists(st.binary(max_size=50), max_size=4), max_size=5))
def test_entries_come_back_in_order_however_they_were_grouped(
    tmp_path: Path, groups: list[list[bytes]]
) -> None:
    (tmp_path / "journal.bin").unlink(missing_ok=True)
    for seed, group in enumerate(groups):
        journal(tmp_path, seed=seed).append(group)
    everything = [entry for group in groups for entry in group]
    assert list(journal(tmp_path).read()) == everything
    assert journal(tmp_path).count == len(everything)
    assert journal(tmp_path).torn_bytes == 0


def test_a_journal_that_was_never_written_is_empty(tmp_path: Path) -> None:
    journal(tmp_path).append([])
    assert (list(journal(tmp_path).read()), journal(tmp_path).count) == ([], 0)
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_was_written_can_be_read_without_the_key(tmp_path: Path) -> None:
    raw = written(tmp_path)
    assert b"third" not in raw
    assert code_of(lambda: list(journal(tmp_path, key=bytes(32)).read())) == "journal_damaged"


def test_counting_does_not_read_the_file_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, [b"x" * 1000] * 50)
    sizes: list[int] = []

    def counting(file: FileIO, offset: int, size_bytes: int) -> bytes:
        sizes.append(size_bytes)
        return read_at(file, offset, size_bytes)

    for module in (desktop.store.journal, desktop.store.journal_frames):
        monkeypatch.setattr(module, "read_at", counting)
    assert journal(tmp_path).count == 50
    assert sum(sizes) < 100


def test_two_programs_append_in_turn(tmp_path: Path) -> None:
    window, command_line = journal(tmp_path, seed=1), journal(tmp_path, seed=2)
    window.append([b"1"])
    command_line.append([b"2"])
    window.append([b"3"])
    assert list(command_line.read()) == [b"1", b"2", b"3"]


# ── torn tails ───────────────────────────────────────────────────────────────


def test_a_cut_at_any_byte_keeps_every_whole_entry(tmp_path: Path) -> None:
    ends, raw = frame_ends(tmp_path), written(tmp_path)
    for kept in range(len(raw) + 1):
        cut = laid(tmp_path, raw[:kept])
        whole = [entry for entry, end in zip(ENTRIES, ends, strict=True) if end <= kept]
        assert list(cut.read()) == whole
        assert cut.count == len(whole)
        sound = max(end for end in (0, HEADER_SIZE_BYTES, *ends) if end <= kept)
        assert cut.torn_bytes == kept - sound
        cut.append([b"after"])
        assert list(cut.read()) == [*whole, b"after"]
        assert cut.torn_bytes == 0


@in_one_folder
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=6), st.data())
def test_whatever_is_cut_the_whole_entries_before_it_are_read(
    tmp_path: Path, entries: list[bytes], data: st.DataObject
) -> None:
    raw = written(tmp_path, entries)
    cut = laid(tmp_path, raw[: data.draw(st.integers(0, len(raw)))])
    found = list(cut.read())
    assert found == entries[: len(found)]
    cut.append([b"after"])
    assert list(cut.read()) == [*found, b"after"]


@pytest.mark.parametrize("filler", [b"\0" * 5, b"\0" * 5000, b"\xff" * 700])
def test_a_tail_that_only_got_its_length_is_torn(tmp_path: Path, filler: bytes) -> None:
    tail = laid(tmp_path, written(tmp_path) + filler)
    assert tail.torn_bytes == len(filler)
    tail.append([b"after"])
    assert list(tail.read()) == [*ENTRIES, b"after"]


def test_a_last_entry_whose_middle_never_came_is_torn(tmp_path: Path) -> None:
    ends, raw = frame_ends(tmp_path), written(tmp_path)
    holed = laid(tmp_path, raw[: ends[2] + 40] + bytes(len(raw) - ends[2] - 40))
    assert list(holed.read()) == ENTRIES[:3]
    assert holed.torn_bytes == len(raw) - ends[2]


def test_a_file_of_zeros_is_an_empty_journal(tmp_path: Path) -> None:
    zeros = laid(tmp_path, bytes(4000))
    assert (zeros.count, zeros.torn_bytes) == (0, 4000)
    zeros.append([b"after"])
    assert list(zeros.read()) == [b"after"]


# ── damage ───────────────────────────────────────────────────────────────────


def test_a_flipped_bit_never_gives_a_wrong_entry_nor_costs_an_earlier_one(tmp_path: Path) -> None:
    ends, raw = frame_ends(tmp_path), written(tmp_path)
    for at in range(HEADER_SIZE_BYTES, len(raw)):
        flipped = bytearray(raw)
        flipped[at] ^= 1 << at % 8
        hit = sum(end <= at for end in ends)
        damaged, found = laid(tmp_path, bytes(flipped)), []
        code = code_of(lambda journal=damaged, found=found: found.extend(journal.read()))
        assert found == ENTRIES[: len(found)]
        assert len(found) >= hit
        assert code == "journal_damaged" or found == ENTRIES


def test_a_flipped_bit_costs_one_entry_when_reading_past_damage(tmp_path: Path) -> None:
    ends, raw = frame_ends(tmp_path), written(tmp_path)
    for at in range(HEADER_SIZE_BYTES, ends[-2]):
        flipped = bytearray(raw)
        flipped[at] ^= 1 << at % 8
        hit = sum(end <= at for end in ends)
        found = list(laid(tmp_path, bytes(flipped)).read(past_damage=True))
        assert found in (ENTRIES, ENTRIES[:hit] + ENTRIES[hit + 1 :])


def test_damage_in_the_middle_says_at_which_entry(tmp_path: Path) -> None:
    ends, raw = frame_ends(tmp_path), written(tmp_path)
    damaged = laid(tmp_path, raw[: ends[0] + 5] + bytes(20) + raw[ends[0] + 25 :])
    reader = damaged.read()
    assert next(reader) == ENTRIES[0]
    with pytest.raises(EnvironmentFault) as told:
        next(reader)
    assert (told.value.code, told.value.params) == ("journal_damaged", {"at": 1})
    assert list(damaged.read(past_damage=True)) == [ENTRIES[0], *ENTRIES[2:]]


def test_whole_entries_behind_damage_are_never_cut_off_with_a_torn_tail(tmp_path: Path) -> None:
    ends, raw = frame_ends(tmp_path), written(tmp_path)
    raw = raw[: ends[0]] + bytes(16) + raw[ends[0] + 16 :] + b"torn"
    damaged = laid(tmp_path, raw)
    assert code_of(lambda: damaged.append([b"after"])) == "journal_damaged"
    assert code_of(lambda: damaged.count) == "journal_damaged"
    assert (tmp_path / "journal.bin").read_bytes() == raw


def test_a_torn_tail_is_cut_off_though_an_earlier_entry_is_damaged(tmp_path: Path) -> None:
    ends, raw = frame_ends(tmp_path), written(tmp_path)
    torn = laid(tmp_path, raw[: ends[1] + 40] + b"?" + raw[ends[1] + 41 :] + b"torn")
    assert (torn.count, torn.torn_bytes) == (4, 4)
    torn.append([b"after"])
    assert list(torn.read(past_damage=True)) == [*ENTRIES[:2], ENTRIES[3], b"after"]


def test_a_damaged_journal_is_set_aside_whole_and_a_new_one_begins(tmp_path: Path) -> None:
    raw = written(tmp_path)
    for number in (1, 2):
        damaged = laid(tmp_path, b"\xff" + raw[1:])
        assert code_of(lambda journal=damaged: journal.append([b"x"])) == "journal_damaged"
        aside = damaged.set_aside()
        assert aside.name == f"journal.bin.damaged-{number}"
        assert aside.read_bytes() == b"\xff" + raw[1:]
        damaged.append([b"new"])
        assert list(damaged.read()) == [b"new"]


@pytest.mark.parametrize("raw", [b"S", b"not a journal", b"not a journal either, but longer" * 9])
def test_a_foreign_file_is_not_written_to(tmp_path: Path, raw: bytes) -> None:
    foreign = laid(tmp_path, raw)
    assert code_of(lambda: foreign.append([b"x"])) == "journal_damaged"
    assert code_of(lambda: list(foreign.read())) == "journal_damaged"
    assert (tmp_path / "journal.bin").read_bytes() == raw


def test_entries_moved_repeated_or_taken_from_another_file_are_noticed(tmp_path: Path) -> None:
    raw, size = written(tmp_path, [b"aaa", b"bbb"]), len(b"aaa") + 60
    header, one, two = raw[:HEADER_SIZE_BYTES], raw[-2 * size : -size], raw[-size:]
    (tmp_path / "other").mkdir()
    journal(tmp_path / "other", seed=50).append([b"aaa", b"bbb"])
    foreign = (tmp_path / "other" / "journal.bin").read_bytes()[-size:]
    for frames in (two + one, one + one, two, one + foreign + two):
        moved = laid(tmp_path, header + frames)
        assert code_of(lambda journal=moved: list(journal.read())) == "journal_damaged"
    for frames in (two + one, one + one, two):
        torn = laid(tmp_path, header + frames + b"torn")
        assert code_of(lambda journal=torn: journal.count) == "journal_damaged"


def test_an_entry_under_another_number_is_noticed(tmp_path: Path) -> None:
    """Marks are made without the key, so the number is bound to the ciphertext as well."""
    raw = written(tmp_path, [b"aaa", b"aaa"])
    header, file_id, size = raw[:HEADER_SIZE_BYTES], raw[8:24], len(b"aaa") + 60
    one, sealed = raw[-2 * size : -size], raw[-size + 16 : -16]

    def frame(index: int) -> bytes:
        fields = struct.pack(">4sII", file_id[:4], len(sealed), index)
        opening, closing = (
            fields + zlib.crc32(file_id + side + fields).to_bytes(4, "big") for side in (b"<", b">")
        )
        return opening + sealed + closing

    assert list(laid(tmp_path, header + one + frame(1)).read()) == [b"aaa", b"aaa"]
    assert code_of(lambda: list(laid(tmp_path, header + frame(0)).read())) == "journal_damaged"


def test_a_newer_journal_is_not_touched(tmp_path: Path) -> None:
    fields = struct.pack(">6sH16s", b"VTJRNL", 2, bytes(16))
    raw = fields + zlib.crc32(fields).to_bytes(4, "big") + b"something else"
    newer = laid(tmp_path, raw)
    with pytest.raises(EnvironmentFault) as told:
        newer.append([b"x"])
    assert (told.value.code, told.value.params) == (
        "journal_newer",
        {"version": 2, "version_known": 1},
    )
    assert (tmp_path / "journal.bin").read_bytes() == raw


# ── failing at each step ─────────────────────────────────────────────────────


def appended_to(folder: Path, disk: FaultyDisk, promised: list[bytes]) -> None:
    """Three appends; ``promised`` fills with what they returned from."""
    for seed, group in enumerate([[b"one"], [b"two", b"2"], [b"three"]]):
        journal(folder, disk=disk, seed=seed).append(group)
        promised += group


@pytest.mark.parametrize("kind", [DyingDisk, ForgetfulDisk])
@pytest.mark.parametrize("before", [None, b"", b"VTJ", bytes(50)])
def test_a_power_cut_at_any_step_keeps_what_was_promised(
    tmp_path: Path, kind: type[DyingDisk], before: bytes | None
) -> None:
    def run(disk: DyingDisk) -> None:
        (tmp_path / "journal.bin").unlink(missing_ok=True)
        if before is not None:
            laid(tmp_path, before)
        promised: list[bytes] = []
        with suppress(PowerCut):
            appended_to(tmp_path, disk, promised)
        disk.power_back()
        found = list(journal(tmp_path).read())
        assert found[: len(promised)] == promised
        assert found == [b"one", b"two", b"2", b"three"][: len(found)]
        journal(tmp_path, seed=9).append([b"after"])
        assert list(journal(tmp_path).read()) == [*found, b"after"]

    assert at_each_step(kind, run) >= 9


def test_a_full_disk_at_any_step_adds_nothing_and_leaves_the_rest_readable(tmp_path: Path) -> None:
    def run(disk: FullDisk) -> None:
        (tmp_path / "journal.bin").unlink(missing_ok=True)
        promised: list[bytes] = []
        outcome = code_of(lambda: appended_to(tmp_path, disk, promised))
        assert outcome == ("disk_full" if disk.has_failed else "")
        assert list(journal(tmp_path).read())[: len(promised)] == promised
        journal(tmp_path, seed=9).append([b"after"])
        assert list(journal(tmp_path).read())[-1] == b"after"

    assert at_each_step(FullDisk, run) >= 9


def test_a_full_disk_while_writing_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    raw = written(tmp_path)
    for fail_at in (2, 3):
        full = journal(tmp_path, disk=FullDisk(fail_at))
        assert code_of(lambda journal=full: journal.append([b"x" * 5000])) == "disk_full"
        assert (tmp_path / "journal.bin").read_bytes() == raw


def test_a_read_only_journal_is_read_and_says_so_when_appended_to(tmp_path: Path) -> None:
    raw = written(tmp_path)
    fixed = journal(tmp_path, disk=ReadOnlyDisk())
    assert list(fixed.read()) == ENTRIES
    assert code_of(lambda: fixed.append([b"x"])) == "store_read_only"
    assert (tmp_path / "journal.bin").read_bytes() == raw


# ── written anew without what must not stand in it ───────────────────────────


def without_third(entry: bytes) -> bytes:
    return b"gone" if entry == ENTRIES[2] else entry


KEPT = [ENTRIES[0], ENTRIES[1], b"gone", ENTRIES[3]]


def test_an_entry_is_replaced_and_the_next_append_goes_on_after_all(tmp_path: Path) -> None:
    written(tmp_path)
    journal(tmp_path, seed=5).rewrite(without_third)
    journal(tmp_path, seed=6).append([b"after"])
    assert list(journal(tmp_path).read()) == [*KEPT, b"after"]


def test_a_file_in_which_nothing_changes_is_not_written(tmp_path: Path) -> None:
    raw = written(tmp_path)
    journal(tmp_path, seed=5).rewrite(lambda entry: entry)
    assert (tmp_path / "journal.bin").read_bytes() == raw


@pytest.mark.parametrize("kind", [DyingDisk, ForgetfulDisk])
def test_a_power_cut_while_it_is_written_anew_leaves_the_old_or_the_new(
    tmp_path: Path, kind: type[DyingDisk]
) -> None:
    def run(disk: DyingDisk) -> None:
        (tmp_path / "journal.bin.new").unlink(missing_ok=True)
        written(tmp_path)
        with suppress(PowerCut):
            journal(tmp_path, disk=disk, seed=5).rewrite(without_third)
        disk.power_back()
        assert list(journal(tmp_path).read()) in (ENTRIES, KEPT)
        journal(tmp_path, seed=6).rewrite(without_third)
        assert list(journal(tmp_path).read()) == KEPT
        assert not (tmp_path / "journal.bin.new").exists()

    assert at_each_step(kind, run) >= 8


def test_a_full_disk_while_it_is_written_anew_leaves_the_old(tmp_path: Path) -> None:
    raw = written(tmp_path)
    full = journal(tmp_path, disk=FullDisk(4))
    assert code_of(lambda: full.rewrite(without_third)) == "disk_full"
    assert (tmp_path / "journal.bin").read_bytes() == raw
    assert not (tmp_path / "journal.bin.new").exists()
