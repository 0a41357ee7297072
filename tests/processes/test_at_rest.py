"""Nothing that a clerk typed can be read from the disk, whenever the process ends."""

from __future__ import annotations

import json
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.clock import SystemClock, vietnam_date
from common.text.fold import fold
from tests.helpers.offices import new_office
from tests.helpers.pc_process import PcProcess

WORD = "Thạchquyểnxuânđào"
"""A word that stands nowhere else."""
BIG_FILE_BYTES = 48 * 1024 * 1024
WAIT_S = 60


@pytest.fixture
def pc(tmp_path: Path) -> PcProcess:
    """An enrolled PC without a server, its books started; all that it writes is in its folder."""
    pc = PcProcess(tmp_path / "pc")
    new_office(pc.store).close()
    pc.start_books(f"{vietnam_date(SystemClock().now()).year}-01-01", last=100)
    return pc


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A person's own file outside of the store, with the word in its name and text."""
    path = tmp_path / "outside" / f"Tờ trình {WORD}.txt"
    path.parent.mkdir()
    path.write_text(f"Nội dung có {WORD} ở giữa.\n", "utf-8")
    return path


def forms() -> list[bytes]:
    """The word as any part of the program may have written it."""
    texts = {WORD, WORD.lower(), WORD.upper(), fold(WORD), unicodedata.normalize("NFD", WORD)}
    coded = [text.encode(coding) for text in texts for coding in ("utf-8", "utf-16-le")]
    return coded + [json.dumps(text)[1:-1].encode() for text in texts]


def places(folder: Path) -> list[str]:
    """Files below ``folder`` whose bytes or names hold the word."""
    return [
        str(path)
        for path in folder.rglob("*")
        if any(form in str(path).encode() for form in forms())
        or (path.is_file() and any(form in path.read_bytes() for form in forms()))
    ]


def started(pc: PcProcess, *arguments: object) -> subprocess.Popen[str]:
    """A command under way, its standard input open."""
    return subprocess.Popen(
        pc.command(*arguments),
        env=pc.surroundings(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def killed(process: subprocess.Popen[str]) -> None:
    """`kill -9`, and all pipes closed."""
    process.kill()
    process.communicate()


def written_files(pc: PcProcess) -> list[Path]:
    return [path for path in (pc.store / "files").rglob("*") if path.is_file()]


def test_the_search_of_this_test_finds_what_can_be_read(paper: Path) -> None:
    assert places(paper.parent) == [str(paper)]


def test_a_killed_registration_leaves_nothing_to_read(pc: PcProcess) -> None:
    process = started(pc, "incoming", "add", "--from", "-", "--json")
    typed = {"subject": f"Về việc {WORD}", "description": f"Ghi chú {WORD}"}
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{json.dumps(typed)}\n" * 2)
    process.stdin.flush()
    told = json.loads(process.stdout.readline())
    killed(process)
    assert places(pc.folder) == []
    assert pc.told("incoming", "show", told["id"])["description"] == f"Ghi chú {WORD}"


def test_a_killed_attachment_leaves_nothing_to_read(pc: PcProcess, paper: Path) -> None:
    process = started(pc, "incoming", "add", "--from", "-", "--attach", paper, "--json")
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"subject": WORD}))
    process.stdin.close()
    process.stdout.read(1)
    process.kill()
    process.wait()
    process.stdout.close()
    assert process.stderr
    process.stderr.close()
    assert places(pc.folder) == []
    (found,) = pc.told("search", WORD)
    (file,) = pc.told("attachment", "list", found["id"])
    assert file["name"] == paper.name


def test_a_file_half_written_when_it_was_killed_cannot_be_read(
    pc: PcProcess, tmp_path: Path
) -> None:
    big = tmp_path / f"{WORD}.txt"
    line = f"{WORD} và một dòng chữ thường\n".encode()
    big.write_bytes(line * (BIG_FILE_BYTES // len(line)))
    made = pc.add(subject="Có tệp lớn")
    process = started(pc, "attachment", "add", "--to", made["id"], big)
    for _ in until_ended(process):
        if sum(path.stat().st_size for path in parts(pc)) > BIG_FILE_BYTES // 8:
            break
    killed(process)
    assert parts(pc), "it was killed too late to tell anything"
    assert places(pc.folder) == []


def parts(pc: PcProcess) -> list[Path]:
    return list((pc.store / "files" / "incoming").glob("*.part"))


def until_ended(process: subprocess.Popen[str]) -> Iterator[None]:
    ends_s = time.monotonic() + WAIT_S
    while process.poll() is None:
        assert time.monotonic() < ends_s, "it neither wrote nor ended"
        yield


def test_a_refused_secret_document_leaves_nothing_at_all(pc: PcProcess, paper: Path) -> None:
    typed = {"subject": f"Kế hoạch {WORD}", "description": WORD, "confidentiality": 1}
    words = ("incoming", "add", "--from", "-", "--attach", paper)
    told = pc.told(*words, stdin=json.dumps(typed), code=1)
    assert told["error"]["code"] == "secret_refused"
    assert WORD not in json.dumps(told, ensure_ascii=False)
    assert places(pc.folder) == []
    assert written_files(pc) == []


def test_a_viewed_file_is_outside_of_the_store_by_the_persons_own_wish(
    pc: PcProcess, paper: Path, tmp_path: Path
) -> None:
    made = pc.add("--attach", paper, subject="Một")
    (file,) = pc.told("attachment", "list", made["id"])
    pc.told("attachment", "get", file["id"], "--output", tmp_path / "out.txt")
    assert places(pc.folder) == []
    assert (tmp_path / "out.txt").read_bytes() == paper.read_bytes()
