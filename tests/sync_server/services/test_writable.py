"""Each action of a person writes its own records only."""

from __future__ import annotations

import pytest

from common.changes.changeset import Change
from common.changes.record import Record
from common.entities.registry import ENTITIES
from common.entities.schema import Value
from common.errors import NotAllowed, RuleViolation
from common.rules.actions import ACTIONS
from common.rules.permissions import MATRIX
from sync_server.services.settling import SETTLEMENTS
from sync_server.services.writable import WRITES, check_writable

ID = "01999999-0000-7000-8000-000000000000"
SEEN = {"*": "1.1"}


def present(entity: str, **values: Value) -> Record:
    return Record(entity, ID, values, SEEN)


def test_every_action_of_a_person_says_what_it_writes() -> None:
    assert WRITES.keys() | SETTLEMENTS == MATRIX.keys()
    assert set().union(*WRITES.values()) <= ENTITIES.keys()
    assert all(ACTIONS[action].target in entities for action, entities in WRITES.items())


@pytest.mark.parametrize("entity", ["user", "role_grant", "office", "conflict", "dispatch_status"])
@pytest.mark.parametrize("action", sorted(WRITES))
def test_no_action_writes_what_only_the_server_may(action: str, entity: str) -> None:
    with pytest.raises(NotAllowed, match="entity_not_writable"):
        check_writable(action, Change(entity, ID, {"x": 1}), None)


def test_a_delivery_is_made_by_the_server_only() -> None:
    with pytest.raises(RuleViolation, match="record_unknown"):
        check_writable("accept_delivery", Change("delivery", ID, {"state": "da_tiep_nhan"}), None)


def test_what_the_sender_wrote_in_a_delivery_stays() -> None:
    change = Change("delivery", ID, {"state": "da_tiep_nhan", "subject": "khác"}, SEEN)
    with pytest.raises(NotAllowed, match="entity_not_writable"):
        check_writable("accept_delivery", change, present("delivery", state="cho_tiep_nhan"))


def test_a_number_is_cancelled_but_not_given_by_hand() -> None:
    row = present("number", state="given")
    check_writable("remove_incoming", Change("number", ID, {"state": "cancelled"}, SEEN), row)
    for values in ({"state": "given"}, {"document_id": ID}):
        with pytest.raises(NotAllowed, match="entity_not_writable"):
            check_writable("remove_incoming", Change("number", ID, values, SEEN), row)


def test_a_series_is_given_back_but_not_taken() -> None:
    series = present("series", held_by=3)
    check_writable("release_series", Change("series", ID, {"held_by": 0}, SEEN), series)
    with pytest.raises(NotAllowed, match="entity_not_writable"):
        check_writable("release_series", Change("series", ID, {"held_by": 4}, SEEN), series)


@pytest.mark.parametrize("action", ["issue_outgoing", "edit_outgoing", "send_outgoing"])
def test_only_making_a_document_makes_one(action: str) -> None:
    with pytest.raises(NotAllowed, match="state_forbids"):
        check_writable(action, Change("outgoing_document", ID, {"subject": "x"}), None)


def test_an_action_sets_the_states_of_its_move_only() -> None:
    draft = present("outgoing_document", state="du_thao")
    for state in ("da_phat_hanh", "cho_so"):
        check_writable("issue_outgoing", Change("outgoing_document", ID, {"state": state}), draft)
    change = Change("outgoing_document", ID, {"state": "da_dang_ky"}, SEEN)
    with pytest.raises(NotAllowed, match="state_forbids"):
        check_writable("issue_outgoing", change, draft)


def test_what_is_written_once_may_be_said_again_but_not_changed() -> None:
    sent = present("dispatch", document_id=ID, to_offices=["stc"], sent_at=1)
    check_writable("send_outgoing", Change("dispatch", ID, {"to_offices": ["stc"]}), sent)
    with pytest.raises(RuleViolation, match="append_only"):
        check_writable("send_outgoing", Change("dispatch", ID, {"to_offices": ["snv"]}), sent)


@pytest.mark.parametrize("side", ["add", "remove"])
def test_elements_belong_to_fields_that_hold_sets(side: str) -> None:
    change = Change("incoming_document", ID, {}, SEEN, **{side: {"subject": ["x"]}})
    with pytest.raises(RuleViolation, match="field_not_writable"):
        check_writable("edit_incoming", change, present("incoming_document"))


def test_what_two_made_without_seeing_each_other_is_for_the_merge() -> None:
    there = present("recall", document_id=ID, dispatch_id=ID, reason="Sai số liệu")
    check_writable("recall_outgoing", Change("recall", ID, {"reason": "Sai thể thức"}), there)
    seen = Change("recall", ID, {"reason": "Sai thể thức"}, SEEN)
    with pytest.raises(RuleViolation, match="append_only"):
        check_writable("recall_outgoing", seen, there)


def test_only_a_recall_that_was_asked_for_is_answered() -> None:
    change = Change("delivery", ID, {"recall_answer": "refused"}, SEEN)
    check_writable("answer_recall", change, present("delivery", recall_asked_at=1))
    with pytest.raises(NotAllowed, match="recall_not_asked"):
        check_writable("answer_recall", change, present("delivery"))


@pytest.mark.parametrize("values", [{"state": "da_dang_ky"}, {"subject": "khác"}])
def test_an_answered_recall_only_cancels_the_arrival(values: dict[str, Value]) -> None:
    arrival = present("incoming_document", state="da_dang_ky", subject="x")
    cancel = Change("incoming_document", ID, {"state": "da_huy_thu_hoi"}, SEEN)
    check_writable("answer_recall", cancel, arrival)
    with pytest.raises(NotAllowed, match="entity_not_writable"):
        check_writable("answer_recall", Change("incoming_document", ID, values, SEEN), arrival)


@pytest.mark.parametrize("action", ["add_to_case_file", "remove_from_case_file"])
def test_an_item_leaves_its_file_as_it_is(action: str) -> None:
    change = Change("case_file", ID, {"title": "khác"}, SEEN)
    with pytest.raises(NotAllowed, match="entity_not_writable"):
        check_writable(action, change, present("case_file", state="dang_mo"))


def test_an_item_is_not_moved_to_another_document() -> None:
    item = present("case_file_item", case_file_id=ID, document_id=ID)
    check_writable("add_to_case_file", Change("case_file_item", ID, {"added_at": 2}, SEEN), item)
    moved = Change("case_file_item", ID, {"document_id": "x"}, SEEN)
    with pytest.raises(RuleViolation, match="append_only"):
        check_writable("add_to_case_file", moved, item)


# registers


@pytest.mark.parametrize("action", ["issue_outgoing", "register_incoming"])
def test_a_reserved_number_is_put_to_use_and_no_other_that_was_seen(action: str) -> None:
    used = Change("number", ID, {"state": "given", "document_id": ID, "dated": "2026-09-14"}, SEEN)
    check_writable(action, used, present("number", state="reserved"))
    for state in ("given", "cancelled", "unaccounted", "disputed"):
        with pytest.raises(NotAllowed, match="state_forbids"):
            check_writable(action, used, present("number", state=state))
    with pytest.raises(RuleViolation, match="record_unknown"):
        check_writable(action, used, None)


def test_of_a_number_that_somebody_else_used_meanwhile_the_merge_decides() -> None:
    used = Change("number", ID, {"state": "given", "document_id": ID}, {"*": "1.1"})
    taken = Record("number", ID, {"state": "given"}, {"*": "1.1", "state": "2.7"})
    check_writable("issue_outgoing", used, taken)


@pytest.mark.parametrize(
    ("action", "state"), [("cancel_number", "reserved"), ("close_number", "unaccounted")]
)
def test_a_number_ends_from_its_own_state_only(action: str, state: str) -> None:
    ended = Change("number", ID, {"state": "cancelled", "reason": "Thôi"}, SEEN)
    check_writable(action, ended, present("number", state=state))
    with pytest.raises(NotAllowed, match="state_forbids"):
        check_writable(action, ended, present("number", state="given"))
    given = Change("number", ID, {"state": "given"}, SEEN)
    with pytest.raises(NotAllowed, match="entity_not_writable"):
        check_writable(action, given, present("number", state=state))


def test_reserving_makes_a_row_but_gives_it_to_nobody() -> None:
    check_writable("reserve_number", Change("number", ID, {"reserved_for": "Ai"}), None)
    for values in ({"state": "given"}, {"document_id": ID}, {"number": 5}):
        with pytest.raises(NotAllowed, match="entity_not_writable"):
            check_writable("reserve_number", Change("number", ID, values), None)


@pytest.mark.parametrize(
    ("action", "entity", "values"),
    [
        ("number_outgoing", "outgoing_document", {"subject": "khác"}),
        ("number_incoming", "incoming_document", {"arrival_date": "2026-09-14"}),
        ("correct_issued_date", "outgoing_document", {"code_number": "7"}),
        ("correct_arrival_date", "number", {"document_id": ID}),
        ("configure_series", "series", {"held_by": 3}),
        ("confirm_register", "register_book", {"closed_at": None}),
        ("close_year", "register_book", {"last_number": 7}),
    ],
)
def test_an_action_of_the_registers_writes_its_own_fields_only(
    action: str, entity: str, values: dict[str, Value]
) -> None:
    state = {"number_outgoing": "cho_so", "number_incoming": "cho_so"}.get(action, "given")
    with pytest.raises(NotAllowed, match="entity_not_writable"):
        check_writable(action, Change(entity, ID, values, SEEN), present(entity, state=state))


def test_a_book_is_confirmed_though_it_was_not_seen() -> None:
    typed = Change("register_book", ID, {"confirmed_number": 107}, {"*": ""})
    check_writable("confirm_register", typed, present("register_book", last_number=100))
    with pytest.raises(RuleViolation, match="record_unknown"):
        check_writable("confirm_register", typed, None)


@pytest.mark.parametrize(
    ("action", "entity", "field"),
    [
        ("edit_incoming", "incoming_document", "arrival_number"),
        ("edit_incoming", "incoming_document", "late_why"),
        ("edit_outgoing", "outgoing_document", "code_number"),
        ("create_outgoing", "outgoing_document", "number_suffix"),
    ],
)
def test_plain_edits_never_write_what_the_register_gives(
    action: str, entity: str, field: str
) -> None:
    with pytest.raises(NotAllowed, match="entity_not_writable"):
        check_writable(action, Change(entity, ID, {field: "7"}, SEEN), present(entity))
