"""One server's address and one session to it: the only module of the desktop that sends a request.

An answer is read whole and checked (:mod:`desktop.sync.http_answers`) before anybody sees it; a
file comes piece by piece, after its head was checked.
"""

from __future__ import annotations

import ipaddress
import ssl
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies
from urllib3.exceptions import InsecureRequestWarning

from common.errors import NotAllowed, RuleViolation, TransportFault
from common.protocol.messages import MEDIA_TYPE
from common.protocol.wire import BYTES_TYPE, CODING
from desktop.sync.http_adapter import (
    CONNECT_WAIT_S,
    SILENCE_WAIT_S,
    OfficeAdapter,
    context_of,
    unverified_context,
)
from desktop.sync.http_answers import Head, check_file_head, is_refusal, message_in, refusal_in
from desktop.sync.http_faults import faults_told

ANSWER_BYTES_MAX = 64 * 1024 * 1024
PIECE_SIZE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Ask:
    """A request: what to call, and with what. ``message`` is packed; a ``file`` has a size."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    message: bytes | None = None
    file: BinaryIO | None = None
    file_size_bytes: int = 0

    def headers(self, token: str) -> dict[str, str]:
        """No more than needed: an idle exchange is under 1,000 bytes both ways (R14)."""
        chosen = {"User-Agent": "vanthu", "Accept-Encoding": CODING}
        if token:
            chosen["Authorization"] = f"Bearer {token}"
        if self.file is not None:
            chosen["Content-Type"] = BYTES_TYPE
        elif self.message is not None:
            chosen |= {"Content-Type": MEDIA_TYPE, "Content-Encoding": CODING}
        return chosen

    def body(self) -> _Outgoing | bytes:
        """What travels: a stream, which is sent in pieces that each have their own time-out."""
        if self.file is not None and self.file_size_bytes:
            return _Outgoing(self.file, self.file_size_bytes)
        if self.message is not None:
            return _Outgoing(BytesIO(self.message), len(self.message))
        return b""


class _Outgoing:
    """A stream whose length is known beforehand."""

    def __init__(self, stream: BinaryIO, size_bytes: int) -> None:
        self._stream = stream
        self._size_bytes = size_bytes

    def __len__(self) -> int:
        return self._size_bytes

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(PIECE_SIZE_BYTES), b"")

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        return self._stream.read(size)


class Connection:
    """A session with the server at ``server_url``.

    ``ca_pem`` is the authority that alone may vouch for the server; where it is empty, those that
    the machine believes. With ``anybody`` no certificate is looked at.

    Raises:
        RuleViolation: ``server_url_invalid`` (param ``url``).
        NotAllowed: ``http_refused`` (param ``host``): ``http://`` to another machine, which anybody
            between could read, without ``allow_http``.
        TransportFault: ``certificate_invalid`` where ``ca_pem`` is no certificate.
    """

    def __init__(
        self, server_url: str, *, ca_pem: str = "", allow_http: bool = False, anybody: bool = False
    ) -> None:
        self._base = checked_address(server_url, allow_http=allow_http)
        self._anybody = anybody
        try:
            context = unverified_context() if anybody else context_of(ca_pem)
        except ssl.SSLError as error:
            raise TransportFault("certificate_invalid") from error
        self._session = requests.Session()
        self._session.trust_env = False  # no password and no authority out of the environment
        self._session.headers.clear()
        self._session.proxies.update(_proxies(self._base))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, OfficeAdapter(context))

    def exchange(self, ask: Ask, *, token: str = "") -> bytes:
        """Send and return the packed message of the answer.

        Raises:
            TransportFault: no answer of our server (:mod:`desktop.sync.http_faults`,
                :func:`desktop.sync.http_answers.message_in`).
            VanThuError: the server's refusal.
        """
        with faults_told(), self._sent(ask, token) as response:
            head, body = _head(response), _read(response)
        if is_refusal(head):
            raise refusal_in(head, body)
        return message_in(head, body)

    def fetch(self, ask: Ask, *, token: str) -> Iterator[bytes]:
        """Send and return the file of the answer, in pieces; its head is checked before.

        Raises:
            TransportFault, VanThuError: as :meth:`exchange`; ``connection_cut`` while the pieces
                are read, when fewer bytes come than were announced.
        """
        with faults_told():
            response = self._sent(ask, token)
            head = _head(response)
            refusal = refusal_in(head, _read(response)) if is_refusal(head) else None
        if refusal is not None:
            response.close()
            raise refusal
        check_file_head(head)
        return _pieces(response)

    def close(self) -> None:
        """Give the sockets back."""
        self._session.close()

    def _sent(self, ask: Ask, token: str) -> requests.Response:
        if not self._anybody:
            return self._request(ask, token)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InsecureRequestWarning)
            return self._request(ask, token)

    def _request(self, ask: Ask, token: str) -> requests.Response:
        return self._session.request(
            ask.method,
            self._base + ask.path,
            params=ask.query,
            data=ask.body(),
            headers=ask.headers(token),
            timeout=(CONNECT_WAIT_S, SILENCE_WAIT_S),
            allow_redirects=False,
            stream=True,
            verify=not self._anybody,
        )


def checked_address(server_url: str, *, allow_http: bool) -> str:
    """``server_url`` without a slash at its end. Raises as :class:`Connection`."""
    try:
        parts = urlsplit(server_url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise RuleViolation("server_url_invalid", field="server", url=server_url) from error
    plain = not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not host or not plain:
        raise RuleViolation("server_url_invalid", field="server", url=server_url)
    if parts.scheme == "http" and not (allow_http or is_loopback(host)):
        raise NotAllowed("http_refused", host=host)
    return parts.geturl().rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine: what is sent there passes no wire."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _proxies(address: str) -> dict[str, str]:
    """The machine's proxies for this address; none stands between us and ourselves."""
    if is_loopback(urlsplit(address).hostname or ""):
        return {}
    return dict(get_environ_proxies(address))


def _head(response: requests.Response) -> Head:
    return Head(response.status_code, response.headers)


def _read(response: requests.Response) -> bytes:
    """The body as it travelled, not unpacked. Raises TransportFault ``not_our_server``."""
    body = bytearray()
    for piece in response.raw.stream(PIECE_SIZE_BYTES, decode_content=False):
        body += piece
        if len(body) > ANSWER_BYTES_MAX:
            raise TransportFault("not_our_server", status=response.status_code)
    return bytes(body)


def _pieces(response: requests.Response) -> Iterator[bytes]:
    with faults_told(), response:
        yield from response.raw.stream(PIECE_SIZE_BYTES, decode_content=False)
