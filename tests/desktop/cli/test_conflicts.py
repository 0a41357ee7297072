"""Conflicts and cases by command line: seen by both, settled by either, and never gone unseen."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync_server.services.judging import grant_key
from sync_server.services.server_acts import act, difference
from tests.helpers.command_lines import Cable, CommandLine, MakePc

ARRIVAL = {"organ_name": "UBND tỉnh", "code_number": "12", "subject": "Về việc cũ"}


@pytest.fixture
def other(pc: CommandLine, new_pc: MakePc) -> CommandLine:
    """A second clerk's PC of Sở Tài chính."""
    made = new_pc("stc2")
    made.enroll("stc", "lan")
    return made


@pytest.fixture
def arrival(pc: CommandLine, other: CommandLine) -> str:
    """An arrival that both see."""
    made = pc.json("incoming", "add", "--from", "-", stdin=json.dumps(ARRIVAL))
    synced(pc, other)
    return str(made["id"])


@pytest.fixture
def clash(pc: CommandLine, other: CommandLine, arrival: str) -> str:
    """Both changed its subject; the first's stands. The conflict's id."""
    edited(pc, arrival, subject="Của máy một")
    edited(other, arrival, subject="Của máy hai")
    synced(pc, other)
    return str(only(pc)["id"])


def edited(pc: CommandLine, record_id: str, **fields: Any) -> None:
    pc.json("incoming", "edit", record_id, "--from", "-", stdin=json.dumps(fields))


def synced(*pcs: CommandLine) -> None:
    for pc in pcs * 2:
        pc.json("sync")


def only(pc: CommandLine, *words: str) -> Any:
    (found,) = pc.json("conflicts", "list", *words)
    return found


def subject(pc: CommandLine, record_id: str) -> str:
    return str(pc.json("incoming", "show", record_id)["subject"])


def test_a_conflict_is_listed_with_both_values_and_who_wrote_them(
    pc: CommandLine, clash: str
) -> None:
    told = only(pc)
    assert (told["kind"], told["field"], told["state"]) == ("field_clash", "subject", "open")
    assert told["record"] == "Văn bản đến số 101 12: Của máy một"
    assert [(one["value"], one["device"]) for one in told["sides"]] == [
        ("Của máy một", 1),
        ("Của máy hai", 2),
    ]
    assert [one["full_name"] for one in told["sides"]] == ["hoa", "lan"]
    assert (told["outcomes"], told["centre_from"]) == (["first", "other", "value"], "2026-09-18")


def test_people_read_what_it_is_about_and_how_to_settle_it(pc: CommandLine, clash: str) -> None:
    shown = pc("conflicts", "show", clash[:13]).out
    assert "1. «Của máy một» (hoa, máy 1, 09:00 14/09/2026)" in shown
    assert "2. «Của máy hai» (lan, máy 2, 09:00 14/09/2026)" in shown
    assert f"vanthu conflicts settle {clash[:13]} --keep first|other|subject=GIÁ_TRỊ" in shown
    assert "cơ quan; từ 18/09/2026 cả trung tâm" in shown


def test_a_record_shows_its_open_conflict_and_what_became_of_own_work(
    other: CommandLine, arrival: str, clash: str
) -> None:
    shown = other.json("incoming", "show", arrival)
    assert shown["subject"] == "Của máy hai"
    assert [one["id"] for one in shown["conflicts"]] == [clash]
    (work,) = shown["own_work"]
    assert (work["fate"], work["code"]) == ("parked", "parked_clash")
    text = other("incoming", "show", arrival).out
    assert "1. «Của máy một»" in text
    assert "Có xung đột. Người khác đã sửa cùng chỗ" in text


@pytest.mark.parametrize(
    ("keep", "stands"),
    [
        ("first", "Của máy một"),
        ("1", "Của máy một"),
        ("other", "Của máy hai"),
        ("2", "Của máy hai"),
        ("subject=Của cả hai", "Của cả hai"),
    ],
)
def test_it_is_settled_with_a_reason(
    pc: CommandLine, other: CommandLine, arrival: str, clash: str, keep: str, stands: str
) -> None:
    (told,) = pc.json("conflicts", "settle", clash, "--keep", keep, "--reason", "Theo bản giấy")
    assert (told["state"], told["pending"], told["settled_why"]) == (
        "settled",
        True,
        "Theo bản giấy",
    )
    synced(pc, other)
    assert [subject(one, arrival) for one in (pc, other)] == [stands, stands]
    assert other.json("conflicts", "list") == []
    (settled,) = other.json("conflicts", "list", "--all")
    assert (settled["settled_by_name"], settled["pending"]) == ("hoa", False)
    assert other.json("verify")["findings"] == []


def test_offline_it_shows_as_settled_at_once(
    cable: Cable, other: CommandLine, arrival: str, clash: str
) -> None:
    cable.is_out = True
    other.json("conflicts", "settle", clash, "--keep", "first", "--reason", "Đúng")
    assert subject(other, arrival) == "Của máy một"
    assert other.json("status")["conflicts"] == 0
    assert "(chờ gửi)" in other("conflicts", "list", "--all").out


def test_resolution_races_with_edit(
    pc: CommandLine, other: CommandLine, arrival: str, clash: str
) -> None:
    edited(other, arrival, subject="Của máy hai, sửa thêm")
    pc.json("conflicts", "settle", clash, "--keep", "first", "--reason", "Đúng")
    other.json("sync")
    synced(pc)
    status = pc.json("status")
    assert (status["conflicts"], status["settlements_refused"]) == (1, 1)
    assert "Giải quyết chưa được nhận" in pc("status").out
    told = only(pc)
    assert [one["value"] for one in told["sides"]] == ["Của máy một", "Của máy hai, sửa thêm"]
    shown = pc("incoming", "show", arrival).out
    assert "Xung đột vừa có thêm giá trị mới" in shown
    assert "2. «Của máy hai, sửa thêm»" in shown


def test_settled_otherwise_elsewhere_it_opens_again_with_both_reasons(
    pc: CommandLine, other: CommandLine, arrival: str, clash: str
) -> None:
    pc.json("conflicts", "settle", clash, "--keep", "first", "--reason", "Lý do một")
    other.json("conflicts", "settle", clash, "--keep", "other", "--reason", "Lý do hai")
    synced(pc, other)
    assert [one["settled_why"] for one in only(other)["history"]] == ["Lý do một", "Lý do hai"]
    assert other.json("status")["settlements_refused"] == 1
    shown = other("incoming", "show", arrival).out
    assert "Người khác đã giải quyết xung đột này theo cách khác" in shown


def test_several_fields_of_one_record_are_settled_in_one_line(
    pc: CommandLine, other: CommandLine, arrival: str
) -> None:
    edited(pc, arrival, subject="một", due_date="2026-10-01")
    edited(other, arrival, subject="hai", due_date="2026-11-01")
    synced(pc, other)
    error = pc.json("conflicts", "settle", arrival, "--keep", "first", "--reason", "x", code=1)
    assert (error["error"]["code"], error["error"]["params"]["count"]) == ("conflict_ambiguous", 2)
    settled = pc.json(
        "conflicts", "settle", arrival, "--keep", "subject=ba", "due_date=15/10/2026", "--reason",
        "Đã hỏi",
    )  # fmt: skip
    assert [one["field"] for one in settled] == ["subject", "due_date"]
    synced(pc, other)
    shown = other.json("incoming", "show", arrival)
    assert (shown["subject"], shown["due_date"], shown["conflicts"]) == ("ba", "2026-10-15", [])


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["x", "--keep", "first"], 1, "record_not_found"),
        (["ID", "--keep", "both"], 1, "outcome_not_possible"),
        (["ID", "--keep", "3"], 1, "side_unknown"),
        (["ID", "--keep", "to_places=x"], 1, "field_unknown"),
        (["ID", "--keep", "subject="], 1, "field_required"),
        (["ID", "--keep", "mine"], 2, "usage"),
        (["ID", "--keep", "first", "other"], 2, "usage"),
        (["ID", "--keep", "first", "subject=x"], 2, "usage"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_settled(
    pc: CommandLine, clash: str, words: list[str], code: int, error: str
) -> None:
    line = [clash if word == "ID" else word for word in words]
    told = pc.json("conflicts", "settle", *line, "--reason", "x", code=code)
    assert told["error"]["code"] == error
    assert only(pc)["state"] == "open"


# cases


@pytest.fixture
def quarantined(cable: Cable, other: CommandLine, arrival: str) -> str:
    """The second clerk's role ended before their PC pushed two edits; the first one's name."""
    edited(other, arrival, subject="Sửa một")
    edited(other, arrival, subject="Sửa hai")
    (person,) = [one for one in cable.hub.users("stc") if one.login == "lan"]
    with cable.hub.core.scope("office/stc") as work:
        ended = difference(work, *grant_key(person.user_id, "clerk"), {"ended": True})
        assert ended
        act(work, "enrol_person", [ended])
    other.json("sync")
    return "2.1"


def test_what_waits_is_listed_with_the_reason_and_what_it_waits_for(
    pc: CommandLine, quarantined: str, arrival: str
) -> None:
    pc.json("sync")
    first, second = pc.json("cases", "list")
    assert (first["changeset"], first["state"], first["code"]) == (
        quarantined,
        "quarantined",
        "role_ended_since",
    )
    assert (first["full_name"], first["dependants"]) == ("lan", ["2.2"])
    assert (second["state"], second["waits_for"], second["record_id"]) == ("held", "2.1", arrival)
    assert pc.json("status")["cases"] == {"held": 1, "quarantined": 1}
    assert "Chờ quản trị xem" in pc("cases", "list").out
    assert "2.1 Sửa văn bản đến (Chờ quản trị xem)" in pc("cases", "show", "2.2").out


def test_what_was_not_used_stays_in_sight_with_its_reason(
    cable: Cable, other: CommandLine, quarantined: str, arrival: str
) -> None:
    cable.hub.discard("stc", quarantined, "Không đúng thẩm quyền", with_dependants=True)
    other.json("sync")
    assert subject(other, arrival) == "Về việc cũ"
    status = other.json("status")
    assert (status["discarded_lately"], status["cases"]) == (2, {})
    text = other("incoming", "show", arrival).out
    assert "Không dùng. Việc này không được dùng: Không đúng thẩm quyền" in text
    assert "dựa vào việc 2.1" in text
    assert [one["state"] for one in other.json("cases", "list")] == ["discarded", "discarded"]


def test_what_was_not_used_long_ago_is_listed_no_more(
    cable: Cable, other: CommandLine, quarantined: str
) -> None:
    cable.hub.discard("stc", quarantined, "Nhầm", with_dependants=True)
    other.json("sync")
    other.clock.forward(days=91)
    assert other.json("cases", "list") == []
    assert other.json("status")["discarded_lately"] == 0


def test_who_of_the_centre_looked_is_told(cable: Cable, pc: CommandLine, quarantined: str) -> None:
    cable.hub.quarantined("stc", quarantined, "Cơ quan hỏi", by="an")
    pc.json("sync")
    told = pc.json("cases", "show", quarantined)
    assert [(one["who"], one["why"]) for one in told["looked"]] == [("an", "Cơ quan hỏi")]
    assert "an, " in pc("cases", "show", quarantined).out


def test_an_unknown_case_is_refused(pc: CommandLine) -> None:
    assert pc.json("cases", "show", "9.9", code=1)["error"]["code"] == "case_unknown"
