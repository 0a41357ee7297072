"""`vanthu-server redact …`: lists before it erases, and shows which PCs have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync_server.hub.hub import Hub
from sync_server.hub.opening import open_hub
from tests.helpers.devices import SteppedClock, enrolled
from tests.helpers.erased import files_with
from tests.helpers.seeded import SeededRandom
from tests.sync_server.cli.conftest import Outcome, Run

WORDS = "Hoàng Ngân"
ORDER = "12/QĐ-UBND ngày 14/09/2026"


@contextmanager
def opened(data: Path) -> Iterator[Hub]:
    hub = open_hub(data, None, clock=SteppedClock(), random=SeededRandom(5))
    try:
        yield hub
    finally:
        hub.close()


@pytest.fixture
def document_id(filled: Path) -> str:
    """An arrival whose subject should not be here."""
    with opened(filled) as hub:
        pc = enrolled(hub)
        document_id = pc.register(f"Danh sách {WORDS}")
        pc.sync()
    return document_id


@pytest.fixture
def redact(filled: Path, run: Run, document_id: str) -> Run:
    """Runs the command as the admin types it, with more options."""

    def redact(*more: object) -> Outcome:
        record = f"incoming_document/{document_id}"
        line = ("--office", "stc", "--record", record, "--order", ORDER, "--reason", "Nhập nhầm")
        return run("--data", filled, "redact", *line, *more)

    return redact


def test_without_a_yes_it_lists_and_erases_nothing(
    filled: Path, redact: Run, document_id: str
) -> None:
    told = redact()
    assert told.code == 1
    assert f"Văn bản đến {document_id}" in told.err
    assert "--yes" in told.err
    assert files_with(filled, WORDS)


def test_scripts_get_the_list_in_the_refusal(redact: Run, document_id: str) -> None:
    error = redact("--json").document["error"]
    (office,) = error["params"]["offices"]
    assert (error["code"], office["office"]) == ("redaction_unconfirmed", "stc")
    assert office["records"][0][:2] == ["incoming_document", document_id]


def test_with_a_yes_the_words_are_in_no_file(filled: Path, redact: Run) -> None:
    told = redact("--yes", "--json")
    assert (told.code, told.document["is_clean"]) == (0, True)
    assert files_with(filled, WORDS) == []


def test_the_list_names_the_pcs_that_have_not_confirmed(
    filled: Path, run: Run, redact: Run
) -> None:
    redact("--yes", "--field", "subject")
    told = run("--data", filled, "redact", "list", "--office", "stc")
    assert ORDER in told.out
    (order,) = run("--data", filled, "redact", "list", "--json").document
    assert (order["is_confirmed"], order["reason"]) == (False, "Nhập nhầm")
    assert [one["confirmed_at"] for one in order["devices"]] == [None]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--office", "khong"), "office_unknown"),
        (("--field", "state"), "redaction_field_refused"),
        (("--record", "user/1"), "redaction_entity_refused"),
        (("--record", "incoming_document/1"), "redaction_nothing"),
        (("--order", " ", "--yes"), "redaction_order_required"),
        (("--reason", " ", "--yes"), "reason_required"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    filled: Path, redact: Run, more: tuple[str, ...], code: str
) -> None:
    told = redact("--json", *more)
    assert (told.code, told.document["error"]["code"]) == (1, code)
    assert files_with(filled, WORDS)


def test_an_order_without_its_words_is_wrong_usage(filled: Path, run: Run) -> None:
    told = run("--data", filled, "redact", "--office", "stc")
    assert told.code == 2
    assert "--order" in told.err
