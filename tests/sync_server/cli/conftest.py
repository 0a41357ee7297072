"""`vanthu-server` run inside the test: arguments in, exit code and both streams out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sync_server.__main__ import load
from sync_server.cli.main import main

OFFICES = (
    "stt,phase,kind,name,leaders,dept_heads,specialists,admins,clerks,code\n"
    "1,1,provincial_office,Văn phòng UBND tỉnh,10,24,9,3,3,vpubnd\n"
    "2,2,department,Sở Tài chính,4,17,25,1,1,stc\n"
)


@dataclass(frozen=True)
class Outcome:
    """How a run ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a line without any environment of its own."""

    def run(*arguments: object, environment: Mapping[str, str] | None = None) -> Outcome:
        code = main([str(one) for one in arguments], environment or {}, load)
        told = capsys.readouterr()
        return Outcome(code, told.out, told.err)

    return run


@pytest.fixture
def data(tmp_path: Path, run: Run) -> Path:
    """A new server."""
    folder = tmp_path / "data"
    assert run("--data", folder, "init").code == 0
    return folder


@pytest.fixture
def offices_csv(tmp_path: Path) -> Path:
    path = tmp_path / "offices.csv"
    path.write_text(OFFICES, encoding="utf-8")
    return path


@pytest.fixture
def filled(data: Path, run: Run, offices_csv: Path) -> Path:
    """A server with two offices and their invited people."""
    assert run("--data", data, "office", "import", offices_csv, "--with-users").code == 0
    return data
