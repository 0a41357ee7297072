"""Banner, toast, empty room and sync state say what is the matter, in words, and what to do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.sync_indicator import SyncIndicator
from desktop.ui.widgets.toast import Toast


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """A window to show things in."""
    made = QWidget()
    QVBoxLayout(made)
    made.resize(600, 400)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_a_banner_is_hidden_until_it_has_something_to_say(page: QWidget) -> None:
    banner = Banner(page)
    assert not banner.isVisible()
    banner.show_message("warning", "Đang ngoại tuyến.")
    assert (banner.isVisible(), banner.text) == (True, "Đang ngoại tuyến.")
    assert banner.accessibleName() == "Đang ngoại tuyến."


def test_a_banner_offers_what_can_be_done(qtbot: QtBot, page: QWidget) -> None:
    banner = Banner(page)
    banner.show_message("warning", "Đang ngoại tuyến.", action_text="Vì sao?")
    with qtbot.waitSignal(banner.action_triggered):
        qtbot.keyClick(banner.findChild(QPushButton), Qt.Key.Key_Space)


def test_a_banner_can_be_closed_where_that_is_allowed(qtbot: QtBot, page: QWidget) -> None:
    banner = Banner(page)
    banner.show_message("info", "Có 2 văn bản nghi trùng.", closable=True)
    with qtbot.waitSignal(banner.closed):
        qtbot.keyClick(banner.findChild(QToolButton), Qt.Key.Key_Space)
    assert (banner.isVisible(), banner.text) == (False, "")


def test_a_banner_that_matters_cannot_be_closed(page: QWidget) -> None:
    banner = Banner(page)
    banner.show_message("danger", "Kho dữ liệu hỏng.")
    assert not banner.findChild(QToolButton).isVisible()


def test_a_toast_passes_by_itself(qtbot: QtBot, page: QWidget) -> None:
    toast = Toast(page)
    toast.show_message("Đã đăng ký số 1285.", duration_ms=1)
    with qtbot.waitSignal(toast.closed):
        pass
    assert not toast.isVisible()


def test_a_toast_stays_while_its_button_has_the_keyboard(qtbot: QtBot, page: QWidget) -> None:
    toast = Toast(page)
    toast.show_message("Đã đăng ký số 1285.", action_text="Hoàn tác", duration_ms=1)
    toast.findChild(QPushButton).setFocus()
    with qtbot.assertNotEmitted(toast.closed, wait=30):
        pass
    assert toast.isVisible()


def test_what_a_toast_says_can_be_undone(qtbot: QtBot, page: QWidget) -> None:
    toast = Toast(page)
    toast.show_message("Đã trả lại 2257/QĐ-UBND.", action_text="Hoàn tác")
    with qtbot.waitSignal(toast.action_triggered):
        qtbot.keyClick(toast.findChild(QPushButton), Qt.Key.Key_Space)
    assert not toast.isVisible()


def test_a_toast_does_not_take_the_keyboard(page: QWidget) -> None:
    button = QPushButton("Ghi", page)
    button.show()
    button.setFocus()
    Toast(page).show_message("Đã ghi.", action_text="Hoàn tác")
    assert button.hasFocus()


def test_escape_closes_a_toast(qtbot: QtBot, page: QWidget) -> None:
    toast = Toast(page)
    toast.show_message("Đã ghi.", action_text="Hoàn tác")
    qtbot.keyClick(toast.findChild(QPushButton), Qt.Key.Key_Escape)
    assert not toast.isVisible()


def test_a_toast_stays_within_its_window(page: QWidget) -> None:
    toast = Toast(page)
    toast.show_message("Đã đăng ký văn bản đến số 1285 vào sổ chung năm 2026.", action_text="Xem")
    page.resize(420, 300)
    assert page.rect().contains(toast.geometry())


def test_an_empty_room_says_what_to_do_next(qtbot: QtBot, page: QWidget) -> None:
    empty = EmptyState("inbox", "Chưa có văn bản", "Đăng ký văn bản đầu.", action_text="Đăng ký")
    page.layout().addWidget(empty)
    assert empty.accessibleDescription() == "Đăng ký văn bản đầu."
    with qtbot.waitSignal(empty.action_triggered):
        qtbot.keyClick(empty.findChild(QPushButton), Qt.Key.Key_Space)


def test_an_empty_search_can_say_something_else(page: QWidget) -> None:
    empty = EmptyState("search", "Tìm văn bản", "Gõ số hoặc trích yếu.")
    empty.show_text("Không thấy", "Thử bớt một từ.")
    assert (empty.accessibleName(), empty.accessibleDescription()) == (
        "Không thấy",
        "Thử bớt một từ.",
    )


def test_the_sync_state_is_read_out_with_what_waits(qtbot: QtBot) -> None:
    sync = SyncIndicator()
    qtbot.addWidget(sync)
    sync.show_state("offline", "Ngoại tuyến", pending=3, explanation="Dây mạng rời.")
    assert sync.accessibleName() == "Đồng bộ: Ngoại tuyến, 3 thay đổi chờ gửi"
    assert sync.accessibleDescription() == "Dây mạng rời."


def test_what_waits_goes_before_when_it_was_done(qtbot: QtBot) -> None:
    sync = SyncIndicator()
    qtbot.addWidget(sync)
    sync.show_state("busy", "Đang đồng bộ…", pending=2, note="lúc 08:15")
    assert sync.note == "2 thay đổi chờ gửi"
    sync.show_state("done", "Đã đồng bộ", note="lúc 08:15")
    assert sync.note == "lúc 08:15"


def test_the_sync_state_is_pressed_to_know_more(qtbot: QtBot) -> None:
    sync = SyncIndicator()
    qtbot.addWidget(sync)
    sync.show_state("attention", "Cần người xem")
    with qtbot.waitSignal(sync.clicked):
        qtbot.keyClick(sync, Qt.Key.Key_Space)
