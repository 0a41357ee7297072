"""Why there is no connection, in a clerk's words: which of six things is wrong, and what to do.

::

    cable ─ name (DNS) ─ server ─ certificate ─ clock ─ account: what comes before the fault is well
"""

from __future__ import annotations

from dataclasses import dataclass

from common.text.messages import _
from common.text.phrases import sentence
from common.text.sentences import ERRORS
from desktop.sync.reachability import NAME_UNKNOWN, NO_NETWORK, SERVER_SILENT
from desktop.ui.widgets.badge import BadgeLook

CABLE, NAME, SERVER, CERTIFICATE, CLOCK, ACCOUNT = range(6)
CHECKS = (
    "Mạng của máy này",
    "Tên máy chủ (DNS)",
    "Máy chủ",
    "Chứng chỉ",
    "Đồng hồ",
    "Máy và tài khoản",
)
CLOCK_OFF_MS = 5 * 60_000
"""A clock that is further off is said to be wrong: certificates and registers rely on it."""

_FAILED: dict[str, int] = {
    NO_NETWORK: CABLE,
    "connection_cut": CABLE,
    NAME_UNKNOWN: NAME,
    SERVER_SILENT: SERVER,
    "offline": SERVER,
    "server_slow": SERVER,
    "server_busy": SERVER,
    "server_fault": SERVER,
    "not_our_server": SERVER,
    "server_identity_wrong": CERTIFICATE,
    "certificate_invalid": CERTIFICATE,
    "device_revoked": ACCOUNT,
    "device_unknown": ACCOUNT,
    "token_invalid": ACCOUNT,
    "token_proof_invalid": ACCOUNT,
    "forked": ACCOUNT,
}
_UNREACHED: dict[str, str] = {
    NO_NETWORK: "Máy này chưa có mạng.",
    NAME_UNKNOWN: "Máy này có mạng nhưng không tìm được địa chỉ của máy chủ «{host}».",
    SERVER_SILENT: "Máy này có mạng nhưng máy chủ «{host}» không trả lời.",
}
"""What the transport only knows as no connection."""
_ADVICE: dict[str, str] = {
    NO_NETWORK: "Xem dây mạng đã cắm, Wi-Fi đã bật chưa.",
    NAME_UNKNOWN: (
        "Thử mở một trang web khác: nếu cũng không mở được, hãy báo người quản trị mạng."
    ),
    SERVER_SILENT: "Có thể máy chủ đang tắt hoặc đường tới đó bị chặn. Nếu kéo dài, báo quản trị.",
    "connection_cut": "Nếu lặp lại nhiều lần, xem lại dây mạng hoặc Wi-Fi.",
    "not_our_server": "Mở trình duyệt, đăng nhập vào mạng nếu được hỏi, rồi thử lại.",
    "certificate_invalid": "Đồng hồ đã đúng mà vẫn vậy thì báo quản trị.",
    "server_identity_wrong": "Đừng nhập mật khẩu ở đâu khác; hãy báo quản trị.",
}
_KEPT = "Việc vẫn làm như thường, lưu trên máy này và tự gửi khi có kết nối."


@dataclass(frozen=True)
class LineTold:
    """What is wrong, what to do, and how far the line is well."""

    what: str
    advice: str
    checks: tuple[BadgeLook, ...]


def line_told(code: str, why: str, host: str, clock_off_ms: int) -> LineTold:
    """``code`` is the transport's, ``why`` of :mod:`desktop.sync.reachability` (or empty);
    ``clock_off_ms`` is how far this PC's clock was behind (negative: ahead of) the server's."""
    named = why or code
    if code == "certificate_invalid" and abs(clock_off_ms) > CLOCK_OFF_MS:
        return LineTold(_clock_told(clock_off_ms), _set_clock(), _checks(CLOCK, clock_off_ms))
    pattern = _UNREACHED.get(named)
    what = _(pattern).format(host=host) if pattern else sentence(ERRORS, code, {})
    advice = _(_ADVICE.get(named, ""))
    if pattern:
        advice = " ".join(filter(None, (advice, _(_KEPT))))
    failed = _FAILED.get(named)
    return LineTold(what, advice, _checks(failed, clock_off_ms) if failed is not None else ())


def clock_told(clock_off_ms: int) -> str:
    """A sentence where the clock is wrong; empty where it is right."""
    if abs(clock_off_ms) <= CLOCK_OFF_MS:
        return ""
    return " ".join((_clock_told(clock_off_ms), _set_clock()))


def _clock_told(off_ms: int) -> str:
    minutes = abs(off_ms) // 60_000
    hours, days = minutes // 60, minutes // (24 * 60)
    span = (
        _("{count} ngày").format(count=days)
        if days
        else _("{count} giờ").format(count=hours)
        if hours
        else _("{count} phút").format(count=minutes)
    )
    late = _("Đồng hồ máy này chậm {span} so với máy chủ.")
    early = _("Đồng hồ máy này nhanh {span} so với máy chủ.")
    return (late if off_ms > 0 else early).format(span=span)


def _set_clock() -> str:
    return _("Chỉnh lại ngày giờ của máy rồi bấm Đồng bộ ngay.")


def _checks(failed: int, clock_off_ms: int) -> tuple[BadgeLook, ...]:
    """Green up to the fault, red there, grey after it; the clock is judged by itself."""
    looks = []
    for place, words in enumerate(CHECKS):
        wrong = place == failed or (place == CLOCK and abs(clock_off_ms) > CLOCK_OFF_MS)
        if wrong:
            looks.append(BadgeLook(_(words), "danger", "x"))
        elif place < failed:
            looks.append(BadgeLook(_(words), "success", "check"))
        else:
            looks.append(BadgeLook(_(words), "neutral", "minus"))
    return tuple(looks)
