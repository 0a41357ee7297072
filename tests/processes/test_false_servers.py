"""A real PC on a real line, and others who answer in the server's place: all is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from common.protocol.messages import MEDIA_TYPE, SyncAnswer
from common.protocol.wire import content_digest, pack
from tests.helpers.impostor import PORTAL, impostor
from tests.helpers.server_process import ROOT, ServerProcess

OFFICES = (
    "kind,name,leaders,dept_heads,specialists,admins,clerks,code\n"
    "department,Sở Tài chính,4,17,25,1,1,stc\n"
)
HTML = {"Content-Type": "text/html"}
EMPTY = pack(SyncAnswer(1, 0, []))
OURS = {
    "Content-Type": MEDIA_TYPE,
    "Content-Encoding": "zstd",
    "X-VanThu-Protocol": "1",
    "Content-Digest": content_digest(b"of another body"),
}
FALSE_ANSWERS = {
    "captive portal": (200, HTML, PORTAL, "not_our_server"),
    "404 of a proxy": (404, HTML, PORTAL, "not_our_server"),
    "502 of a proxy": (502, HTML, PORTAL, "not_our_server"),
    "413 of a proxy": (413, HTML, PORTAL, "too_large"),
    "wrong digest": (200, OURS, EMPTY, "not_our_server"),
    "cut body": (200, {**OURS, "Content-Length": "9000"}, EMPTY, "connection_cut"),
}


@dataclass
class Pc:
    """`vanthu` as processes of its own, on one store."""

    store: Path

    def run(self, *arguments: str, code: int = 0, text: str = "") -> Any:
        """One command's JSON document; it must end with ``code``."""
        line = [sys.executable, "-m", "desktop", "--store", str(self.store), "--json", *arguments]
        secret = {"VANTHU_PASSWORD": "Chiếc-thuyền-ngoài-xa-1987", "PYTHONUTF8": "1"}
        done = subprocess.run(
            line,
            cwd=ROOT,
            env={**os.environ, **secret},
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    table = tmp_path / "offices.csv"
    table.write_text(OFFICES, encoding="utf-8")
    server = ServerProcess(tmp_path / "data")
    server.told("init")
    server.told("office", "import", table, "--with-users")
    server.start()
    yield server
    server.close()


@pytest.fixture
def pc(tmp_path: Path, server: ServerProcess) -> Pc:
    """A clerk's PC with one document that the server has not seen."""
    pc = Pc(tmp_path / "store")
    code = server.told("enroll-code", "--office", "stc")["code"]
    pc.run("enroll", "--server", server.address, "--code", code, "--login", "vanthu1.stc")
    book = ("--series", "den", "--last", "7", "--date", "2026-01-05", "--book", "Quyển số 01")
    pc.run("register", "start", *book)
    pc.run("sync")
    pc.run("incoming", "add", "--from", "-", text=json.dumps({"subject": "Về việc kiểm tra"}))
    return pc


def test_whoever_answers_in_its_place_is_told_and_changes_nothing(
    server: ServerProcess, pc: Pc
) -> None:
    assert server.stop() == 0
    port = urlsplit(server.address).port or 0
    before = pc.run("incoming", "list")
    for name, (status, headers, body, code) in FALSE_ANSWERS.items():
        with impostor(status, headers, body, port=port):
            report = pc.run("sync", code=3)
        assert (name, report["offline"], report["waiting"]) == (name, code, 1)
        assert pc.run("incoming", "list") == before
    server.start("--port", str(port))
    report = pc.run("sync")
    assert (report["pushed"], report["waiting"]) == (1, 0)


def test_plain_http_to_another_machine_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    pc = Pc(tmp_path / "store")
    line = ("--code", "00000-00000-00000-00000", "--login", "vanthu1.stc")
    told = pc.run("enroll", "--server", "http://192.0.2.7:8080", *line, code=1)
    assert told["error"]["code"] == "http_refused"
