"""`keys.json` tells damage, a newer version and a wrong password apart, and hides its secrets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from common.errors import EnvironmentFault, NotAllowed
from desktop.store import vault
from desktop.store.key_file import KEY_FILE_NAME
from tests.helpers.refusals import code_of
from tests.helpers.vaults import OTHER, PASSWORD, added, made


def stored(folder: Path) -> bytes:
    return (folder / KEY_FILE_NAME).read_bytes()


def rewrite(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the stored fields as another version, or an enemy, would: with a right checksum."""
    fields = json.loads(stored(folder))
    fields.pop("checksum")
    change(fields)
    exact = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    fields["checksum"] = hashlib.sha256(exact.encode()).hexdigest()
    (folder / KEY_FILE_NAME).write_text(json.dumps(fields), "utf-8")


def test_no_key_or_password_is_in_the_file(tmp_path: Path) -> None:
    keys, recovery_key = made(tmp_path)
    text = stored(tmp_path).decode()
    secrets = [keys.store_key.hex(), keys.database.hex(), PASSWORD, recovery_key]
    assert [secret for secret in secrets if secret in text] == []
    assert keys.store_key.hex() not in repr(keys)
    assert repr(keys.store_key) not in repr(keys)


def test_a_missing_store_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(EnvironmentFault, match="store_missing"):
            vault.unlock(folder, "lan", PASSWORD)


def test_any_flipped_bit_is_damage_and_never_a_wrong_password(tmp_path: Path) -> None:
    made(tmp_path)
    sound = stored(tmp_path)
    for at in range(len(sound)):
        damaged = bytearray(sound)
        damaged[at] ^= 1 << at % 7
        (tmp_path / KEY_FILE_NAME).write_bytes(damaged)
        outcome = code_of(lambda: vault.unlock(tmp_path, "lan", PASSWORD))
        assert outcome == "store_damaged" or json.loads(damaged) == json.loads(sound)


def test_a_cut_file_is_damage(tmp_path: Path) -> None:
    made(tmp_path)
    sound = stored(tmp_path)
    for kept in range(0, len(sound) - 1, 7):
        (tmp_path / KEY_FILE_NAME).write_bytes(sound[:kept])
        with pytest.raises(EnvironmentFault, match="store_damaged"):
            vault.unlock(tmp_path, "lan", PASSWORD)


@pytest.mark.parametrize("raw", [b"[]", b"null", b'{"checksum": 1}', b"[" * 100_000, b" " * 2**21])
def test_other_content_is_damage(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / KEY_FILE_NAME).write_bytes(raw)
    with pytest.raises(EnvironmentFault, match="store_damaged"):
        vault.logins(tmp_path)


def test_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    rewrite(tmp_path, lambda fields: fields.update(version=2, people="of another kind"))
    before = stored(tmp_path)
    with pytest.raises(EnvironmentFault) as told:
        vault.unlock(tmp_path, "lan", PASSWORD)
    assert (told.value.code, told.value.params) == (
        "store_newer", {"version": 2, "version_known": 1}
    )  # fmt: skip
    with pytest.raises(EnvironmentFault, match="store_newer"):
        added(tmp_path, keys, "minh")
    assert stored(tmp_path) == before


def test_a_planted_cost_does_not_eat_the_memory(tmp_path: Path) -> None:
    made(tmp_path)
    rewrite(tmp_path, lambda fields: fields["people"][0]["kdf"].update(memory_kib=1 << 40))
    with pytest.raises(EnvironmentFault, match="store_damaged"):
        vault.unlock(tmp_path, "lan", PASSWORD)


def test_a_change_by_another_program_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, _ = made(tmp_path)
    load = vault.load

    def load_then_other_writes(folder: Path) -> object:
        read = load(folder)
        monkeypatch.setattr(vault, "load", load)
        added(folder, keys, "minh")
        return read

    monkeypatch.setattr(vault, "load", load_then_other_writes)
    with pytest.raises(EnvironmentFault, match="store_locked"):
        added(tmp_path, keys, "hoa")
    assert vault.logins(tmp_path) == ["lan", "minh"]


def test_a_slot_moved_to_another_person_does_not_open(tmp_path: Path) -> None:
    keys, _ = made(tmp_path)
    added(tmp_path, keys, "minh")
    rewrite(tmp_path, lambda fields: fields["people"][0].update(login="hoa"))
    with pytest.raises(NotAllowed, match="wrong_password"):
        vault.unlock(tmp_path, "hoa", PASSWORD)
    assert vault.unlock(tmp_path, "minh", OTHER) == keys
