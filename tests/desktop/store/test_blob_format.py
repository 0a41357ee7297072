"""One file's bytes at rest: as documented, and any change to them is noticed."""

from __future__ import annotations

import hashlib
import hmac
import io
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.store.blob_format import CHUNK_SIZE_BYTES, HEADER_SIZE_BYTES
from desktop.store.blobs import BlobStore
from tests.helpers.refusals import code_of
from tests.helpers.seeded import SeededRandom

CONTENT = SeededRandom(9).bytes(170_000)

in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def store(folder: Path, *, seed: int = 0) -> BlobStore:
    return BlobStore(folder / "files", bytes(32), bytes([1]) * 32, random=SeededRandom(seed))


def put(blobs: BlobStore, content: bytes) -> str:
    return blobs.put(io.BytesIO(content), size_bytes_max=1 << 20).sha256


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_laid_out_as_documented_is_read(tmp_path: Path) -> None:
    """By hand, so that stores of this version stay readable: see the drawing in blob_format."""
    content, salt = SeededRandom(8).bytes(CHUNK_SIZE_BYTES + 9), bytes(range(32))
    header = b"VTBLOB" + (1).to_bytes(2, "big") + salt
    own_key = HKDF(SHA256(), 32, salt=salt, info=b"vanthu/store/blob").derive(bytes(32))
    first = AESGCM(own_key).encrypt(bytes(12), content[:CHUNK_SIZE_BYTES], header)
    bound = header + sha256(content).encode()
    last = AESGCM(own_key).encrypt(bytes(10) + b"\1\1", content[CHUNK_SIZE_BYTES:], bound)
    name = hmac.digest(bytes([1]) * 32, sha256(content).encode(), "sha256").hex()
    path = tmp_path / "files" / name[:2] / name
    path.parent.mkdir(parents=True)
    path.write_bytes(header + first + last)
    assert store(tmp_path).read(sha256(content)) == content


@in_one_folder
@given(st.integers(0), st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_noticed(tmp_path: Path, at: int, bit: int) -> None:
    address = put(store(tmp_path, seed=1), CONTENT[:100_000])
    (path,) = files(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[at % len(raw)] ^= 1 << bit
    path.write_bytes(raw)
    assert code_of(lambda: store(tmp_path).read(address)) == "file_damaged"


@pytest.mark.parametrize("size_bytes", [100, CHUNK_SIZE_BYTES, 2 * CHUNK_SIZE_BYTES, 150_000])
def test_a_cut_or_lengthened_file_is_noticed(tmp_path: Path, size_bytes: int) -> None:
    address = put(store(tmp_path), b"x" * size_bytes)
    (path,) = files(tmp_path)
    raw = path.read_bytes()
    chunk = CHUNK_SIZE_BYTES + 16
    for kept in (0, 5, HEADER_SIZE_BYTES, HEADER_SIZE_BYTES + 9, len(raw) - chunk, len(raw) - 1):
        path.write_bytes(raw[: max(kept, 0)])
        assert code_of(lambda: store(tmp_path).read(address)) == "file_damaged"
    path.write_bytes(raw + raw[-chunk:])
    assert code_of(lambda: store(tmp_path).read(address)) == "file_damaged"


def test_chunks_put_in_another_order_are_noticed(tmp_path: Path) -> None:
    content = SeededRandom(3).bytes(3 * CHUNK_SIZE_BYTES)
    address = put(store(tmp_path), content)
    (path,) = files(tmp_path)
    raw, chunk = path.read_bytes(), CHUNK_SIZE_BYTES + 16
    header, one, two = raw[:HEADER_SIZE_BYTES], raw[-3 * chunk : -2 * chunk], raw[-2 * chunk :]
    path.write_bytes(header + two[:chunk] + one + two[chunk:])
    assert code_of(lambda: store(tmp_path).read(address)) == "file_damaged"


def test_a_file_put_in_anothers_place_is_noticed_at_once(tmp_path: Path) -> None:
    address = put(store(tmp_path, seed=1), CONTENT)
    (path,) = files(tmp_path)
    other = put(store(tmp_path, seed=2), CONTENT[::-1])
    (other_path,) = set(files(tmp_path)) - {path}
    path.write_bytes(other_path.read_bytes())
    assert code_of(lambda: store(tmp_path).open(address)) == "file_damaged"
    assert store(tmp_path).read(other) == CONTENT[::-1]
