"""Each way of having no connection is a sentence, an advice and a place along the line."""

from __future__ import annotations

import pytest

from desktop.ui.rooms.sync.line_words import CHECKS, LineTold, clock_told, line_told

HOST = "vanthu.tinh.example"
MINUTE_MS = 60_000


def told(code: str, why: str = "", clock_off_ms: int = 0) -> LineTold:
    return line_told(code, why, HOST, clock_off_ms)


def failed(line: LineTold) -> list[str]:
    return [look.text for look in line.checks if look.tone == "danger"]


@pytest.mark.parametrize(
    ("code", "why", "word", "place"),
    [
        ("offline", "no_network", "chưa có mạng", "Mạng của máy này"),
        ("offline", "name_unknown", HOST, "Tên máy chủ (DNS)"),
        ("offline", "server_silent", "không trả lời", "Máy chủ"),
        ("offline", "", "Chưa kết nối", "Máy chủ"),
        ("connection_cut", "", "đứt", "Mạng của máy này"),
        ("server_slow", "", "quá lâu", "Máy chủ"),
        ("server_busy", "", "bận", "Máy chủ"),
        ("not_our_server", "", "đăng nhập mạng", "Máy chủ"),
        ("certificate_invalid", "", "Chứng chỉ", "Chứng chỉ"),
        ("server_identity_wrong", "", "danh tính", "Chứng chỉ"),
        ("device_revoked", "", "thu hồi", "Máy và tài khoản"),
        ("token_invalid", "", "Phiên làm việc", "Máy và tài khoản"),
    ],
)
def test_each_fault_is_said_and_placed(code: str, why: str, word: str, place: str) -> None:
    line = told(code, why)
    assert word in line.what
    assert failed(line) == [place]


def test_what_comes_before_the_fault_is_well_and_after_it_nobody_knows() -> None:
    tones = [look.tone for look in told("certificate_invalid").checks]
    assert tones == ["success", "success", "success", "danger", "neutral", "neutral"]
    assert len(tones) == len(CHECKS)


def test_no_network_says_what_to_look_at_and_that_nothing_is_lost() -> None:
    advice = told("offline", "no_network").advice
    assert "dây mạng" in advice
    assert "tự gửi khi có kết nối" in advice


@pytest.mark.parametrize(
    ("off_ms", "word"),
    [
        (6 * MINUTE_MS, "chậm 6 phút"),
        (-180 * MINUTE_MS, "nhanh 3 giờ"),
        (3 * 24 * 60 * MINUTE_MS, "chậm 3 ngày"),
    ],
)
def test_a_wrong_clock_explains_a_bad_certificate(off_ms: int, word: str) -> None:
    line = told("certificate_invalid", clock_off_ms=off_ms)
    assert word in line.what
    assert failed(line) == ["Đồng hồ"]
    assert word in clock_told(off_ms)


def test_a_clock_that_is_a_minute_off_is_not_worth_a_word() -> None:
    assert clock_told(MINUTE_MS) == ""
    assert failed(told("certificate_invalid", clock_off_ms=MINUTE_MS)) == ["Chứng chỉ"]


def test_a_stop_that_is_none_of_these_is_said_without_places() -> None:
    line = told("version_newer")
    assert "cập nhật" in line.what
    assert line.checks == ()
