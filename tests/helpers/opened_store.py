"""A closed store, taken apart with its keys: every byte that whoever has the password could read.

The database is decrypted page by page, free pages and the log's included, so that what was deleted
but is still there is found too (SQLCipher 4: AES-256-CBC, 80 bytes of each page reserved).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from common.text.fold import exact, fold
from desktop.store.blob_format import ChunkReader
from desktop.store.connection import connect
from desktop.store.journal import Journal
from desktop.store.store import DATABASE_NAME, FILES_NAME, JOURNAL_NAME
from desktop.store.vault import StoreKeys
from tests.helpers.seeded import SeededRandom

_PAGE = 4096
_RESERVED = 80
_IV = 16
_SALT = 16
_WAL_HEADER, _FRAME_HEADER = 32, 24


def places_with(folder: Path, keys: StoreKeys, hashes: dict[str, bytes], words: str) -> list[str]:
    """Where the words stand in a store, in any form in which it keeps them.

    ``hashes`` are files by SHA-256 that may be looked for, with their content.
    """
    forms = {form.encode() for form in (words, exact(words), fold(words))}
    found = [name for name, raw in _readable(folder, keys) if any(form in raw for form in forms)]
    tokens = {token for form in (exact(words), fold(words)) for token in form.split()}
    found += [f"index: {term}" for term in sorted(tokens & _indexed(folder, keys))]
    found += [f"file {name}" for name in _files(folder, keys, hashes)]
    return found


def _readable(folder: Path, keys: StoreKeys) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        raw = path.read_bytes()
        yield path.name, raw
        if path.name.startswith(DATABASE_NAME):
            yield f"{path.name}, decrypted", _decrypted(raw, keys, path.name.endswith("-wal"))
        if path.name.startswith(JOURNAL_NAME):
            journal = Journal(path, keys.journal, random=SeededRandom(1))
            yield f"{path.name}, decrypted", b"\n".join(journal.read(past_damage=True))


def _decrypted(raw: bytes, keys: StoreKeys, is_log: bool) -> bytes:
    """All pages; what cannot be a page (a log's index, a cut) gives noise, which holds no words."""
    pages = []
    if is_log:
        step = _FRAME_HEADER + _PAGE
        for start in range(_WAL_HEADER + _FRAME_HEADER, len(raw), step):
            page = raw[start : start + _PAGE]
            for skipped in (0, _SALT):
                pages.append(_page(page, keys, skipped))
        return b"".join(pages)
    for start in range(0, len(raw), _PAGE):
        pages.append(_page(raw[start : start + _PAGE], keys, 0 if start else _SALT))
    return b"".join(pages)


def _page(page: bytes, keys: StoreKeys, skipped: int) -> bytes:
    if len(page) < _PAGE:
        return b""
    end = _PAGE - _RESERVED
    cipher = Cipher(algorithms.AES(keys.database), modes.CBC(page[end : end + _IV]))
    return cipher.decryptor().update(page[skipped:end])


def _indexed(folder: Path, keys: StoreKeys) -> set[str]:
    """Every word that the search index still has, of documents that are gone too."""
    connection = connect(folder / DATABASE_NAME, keys.database, writable=True)
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'search_index', 'row')"
        )
        return {term for (term,) in connection.execute("SELECT term FROM temp.terms")}
    finally:
        connection.close()


def _files(folder: Path, keys: StoreKeys, hashes: dict[str, bytes]) -> Iterator[str]:
    """Stored files that still open to one of the contents."""
    for path in sorted((folder / FILES_NAME).rglob("*")):
        for sha256, content in hashes.items():
            if path.is_file() and _opens(path, keys, sha256, content):
                yield path.name


def _opens(path: Path, keys: StoreKeys, sha256: str, content: bytes) -> bool:
    try:
        with path.open("rb", buffering=0) as file:
            return bytes(ChunkReader(file, keys.blobs, sha256).read(len(content))) == content
    except Exception:
        return False
