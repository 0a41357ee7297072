"""The store opens for its people and its recovery key alone, and is never half-written."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from common.crypto.passwords import KdfParams
from common.errors import EnvironmentFault, NotAllowed, RuleViolation
from desktop.store import key_slots, vault
from desktop.store.key_file import KEY_FILE_NAME
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
from tests.helpers.vaults import FAST, OTHER, PASSWORD, added, made


def stored(folder: Path) -> bytes:
    return (folder / KEY_FILE_NAME).read_bytes()


# ── who gets in ──────────────────────────────────────────────────────────────


def test_the_password_opens_what_was_made(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    assert vault.unlock(tmp_path, "lan", PASSWORD) == keys
    assert vault.logins(tmp_path) == ["lan"]


def test_the_recovery_key_opens_it_too_however_it_is_typed(tmp_path: Path) -> None:
    keys, recovery_key = made(tmp_path)
    assert vault.unlock_with_recovery(tmp_path, recovery_key) == keys
    assert vault.unlock_with_recovery(tmp_path, recovery_key.lower().replace("-", " ")) == keys


def test_each_purpose_has_its_own_key_and_each_store_its_own(tmp_path: Path) -> None:
    one, _ = made(tmp_path / "1", seed=1)
    two, _ = made(tmp_path / "2", seed=2)
    keys = [key for of in (one, two) for key in (of.database, of.journal, of.blobs, of.names)]
    assert len(set(keys)) == 8
    assert {len(key) for key in keys} == {32}
    assert one.store_id != two.store_id


@pytest.mark.parametrize("password", ["", PASSWORD + " ", PASSWORD.upper(), OTHER])
def test_a_wrong_password_is_told_and_changes_nothing(tmp_path: Path, password: str) -> None:
    made(tmp_path)
    before = stored(tmp_path)
    with pytest.raises(NotAllowed, match="wrong_password"):
        vault.unlock(tmp_path, "lan", password)
    assert stored(tmp_path) == before


def test_an_unknown_login_says_and_costs_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path)
    derived: list[KdfParams] = []

    def counting(password: str, salt: bytes, params: KdfParams) -> bytes:
        derived.append(params)
        return bytes(32)

    monkeypatch.setattr(key_slots, "derive", counting)
    told = []
    for login in ("lan", "nobody", ""):
        with pytest.raises(NotAllowed) as refused:
            vault.unlock(tmp_path, login, PASSWORD)
        told.append(str(refused.value))
    assert told == ["wrong_password()"] * 3
    assert derived == [FAST] * 3


@pytest.mark.parametrize("typed", ["Thảo", "THẢO", " thảo ", unicodedata.normalize("NFD", "Thảo")])
def test_logins_are_compared_without_case_and_typing_of_marks(tmp_path: Path, typed: str) -> None:
    keys, _ = made(tmp_path, login="Thảo")
    assert vault.unlock(tmp_path, typed, PASSWORD) == keys


def test_the_password_may_be_typed_with_marks_apart(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    assert vault.unlock(tmp_path, "lan", unicodedata.normalize("NFD", PASSWORD)) == keys


def test_another_stores_recovery_key_is_told_from_a_mistyped_one(tmp_path: Path) -> None:
    made(tmp_path / "1", seed=1)
    _, other_key = made(tmp_path / "2", seed=2)
    with pytest.raises(NotAllowed, match="wrong_recovery_key"):
        vault.unlock_with_recovery(tmp_path / "1", other_key)
    with pytest.raises(RuleViolation, match="recovery_key_invalid"):
        vault.unlock_with_recovery(tmp_path / "1", other_key[:-1])


# ── people come, change and go ───────────────────────────────────────────────


def test_an_added_person_opens_the_same_store(tmp_path: Path) -> None:
    keys, recovery_key = made(tmp_path)
    added(tmp_path, keys, "Minh")
    assert vault.unlock(tmp_path, "minh", OTHER) == keys
    assert vault.unlock(tmp_path, "lan", PASSWORD) == keys
    assert vault.unlock_with_recovery(tmp_path, recovery_key) == keys
    assert vault.logins(tmp_path) == ["lan", "minh"]


def test_a_person_is_not_added_twice(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    with pytest.raises(RuleViolation) as refused:
        added(tmp_path, keys, "LAN")
    assert (refused.value.code, refused.value.field) == ("login_taken", "login")
    assert vault.unlock(tmp_path, "lan", PASSWORD) == keys


def test_keys_of_another_store_add_nobody(tmp_path: Path) -> None:
    made(tmp_path / "1", seed=1)
    foreign, _ = made(tmp_path / "2", seed=2)
    with pytest.raises(EnvironmentFault, match="store_damaged"):
        added(tmp_path / "1", foreign, "minh")
    assert vault.logins(tmp_path / "1") == ["lan"]


def test_a_changed_password_replaces_the_old_one(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    vault.change_password(tmp_path, "lan", PASSWORD, OTHER, random=SeededRandom(5), params=FAST)
    assert vault.unlock(tmp_path, "lan", OTHER) == keys
    with pytest.raises(NotAllowed, match="wrong_password"):
        vault.unlock(tmp_path, "lan", PASSWORD)


def test_a_password_is_changed_only_by_who_knows_it(tmp_path: Path) -> None:
    made(tmp_path)
    with pytest.raises(NotAllowed, match="wrong_password"):
        vault.change_password(tmp_path, "lan", OTHER, OTHER, random=SeededRandom(5), params=FAST)


def test_whoever_forgot_gets_a_new_password_through_the_recovery_key(tmp_path: Path) -> None:
    _, recovery_key = made(tmp_path)
    keys = vault.unlock_with_recovery(tmp_path, recovery_key)
    vault.reset_password(tmp_path, keys, "Lan", OTHER, random=SeededRandom(5), params=FAST)
    assert vault.unlock(tmp_path, "lan", OTHER) == keys
    with pytest.raises(RuleViolation, match="login_unknown"):
        vault.reset_password(tmp_path, keys, "hoa", OTHER, random=SeededRandom(5), params=FAST)


def test_a_removed_person_opens_it_no_more(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    added(tmp_path, keys, "minh")
    vault.remove_person(tmp_path, keys, "LAN", random=SeededRandom(5))
    with pytest.raises(NotAllowed, match="wrong_password"):
        vault.unlock(tmp_path, "lan", PASSWORD)
    assert vault.unlock(tmp_path, "minh", OTHER) == keys


def test_the_last_person_stays(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    with pytest.raises(RuleViolation, match="login_is_last"):
        vault.remove_person(tmp_path, keys, "lan", random=SeededRandom(5))
    assert vault.unlock(tmp_path, "lan", PASSWORD) == keys


@pytest.mark.parametrize(
    ("login", "password", "code"),
    [
        ("lan", "ngắn", "password_too_short"),
        ("lan", "matkhau123", "password_common"),
        (" \t", PASSWORD, "login_empty"),
    ],
)
def test_a_poor_password_or_no_login_makes_no_store(
    tmp_path: Path, login: str, password: str, code: str
) -> None:
    with pytest.raises(RuleViolation, match=code):
        vault.create_vault(
            tmp_path, login=login, password=password, random=SeededRandom(0), params=FAST
        )
    assert list(tmp_path.iterdir()) == []


def test_a_poor_password_is_refused_at_every_later_door(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    before, random = stored(tmp_path), SeededRandom(5)
    with pytest.raises(RuleViolation, match="password_common"):
        vault.add_person(tmp_path, keys, "minh", "matkhau123", random=random, params=FAST)
    with pytest.raises(RuleViolation, match="password_too_short"):
        vault.change_password(tmp_path, "lan", PASSWORD, "ngắn", random=random, params=FAST)
    assert stored(tmp_path) == before


def test_a_store_is_not_made_over_another(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    with pytest.raises(EnvironmentFault, match="store_exists"):
        made(tmp_path, seed=2)
    assert vault.unlock(tmp_path, "lan", PASSWORD) == keys


# ── failing at each step ─────────────────────────────────────────────────────


def changed(folder: Path, disk: FaultyDisk) -> None:
    vault.change_password(
        folder, "lan", PASSWORD, OTHER, random=SeededRandom(5), params=FAST, disk=disk
    )


def opens(folder: Path, password: str) -> bool:
    try:
        return bool(vault.unlock(folder, "lan", password))
    except NotAllowed:
        return False


@pytest.mark.parametrize("kind", [DyingDisk, ForgetfulDisk])
def test_a_power_cut_while_changing_leaves_one_of_the_two_passwords(
    tmp_path: Path, kind: type[DyingDisk]
) -> None:
    def run(disk: DyingDisk) -> None:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        made(folder)
        try:
            changed(folder, disk)
        except PowerCut:
            disk.power_back()
            assert opens(folder, PASSWORD) != opens(folder, OTHER)
        else:
            disk.power_back()
            assert opens(folder, OTHER)
        known = PASSWORD if opens(folder, PASSWORD) else OTHER
        added(folder, vault.unlock(folder, "lan", known), "minh")
        assert [path.name for path in folder.iterdir()] == [KEY_FILE_NAME]

    assert at_each_step(kind, run) >= 5


def test_a_full_disk_while_changing_leaves_one_of_the_two_passwords(tmp_path: Path) -> None:
    def run(disk: FullDisk) -> None:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        made(folder)
        outcome = code_of(lambda: changed(folder, disk))
        assert outcome == ("disk_full" if disk.has_failed else "")
        assert opens(folder, PASSWORD) != opens(folder, OTHER)
        assert [path.name for path in folder.iterdir()] == [KEY_FILE_NAME]

    assert at_each_step(FullDisk, run) >= 5


@pytest.mark.parametrize("kind", [DyingDisk, ForgetfulDisk])
def test_a_power_cut_while_making_leaves_a_whole_store_or_none(
    tmp_path: Path, kind: type[DyingDisk]
) -> None:
    def run(disk: DyingDisk) -> None:
        folder = tmp_path / str(len(list(tmp_path.iterdir()))) / "store"
        try:
            vault.create_vault(
                folder, login="lan", password=PASSWORD, random=SeededRandom(0), params=FAST,
                disk=disk,
            )  # fmt: skip
        except PowerCut:
            disk.power_back()
            assert not (folder / KEY_FILE_NAME).exists() or opens(folder, PASSWORD)
            (folder / KEY_FILE_NAME).unlink(missing_ok=True)
            made(folder)
        else:
            disk.power_back()
        assert opens(folder, PASSWORD)

    assert at_each_step(kind, run) >= 5


def test_a_read_only_store_opens_and_says_so_when_changed(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    before = stored(tmp_path)
    with pytest.raises(EnvironmentFault, match="store_read_only"):
        changed(tmp_path, ReadOnlyDisk())
    assert stored(tmp_path) == before
    assert vault.unlock(tmp_path, "lan", PASSWORD) == keys
