"""Making this PC a device of its office, in the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from common.errors import NotAllowed, RuleViolation, TransportFault
from desktop.identity.enrolment import Enrolled, EnrolmentWish
from desktop.jobs.lanes import Lanes
from desktop.ui.tasks import Tasks
from desktop.ui.windows.enrolment import EnrolmentWindow
from tests.helpers.keyboard import press, type_text
from tests.helpers.offices import identity
from tests.helpers.sessions import gone, shown

KEY = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF-GGGGG-HHHHH"
PASSWORD = "sáu-con-thuyền-giấy"


class Server:
    """What enrolling comes to."""

    def __init__(self) -> None:
        self.wishes: list[EnrolmentWish] = []
        self.refusal: Exception | None = None

    def enrol(self, wish: EnrolmentWish) -> Enrolled:
        self.wishes.append(wish)
        if self.refusal:
            raise self.refusal
        return Enrolled(identity(), KEY)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def window(server: Server, qtbot: QtBot) -> Iterator[EnrolmentWindow]:
    tasks = Tasks(Lanes())
    with shown(EnrolmentWindow(server.enrol, tasks), qtbot) as made:
        yield made
    tasks.close()
    gone(tasks)


def fill(code: str = "abcde fghij klmno pqrst") -> None:
    """All fields, by keyboard."""
    for text in ("https://vanthu.tinh.gov.vn", code, "Phạm Thị Hoa", "hoa", PASSWORD, PASSWORD):
        type_text(text)
        press("Tab")


def test_a_pc_is_enrolled_by_keyboard_and_the_key_is_shown_once(
    window: EnrolmentWindow, server: Server, qtbot: QtBot
) -> None:
    fill()
    press("Return")
    qtbot.waitUntil(window.recovery.isVisible)
    [wish] = server.wishes
    assert (wish.server_url, wish.login, wish.full_name, wish.password) == (
        "https://vanthu.tinh.gov.vn",
        "hoa",
        "Phạm Thị Hoa",
        PASSWORD,
    )
    assert window.recovery.key_label.text().replace("\n", "-") == KEY


def test_the_way_on_opens_only_when_the_key_is_put_away(
    window: EnrolmentWindow, qtbot: QtBot
) -> None:
    fill()
    press("Return")
    qtbot.waitUntil(window.recovery.isVisible)
    assert not window.recovery.go_on.isEnabled()
    window.recovery.kept.setChecked(True)
    with qtbot.waitSignal(window.enrolled) as told:
        window.recovery.go_on.click()
    assert told.args == ["hoa", PASSWORD]
    assert window.recovery.key_label.text() == ""


def test_the_key_can_be_copied_and_stands_on_the_printed_sheet(
    window: EnrolmentWindow, qtbot: QtBot
) -> None:
    window.show_recovery(KEY, "Sở <Tài> chính", "Máy văn thư")
    window.recovery.copied.click()
    assert QGuiApplication.clipboard().text() == KEY
    printed = window.recovery.sheet().toPlainText()
    assert KEY[:23] in printed
    assert "Sở <Tài> chính" in printed


def test_the_code_groups_itself_while_it_is_typed(window: EnrolmentWindow) -> None:
    window.code.setFocus()
    for letter in "o1iLabc":
        type_text(letter)
    assert window.code.text() == "0111A-BC"


def test_what_is_missing_is_said_at_its_field(window: EnrolmentWindow, server: Server) -> None:
    window.try_enrol()
    assert window.form.row("code").error == "Chưa nhập «Mã ghi danh»."
    assert server.wishes == []


def test_two_passwords_that_differ_are_said_before_anything_is_sent(
    window: EnrolmentWindow, server: Server
) -> None:
    fill()
    window.repeated.setText("khác")
    window.try_enrol()
    assert "không giống nhau" in window.form.row("repeated").error
    assert server.wishes == []


@pytest.mark.parametrize(
    ("refusal", "row"),
    [
        (RuleViolation("enrolment_code_invalid", field="code"), "code"),
        (NotAllowed("enrolment_code_refused"), "code"),
        (RuleViolation("password_too_short", field="password", length_min=10), "password"),
        (RuleViolation("server_url_invalid", url="x"), "server"),
    ],
)
def test_a_refusal_is_said_where_it_is_mended(
    window: EnrolmentWindow, server: Server, qtbot: QtBot, refusal: Exception, row: str
) -> None:
    server.refusal = refusal
    fill()
    press("Return")
    qtbot.waitUntil(lambda: bool(window.form.row(row).error))
    assert window.start.isEnabled()


def test_without_the_server_it_is_said_above_and_nothing_is_lost(
    window: EnrolmentWindow, server: Server, qtbot: QtBot
) -> None:
    server.refusal = TransportFault("offline")
    fill()
    press("Return")
    qtbot.waitUntil(lambda: bool(window.gate.banner.text))
    assert window.full_name.text() == "Phạm Thị Hoa"
