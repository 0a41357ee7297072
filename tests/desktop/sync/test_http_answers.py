"""R21: what is not our server's word changes nothing, whoever else answers."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from common.errors import ProtocolFault, TransportFault, VanThuError
from common.protocol.messages import MEDIA_TYPE, SyncRequest
from common.protocol.wire import content_digest, pack
from desktop.sync import http_adapter, http_connection
from desktop.sync.http_api import HttpApi
from desktop.sync.http_connection import Ask, Connection
from tests.desktop.sync.conftest import Connect
from tests.helpers.impostor import PORTAL, impostor
from tests.helpers.lines import line_to
from tests.helpers.stub_hub import StubHub

BODY = pack("hello")
OURS = {
    "Content-Type": MEDIA_TYPE,
    "Content-Encoding": "zstd",
    "X-VanThu-Protocol": "1",
    "Content-Digest": content_digest(BODY),
}
PROBLEM = b'{"type":"t","title":"t","status":404,"code":"file_not_granted","family":"NotAllowed"}'
HTML = {"Content-Type": "text/html"}


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in OURS.items() if key != name}


def exchanged(status: int, headers: dict[str, str], body: bytes) -> bytes:
    """What our client makes of an answer."""
    with impostor(status, headers, body) as address:
        connection = Connection(address)
        try:
            return connection.exchange(Ask("POST", "/sync", message=b"x"))
        finally:
            connection.close()


def test_an_answer_of_ours_is_believed() -> None:
    assert exchanged(200, OURS, BODY) == BODY


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        pytest.param(200, HTML, PORTAL, id="captive portal"),
        pytest.param(404, HTML, PORTAL, id="404 of a proxy"),
        pytest.param(502, HTML, PORTAL, id="502 of a proxy"),
        pytest.param(302, {**HTML, "Location": "https://example.com/"}, b"", id="redirect"),
        pytest.param(200, without("X-VanThu-Protocol"), BODY, id="no protocol header"),
        pytest.param(200, without("Content-Digest"), BODY, id="no digest"),
        pytest.param(200, {**OURS, "Content-Digest": content_digest(b"?")}, BODY, id="digest"),
        pytest.param(200, OURS, BODY[:-1] + b"?", id="damaged body"),
        pytest.param(200, {**OURS, **HTML}, BODY, id="content type"),
        pytest.param(200, without("Content-Encoding"), BODY, id="unpacked on the way"),
        pytest.param(206, OURS, BODY, id="a part of it"),
        pytest.param(204, without("Content-Digest"), b"", id="nothing"),
        pytest.param(404, without("Content-Encoding"), PROBLEM, id="no problem details"),
    ],
)
def test_what_others_answer_is_not_our_servers_word(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(TransportFault) as fault:
        exchanged(status, headers, body)
    assert (fault.value.code, fault.value.params) == ("not_our_server", {"status": status})


@pytest.mark.parametrize("headers", [HTML, OURS])
def test_whoever_finds_the_body_too_large_gets_a_smaller_one(headers: dict[str, str]) -> None:
    with pytest.raises(TransportFault, match="too_large"):
        exchanged(413, headers, PORTAL)


def test_a_newer_protocol_is_not_guessed_at() -> None:
    with pytest.raises(ProtocolFault, match="version_newer"):
        exchanged(200, {**OURS, "X-VanThu-Protocol": "2"}, BODY)


def test_a_body_shorter_than_announced_is_cut() -> None:
    with pytest.raises(TransportFault, match="connection_cut"):
        exchanged(200, {**OURS, "Content-Length": str(len(BODY) + 10)}, BODY)


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_connection, "ANSWER_BYTES_MAX", 1_000)
    with pytest.raises(TransportFault, match="not_our_server"):
        exchanged(200, OURS, b"x" * 70_000)


def test_a_line_cut_in_the_answer_is_told_and_the_next_exchange_works(
    hub: StubHub, address: str, connect: Connect
) -> None:
    with line_to(address) as line:
        api = connect(line.address)
        api.sync(SyncRequest(1, []))
        before = line.down
        api.sync(SyncRequest(1, []))
        line.down_max = line.down + (line.down - before) - 10
        with pytest.raises(TransportFault, match="connection_cut"):
            api.sync(SyncRequest(1, []))
        line.down_max = None
        api.sync(SyncRequest(1, []))


def test_nobody_at_the_address_is_offline(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert fault_of(connect(f"http://127.0.0.1:{port}")) == "offline"


def test_silence_is_a_slow_server(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (http_adapter, http_connection):
        monkeypatch.setattr(module, "SILENCE_WAIT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert fault_of(connect(f"http://127.0.0.1:{port}")) == "server_slow"


def test_nothing_is_taken_from_the_environment(
    hub: StubHub, address: str, connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "netrc").write_text("default login clerk password secret\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    connect(address).sync(SyncRequest(1, []))
    assert len(hub.requests) == 1


def fault_of(api: HttpApi) -> str:
    with pytest.raises(VanThuError) as fault:
        api.sync(SyncRequest(1, []))
    assert isinstance(fault.value, TransportFault)
    return fault.value.code
