"""Store keys at a cost fit for tests."""

from __future__ import annotations

from pathlib import Path

from common.crypto.passwords import KdfParams
from desktop.store import vault
from desktop.store.vault import StoreKeys
from tests.helpers.seeded import SeededRandom

FAST = KdfParams(memory_kib=8, iterations=1, lanes=1)
PASSWORD, OTHER = "cây đa bến nước", "sân đình mái ngói"


def made(folder: Path, seed: int = 0, login: str = "lan") -> tuple[StoreKeys, str]:
    """The keys and the recovery key of a new store that :data:`PASSWORD` opens."""
    new, recovery_key = vault.create_vault(
        folder, login=login, password=PASSWORD, random=SeededRandom(seed), params=FAST
    )
    return new.keys, recovery_key


def added(folder: Path, keys: StoreKeys, login: str, password: str = OTHER) -> None:
    """One more person, with :data:`OTHER` for a password."""
    vault.add_person(folder, keys, login, password, random=SeededRandom(7), params=FAST)
