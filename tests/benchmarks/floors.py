"""Floors of push and pull: the least that any sync of these records must do.

F: one zstd body through FastAPI and SQLite (``synchronous=FULL``), no merge; in a process of its
own, as the server is: ``python -m tests.benchmarks.floors DATABASE`` prints its address.
P: the pulled rows into the same encrypted schema in one transaction by ``executemany``.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import requests
import zstandard
from fastapi import FastAPI, Request, Response

from common.changes.record import Record, decode_heads, decode_values
from common.protocol.messages import Row
from desktop.store import view
from desktop.store.connection import connect, immediate
from desktop.store.tables import create_tables
from tests.helpers.served import served

LEVEL = 3


def floor_app(path: Path) -> FastAPI:
    """Takes a body, keeps its rows durably; gives them back."""
    app = FastAPI()
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE rows (id TEXT PRIMARY KEY, body BLOB)")

    @app.post("/push")
    async def push(request: Request) -> Response:
        body = zstandard.ZstdDecompressor().decompress(await request.body())
        rows = msgspec.msgpack.decode(body, type=list[tuple[str, bytes]])
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO rows VALUES (?, ?)", rows)
        connection.execute("COMMIT")
        return Response(b"ok")

    @app.get("/pull")
    def pull() -> Response:
        rows = connection.execute("SELECT id, body FROM rows").fetchall()
        return Response(zstandard.ZstdCompressor(LEVEL).compress(msgspec.msgpack.encode(rows)))

    @app.get("/idle")
    def idle() -> Response:
        return Response(b"ok")

    return app


def push_floor(url: str, rows: list[tuple[str, bytes]]) -> None:
    """Send all rows in one body."""
    body = zstandard.ZstdCompressor(LEVEL).compress(msgspec.msgpack.encode(rows))
    requests.post(f"{url}/push", data=body, timeout=60).raise_for_status()


def pull_floor(url: str) -> int:
    """Fetch all rows in one body; returns its compressed size."""
    answer = requests.get(f"{url}/pull", timeout=60)
    body = zstandard.ZstdDecompressor().decompress(answer.content)
    msgspec.msgpack.decode(body, type=list[tuple[str, bytes]])
    return len(answer.content)


def idle_floor(url: str) -> None:
    """One request that does nothing."""
    requests.get(f"{url}/idle", timeout=60).raise_for_status()


def rows_floor(path: Path, scope: str, rows: list[Row]) -> None:
    """P: base and typed rows of a pull, with their indexes, in one transaction."""
    connection = connect(path, bytes(32), writable=True)
    with immediate(connection):
        create_tables(connection)
    with immediate(connection):
        connection.executemany(
            "INSERT INTO base (scope, entity, id, seq, content, heads) VALUES (?,?,?,?,?,?)",
            [(scope, r.entity, r.id, r.seq, r.values, r.heads) for r in rows],
        )
        view.put(
            connection,
            scope,
            [Record(r.entity, r.id, decode_values(r.values), decode_heads(r.heads)) for r in rows],
        )
    connection.close()


@contextmanager
def floor_process(path: Path) -> Iterator[tuple[str, int]]:
    """The floor's server in a process of its own: its address and its process id."""
    command = [sys.executable, "-m", "tests.benchmarks.floors", str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.stdin.close()  # which ends it


def main(path: str) -> None:
    """Serve until nobody listens any more."""
    with served(floor_app(Path(path))) as url:
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
