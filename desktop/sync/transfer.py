"""Files beside the records: up what the server lacks, down what records name (design §8).

Small ones first, so that most documents are whole before a line drops. Each file is whole or not
there: what was cut is fetched again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import RawIOBase

from common.errors import EnvironmentFault, NotAllowed, ProtocolFault, VanThuError
from common.protocol.api import SyncApi
from desktop.jobs.cancel import Cancel
from desktop.store import files
from desktop.store.files import FileState
from desktop.store.store import Store

DOWNLOAD_SIZE_BYTES_MAX = 1024 * 1024 * 1024


@dataclass(frozen=True)
class Transferred:
    """How many files went up and came down, and what went wrong with single ones."""

    up: int
    down: int
    problems: tuple[tuple[str, VanThuError], ...]
    """(sha256, error) of files that could not be moved; the others were."""


def transfer(store: Store, api: SyncApi, cancel: Cancel) -> Transferred:
    """Move every file that waits.

    Raises:
        TransportFault: the line is gone; what was moved stays moved.
        EnvironmentFault: ``disk_full``.
    """
    problems: list[tuple[str, VanThuError]] = []
    with store.read() as connection:
        up, down = files.to_upload(connection), files.to_download(connection)
    sent = sum(_moved(problems, cancel, one, _upload, store, api) for one in up)
    received = sum(_moved(problems, cancel, one, _download, store, api) for one in down)
    return Transferred(sent, received, tuple(problems))


def _moved(
    problems: list[tuple[str, VanThuError]],
    cancel: Cancel,
    one: FileState,
    move: Callable[[Store, SyncApi, FileState], None],
    store: Store,
    api: SyncApi,
) -> bool:
    """Move one file; a file's own trouble does not stop the others."""
    cancel.check()
    try:
        move(store, api, one)
    except (NotAllowed, ProtocolFault) as error:
        problems.append((one.sha256, error))
        return False
    except EnvironmentFault as error:
        if error.code != "file_damaged":
            raise
        problems.append((one.sha256, error))
        return False
    return True


def _upload(store: Store, api: SyncApi, one: FileState) -> None:
    with store.blobs.open(one.sha256) as content:
        api.upload(one.scope, one.sha256, one.size_bytes, content)
    with store.write() as connection:
        files.mark_at_server(connection, one.scope, one.sha256)


def _download(store: Store, api: SyncApi, one: FileState) -> None:
    if not store.blobs.has(one.sha256):
        stream = _Pieces(api.download(one.scope, one.sha256))
        info = store.blobs.put(stream, size_bytes_max=DOWNLOAD_SIZE_BYTES_MAX)
        if info.sha256 != one.sha256:
            store.blobs.remove(info.sha256)
            raise ProtocolFault("file_hash_differs", sha256=one.sha256)
    with store.write() as connection:
        files.mark_here(connection, one.scope, one.sha256)


class _Pieces(RawIOBase):
    """A readable stream over an iterator of byte pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        taken = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(taken) :]
        return taken
