"""`vanthu-server conflict …` and `quarantine …`, on a real data folder with SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from common.clock import SystemClock
from sync_server.db.admins import audited
from sync_server.hub.hub import Hub
from sync_server.hub.opening import open_hub
from tests.helpers.devices import FakePc, SteppedClock, two_clerks
from tests.helpers.seeded import SeededRandom
from tests.sync_server.cli.conftest import Outcome, Run

Server = Run


@contextmanager
def opened(data: Path, *, now: bool = False) -> Iterator[Hub]:
    """The server of the folder, in September or at this moment."""
    clock = SystemClock() if now else SteppedClock()
    hub = open_hub(data, None, clock=clock, random=SeededRandom(5))
    try:
        yield hub
    finally:
        hub.close()


def clashing(hub: Hub) -> tuple[FakePc, FakePc]:
    """Two PCs that changed one field; both know of the conflict."""
    first, second = two_clerks(hub)
    document_id = first.register("cũ")
    first.sync()
    second.sync()
    first.edit(document_id, subject="Bí danh một")
    second.edit(document_id, subject="Bí danh hai")
    for pc in (first, second, first):
        pc.sync()
    return first, second


@pytest.fixture
def server(filled: Path, run: Run) -> Server:
    """Runs a line on the filled server."""

    def server(*words: object) -> Outcome:
        return run("--data", filled, *words)

    return server


@pytest.fixture
def conflict(filled: Path) -> str:
    """A conflict that has waited since September; its id."""
    with opened(filled) as hub:
        (found,) = clashing(hub)[0].all_of("conflict")
    return found.id


@pytest.fixture
def case(filled: Path) -> str:
    """A changeset that was quarantined, with one that is held; its name."""
    with opened(filled) as hub:
        pc, _ = two_clerks(hub)
        document_id = pc.outgoing("Nội dung riêng", confidentiality=1)
        pc.edit(document_id, "edit_outgoing", subject="sửa")
        pc.sync()
    return pc.own[0].name


def audit(data: Path) -> list[tuple[str, Any]]:
    with opened(data) as hub, hub.core.reading() as conn:
        return [(one.what, one.params.get("reason")) for one in audited(conn)]


def test_conflicts_are_listed_without_content(server: Server, conflict: str) -> None:
    told = server("conflict", "list", "--office", "stc", "--json")
    (document,) = told.document
    assert (document["id"], document["kind"], document["field"], document["sides"]) == (
        conflict,
        "field_clash",
        "subject",
        2,
    )
    assert "Bí danh" not in told.out + server("conflict", "list").out
    assert server("conflict", "list", "--office", "vpubnd", "--json").document == []


def test_content_is_opened_with_a_reason_only(server: Server, filled: Path, conflict: str) -> None:
    assert server("conflict", "show", conflict).code == 2
    told = server("conflict", "show", conflict[:12], "--reason", "Cơ quan hỏi", "--json").document
    assert [side["value"] for side in told["sides"]] == ["Bí danh một", "Bí danh hai"]
    assert told["looked"][0]["why"] == "Cơ quan hỏi"
    assert ("open_conflict", "Cơ quan hỏi") in audit(filled)
    assert "2. «Bí danh hai»" in server("conflict", "show", conflict, "--reason", "Hỏi").out


@pytest.mark.parametrize(
    ("keep", "value"),
    [("first", "Bí danh một"), ("2", "Bí danh hai"), ("subject=Tên thật", "Tên thật")],
)
def test_a_conflict_is_settled_from_the_console(
    server: Server, filled: Path, conflict: str, keep: str, value: str
) -> None:
    ran = server("conflict", "settle", conflict, "--keep", keep, "--reason", "Quá hạn", "--json")
    assert (ran.code, ran.document[0]["state"]) == (0, "settled")
    assert server("conflict", "list", "--json").document == []
    told = server("conflict", "show", conflict, "--reason", "Xem lại", "--json").document
    assert told["settled_value"] == {"value": value}
    assert ("settle_conflict", "Quá hạn") in audit(filled)


def test_a_new_conflict_is_the_offices_unless_it_asks(server: Server, filled: Path) -> None:
    with opened(filled, now=True) as hub:
        (found,) = clashing(hub)[0].all_of("conflict")
    line = ("conflict", "settle", found.id, "--keep", "first", "--reason", "Sớm", "--json")
    ran = server(*line)
    assert (ran.code, ran.document["error"]["code"]) == (1, "conflict_is_the_offices")
    assert server(*line, "--asked").code == 0


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["x", "--keep", "first"], 1, "record_not_found"),
        (["ID", "--keep", "both"], 1, "outcome_not_possible"),
        (["ID", "--keep", "to_places=x"], 1, "field_unknown"),
        (["ID", "--keep", "subject="], 1, "field_required"),
        (["ID", "--keep", "mine"], 2, "usage"),
        (["ID", "--keep", "first", "subject=x"], 2, "usage"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    server: Server, conflict: str, words: list[str], code: int, error: str
) -> None:
    line = [conflict if word == "ID" else word for word in words]
    ran = server("conflict", "settle", *line, "--reason", "x", "--json")
    assert (ran.code, ran.document["error"]["code"]) == (code, error)


def test_what_waits_is_listed_without_content(server: Server, case: str) -> None:
    told = server("quarantine", "list", "--json")
    first, second = told.document
    assert (first["name"], first["state"], first["code"]) == (case, "quarantined", "secret_refused")
    assert (second["needs"], first["dependants"]) == (case, [second["name"]])
    assert "Nội dung riêng" not in told.out + server("quarantine", "list", "--office", "stc").out


def test_its_content_is_opened_with_a_reason_only(server: Server, filled: Path, case: str) -> None:
    line = ("quarantine", "show", case, "--office", "stc")
    assert server(*line).code == 2
    told = server(*line, "--reason", "Cơ quan hỏi", "--json").document
    assert told["changes"][0]["set"]["subject"] == "Nội dung riêng"
    assert "subject: Nội dung riêng" in server(*line, "--reason", "Hỏi").out
    assert ("open_case", "Cơ quan hỏi") in audit(filled)


def test_what_is_still_wrong_is_refused_again(server: Server, case: str) -> None:
    ran = server("quarantine", "retry", case, "--office", "stc", "--json")
    assert (ran.code, ran.document["error"]["code"]) == (1, "secret_refused")
    assert len(server("quarantine", "list", "--json").document) == 2


def test_what_was_put_right_is_applied(server: Server, filled: Path) -> None:
    with opened(filled) as hub:
        pc, _ = two_clerks(hub)
        person = hub.add_user("stc", "an.stc", "Lê Văn An", ["leader"])
        document_id = pc.register("cũ")
        change = pc.change("incoming_document", document_id, subject="của An")
        own = pc.do("edit_incoming", change, actor=person.user_id)
        pc.sync()
    line = ("quarantine", "retry", own.name, "--office", "stc", "--reason", "Đúng", "--json")
    assert server(*line).document["error"]["code"] == "role_missing"
    server("user", "add", "--office", "stc", "--login", "an.stc", "--roles", "clerk")
    assert server(*line).document == {"name": own.name, "fate": "applied"}
    assert ("retry_case", "Đúng") in audit(filled)


def test_discarding_lists_what_falls_and_asks(server: Server, filled: Path, case: str) -> None:
    line = ("quarantine", "discard", case, "--office", "stc", "--reason", "Văn bản mật", "--json")
    asked = server(*line)
    assert (asked.code, asked.document["error"]["code"]) == (1, "case_has_dependants")
    assert "1.2  Sửa văn bản đi" in asked.err
    assert "--yes" in asked.err
    ran = server(*line, "--yes")
    assert (ran.code, ran.document["with"]) == (0, ["1.2"])
    assert server("quarantine", "list", "--json").document == []
    assert ("discard_case", "Văn bản mật") in audit(filled)


@pytest.mark.parametrize(
    ("name", "office", "error"),
    [("9.9", "stc", "case_unknown"), ("x", "stc", "case_unknown"), ("1.1", "y", "office_unknown")],
)
def test_an_unknown_case_or_office_is_refused(
    server: Server, case: str, name: str, office: str, error: str
) -> None:
    ran = server("quarantine", "discard", name, "--office", office, "--reason", "x", "--json")
    assert (ran.code, ran.document["error"]["code"]) == (1, error)
