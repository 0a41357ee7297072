"""Removal by order: the words are nowhere any more, and all that is proved stays proved (R6)."""

from __future__ import annotations

import hashlib
import io
from functools import partial

import msgspec
import pytest

from common.changes.changeset import Changeset
from common.protocol.messages import ScopeAsk, Segment
from sync_server.hub.erasing import Redacted, Wish
from sync_server.hub.hub import Hub
from tests.helpers.devices import FakePc, enrolled, two_clerks
from tests.helpers.erased import database_files_with, tables_with
from tests.helpers.hubs import cases_of, log_of
from tests.helpers.posting import carry
from tests.helpers.refusals import code_of

SUBJECT = "Danh sách nguồn tin Hoàng Ngân"
NOTE = "Ghi chú kín Bạch Dương"
ORDER = "12/QĐ-UBND ngày 14/09/2026"
MARK = f"đã xóa theo lệnh {ORDER}"
CONTENT = b"noi dung tep Thach Anh"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
FILE_NAME = "Thạch Anh.pdf"


def redacted(hub: Hub, entity: str, record_id: str, *fields: str, office: str = "stc",
             with_files: bool = False, order: str = ORDER) -> Redacted:  # fmt: skip
    wish = Wish(office, entity, record_id, fields, with_files)
    return hub.redact(wish, order, "Nhập nhầm nội dung mật", by="trung tâm")


def upload(pc: FakePc, content: bytes = CONTENT) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    pc.api.upload(pc.scope, sha256, len(content), io.BytesIO(content))


def assert_gone(hub: Hub, *words: str) -> None:
    for one in words:
        assert tables_with(hub, one) == [], one
        assert database_files_with(hub, one) == [], one
    assert hub.check().findings == ()


@pytest.fixture
def document_id(receiver: FakePc) -> str:
    """An arrival whose subject and note should not be here, and which somebody has edited."""
    receiver.start_book()
    document_id = receiver.register(SUBJECT, description=NOTE, page_amount=3)
    receiver.sync()
    receiver.edit(document_id, subject=f"{SUBJECT} (bổ sung)", page_amount=4)
    receiver.sync()
    return document_id


def test_the_words_are_nowhere_and_everything_still_verifies(
    hub: Hub, receiver: FakePc, document_id: str
) -> None:
    assert tables_with(hub, "Hoàng Ngân") == ["changesets", "records"]
    log = log_of(hub, receiver.scope)
    done = redacted(hub, "incoming_document", document_id)
    assert done.is_clean
    assert_gone(hub, "Hoàng Ngân", "Bạch Dương")
    assert log_of(hub, receiver.scope)[: len(log)] == log


def test_long_words_are_in_no_page_that_is_free_now(hub: Hub, receiver: FakePc) -> None:
    receiver.start_book()
    document_id = receiver.register(SUBJECT, description=f"{NOTE} " * 700)
    receiver.sync()
    redacted(hub, "incoming_document", document_id)
    assert_gone(hub, "Hoàng Ngân", "Bạch Dương")


def test_what_is_not_erased_stays_in_the_record(
    hub: Hub, receiver: FakePc, document_id: str
) -> None:
    redacted(hub, "incoming_document", document_id)
    receiver.sync()
    values = receiver.values("incoming_document", document_id)
    assert (values["subject"], values["page_amount"]) == (MARK, 4)
    assert values["arrival_number"] == 1
    assert "description" not in values


def test_an_order_over_one_field_leaves_the_others(
    hub: Hub, receiver: FakePc, document_id: str
) -> None:
    redacted(hub, "incoming_document", document_id, "description")
    assert_gone(hub, "Bạch Dương")
    receiver.sync()
    assert "Hoàng Ngân" in str(receiver.values("incoming_document", document_id)["subject"])


def test_the_order_reaches_every_pc_as_a_record(
    hub: Hub, receiver: FakePc, document_id: str
) -> None:
    redacted(hub, "incoming_document", document_id)
    receiver.sync()
    (order,) = receiver.all_of("redaction")
    assert (order.values["order_ref"], order.values["record_id"]) == (ORDER, document_id)
    assert order.values["changesets"] == [own.name for own in receiver.own[-2:]]


def test_the_same_order_again_changes_nothing(hub: Hub, receiver: FakePc, document_id: str) -> None:
    redacted(hub, "incoming_document", document_id)
    log = log_of(hub, receiver.scope)
    redacted(hub, "incoming_document", document_id)
    assert log_of(hub, receiver.scope) == log


def test_what_would_go_is_told_before(hub: Hub, receiver: FakePc, document_id: str) -> None:
    (going,) = hub.what_goes(Wish("stc", "incoming_document", document_id, ("subject",)))
    assert going.records == (("incoming_document", document_id, ("subject",)),)
    assert going.changesets == tuple(own.name for own in receiver.own[-2:])
    assert tables_with(hub, "Hoàng Ngân") == ["changesets", "records"]


@pytest.mark.parametrize(
    ("entity", "fields", "code"),
    [
        ("user", (), "redaction_entity_refused"),
        ("incoming_document", ("arrival_number",), "redaction_field_refused"),
        ("incoming_document", (), "redaction_nothing"),
    ],
)
def test_an_order_that_reaches_nothing_is_refused(
    hub: Hub, receiver: FakePc, entity: str, fields: tuple[str, ...], code: str
) -> None:
    nowhere = Wish("stc", entity, "0" * 36, fields)
    assert code_of(lambda: hub.what_goes(nowhere)) == code


def test_a_clash_over_the_words_is_closed_and_forgets_both_sides(hub: Hub) -> None:
    first, second = two_clerks(hub)
    first.start_book()
    document_id = first.register("Về việc thường")
    first.sync()
    second.sync()
    first.edit(document_id, subject=SUBJECT)
    second.edit(document_id, subject=f"{SUBJECT} khác")
    first.sync()
    second.sync()
    assert second.all_of("conflict")
    redacted(hub, "incoming_document", document_id, "subject", office=first.office)
    second.sync()
    (conflict,) = second.all_of("conflict")
    assert conflict.values["state"] == "settled"
    assert_gone(hub, "Hoàng Ngân")


def test_a_case_over_the_words_is_closed(hub: Hub, receiver: FakePc) -> None:
    receiver.start_book()
    own = receiver.register_under(epoch=7)
    change = own.changes[0]
    receiver.sync()
    assert [state for _, state, _ in cases_of(hub, receiver.scope)] == ["quarantined"]
    redacted(hub, "incoming_document", change.id)
    assert cases_of(hub, receiver.scope) == []
    assert_gone(hub, "Về việc kiểm tra")


@pytest.fixture
def sent(hub: Hub, sender: FakePc, receiver: FakePc) -> str:
    """A document with a file that has reached another office, which registered it."""
    document_id = sender.outgoing(SUBJECT)
    sender.attach(document_id, SHA256, size_bytes=len(CONTENT))
    sender.issue(document_id)
    upload(sender)
    sender.send(document_id, receiver.office)
    receiver.start_book()
    carry(hub, sender, receiver)
    receiver.accept(receiver.all_of("delivery")[0].id)
    receiver.sync()
    return document_id


def test_it_follows_a_document_into_the_offices_that_received_it(
    hub: Hub, sender: FakePc, receiver: FakePc, sent: str
) -> None:
    done = redacted(hub, "outgoing_document", sent, office="vpubnd", with_files=True)
    assert [one.office for one in done.offices] == ["vpubnd", "stc"]
    assert_gone(hub, "Hoàng Ngân")
    receiver.sync()
    assert receiver.all_of("delivery")[0].values["subject"] == MARK
    assert receiver.all_of("incoming_document")[0].values["subject"] == MARK


def test_a_file_is_gone_from_the_disk_and_for_everybody(
    hub: Hub, sender: FakePc, receiver: FakePc, sent: str
) -> None:
    redacted(hub, "outgoing_document", sent, office="vpubnd", with_files=True)
    assert list(hub.core.blobs.stored()) == []
    for pc in (sender, receiver):
        refused = code_of(partial(pc.api.download, pc.scope, SHA256))
        assert refused == "file_not_granted"
        assert code_of(partial(upload, pc)) == "file_redacted"


def test_a_file_that_another_document_needs_stays(
    hub: Hub, sender: FakePc, receiver: FakePc, sent: str
) -> None:
    other = sender.outgoing("Về việc khác")
    sender.attach(other, SHA256, size_bytes=len(CONTENT))
    sender.sync()
    redacted(hub, "outgoing_document", sent, office="vpubnd", with_files=True)
    assert [sha256 for sha256, _ in hub.core.blobs.stored()] == [SHA256]
    assert b"".join(sender.api.download(sender.scope, SHA256)) == CONTENT


def test_a_letter_that_has_not_left_goes_without_the_words(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    document_id = sender.outgoing(SUBJECT)
    sender.issue(document_id)
    sender.send(document_id, receiver.office)
    sender.sync()
    redacted(hub, "outgoing_document", document_id, office="vpubnd")
    assert_gone(hub, "Hoàng Ngân")
    carry(hub, sender, receiver)
    assert receiver.all_of("delivery")[0].values["subject"] == MARK


def test_the_reason_of_a_recall_goes_wherever_it_was_told(
    hub: Hub, sender: FakePc, receiver: FakePc, sent: str
) -> None:
    sender.recall(sent, "Lộ tên Bạch Dương")
    carry(hub, sender, receiver)
    delivery = receiver.all_of("delivery")[0].id
    receiver.answer_recall(delivery, agree=True, reason="Đồng ý")
    receiver.sync()
    assert "postbox" in tables_with(hub, "Bạch Dương")
    redacted(hub, "outgoing_document", sent, "recalled_why", office="vpubnd")
    assert_gone(hub, "Bạch Dương")
    receiver.sync()
    assert receiver.values("delivery", delivery)["recall_answer_reason"] == "Đồng ý"


def test_a_secret_that_was_refused_and_discarded_goes_too(hub: Hub, receiver: FakePc) -> None:
    receiver.start_book()
    document_id = receiver.register(SUBJECT, confidentiality=1)
    receiver.sync()
    (case,) = cases_of(hub, receiver.scope)
    assert case[2] == "secret_refused"
    hub.discard("stc", receiver.own[-1].name, "Văn bản mật", by="trung tâm")
    redacted(hub, "incoming_document", document_id)
    assert_gone(hub, "Hoàng Ngân")


def test_an_edit_made_before_the_order_was_known_does_not_bring_the_words_back(
    hub: Hub, receiver: FakePc, document_id: str
) -> None:
    late = receiver.edit(document_id, subject=f"{SUBJECT} sửa muộn", page_amount=9)
    redacted(hub, "incoming_document", document_id)
    receiver.sync()
    receiver.sync()
    assert receiver.fate(late) == "applied"
    values = receiver.values("incoming_document", document_id)
    assert (values["subject"], values["page_amount"]) == (MARK, 9)
    assert_gone(hub, "Hoàng Ngân")


def test_an_arrival_registered_before_the_order_was_known_is_entered_without_the_words(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    document_id = sender.outgoing(SUBJECT)
    sender.issue(document_id)
    sender.send(document_id, receiver.office)
    receiver.start_book()
    carry(hub, sender, receiver)
    late = receiver.accept(receiver.all_of("delivery")[0].id)
    redacted(hub, "outgoing_document", document_id, office="vpubnd")
    receiver.sync()
    receiver.sync()
    assert receiver.fate(late) == "applied"
    assert receiver.all_of("incoming_document")[0].values["subject"] == MARK
    assert_gone(hub, "Hoàng Ngân")


def test_a_form_that_was_open_over_the_words_does_not_bring_them_back(
    hub: Hub, receiver: FakePc, document_id: str
) -> None:
    change = receiver.change("incoming_document", document_id, subject=f"{SUBJECT} sửa")
    redacted(hub, "incoming_document", document_id)
    receiver.sync()
    receiver.do("edit_incoming", change)
    receiver.sync()
    assert_gone(hub, "Hoàng Ngân")


def test_who_knows_the_order_may_write_the_field_anew(
    hub: Hub, receiver: FakePc, document_id: str
) -> None:
    redacted(hub, "incoming_document", document_id)
    receiver.sync()
    own = receiver.edit(document_id, subject="Về việc đã làm sạch", position="Giám đốc")
    receiver.sync()
    assert receiver.fate(own) == "applied"
    assert receiver.values("incoming_document", document_id)["position"] == "Giám đốc"


def test_a_chain_is_sent_again_without_the_bodies(
    hub: Hub, receiver: FakePc, document_id: str
) -> None:
    redacted(hub, "incoming_document", document_id)
    for own in receiver.own:
        own.changeset = own.changeset.erased()
    answer = receiver.exchange(receiver.segment(1))
    assert (answer.problem, len(answer.results)) == ("", len(receiver.own))


def test_a_changeset_that_lost_its_body_by_an_order_is_not_used(
    hub: Hub, receiver: FakePc, document_id: str
) -> None:
    redacted(hub, "incoming_document", document_id)
    late = receiver.edit(document_id, subject=SUBJECT)
    late.changeset = late.changeset.erased()
    receiver.sync()
    assert late.result
    assert (late.result.fate, late.result.code) == ("discarded", "redacted")


def test_without_an_order_a_changeset_must_have_its_body(hub: Hub, receiver: FakePc) -> None:
    own = receiver.edit(receiver.outgoing(), "edit_outgoing", subject="Khác")
    own.changeset = own.changeset.erased()
    receiver.sync()
    assert own.result
    assert (own.result.fate, own.result.code) == ("quarantined", "body_erased")


def test_evidence_does_not_keep_the_words(hub: Hub, receiver: FakePc, document_id: str) -> None:
    segment = receiver.segment(1)
    assert segment
    forged = Segment(segment.first_seq, segment.changesets, b"\1" * 64)
    receiver.exchange(forged)
    redacted(hub, "incoming_document", document_id)
    receiver.exchange(forged)
    assert_gone(hub, "Hoàng Ngân")


def test_each_pc_is_asked_until_it_has_confirmed(
    hub: Hub, receiver: FakePc, document_id: str
) -> None:
    second = enrolled(hub, "stc", login="vt2.stc")
    redacted(hub, "incoming_document", document_id)
    receiver.sync()
    (order,) = hub.redactions("stc")
    assert [one.confirmed_at for one in order.devices] == [None, None]
    for _ in range(2):  # the first answer may be lost
        receiver.ask([ScopeAsk(receiver.scope, receiver.cursor, erased=[order.id, "0" * 36])])
    (order,) = hub.redactions("stc")
    assert [bool(one.confirmed_at) for one in order.devices] == [True, False]
    assert not order.is_confirmed
    hub.revoke_device(second.device, "Máy hỏng")
    assert hub.redactions("stc")[0].is_confirmed


def test_an_erased_changeset_travels_as_header_and_commitment() -> None:
    whole = Changeset(b"header", b"s" * 16, b"body")
    bare = msgspec.msgpack.decode(msgspec.msgpack.encode(whole.erased()), type=Changeset)
    assert (bare.header, bare.salt, bare.payload) == (b"header", whole.commitment, b"")
    assert bare.commitment == whole.commitment


def test_what_nobody_knows_any_more_is_not_taken_for_nothing(hub: Hub) -> None:
    """A number on paper restores what its author saw; of an erased body that cannot be asked."""
    first, second = two_clerks(hub)
    document_id = first.outgoing(SUBJECT, position="Giám đốc")
    first.sync()
    second.sync()
    issued = first.issue(document_id)
    second.edit(document_id, "edit_outgoing", position="Phó Giám đốc")
    second.sync()
    redacted(hub, "outgoing_document", document_id, "subject", office=first.office)
    first.sync()
    first.sync()
    assert first.fate(issued) == "applied"
    values = first.values("outgoing_document", document_id)
    assert (values["position"], values["subject"]) == ("Phó Giám đốc", MARK)
