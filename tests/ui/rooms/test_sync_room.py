"""Đồng bộ by keyboard, on a real store with the real server in the same process."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMessageBox

from desktop.commands.incoming import EditIncoming, RemoveIncoming
from desktop.office import Person
from desktop.ui.models.search_results import HIT_ROLE
from desktop.ui.rooms.incoming import IncomingRoom
from desktop.ui.windows.main_window import INCOMING, SYNC
from tests.helpers.desks import Desk
from tests.helpers.keyboard import press, press_letter, type_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


# ── settling ─────────────────────────────────────────────────────────────────


def test_a_conflict_shows_what_it_was_what_stands_and_the_other_side(desk: Desk) -> None:
    desk.clash()
    desk.open_room()
    assert desk.titles()[:2] == ["Xung đột cần giải quyết (1)", "Trích yếu nội dung"]
    hit = desk.room.model.index(1, 0).data(HIT_ROLE)
    assert (hit.note, hit.state.text) == ("Văn bản đến số 101  ·  Phạm Thị Hoa", "hôm nay")
    assert desk.values() == ["một", "hai"]
    shown = desk.room.settling.shown
    assert shown is not None
    assert shown.dispute.row.values["base_value"] == {"value": "cũ"}


@pytest.mark.parametrize(("moves", "stands"), [((), "một"), (("Right",), "hai")])
def test_a_side_is_chosen_and_settled_by_keyboard(
    desk: Desk, moves: tuple[str, ...], stands: str
) -> None:
    desk.clash()
    desk.open_room()
    press("Return", "Space", *moves, "Tab", "Tab")
    type_text("Theo bản giấy")
    press("Ctrl+Return")
    desk.rest()
    assert "Đã giải quyết" in desk.window.toast.text
    desk.together()
    assert [desk.value(office) for office in (desk.mine, desk.other)] == [stands, stands]
    assert desk.disputes(desk.other) == []


def test_a_third_value_is_chosen_by_typing_it(desk: Desk) -> None:
    desk.clash()
    desk.open_room()
    press("Return", "Tab")
    type_text("của cả hai")
    press("Tab")
    type_text("Đã hỏi lại")
    press("Ctrl+Return")
    desk.together()
    assert desk.value(desk.other) == "của cả hai"


def test_what_is_missing_is_said_at_its_place(desk: Desk) -> None:
    desk.clash()
    desk.open_room()
    press("Return", "Ctrl+Return")
    pane = desk.room.settling
    assert pane.problem == "Chưa chọn cách giải quyết nào."
    assert pane.reason_row.error == "Chưa ghi lý do."
    press("Tab", "Tab")
    type_text("Đã hỏi")
    press("Ctrl+Return")
    assert (pane.problem, pane.reason_row.error) == ("Chưa chọn cách giải quyết nào.", "")
    press("Tab")
    type_text(" ")
    press("Ctrl+Return")
    assert pane.third_error == "Chưa nhập «Trích yếu nội dung»."
    assert len(desk.disputes(desk.mine)) == 1


def test_a_date_is_settled_by_a_date(desk: Desk) -> None:
    desk.clash("2026-10-08", "2026-09-30", "due_date")
    desk.open_room()
    assert desk.values() == ["30/09/2026", "08/10/2026"]
    press("Return", "Tab")
    type_text("31/9")
    press("Tab")
    type_text("Theo công văn")
    press("Ctrl+Return")
    assert desk.room.settling.third_error != ""
    press("Ctrl+A")
    type_text("1/10")
    press("Ctrl+Return")
    desk.together()
    assert desk.value(desk.other, "due_date") == "2026-10-01"


def test_a_whole_action_stands_field_by_field_in_two_columns(desk: Desk) -> None:
    desk.other.run(RemoveIncoming(desk.arrival, "Nhập nhầm"))
    desk.other.sync()
    desk.mine.run(EditIncoming(desk.arrival, {"subject": "hai"}))
    desk.together()
    desk.open_room()
    table = desk.room.settling.table.model_of_sides
    rows = [
        [table.index(row, column).data() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]
    assert ["Trích yếu nội dung", "cũ", "hai"] in rows
    press("Return", "Space", "Right", "Tab")
    type_text("Không nhầm")
    press("Ctrl+Return")
    desk.together()
    assert (desk.value(desk.other), desk.value(desk.other, "removed_at")) == ("hai", None)


def test_only_outcomes_that_are_possible_are_offered(desk: Desk) -> None:
    desk.other.run(RemoveIncoming(desk.arrival, "Nhập nhầm"))
    desk.other.sync()
    desk.mine.run(EditIncoming(desk.arrival, {"subject": "hai"}))
    desk.together()
    desk.open_room()
    assert desk.room.settling.choices.offered == ["first", "other"]


# ── what comes meanwhile ─────────────────────────────────────────────────────


def add_a_side(desk: Desk) -> None:
    """The colleague, who sees the conflict, writes another value over what stands."""
    desk.other.run(EditIncoming(desk.arrival, {"subject": "một, sửa thêm"}))
    desk.other.sync()


def test_a_side_that_comes_while_the_pane_is_open_is_shown_and_nothing_typed_is_lost(
    desk: Desk,
) -> None:
    desk.clash()
    desk.open_room()
    press("Return", "Space", "Tab", "Tab")
    type_text("Theo bản giấy")
    add_a_side(desk)
    desk.mine.sync()
    desk.rest()
    pane = desk.room.settling
    assert "một, sửa thêm" in desk.values()
    assert "thêm giá trị mới" in pane.banner.text
    assert (pane.reason, pane.choices.made) == ("Theo bản giấy", None)
    assert desk.room.settling.command() is None, "it is not settled unseen"


def test_a_side_that_comes_in_the_very_moment_is_not_settled_unseen(desk: Desk) -> None:
    desk.clash()
    desk.open_room()
    press("Return", "Space", "Tab", "Tab")
    type_text("Theo bản giấy")
    add_a_side(desk)
    desk.mine.sync()  # the window has not heard of it yet
    press("Ctrl+Return")
    desk.rest()
    pane = desk.room.settling
    assert "thêm giá trị mới" in pane.banner.text
    assert "một, sửa thêm" in desk.values()
    assert (pane.reason, pane.choices.made) == ("Theo bản giấy", None)
    pane.focus_first()
    press("Space", "Ctrl+Return")
    desk.together()
    assert desk.value(desk.other) == "một, sửa thêm"


def test_a_settlement_that_the_server_refuses_comes_back_with_the_new_side(desk: Desk) -> None:
    desk.clash()
    desk.open_room()
    add_a_side(desk)
    press("Return", "Space", "Tab", "Tab")
    type_text("Theo bản giấy")
    press("Ctrl+Return")
    desk.rest()
    assert desk.titles()[0] != "Xung đột cần giải quyết (1)"
    desk.mine.sync()
    desk.mine.sync()
    desk.rest()
    desk.window.show_record("conflict", desk.disputes(desk.mine)[0].row.id)
    desk.rest()
    assert "thêm giá trị mới" in desk.room.settling.banner.text
    assert "một, sửa thêm" in desk.values()


def test_a_conflict_settled_elsewhere_says_so_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.clash()
    desk.open_room()
    press("Return", "Tab")
    type_text("của tôi")
    [dispute] = desk.disputes(desk.other)
    desk.other.sync()
    desk.other.run(desk.settled_as(dispute, "first", "Đã gọi điện"))
    desk.other.sync()
    desk.mine.sync()
    desk.rest()
    pane = desk.room.settling
    assert "Đã gọi điện" in pane.banner.text
    assert pane.third == "của tôi"
    assert not desk.room.acts.settle.isEnabled()
    press("Esc")
    assert desk.room.empty.hasFocus()


def test_what_was_typed_for_one_conflict_stays_while_another_is_looked_at(desk: Desk) -> None:
    desk.clash()
    desk.clash("2026-10-08", "2026-09-30", "due_date")
    desk.open_room()
    press("Return", "Tab", "Tab")
    type_text("Theo bản giấy")
    press("Esc", "Down")
    desk.rest()
    assert desk.room.settling.reason == ""
    press("Up")
    desk.rest()
    assert desk.room.settling.reason == "Theo bản giấy"


def test_another_conflict_is_gone_to_without_losing_what_was_begun(desk: Desk) -> None:
    desk.clash()
    desk.clash("2026-10-08", "2026-09-30", "due_date")
    desk.open_room()
    press("Return", "Tab", "Tab")
    type_text("Theo bản giấy")
    begun = desk.room.settling.shown
    assert begun is not None
    for dispute in desk.disputes(desk.mine)[::-1]:
        desk.window.show_record("conflict", dispute.row.id)
        desk.rest()
        shown = desk.room.settling.shown
        assert shown is not None
        expected = "Theo bản giấy" if shown.id == begun.id else ""
        assert desk.room.settling.reason == expected


def test_who_may_not_decide_is_told_so(desk: Desk) -> None:
    desk.clash()
    desk.session.person = Person("khac", "Người khác", frozenset())
    desk.session.office.who = replace(desk.session.office.who, user_id="khac")
    desk.open_room()
    assert not desk.room.acts.settle.isEnabled()
    assert "Chỉ văn thư" in desk.room.settling.hint
    press("Return")
    desk.rest()
    assert desk.room.settling.command() is None


def test_leaving_with_a_decision_begun_asks_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: answers.pop(0))
    desk.clash()
    desk.open_room()
    press("Return", "Tab", "Tab")
    type_text("Theo bản giấy")
    assert not desk.room.may_leave()
    assert desk.room.may_leave()


# ── the way here ─────────────────────────────────────────────────────────────


def test_a_record_in_conflict_leads_to_its_settlement(desk: Desk) -> None:
    desk.clash()
    incoming = desk.window.rooms[INCOMING]
    assert isinstance(incoming, IncomingRoom)
    assert incoming.settle.isEnabled()
    press("Ctrl+J")
    desk.rest()
    assert desk.window.navigation.room == SYNC
    assert desk.values() == ["một", "hai"]


def test_a_field_in_conflict_is_settled_not_edited(desk: Desk) -> None:
    desk.clash()
    press("F2")
    desk.rest()
    incoming = desk.window.rooms[INCOMING]
    assert isinstance(incoming, IncomingRoom)
    form = incoming.form.form
    form.editor("subject").widget.setFocus()
    press_letter("x")
    assert form.changed_values() == {}
    assert "Ctrl+J" in form.editor("subject").widget.accessibleDescription()
    incoming.form.request_close()
    press("Ctrl+N")
    desk.rest()
    form.editor("subject").widget.setFocus()
    type_text("Văn bản mới")
    assert form.editor("subject").value == "Văn bản mới"


def test_the_indicator_leads_to_the_room_and_the_navigation_counts(desk: Desk) -> None:
    desk.clash()
    desk.window.indicator.click()
    desk.rest()
    assert desk.window.navigation.room == SYNC
    assert desk.session.engine.asking_a_person == 1
