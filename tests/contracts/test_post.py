"""From office to office: dispatch, delivery, accept or return, and the statuses on the way back."""

from __future__ import annotations

import hashlib
import io

import pytest

from common.changes.record import Values
from common.errors import NotAllowed
from common.ids import derived_id
from common.rules.numbering import number_id, series_id
from sync_server.db.engine import writing
from sync_server.hub.hub import Hub
from sync_server.services import postman
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act, difference
from tests.helpers.devices import YEAR, FakePc, enrolled
from tests.helpers.hubs import letters_of, log_of
from tests.helpers.logfail import LogGuard
from tests.helpers.posting import (
    crash_before_commit,
    delivered,
    reopen,
    report,
    send_issued,
    statuses,
    waiting,
)

CONTENT = "Nội dung quyết định".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def upload(pc: FakePc) -> None:
    pc.api.upload(pc.scope, SHA256, len(CONTENT), io.BytesIO(CONTENT))


def test_a_sent_document_arrives_with_its_public_fields_only(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    dispatch_id = send_issued(sender, "stc", description="ghi chú nội bộ", urgency=1)
    sender.sync()
    assert hub.deliver_post() == 1
    receiver.sync()
    (delivery,) = receiver.all_of("delivery")
    assert delivery.id == derived_id("delivery", dispatch_id, "stc")
    assert delivery.values["subject"] == "Quyết định về dự toán"
    assert delivery.values["code_number"] == "01"
    assert delivery.values["from_name"] == "Văn phòng Ủy ban nhân dân tỉnh"
    assert (delivery.values["state"], delivery.values["urgency"]) == ("cho_tiep_nhan", 1)
    assert "description" not in delivery.values


def test_each_recipient_gets_its_own_delivery_once(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    third = enrolled(hub, "namsach")
    send_issued(sender, "stc", "namsach")
    sender.sync()
    assert hub.deliver_post() == 2
    for pc in (receiver, third):
        pc.sync()
        assert len(pc.all_of("delivery")) == 1
    assert hub.deliver_post() == 0


def test_arrival_is_reported_when_a_device_has_it(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    delivered(hub, sender, receiver)
    hub.deliver_post()
    sender.sync()
    assert statuses(sender) == []
    report(hub, receiver, sender)
    assert statuses(sender) == [("stc", "01")]


def test_accepting_gives_a_number_and_is_reported(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    accept = receiver.accept(delivered(hub, sender, receiver))
    report(hub, receiver, sender)
    assert receiver.fate(accept) == "applied"
    assert receiver.all_of("incoming_document")[0].values["arrival_number"] == 1
    assert statuses(sender) == [("stc", "01"), ("stc", "03")]


def test_a_return_is_reported_with_its_reason(hub: Hub, sender: FakePc, receiver: FakePc) -> None:
    receiver.turn_back(delivered(hub, sender, receiver), "Không thuộc thẩm quyền")
    report(hub, receiver, sender)
    assert statuses(sender) == [("stc", "01"), ("stc", "02")]
    reasons = {record.values.get("description") for record in sender.all_of("dispatch_status")}
    assert "Không thuộc thẩm quyền" in reasons


def test_two_pcs_that_have_it_report_the_arrival_once(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    second = enrolled(hub, "stc")
    delivered(hub, sender, receiver)
    for pc in (receiver, second, second):
        pc.sync()
    report(hub, receiver, sender)
    assert statuses(sender) == [("stc", "01")]


def test_what_was_accepted_first_is_not_returned(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    second = enrolled(hub, "stc")
    delivery_id = delivered(hub, sender, receiver)
    second.sync()
    receiver.accept(delivery_id)
    back = second.turn_back(delivery_id)
    receiver.sync()
    second.sync()
    report(hub, receiver, sender)
    assert second.fate(back) == "discarded"
    assert second.all_of("conflict") == []
    assert statuses(sender) == [("stc", "01"), ("stc", "03")]
    assert receiver.values("delivery", delivery_id)["state"] == "da_tiep_nhan"


def test_a_number_of_an_acceptance_that_came_too_late_is_cancelled_with_the_reason(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    second = enrolled(hub, "stc")
    delivery_id = delivered(hub, sender, receiver)
    second.sync()
    second.turn_back(delivery_id)
    accept = receiver.accept(delivery_id)
    second.sync()
    receiver.sync()
    assert receiver.fate(accept) == "discarded"
    row = receiver.values("number", number_id(series_id("stc", "den"), YEAR, 1, ""))
    assert row["state"] == "cancelled"
    assert row["reason"]


def test_what_stands_on_an_acceptance_that_came_too_late_falls_with_it(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    second = enrolled(hub, "stc")
    delivery_id = delivered(hub, sender, receiver)
    second.sync()
    second.turn_back(delivery_id)
    accept = receiver.accept(delivery_id)
    edit = receiver.edit(derived_id("incoming_document", delivery_id), to_places="Phòng Ngân sách")
    second.sync()
    receiver.sync()
    assert (receiver.fate(accept), receiver.fate(edit)) == ("discarded", "discarded")
    assert edit.result
    assert (edit.result.code, edit.result.params) == ("fell_with", {"name": accept.name})
    second.sync()
    cases = {case.values["changeset"]: case.values["code"] for case in second.all_of("case")}
    assert cases == {accept.name: "done_before", edit.name: "fell_with"}


def test_two_accept_one_delivery_offline_and_make_one_arrival(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    second = enrolled(hub, "stc")
    delivery_id = delivered(hub, sender, receiver)
    second.sync()
    receiver.accept(delivery_id)
    change = second.change("delivery", delivery_id, state="da_tiep_nhan")
    again = second.do("accept_delivery", change)
    receiver.sync()
    second.sync()
    report(hub, receiver, sender)
    assert second.fate(again) == "applied"
    assert len(second.all_of("incoming_document")) == 1
    assert statuses(sender) == [("stc", "01"), ("stc", "03")]


def test_a_document_without_a_number_waits_for_it(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    colleague = enrolled(hub, "vpubnd")
    document_id = colleague.outgoing("chờ số")
    waits = colleague.change("outgoing_document", document_id, state="cho_so")
    colleague.do("issue_outgoing", waits)
    colleague.send(document_id, "stc")
    colleague.sync()
    assert letters_of(hub) == [("stc", "delivery", "held", "waiting_number")]
    assert hub.deliver_post() == 0
    with hub.core.scope(sender.scope) as work:
        give_number(work, document_id)
    assert hub.deliver_post() == 1
    receiver.sync()
    assert receiver.all_of("delivery")[0].values["code_number"] == "07"


def test_a_document_in_conflict_waits_for_its_settlement(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    colleague = enrolled(hub, "vpubnd")
    document_id = sender.outgoing("một")
    sender.sync()
    colleague.sync()
    colleague.edit(document_id, "edit_outgoing", issued_date="2026-09-30")
    sender.issue(document_id)
    sender.send(document_id, "stc")
    colleague.sync()
    sender.sync()
    assert letters_of(hub) == [("stc", "delivery", "held", "open_conflict")]


def test_a_document_waits_for_its_files(hub: Hub, sender: FakePc, receiver: FakePc) -> None:
    document_id = sender.outgoing()
    sender.attach(document_id, SHA256, size_bytes=len(CONTENT))
    sender.issue(document_id)
    sender.send(document_id, "stc")
    sender.sync()
    assert letters_of(hub) == [("stc", "delivery", "held", "files_missing")]
    upload(sender)
    assert hub.deliver_post() == 1
    receiver.sync()
    (attachment,) = receiver.all_of("attachment")
    assert attachment.values["document_id"] == receiver.all_of("delivery")[0].id
    assert b"".join(receiver.api.download(receiver.scope, SHA256)) == CONTENT


def test_an_attachment_taken_off_before_sending_does_not_travel(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    document_id = sender.outgoing()
    attachment_id = sender.attach(document_id, SHA256, size_bytes=len(CONTENT))
    gone = sender.change("attachment", attachment_id, removed_at=1, removed_why="nhầm tệp")
    sender.do("remove_attachment", gone)
    sender.issue(document_id)
    sender.send(document_id, "stc")
    sender.sync()
    assert hub.deliver_post() == 1
    receiver.sync()
    assert receiver.all_of("attachment") == []


def test_an_express_document_goes_before_its_files(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    document_id = sender.outgoing(urgency=3)
    sender.attach(document_id, SHA256, size_bytes=len(CONTENT))
    sender.issue(document_id)
    sender.send(document_id, "stc")
    sender.sync()
    assert hub.deliver_post() == 1
    with pytest.raises(NotAllowed, match="file_not_granted"):
        receiver.api.download(receiver.scope, SHA256)
    upload(sender)
    assert b"".join(receiver.api.download(receiver.scope, SHA256)) == CONTENT


def test_hash_is_not_a_key_for_a_file_of_a_third_office(
    hub: Hub, sender: FakePc, receiver: FakePc
) -> None:
    third = enrolled(hub, "namsach")
    upload(third)
    document_id = sender.outgoing(urgency=3)  # knows the hash only
    sender.attach(document_id, SHA256, size_bytes=len(CONTENT))
    sender.issue(document_id)
    sender.send(document_id, "stc")
    sender.sync()
    assert hub.deliver_post() == 1
    for pc in (sender, receiver):
        with pytest.raises(NotAllowed, match="file_not_granted"):
            pc.api.download(pc.scope, SHA256)


def test_an_office_that_is_not_here_holds_the_letter(hub: Hub, sender: FakePc) -> None:
    send_issued(sender, "chuaco")
    sender.sync()
    assert letters_of(hub) == [("chuaco", "delivery", "held", "office_unknown")]


def test_a_letter_that_cannot_be_applied_is_held_and_stops_no_other(
    hub: Hub, sender: FakePc, receiver: FakePc, log_guard: LogGuard
) -> None:
    huge = sender.outgoing()
    for field in ("organ_name", "position", "full_name", "to_places", "language"):
        sender.edit(huge, "edit_outgoing", **{field: "ẫ" * 20_000})
    sender.issue(huge)
    sender.send(huge, "stc")
    send_issued(sender, "stc")
    sender.sync()
    with log_guard.expect("sync_server.hub", match="is held: changeset_too_large"):
        assert hub.deliver_post() == 1
    receiver.sync()
    assert len(receiver.all_of("delivery")) == 1
    assert letters_of(hub)[0] == ("stc", "delivery", "held", "changeset_too_large")


def test_postman_crash_delivers_once(hub: Hub, sender: FakePc, receiver: FakePc) -> None:
    """Naive: a delivery gets an id of its own each time it is written (R4)."""
    send_issued(sender, "stc")
    sender.sync()
    (letter,) = waiting(hub)
    crash_before_commit(hub, letter.place)
    assert hub.deliver_post() == 1
    reopen(hub, letter)  # as a server restored to before the mark would have it
    before = log_of(hub, receiver.scope)
    assert hub.deliver_post() == 1
    assert log_of(hub, receiver.scope) == before
    receiver.sync()
    assert len(receiver.all_of("delivery")) == 1


def test_two_postmen_at_once_deliver_once(hub: Hub, sender: FakePc, receiver: FakePc) -> None:
    send_issued(sender, "stc")
    sender.sync()
    (letter,) = waiting(hub)
    rounds = []
    for _ in range(2):  # both have read the same list of what waits
        with writing(hub.core.engine) as conn:
            rounds.append(postman.deliver(conn, hub.core.server, letter.place))
    assert rounds == [True, False]


def test_a_status_never_goes_back(hub: Hub, sender: FakePc, receiver: FakePc) -> None:
    delivery_id = delivered(hub, sender, receiver)
    receiver.accept(delivery_id)
    receiver.sync()
    receiver.sync()
    first, second = waiting(hub)
    assert (first.kind, second.kind) == ("status:01", "status:03")
    for letter in (second, first):  # the later one overtakes
        with writing(hub.core.engine) as conn:
            postman.deliver(conn, hub.core.server, letter.place)
    sender.sync()
    assert statuses(sender) == [("stc", "03")]


def give_number(work: ScopeWork, document_id: str) -> None:
    values: Values = {"code_number": "07", "state": "da_phat_hanh"}
    change = difference(work, "outgoing_document", document_id, values)
    assert change
    act(work, "book_numbers", [change])
