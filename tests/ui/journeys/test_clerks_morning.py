"""A clerk's morning by keyboard alone, with no network: arrivals, a decision, a delivery."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.office import Office
from desktop.queries.listing import Listing, rows
from desktop.ui.session import Session
from tests.helpers.deliveries import delivery, lay_deliveries
from tests.helpers.keyboard import press, type_text
from tests.helpers.sessions import main_window, session_of, settle, started_office

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def stated(office: Office, entity: str, *names: str) -> list[tuple[object, ...]]:
    """Fields of all records, in the order of their register."""
    with office.read() as connection:
        found = rows(connection, Listing(entity))
    return [tuple(row.values.get(name) for name in names) for row in found]


def test_a_morning_without_mouse_and_network(tmp_path: Path, qtbot: QtBot) -> None:
    office = started_office(tmp_path / "store")
    lay_deliveries(office, delivery("bão số 5", urgency=3))
    with session_of(office) as session, main_window(session, qtbot) as window:

        def rest() -> None:
            settle(session, qtbot)
            top = QApplication.activeModalWidget() or window
            top.activateWindow()  # off the screen, a closed popup leaves no window active
            qtbot.waitUntil(top.isActiveWindow)

        press("F5")
        rest()
        assert "ngoại tuyến" in window.banner.text
        register_two(rest)
        issue_and_send(rest)
        accept_the_delivery(rest)
        find_it_again(rest)
        assert window.navigation.room == "incoming"
        assert_done(office, session)


def register_two(rest: Callable[[], None]) -> None:
    """Ctrl+N, type, Ctrl+Enter, type, Ctrl+S."""
    press("Ctrl+N")
    rest()
    type_text("2257/QĐ-UBND")
    press("Tab")
    type_text("Ủy ban nhân dân tỉnh")
    press("Tab", "Tab", "Tab")
    type_text("Về việc phòng, chống bão")
    press("Ctrl+Return")
    rest()
    type_text("118/SNV-CCVC")
    press("Tab")
    type_text("uy ban")
    press("Down", "Return")
    rest()
    press("Tab", "Tab", "Tab")
    type_text("Về việc cử cán bộ")
    press("Ctrl+S")
    rest()


def issue_and_send(rest: Callable[[], None]) -> None:
    """Ctrl+2, Ctrl+N, type, save, issue, send to one office."""
    press("Ctrl+2")
    rest()
    press("Ctrl+N")
    rest()
    press("Down", "Down", "Tab", "Tab", "Tab")
    type_text("Ban hành Quy chế làm việc")
    press("Ctrl+S")
    rest()
    press("Ctrl+P")
    rest()
    press("Ctrl+Return")
    rest()
    press("Ctrl+G")
    rest()
    type_text("van phong")
    press("Return", "Ctrl+Return")
    rest()


def accept_the_delivery(rest: Callable[[], None]) -> None:
    """Ctrl+3, Enter, a unit, Ctrl+Enter."""
    press("Ctrl+3")
    rest()
    press("Return")
    rest()
    type_text("Văn phòng Sở")
    press("Ctrl+Return")
    rest()


def find_it_again(rest: Callable[[], None]) -> None:
    """Ctrl+K, its number, Enter twice."""
    press("Ctrl+K")
    rest()
    type_text("1248")
    press("Return")
    rest()
    press("Return")
    rest()


def assert_done(office: Office, session: Session) -> None:
    """All of it stands in the store, waiting to be sent."""
    assert stated(office, "incoming_document", "arrival_number", "organ_name", "to_places") == [
        (1248, "Ủy ban nhân dân tỉnh", "Văn phòng Sở"),
        (1247, "Ủy ban nhân dân tỉnh", None),
        (1246, "Ủy ban nhân dân tỉnh", None),
    ]
    [(number, state)] = stated(office, "outgoing_document", "code_number", "state")
    assert (number, state) == ("89", "da_phat_hanh")
    [(offices,)] = stated(office, "dispatch", "to_offices")
    assert offices == ["vpubnd"]
    assert session.office.status().unsent == 8
