"""Events announced on any thread are heard on the GUI thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.events import Changed, Events, SyncStateChanged
from desktop.ui.bridge import Bridge, touches


def test_what_another_thread_announces_is_heard_on_the_gui_thread(qtbot: QtBot) -> None:
    events = Events()
    bridge = Bridge(events)
    heard: list[tuple[object, bool]] = []

    def hear(event: object) -> None:
        heard.append((event, QThread.currentThread() is bridge.thread()))

    bridge.changed.connect(hear)
    event = Changed((("delivery", "1"),), "sync")
    speaker = threading.Thread(target=events.announce, args=(event,))
    speaker.start()
    speaker.join()
    assert heard == []
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(event, True)]
    bridge.close()


def test_states_come_in_their_order(qtbot: QtBot) -> None:
    events = Events()
    bridge = Bridge(events)
    states: list[str] = []
    bridge.sync_state_changed.connect(lambda state, _detail: states.append(state))
    for state in ("connecting", "syncing", "idle"):
        events.announce(SyncStateChanged(state))
    qtbot.waitUntil(lambda: len(states) == 3)
    assert states == ["connecting", "syncing", "idle"]
    bridge.close()


def test_a_closed_bridge_hears_nothing(qtbot: QtBot) -> None:
    events = Events()
    bridge = Bridge(events)
    bridge.close()
    heard: list[object] = []
    bridge.changed.connect(heard.append)
    events.announce(Changed((), "sync"))
    QApplication.processEvents()
    assert heard == []


def test_an_event_touches_the_entities_of_its_records() -> None:
    event = Changed((("delivery", "1"), ("attachment", "2")), "sync")
    assert touches(event, ["delivery"])
    assert not touches(event, ["incoming_document"])
