"""Two offices, driven only by `vanthu`, and a real server that is away in between.

The whole story is lived once on each database; the tests look at what it left.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from common.clock import SystemClock, vietnam_date
from tests.helpers.databases import running_postgres
from tests.helpers.pc_process import PcProcess
from tests.helpers.server_process import ServerProcess

OFFICES = (
    "kind,name,leaders,dept_heads,specialists,admins,clerks,code\n"
    "provincial_office,Văn phòng UBND tỉnh,10,24,9,3,3,vpubnd\n"
    "department,Sở Tài chính,4,17,25,1,1,stc\n"
)
SENDER_LAST, RECEIVER_LAST = 1244, 3187
PAPER = "Điều 1. Phân bổ kinh phí năm nay.".encode() * 400
WAIT_S = 60.0


@dataclass
class Story:
    """The two PCs and the server, and what each step told."""

    server: ServerProcess
    sender: PcProcess
    receiver: PcProcess
    today: date
    arrivals: list[Any] = field(default_factory=list)
    decision: Any = None
    offline: list[Any] = field(default_factory=list)
    online: Any = None
    delivery: Any = None
    received: bytes = b""
    accepted: Any = None
    asked: Any = None
    answer: Any = None
    statuses: list[str] = field(default_factory=list)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where the server keeps its records."""
    if request.param == "sqlite":
        yield None
        return
    with running_postgres(lambda _: None) as postgres:
        yield postgres.empty().replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture(scope="module")
def story(database: str | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The whole way, to its end."""
    folder = tmp_path_factory.mktemp("offices")
    server = ServerProcess(folder / "data", database)
    today = vietnam_date(SystemClock().now())
    told = Story(server, PcProcess(folder / "vpubnd"), PcProcess(folder / "stc"), today)
    try:
        begin(told, folder)
        work_without_the_server(told, folder)
        come_together(told, folder)
        take_back(told)
        yield told
    finally:
        server.close()


def begin(story: Story, folder: Path) -> None:
    """Server, devices, books; then the server stops."""
    table = folder / "offices.csv"
    table.write_text(OFFICES, encoding="utf-8")
    story.server.told("init")
    story.server.told("office", "import", table, "--with-users")
    story.server.start()
    for pc, office, last in (
        (story.sender, "vpubnd", SENDER_LAST),
        (story.receiver, "stc", RECEIVER_LAST),
    ):
        code = story.server.told("enroll-code", "--office", office)["code"]
        pc.enroll(story.server.address, code, f"vanthu1.{office}")
        pc.start_books(date(story.today.year, 1, 1).isoformat(), last=last)
    assert story.server.stop() == 0


def work_without_the_server(story: Story, folder: Path) -> None:
    """Three arrivals in one go, one with a file, a decision issued and sent; sync tells why not."""
    lines = "\n".join(json.dumps({"subject": f"Về việc thứ {number}"}) for number in range(3))
    done = story.sender.run("incoming", "add", "--from", "-", "--json", stdin=lines)
    story.arrivals = [json.loads(line) for line in done.stdout.splitlines()]
    paper = folder / "Quyết định.txt"
    paper.write_bytes(PAPER)
    story.arrivals.append(story.sender.add("--attach", paper, subject="Có tệp kèm theo"))
    wanted = json.dumps({"type_name": "Quyết định", "subject": "Phân bổ kinh phí"})
    draft = story.sender.told("outgoing", "add", "--from", "-", "--attach", paper, stdin=wanted)
    story.decision = story.sender.told("outgoing", "issue", draft["id"])
    story.sender.told("outgoing", "send", draft["id"], "--to", "stc")
    story.receiver.add(subject="Cũng vào sổ khi không có mạng")
    story.offline = [pc.told("sync", code=3) for pc in (story.sender, story.receiver)]


def come_together(story: Story, folder: Path) -> None:
    """The server is back where it was; the decision arrives, is accepted, and both are told."""
    port = story.server.address.rpartition(":")[2]
    story.server.start("--port", port)
    story.online = story.sender.told("sync")
    story.delivery = awaited(lambda: arrived(story))
    story.statuses.append(awaited(lambda: status_unless(story, None)))
    (file,) = story.receiver.told("attachment", "list", story.delivery["id"])
    story.receiver.told("attachment", "get", file["id"], "--output", folder / "received")
    story.received = (folder / "received").read_bytes()
    story.accepted = story.receiver.told("deliveries", "accept", story.delivery["id"])
    story.statuses.append(awaited(lambda: status_unless(story, story.statuses[0])))


def take_back(story: Story) -> None:
    """The decision is recalled; the receiver agrees, and the sender is told."""
    story.sender.told("outgoing", "recall", story.decision["id"], "--reason", "Sai số liệu")
    story.sender.told("sync")
    (story.asked,) = awaited(lambda: asked_back(story))
    story.receiver.told("deliveries", "answer-recall", story.asked["id"], "--agree")
    story.answer = awaited(lambda: answered(story))


def asked_back(story: Story) -> Any:
    """What the receiver is asked for, or nothing yet."""
    story.receiver.told("sync")
    return story.receiver.told("deliveries", "recalls")


def answered(story: Story) -> Any:
    """The recipient with its answer, once it has come."""
    story.receiver.told("sync")
    story.sender.told("sync")
    (recipient,) = story.sender.told("outgoing", "show", story.decision["id"])["recipients"]
    return recipient if recipient["recall"] != "13" else None


def arrived(story: Story) -> Any:
    """The delivery with its file, or nothing yet."""
    story.receiver.told("sync")
    found = story.receiver.told("deliveries", "list")
    return found and not story.receiver.told("status")["files_to_come"] and found[0]


def status_unless(story: Story, known: str | None) -> Any:
    """The recipient's status as the sender sees it, once it is another than ``known``."""
    story.receiver.told("sync")
    story.sender.told("sync")
    (recipient,) = story.sender.told("outgoing", "show", story.decision["id"])["recipients"]
    return recipient["status"] if recipient["status"] != known else None


def awaited(look: Callable[[], Any]) -> Any:
    """What ``look`` finds; the post is carried by a thread of the server."""
    ends_s = time.monotonic() + WAIT_S
    while not (found := look()):
        assert time.monotonic() < ends_s, "it did not come about"
    return found


def books(pc: PcProcess) -> dict[str, int]:
    return {book["code"]: book["last_number"] for book in pc.told("register", "list")}


def test_numbers_go_on_from_the_paper_without_the_server(story: Story) -> None:
    assert [one["arrival_number"] for one in story.arrivals] == [1245, 1246, 1247, 1248]
    assert (story.decision["code_number"], story.decision["state"]) == ("1245", "da_phat_hanh")


def test_sync_without_the_server_says_what_is_kept(story: Story) -> None:
    reasons = {report["offline"] for report in story.offline}
    assert reasons == {"offline"}
    assert [report["waiting"] for report in story.offline] == [9, 3]


def test_what_was_kept_goes_up_when_the_server_is_back(story: Story) -> None:
    told = story.online
    assert (told["offline"], told["pushed"], told["waiting"]) == (None, 9, 0)
    assert told["files_up"] == 1


def test_the_other_office_sees_what_was_sent(story: Story) -> None:
    told = story.delivery
    assert (told["from_office"], told["subject"]) == ("vpubnd", "Phân bổ kinh phí")
    assert told["code_number"] == story.decision["code_number"]
    assert told["issued_date"] == story.today.isoformat()


def test_the_file_arrives_byte_for_byte(story: Story) -> None:
    assert hashlib.sha256(story.received).digest() == hashlib.sha256(PAPER).digest()


def test_it_is_accepted_with_a_number_of_the_receivers_book(story: Story) -> None:
    assert story.accepted["arrival_number"] == RECEIVER_LAST + 2
    assert story.accepted["organ_name"] == story.decision["organ_name"]


def test_its_statuses_come_back_in_order(story: Story) -> None:
    assert story.statuses == ["01", "03"]


def test_a_recall_is_asked_for_and_agreed_to(story: Story) -> None:
    assert (story.asked["recall_reason"], story.asked["state"]) == ("Sai số liệu", "da_tiep_nhan")
    assert (story.answer["status"], story.answer["recall"]) == ("03", "15")


def test_a_recalled_document_keeps_its_numbers_at_both_ends(story: Story) -> None:
    sent = story.sender.told("outgoing", "show", story.decision["id"])
    came = story.receiver.told("incoming", "show", story.accepted["id"])
    assert (sent["state"], sent["code_number"]) == ("da_thu_hoi", "1245")
    assert (came["state"], came["arrival_number"]) == ("da_huy_thu_hoi", RECEIVER_LAST + 2)


def test_every_book_stands_where_its_last_number_is(story: Story) -> None:
    sender, receiver = books(story.sender), books(story.receiver)
    assert (sender["den"], sender["di"]) == (SENDER_LAST + 4, SENDER_LAST + 1)
    assert (receiver["den"], receiver["di"]) == (RECEIVER_LAST + 2, RECEIVER_LAST)


def test_both_stores_are_sound_at_the_end(story: Story) -> None:
    for pc in (story.sender, story.receiver):
        assert pc.told("verify")["findings"] == []
        assert pc.told("status")["by_fate"].keys() == {"applied"}


def test_what_was_issued_is_found_by_words_without_marks(story: Story) -> None:
    found = story.sender.told("search", "phan bo kinh phi")
    assert [one["id"] for one in found] == [story.decision["id"]]
