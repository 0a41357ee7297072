"""Taking a document back: a letter that has not left never goes, a recipient answers 15 or 16."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from common.changes.record import Values
from common.ids import derived_id
from common.rules.numbering import number_id, series_id
from sync_server.db.engine import writing
from sync_server.hub.hub import Hub
from sync_server.services import postman
from tests.helpers.damage import forget
from tests.helpers.devices import YEAR, FakePc, enrolled
from tests.helpers.hubs import letters_of, log_of
from tests.helpers.posting import (
    carry,
    crash_before_commit,
    issued,
    reopen,
    report,
    statuses,
    waiting,
)

SHA256 = hashlib.sha256(b"quy che").hexdigest()


@pytest.fixture
def document_id(sender: FakePc) -> str:
    """A document that the sender has issued."""
    return issued(sender)


@pytest.fixture
def delivery_id(hub: Hub, sender: FakePc, receiver: FakePc, document_id: str) -> str:
    """That document, arrived at the receiver's PC."""
    sender.send(document_id, receiver.office)
    carry(hub, sender, receiver)
    return receiver.all_of("delivery")[0].id


def recalled(hub: Hub, sender: FakePc, document_id: str, *receivers: FakePc) -> None:
    """The document is recalled, and its recipients know."""
    sender.recall(document_id)
    carry(hub, sender, *receivers)


def arrival(pc: FakePc, delivery_id: str) -> Values:
    return pc.values("incoming_document", derived_id("incoming_document", delivery_id))


def ledger_row(pc: FakePc) -> Values:
    return pc.values("number", number_id(series_id(pc.office, "den"), YEAR, 1, ""))


def test_a_recipient_is_asked_with_the_reason(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    own = sender.recall(document_id, "Sai thẩm quyền")
    carry(hub, sender, receiver)
    assert sender.fate(own) == "applied"
    delivery = receiver.values("delivery", delivery_id)
    assert (delivery["recall_reason"], delivery["state"]) == ("Sai thẩm quyền", "cho_tiep_nhan")
    (request,) = receiver.all_of("recall_request")
    assert (request.values["delivery_id"], request.values["from_office"]) == (delivery_id, "vpubnd")


def test_the_recalled_document_keeps_its_number_and_the_recall_is_on_record(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    recalled(hub, sender, document_id)
    document = sender.values("outgoing_document", document_id)
    assert (document["state"], document["code_number"]) == ("da_thu_hoi", "01")
    (record,) = sender.all_of("recall")
    assert record.values["document_id"] == document_id


def test_an_agreed_recall_before_acceptance_cancels_the_delivery(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    recalled(hub, sender, document_id, receiver)
    own = receiver.answer_recall(delivery_id, agree=True)
    report(hub, receiver, sender)
    assert receiver.fate(own) == "applied"
    assert receiver.values("delivery", delivery_id)["state"] == "da_huy_thu_hoi"
    assert ("stc", "15") in statuses(sender)
    late = receiver.accept(delivery_id)
    receiver.sync()
    assert receiver.fate(late) != "applied"


def test_an_agreed_recall_after_acceptance_cancels_the_arrival_and_its_number(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    receiver.accept(delivery_id)
    receiver.sync()
    recalled(hub, sender, document_id, receiver)
    receiver.answer_recall(delivery_id, agree=True)
    report(hub, receiver, sender)
    document = arrival(receiver, delivery_id)
    assert (document["state"], document["arrival_number"]) == ("da_huy_thu_hoi", 1)
    assert (ledger_row(receiver)["state"], ledger_row(receiver)["reason"]) == (
        "cancelled",
        "Thu hồi",
    )
    assert statuses(sender) == [("stc", "01"), ("stc", "03"), ("stc", "15")]


def test_a_refused_recall_changes_nothing_and_tells_why(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    receiver.accept(delivery_id)
    receiver.sync()
    recalled(hub, sender, document_id, receiver)
    receiver.answer_recall(delivery_id, agree=False, reason="Đã giải quyết xong")
    report(hub, receiver, sender)
    assert receiver.values("delivery", delivery_id)["state"] == "da_tiep_nhan"
    assert arrival(receiver, delivery_id)["state"] == "da_dang_ky"
    told = {one.values["status"]: one.values for one in sender.all_of("dispatch_status")}
    assert told["16"]["description"] == "Đã giải quyết xong"


def test_a_document_is_accepted_also_after_its_recall_was_refused(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    recalled(hub, sender, document_id, receiver)
    receiver.answer_recall(delivery_id, agree=False, reason="Cần dùng")
    report(hub, receiver, sender)
    receiver.accept(delivery_id)
    report(hub, receiver, sender)
    assert statuses(sender) == [("stc", "01"), ("stc", "03"), ("stc", "16")]


def test_a_returned_document_is_recalled_like_any_other(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    receiver.turn_back(delivery_id)
    receiver.sync()
    recalled(hub, sender, document_id, receiver)
    own = receiver.answer_recall(delivery_id, agree=True)
    report(hub, receiver, sender)
    assert receiver.fate(own) == "applied"
    assert ("stc", "15") in statuses(sender)


def test_each_recipient_answers_for_itself(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str
) -> None:
    third = enrolled(hub, "namsach")
    sender.send(document_id, "stc", "namsach")
    carry(hub, sender, receiver, third)
    recalled(hub, sender, document_id, receiver, third)
    receiver.answer_recall(receiver.all_of("delivery")[0].id, agree=True)
    third.answer_recall(third.all_of("delivery")[0].id, agree=False, reason="Đã thi hành")
    for pc in (receiver, third):
        report(hub, pc, sender)
    answers = [one for one in statuses(sender) if one[1] in ("15", "16")]
    assert answers == [("namsach", "16"), ("stc", "15")]


def test_two_recall_offline_and_the_first_stands(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    colleague = enrolled(hub, "vpubnd")
    first = sender.recall(document_id, "Sai số liệu")
    second = colleague.recall(document_id, "Sai thể thức")
    carry(hub, sender, receiver)
    carry(hub, colleague, receiver)
    assert sender.fate(first) == "applied"
    assert colleague.fate(second) not in ("applied", "quarantined")
    (record,) = colleague.all_of("recall")
    assert record.values["reason"] == "Sai số liệu"
    assert [kind for _, kind, _, _ in letters_of(hub)].count("recall") == 1


def test_of_two_answers_the_first_stands(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    colleague = enrolled(hub, "stc")
    recalled(hub, sender, document_id, receiver, colleague)
    receiver.answer_recall(delivery_id, agree=False, reason="Đang dùng")
    late = colleague.answer_recall(delivery_id, agree=True)
    for pc in (receiver, colleague):
        report(hub, pc, sender)
    assert colleague.fate(late) != "applied"
    assert colleague.values("delivery", delivery_id)["state"] == "cho_tiep_nhan"
    assert statuses(sender) == [("stc", "01"), ("stc", "16")]


def test_an_agreement_that_has_not_seen_the_acceptance_is_given_again(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    colleague = enrolled(hub, "stc")
    recalled(hub, sender, document_id, colleague)
    receiver.accept(delivery_id)  # offline: knows of no recall
    blind = colleague.answer_recall(delivery_id, agree=True)
    receiver.sync()
    colleague.sync()
    assert colleague.fate(blind) != "applied"
    assert "recall_answer" not in colleague.values("delivery", delivery_id)
    again = receiver.answer_recall(delivery_id, agree=True)
    report(hub, receiver, sender)
    assert receiver.fate(again) == "applied"
    assert arrival(receiver, delivery_id)["state"] == "da_huy_thu_hoi"
    assert ("stc", "15") in statuses(sender)


def test_an_acceptance_that_has_not_seen_the_agreement_comes_too_late(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    colleague = enrolled(hub, "stc")
    recalled(hub, sender, document_id, colleague)
    accept = receiver.accept(delivery_id)  # offline: knows of no recall
    colleague.answer_recall(delivery_id, agree=True)
    colleague.sync()
    receiver.sync()
    assert receiver.fate(accept) != "applied"
    assert receiver.all_of("incoming_document") == []
    assert ledger_row(receiver)["state"] == "cancelled"


def test_an_unseen_edit_of_a_cancelled_arrival_is_not_applied(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    receiver.accept(delivery_id)
    receiver.sync()
    colleague = enrolled(hub, "stc")
    recalled(hub, sender, document_id, receiver)
    receiver.answer_recall(delivery_id, agree=True)
    receiver.sync()
    edit = colleague.edit(derived_id("incoming_document", delivery_id), to_places="Phòng Ngân sách")
    colleague.sync()
    assert colleague.fate(edit) == "parked"
    assert "to_places" not in arrival(colleague, delivery_id)


def test_an_answer_to_a_recall_that_nobody_asked_for_is_set_aside(
    hub: Hub, sender: FakePc, receiver: FakePc, delivery_id: str
) -> None:
    own = receiver.answer_recall(delivery_id, agree=True)
    receiver.sync()
    assert own.result
    assert (own.result.fate, own.result.code) == ("quarantined", "recall_not_asked")


def test_a_letter_that_waits_for_its_files_is_withdrawn(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    document_id = sender.outgoing()
    sender.attach(document_id, SHA256, size_bytes=7)
    sender.issue(document_id)
    sender.send(document_id, "stc")
    sender.sync()
    assert letters_of(hub) == [("stc", "delivery", "held", "files_missing")]
    recalled(hub, sender, document_id, receiver)
    assert letters_of(hub) == [("stc", "delivery", "withdrawn", "recalled")]
    assert receiver.all_of("delivery") == []
    assert statuses(sender) == [("stc", "withdrawn")]


def test_a_letter_that_the_postman_has_not_taken_yet_is_withdrawn(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str
) -> None:
    sender.send(document_id, "stc")
    sender.sync()
    (letter,) = waiting(hub)
    sender.recall(document_id)
    sender.sync()
    with writing(hub.core.engine) as conn:  # a postman who has read it before
        assert not postman.deliver(conn, hub.core.server, letter.place)
    carry(hub, sender, receiver)
    assert receiver.all_of("delivery") == []
    assert statuses(sender) == [("stc", "withdrawn")]


def test_sent_and_recalled_in_one_push_it_never_leaves(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str
) -> None:
    sender.send(document_id, "stc")
    sender.recall(document_id)
    sender.sync()
    assert letters_of(hub) == [("stc", "delivery", "withdrawn", "recalled")]
    assert hub.deliver_post() == 0


def test_a_dispatch_unseen_by_whoever_recalled_is_taken_back_too(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str
) -> None:
    sender.sync()
    colleague = enrolled(hub, "vpubnd")
    dispatch_id = colleague.send(document_id, "stc")
    carry(hub, colleague, receiver)
    recalled(hub, sender, document_id, receiver)
    assert receiver.all_of("recall_request")
    sender.sync()
    (record,) = sender.all_of("recall")
    assert record.id == derived_id("recall", dispatch_id)
    assert record.values["reason"] == "Ban hành nhầm"


def test_nothing_is_sent_of_a_document_that_was_recalled_meanwhile(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str
) -> None:
    sender.sync()
    colleague = enrolled(hub, "vpubnd")
    recalled(hub, sender, document_id)
    colleague.send(document_id, "stc")
    carry(hub, colleague, receiver)
    assert receiver.all_of("delivery") == []
    assert waiting(hub) == []


def test_an_unseen_edit_of_a_recalled_document_is_not_applied(
    hub: Hub, sender: FakePc, document_id: str
) -> None:
    sender.sync()
    colleague = enrolled(hub, "vpubnd")
    recalled(hub, sender, document_id)
    edit = colleague.edit(document_id, "edit_outgoing", subject="Đã sửa")
    colleague.sync()
    assert colleague.fate(edit) == "parked"
    subject = colleague.values("outgoing_document", document_id)["subject"]
    assert subject == "Quyết định về dự toán"


def test_a_postman_who_crashes_asks_once(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str, delivery_id: str
) -> None:
    sender.recall(document_id)
    sender.sync()
    (letter,) = [one for one in waiting(hub) if one.kind == "recall"]
    crash_before_commit(hub, letter.place)
    hub.deliver_post()
    reopen(hub, letter)  # as a server restored to before the mark would have it
    before = log_of(hub, receiver.scope)
    assert hub.deliver_post() == 1
    assert log_of(hub, receiver.scope) == before
    receiver.sync()
    assert len(receiver.all_of("recall_request")) == 1


@pytest.mark.parametrize("order", [("15", "03"), ("03", "15")])
def test_an_agreement_ends_what_comes_after_it(
    hub: Hub,
    sender: FakePc,
    receiver: FakePc,
    document_id: str,
    delivery_id: str,
    order: tuple[str, str],
) -> None:
    receiver.accept(delivery_id)
    recalled(hub, sender, document_id, receiver)
    receiver.answer_recall(delivery_id, agree=True)
    receiver.sync()
    letters = {one.kind.removeprefix("status:"): one for one in waiting(hub)}
    for status in order:
        with writing(hub.core.engine) as conn:
            assert postman.deliver(conn, hub.core.server, letters[status].place)
    sender.sync()
    wanted = ["15"] if order[0] == "15" else ["03", "15"]
    assert [status for _, status in statuses(sender) if status in order] == wanted


def test_a_recall_while_the_postman_carries_the_letter_asks_for_it_back(
    hub: Hub, sender: FakePc, receiver: FakePc, document_id: str
) -> None:
    sender.send(document_id, "stc")
    sender.sync()
    (letter,) = waiting(hub)
    sender.recall(document_id)
    with ThreadPoolExecutor(1) as pool:
        with writing(hub.core.engine) as conn:
            assert postman.deliver(conn, hub.core.server, letter.place)
            late = pool.submit(sender.sync)
        late.result()
    carry(hub, sender, receiver)
    assert [kind for _, kind, state, _ in letters_of(hub) if state == "done"] == [
        "delivery",
        "recall",
    ]
    assert len(receiver.all_of("recall_request")) == 1


def test_a_check_misses_a_request_that_brought_nothing(
    hub: Hub, sender: FakePc, document_id: str, delivery_id: str
) -> None:
    recalled(hub, sender, document_id)
    assert hub.check().findings == ()
    forget(hub, "recall_request", derived_id("recall_request", delivery_id), "office/stc")
    assert [finding.code for finding in hub.check().findings] == ["letter_without_request"]
