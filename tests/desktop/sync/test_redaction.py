"""An order to erase on real PCs with the real hub: in no layer, file or copy any more (I9)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.errors import EnvironmentFault
from desktop.commands.attachments import AttachFiles
from desktop.commands.exchange import AcceptDelivery
from desktop.commands.incoming import EditIncoming, RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing, SendOutgoing
from desktop.commands.recalls import AnswerRecall, RecallOutgoing
from desktop.commands.runner import NewFile, Outcome
from desktop.office import Office, open_office
from desktop.queries.records import detail
from desktop.queries.search import search
from desktop.store.blobs import BlobStore
from desktop.store.restoration import restore
from desktop.store.store import DATABASE_NAME, Store
from desktop.store.vault import unlock
from desktop.store.verification import verify
from desktop.sync import exchange
from desktop.sync.batching import Batching
from sync_server.hub.erasing import Wish
from tests.helpers.disk_faults import PowerCut
from tests.helpers.erased import files_with
from tests.helpers.offices import PASSWORD
from tests.helpers.opened_store import places_with
from tests.helpers.province import Province, province
from tests.helpers.seeded import SeededRandom

SUBJECT = "Hoàngngânbạchdương nguồn tin"
NOTE = "Xuânđàothạchquyển riêng"
FILE_TEXT = "Cẩmthạchlamngọc trong tệp"
FILE_NAME = "Lưulyphỉthúy.txt"
CONTENT = FILE_TEXT.encode()
HASHES = {hashlib.sha256(CONTENT).hexdigest(): CONTENT}
WORDS = ("Hoàngngânbạchdương", "Xuânđàothạchquyển", "Cẩmthạchlamngọc", "Lưulyphỉthúy")
ORDER = "12/QĐ-UBND ngày 14/09/2026"
MARK = f"đã xóa theo lệnh {ORDER}"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path / "world") as made:
        yield made


@pytest.fixture
def paper(tmp_path: Path) -> NewFile:
    """A person's own file, outside of every store."""
    path = tmp_path / "giay.txt"
    path.write_bytes(CONTENT)
    return NewFile(path, FILE_NAME)


def outgoing(office: Office, *files: NewFile, **fields: str) -> Outcome:
    values = {"type_name": "Quyết định", "full_name": "Lê Văn An", "subject": SUBJECT, **fields}
    made = office.run(CreateOutgoing(values, files))
    return office.run(IssueOutgoing(made.id))


def redact(world: Province, office: str, made: Outcome, *fields: str) -> None:
    wish = Wish(office, made.entity, made.id, fields, with_files=True)
    assert world.hub.redact(wish, ORDER, "Nhập nhầm nội dung mật").is_clean


def places(world: Province, office: Office, words: str) -> list[str]:
    """Where the words stand on a PC; its open connections keep nothing that the disk has not."""
    folder = office.store.folder
    return places_with(folder, unlock(folder, office.who.login, PASSWORD), HASHES, words)


def assert_gone(world: Province, *offices: Office) -> None:
    for words in WORDS:
        assert files_with(world.folder / "server", words) == [], words
        for office in offices:
            assert places(world, office, words) == [], (words, office.who.device_name)
    assert world.hub.check(deep=True).findings == ()
    for office in offices:
        assert verify(office.store, office.who).findings == ()


def reopened(world: Province, office: Office) -> Office:
    """The same PC, started again."""
    office.close()
    folder, cable = office.store.folder, world.cables[office.store.folder.name]
    again = open_office(
        folder,
        office.who.login,
        PASSWORD,
        lambda _: cable,
        clock=world.clock,
        random=SeededRandom(77),
    )
    world.offices[world.offices.index(office)] = again
    return again


@pytest.fixture
def offices(world: Province) -> tuple[Office, Office, Office]:
    """The sender's PC and two of the receiver's."""
    made = world.office("vpubnd"), world.office("stc"), world.office("stc", name="hai")
    world.start_books(made[0], di=10)
    world.start_books(made[1], den=100)
    return made


@pytest.fixture
def sent(world: Province, offices: tuple[Office, Office, Office], paper: NewFile) -> Outcome:
    """A document with a note and a file, sent, accepted, edited, searched and looked at."""
    sender, receiver, second = offices
    made = outgoing(sender, paper, description=NOTE)
    sender.run(SendOutgoing(made.id, ("stc",)))
    world.settle()
    with receiver.read() as connection:
        (delivery,) = connection.execute("SELECT id FROM delivery").fetchone()
    receiver.run(AcceptDelivery(delivery))
    receiver.index_waiting()
    world.settle()
    sender.open_file(next(iter(HASHES)), FILE_NAME, sender.store.folder / "opened" / "một")
    for office in offices:
        office.index_waiting()
    assert second.status().by_fate.get("pending", 0) == 0
    return made


def test_secret_typed_by_mistake_is_gone(
    world: Province, offices: tuple[Office, Office, Office], sent: Outcome
) -> None:
    """Scenario `secret_typed_by_mistake_is_gone`."""
    sender, receiver, second = offices
    for words in WORDS:
        assert files_with(world.folder / "server", words), words
        assert places(world, sender, words), words
    assert places(world, receiver, WORDS[0])
    assert places(world, second, WORDS[0])
    redact(world, "vpubnd", sent)
    world.settle()
    assert_gone(world, *offices)
    assert all(order.is_confirmed for order in world.hub.redactions())
    assert {order.office for order in world.hub.redactions()} == {"vpubnd", "stc"}


def test_the_record_says_that_it_was_erased_and_stays_in_the_register(
    world: Province, offices: tuple[Office, Office, Office], sent: Outcome
) -> None:
    redact(world, "vpubnd", sent)
    world.settle()
    with offices[0].read() as connection:
        found = detail(connection, sent.entity, sent.id)
        assert search(connection, WORDS[0]).hits == ()
    assert found
    assert (found.row.values["subject"], found.row.values["code_number"]) == (MARK, "11")
    assert [one.order for one in found.erased] == [ORDER]
    assert found.files == ()


def test_what_was_cut_in_the_middle_is_done_at_the_next_start(
    world: Province,
    offices: tuple[Office, Office, Office],
    sent: Outcome,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Scenario `secret_typed_by_mistake_is_gone`, killed before the last step."""
    redact(world, "vpubnd", sent)

    def cut(*_: object) -> bool:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(Store, "empty_log", cut)
        with pytest.raises(PowerCut):
            offices[0].sync()
    assert not world.hub.redactions("vpubnd")[0].is_confirmed
    sender = reopened(world, offices[0])
    world.settle()
    assert_gone(world, sender, *offices[1:])
    assert world.hub.redactions("vpubnd")[0].is_confirmed


def test_a_pc_confirms_nothing_while_a_reader_keeps_the_old_pages(
    world: Province, offices: tuple[Office, Office, Office], sent: Outcome,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    redact(world, "vpubnd", sent)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "empty_log", lambda _: False)
        offices[0].sync()
    assert not world.hub.redactions("vpubnd")[0].is_confirmed
    offices[0].sync()
    assert world.hub.redactions("vpubnd")[0].is_confirmed


def test_a_file_that_another_program_holds_stops_nothing_but_the_confirmation(
    world: Province, offices: tuple[Office, Office, Office], sent: Outcome,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    redact(world, "vpubnd", sent)

    def held(*_: object) -> None:
        raise EnvironmentFault("store_io")

    with monkeypatch.context() as patch:
        patch.setattr(BlobStore, "remove", held)
        made = offices[0].run(CreateOutgoing({"type_name": "Quyết định", "subject": "Khác"}))
        assert offices[0].sync().waiting == 0
    assert made.changeset
    assert not world.hub.redactions("vpubnd")[0].is_confirmed
    offices[0].sync()
    assert world.hub.redactions("vpubnd")[0].is_confirmed


def test_a_lost_answer_is_asked_again_with_the_same_word(
    world: Province, offices: tuple[Office, Office, Office], sent: Outcome
) -> None:
    redact(world, "vpubnd", sent)
    cable = world.cables["vpubnd"]
    asked: list[list[str]] = []
    real = cable._api.sync

    def listening(request):  # type: ignore[no-untyped-def]
        asked.append([one for ask in request.scopes for one in ask.erased])
        if asked[-1] and len([one for one in asked if one]) == 1:
            cable.lose_answers = 1
        return real(request)

    cable._api.sync = listening  # type: ignore[method-assign]
    assert offices[0].sync().offline == "offline"
    offices[0].sync()
    offices[0].sync()
    told = [one for one in asked if one]
    assert len(told) == 2
    assert told[0] == told[1]
    assert asked[-1] == []


def test_an_own_edit_made_without_knowing_keeps_its_other_values(
    world: Province, offices: tuple[Office, Office, Office]
) -> None:
    _, receiver, second = offices
    made = receiver.run(RegisterIncoming({"subject": SUBJECT, "description": NOTE}))
    world.settle()
    world.cables["hai"].pulled = True
    second.run(EditIncoming(made.id, {"subject": f"{SUBJECT} sửa", "page_amount": 7}))
    redact(world, "stc", made)
    world.cables["hai"].pulled = False
    world.settle()
    assert_gone(world, receiver, second)
    with second.read() as connection:
        found = detail(connection, made.entity, made.id)
    assert found
    assert (found.row.values["subject"], found.row.values["page_amount"]) == (MARK, 7)
    assert second.status().by_fate == {"applied": 1}


def test_nothing_of_it_is_shown_once_the_order_is_here(
    world: Province, offices: tuple[Office, Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Own work that the server does not have yet keeps its body, unseen, until it is sent, and
    what else it says stays in sight while pages come one by one."""
    _, receiver, second = offices
    made = receiver.run(RegisterIncoming({"subject": SUBJECT}))
    world.settle()
    for number in range(3):
        second.run(EditIncoming(made.id, {"subject": f"{SUBJECT} {number}", "page_amount": number}))
    redact(world, "stc", made)
    monkeypatch.setattr(exchange, "CHANGESETS_MAX", 1)
    seen: list[tuple[str, int]] = []

    def look(_: object) -> None:
        with second.read() as connection:
            known = connection.execute("SELECT 1 FROM redaction").fetchone()
            shown = "SELECT subject, page_amount FROM incoming_document"
            row = connection.execute(f"{shown} WHERE id = ?", (made.id,)).fetchone()
        if known:
            seen.append(row)
            receiver.run(RegisterIncoming({"subject": f"Về việc khác {len(seen)}"}))
            receiver.sync()
            second.engine._batching = Batching(size_bytes=1)

    second.events.subscribe(look)
    world.settle()
    assert seen
    assert set(seen) == {(MARK, 2)}
    assert second.status().by_fate == {"applied": 3}
    assert_gone(world, receiver, second)


def test_long_words_are_in_no_page_that_is_free_now(
    world: Province, offices: tuple[Office, Office, Office]
) -> None:
    _, receiver, second = offices
    long_note = f"{NOTE} " * 700
    made = receiver.run(RegisterIncoming({"subject": SUBJECT, "description": long_note}))
    world.settle()
    redact(world, "stc", made)
    world.settle()
    assert_gone(world, receiver, second)


def test_a_rebuilt_store_carries_out_the_orders_at_its_first_sync(
    world: Province, offices: tuple[Office, Office, Office]
) -> None:
    _, receiver, _ = offices
    made = receiver.run(RegisterIncoming({"subject": SUBJECT, "description": NOTE}))
    world.settle()
    redact(world, "stc", made)
    folder, login = receiver.store.folder, receiver.who.login
    receiver.store.close()
    (folder / DATABASE_NAME).write_bytes(b"\0" * 4096)
    restore(folder, unlock(folder, login, PASSWORD), random=SeededRandom(5))
    again = reopened(world, receiver)
    world.settle()
    assert_gone(world, again)
    assert world.hub.redactions("stc")[0].is_confirmed


def test_whole_stores_that_were_set_aside_go_too(
    world: Province, offices: tuple[Office, Office, Office], sent: Outcome
) -> None:
    folder = offices[0].store.folder
    aside = folder / f"{DATABASE_NAME}.damaged-1"
    aside.write_bytes((folder / DATABASE_NAME).read_bytes())
    redact(world, "vpubnd", sent)
    offices[0].sync()
    assert not aside.exists()
    assert world.hub.redactions("vpubnd")[0].is_confirmed


def test_a_file_attached_without_knowing_does_not_come_back(
    world: Province, offices: tuple[Office, Office, Office], sent: Outcome, tmp_path: Path
) -> None:
    """It is taken off at once, without its name; the same order again takes its content too."""
    sender, second = offices[0], world.office("vpubnd", name="vp-hai")
    world.cables["vp-hai"].pulled = True
    redact(world, "vpubnd", sent)
    late = tmp_path / "late.txt"
    late.write_text(f"{WORDS[2]} bản sau", "utf-8")
    second.run(AttachFiles(sent.entity, sent.id, (NewFile(late, f"{WORDS[3]} sau.txt"),)))
    world.cables["vp-hai"].pulled = False
    world.settle()
    assert places(world, second, WORDS[1]) == []
    assert places(world, second, WORDS[3]) == []
    redact(world, "vpubnd", sent)
    world.settle()
    assert_gone(world, sender, second)
    assert not second.store.blobs.has(hashlib.sha256(late.read_bytes()).hexdigest())
    assert all(order.is_confirmed for order in world.hub.redactions("vpubnd"))


def test_the_reason_of_a_recall_goes_wherever_a_person_carried_it(
    world: Province, offices: tuple[Office, Office, Office], sent: Outcome
) -> None:
    """The arrival that was cancelled and its number in the book carry the sender's reason too."""
    sender, receiver, second = offices
    sender.run(RecallOutgoing(sent.id, f"Lộ {WORDS[0]}"))
    sender.run(CreateOutgoing({"type_name": "Quyết định", "subject": "Khác"}))
    world.settle()
    with receiver.read() as connection:
        (delivery,) = connection.execute("SELECT id FROM delivery").fetchone()
    receiver.run(AnswerRecall(delivery, agree=True))
    world.settle()
    redact(world, "vpubnd", sent)
    world.settle()
    assert_gone(world, sender, receiver, second)


def test_a_person_may_write_clean_words_after_it(
    world: Province, offices: tuple[Office, Office, Office]
) -> None:
    _, receiver, second = offices
    made = receiver.run(RegisterIncoming({"subject": SUBJECT}))
    world.settle()
    redact(world, "stc", made)
    world.settle()
    receiver.run(EditIncoming(made.id, {"subject": "Về việc đã làm sạch"}))
    world.settle()
    with second.read() as connection:
        found = detail(connection, made.entity, made.id)
    assert found
    assert found.row.values["subject"] == "Về việc đã làm sạch"
    assert verify(receiver.store, receiver.who).findings == ()
