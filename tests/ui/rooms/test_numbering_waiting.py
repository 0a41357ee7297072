"""What waits for a number gets it after a sync of the window, from the person who works there."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.commands.incoming import RegisterIncoming
from desktop.office import Office
from desktop.sync.state import SyncReport
from desktop.ui.session import Session
from tests.helpers.books import DEN, book, with_leases, without_lease
from tests.helpers.sessions import settle


@pytest.mark.parametrize(("offline", "numbered"), [("", 1), ("offline", 0)])
def test_a_sync_of_the_window_numbers_what_waits(
    session: Session,
    office: Office,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    offline: str,
    numbered: int,
) -> None:
    without_lease(office, "den")
    office.run(RegisterIncoming({"subject": "Chờ"}))
    with_leases(office, "den")
    monkeypatch.setattr(office, "sync", lambda _cancel: SyncReport(offline=offline))
    with qtbot.waitSignal(session.sync.finished):
        session.sync.sync_now()
    settle(session, qtbot)
    assert len(book(office, DEN)) == numbered
