"""What counts as an answer of our server, and what a refusal means (R21).

Between an office and its server stand proxies and captive portals that answer 200 with a page, 404,
502, or half a body. None of that may be taken for the server's word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from common.errors import ProtocolFault, TransportFault, VanThuError
from common.protocol.messages import MEDIA_TYPE, PROTOCOL_VERSION
from common.protocol.problems import PROBLEM_TYPE, error_of, read_problem
from common.protocol.wire import (
    BYTES_TYPE,
    CODING,
    DIGEST_HEADER,
    PROTOCOL_HEADER,
    content_digest,
)

RETRY_AFTER_S_MAX = 24 * 3600


@dataclass(frozen=True)
class Head:
    """Status and headers of an answer; header names are looked up in any case."""

    status: int
    headers: Mapping[str, str]

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def message_in(head: Head, body: bytes) -> bytes:
    """The packed message of a ``200`` of ours.

    Raises:
        TransportFault: ``not_our_server`` (param ``status``), ``too_large`` (a proxy or the
            server wants smaller bodies), ``server_busy``, ``server_fault``.
        ProtocolFault: ``version_newer``.
        VanThuError: whatever the server's problem details tell.
    """
    _check_ours(head, body)
    if head.status != 200 or head.media_type != MEDIA_TYPE:
        raise _not_ours(head)
    if head.headers.get("Content-Encoding", "").lower() != CODING:
        raise _not_ours(head)
    return body


def check_file_head(head: Head) -> int:
    """The size of the file that follows. Raises TransportFault ``not_our_server``."""
    _check_version(head)
    length = head.headers.get("Content-Length", "")
    if head.status != 200 or head.media_type != BYTES_TYPE or not length.isdecimal():
        raise _not_ours(head)
    return int(length)


def is_refusal(head: Head) -> bool:
    """Whether problem details follow, which are read whole before anything is believed."""
    return head.status != 200


def refusal_in(head: Head, body: bytes) -> VanThuError:
    """The error that an answer other than 200 tells of. Raises as :func:`message_in`."""
    _check_ours(head, body)
    if not 400 <= head.status <= 599 or head.media_type != PROBLEM_TYPE:
        raise _not_ours(head)
    try:
        problem = read_problem(body)
    except ProtocolFault as error:
        raise _not_ours(head) from error
    return error_of(problem, retry_after_s=_retry_after_s(head))


def _check_ours(head: Head, body: bytes) -> None:
    if head.status == 413:
        raise TransportFault("too_large")
    _check_version(head)
    if head.headers.get(DIGEST_HEADER) != content_digest(body):
        raise _not_ours(head)


def _check_version(head: Head) -> None:
    version = head.headers.get(PROTOCOL_HEADER, "")
    if not version.isdecimal():
        raise _not_ours(head)
    if int(version) > PROTOCOL_VERSION:
        raise ProtocolFault("version_newer", version=int(version))


def _retry_after_s(head: Head) -> int:
    """Seconds to wait before asking again, 0 where the server did not say."""
    text = head.headers.get("Retry-After", "")
    return min(int(text), RETRY_AFTER_S_MAX) if text.isdecimal() else 0


def _not_ours(head: Head) -> TransportFault:
    return TransportFault("not_our_server", status=head.status)
