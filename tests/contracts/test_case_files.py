"""Case files of an office on several PCs: one item for a document, none into a closed file."""

from __future__ import annotations

import pytest

from common.changes.changeset import Change
from sync_server.hub.hub import Hub
from tests.helpers.devices import FakePc, enrolled
from tests.helpers.hubs import cases_of


@pytest.fixture
def pc(hub: Hub) -> FakePc:
    return enrolled(hub, "stc")


@pytest.fixture
def colleague(hub: Hub, pc: FakePc) -> FakePc:
    return enrolled(hub, "stc")


@pytest.fixture
def document_id(pc: FakePc) -> str:
    """An arrival."""
    return pc.register()


@pytest.fixture
def file_id(pc: FakePc, colleague: FakePc, document_id: str) -> str:
    """An open file that both PCs have."""
    made = pc.open_file()
    pc.sync()
    colleague.sync()
    return made


def test_a_document_in_a_file_reaches_the_colleague(
    pc: FakePc, colleague: FakePc, file_id: str, document_id: str
) -> None:
    own = pc.file(file_id, document_id)
    pc.sync()
    colleague.sync()
    assert pc.fate(own) == "applied"
    (item,) = colleague.all_of("case_file_item")
    assert (item.values["case_file_id"], item.values["document_id"]) == (file_id, document_id)


def test_two_who_add_one_document_offline_make_one_item(
    pc: FakePc, colleague: FakePc, file_id: str, document_id: str
) -> None:
    colleague.clock.forward(hours=1)
    first, second = pc.file(file_id, document_id), colleague.file(file_id, document_id)
    pc.sync()
    colleague.sync()
    assert (pc.fate(first), colleague.fate(second)) == ("applied", "applied")
    assert len(colleague.all_of("case_file_item")) == 1


def test_an_item_for_a_file_that_was_closed_meanwhile_is_parked(
    pc: FakePc, colleague: FakePc, file_id: str, document_id: str
) -> None:
    pc.close_file(file_id)
    item = colleague.file(file_id, document_id)
    pc.sync()
    colleague.sync()
    assert item.result
    assert (item.result.fate, item.result.code) == ("parked", "parked_guard")
    assert colleague.all_of("case_file_item") == []
    kinds = {conflict.values["kind"] for conflict in colleague.all_of("conflict")}
    assert kinds == {"item_for_closed_file"}


def test_nothing_is_taken_out_of_a_file_that_was_closed_meanwhile(
    pc: FakePc, colleague: FakePc, file_id: str, document_id: str
) -> None:
    pc.file(file_id, document_id)
    pc.sync()
    colleague.sync()
    out = colleague.take_out(file_id, document_id)
    pc.close_file(file_id, doc_total=1)
    pc.sync()
    colleague.sync()
    assert colleague.fate(out) == "parked"
    assert "removed_at" not in colleague.all_of("case_file_item")[0].values


def test_a_file_closed_and_opened_again_takes_the_item(
    pc: FakePc, colleague: FakePc, file_id: str, document_id: str
) -> None:
    pc.close_file(file_id)
    pc.reopen_file(file_id)
    pc.sync()
    item = colleague.file(file_id, document_id)
    colleague.sync()
    assert colleague.fate(item) == "applied"


def test_an_unseen_edit_of_a_closed_file_is_parked(
    pc: FakePc, colleague: FakePc, file_id: str
) -> None:
    pc.close_file(file_id)
    edit = colleague.edit(file_id, "edit_case_file", title="Tiêu đề khác")
    pc.sync()
    colleague.sync()
    assert colleague.fate(edit) == "parked"
    assert colleague.values("case_file", file_id)["title"] == "Dự toán năm 2026"


def test_edits_of_two_fields_meet(pc: FakePc, colleague: FakePc, file_id: str) -> None:
    pc.edit(file_id, "edit_case_file", maintenance="10 năm")
    colleague.edit(file_id, "edit_case_file", description="Kèm bản giấy")
    pc.sync()
    colleague.sync()
    values = colleague.values("case_file", file_id)
    assert (values["maintenance"], values["description"]) == ("10 năm", "Kèm bản giấy")


def test_what_was_taken_out_comes_in_again_by_whoever_saw_it(
    pc: FakePc, file_id: str, document_id: str
) -> None:
    pc.file(file_id, document_id)
    pc.take_out(file_id, document_id)
    pc.sync()
    again = pc.file(file_id, document_id)
    pc.sync()
    assert pc.fate(again) == "applied"
    assert "removed_at" not in pc.all_of("case_file_item")[0].values


def test_an_item_added_without_seeing_its_removal_is_not_lost(
    pc: FakePc, colleague: FakePc, file_id: str, document_id: str
) -> None:
    item = colleague.file(file_id, document_id)
    pc.file(file_id, document_id)
    pc.take_out(file_id, document_id)
    pc.sync()
    colleague.sync()
    assert colleague.fate(item) == "parked"


def test_an_item_stays_the_item_of_its_document(
    hub: Hub, pc: FakePc, file_id: str, document_id: str
) -> None:
    pc.file(file_id, document_id)
    pc.sync()
    (item,) = pc.all_of("case_file_item")
    other: Change = pc.change("case_file_item", item.id, document_id=file_id)
    own = pc.do("add_to_case_file", other, guards=())
    pc.sync()
    assert own.result
    assert (own.result.fate, own.result.code) == ("quarantined", "append_only")
    assert len(cases_of(hub, pc.scope)) == 1


def test_whoever_only_administers_opens_no_file(hub: Hub, pc: FakePc) -> None:
    admin = enrolled(hub, "stc", roles=("admin",))
    admin.open_file()
    admin.sync()
    assert admin.own[-1].result
    assert admin.own[-1].result.code == "role_missing"
