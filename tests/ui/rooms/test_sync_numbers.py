"""A number that two papers carry, and a paper with two numbers, are settled in the window."""

from __future__ import annotations

import pytest

from desktop.commands.incoming import RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing
from sync_server.services.revocation import Stated
from tests.helpers.desks import Desk
from tests.helpers.keyboard import press, type_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def take_series(desk: Desk, series: str) -> None:
    """The window's PC is believed to be lost: the colleague's goes on with the series."""
    stated = Stated(2026, 101, "Trần Thị Hoa", "Máy không bật được")
    desk.world.hub.revoke_lease("stc", series, stated, to_device=desk.other.who.device)
    desk.other.sync()


def settle_by(desk: Desk, *keys: str) -> None:
    press("Return", *keys)
    press("Tab")
    type_text("Đã xem bản giấy")
    press("Ctrl+Return")
    desk.together()


def test_two_documents_of_one_number_are_shown_as_documents(desk: Desk) -> None:
    desk.mine.run(RegisterIncoming({"subject": "của máy này", "organ_name": "UBND tỉnh"}))
    take_series(desk, "den")
    desk.other.run(RegisterIncoming({"subject": "của máy kia", "organ_name": "Sở Nội vụ"}))
    desk.other.sync()
    desk.together()
    desk.open_room()
    assert sorted(value.partition("\n")[2] for value in desk.values()) == [
        "của máy kia",
        "của máy này",
    ]
    assert desk.room.settling.choices.offered == ["first", "other", "both"]
    settle_by(desk, "Space", "Right", "Down")
    assert desk.disputes(desk.other) == []


def test_a_paper_with_two_numbers_asks_which_one_left(desk: Desk) -> None:
    paper = desk.mine.run(CreateOutgoing({"type_name": "Quyết định", "subject": "Quy chế"})).id
    desk.together()
    desk.mine.run(IssueOutgoing(paper))
    take_series(desk, "di")
    desk.other.run(IssueOutgoing(paper))
    desk.other.sync()
    desk.together()
    desk.open_room()
    assert all(value.startswith("Số 10") and "14/09/2026" in value for value in desk.values())
    assert "Bản giấy nào" in desk.room.settling.question
    settle_by(desk, "Space")
    assert desk.disputes(desk.other) == []
