"""Cable, name and server are told apart, without anything beyond loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from desktop.sync.reachability import has_route, why_unreached


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def address_of(listener: socket.socket) -> str:
    return f"https://127.0.0.1:{listener.getsockname()[1]}"


def no_names(*_asked: object, **_options: object) -> None:
    raise socket.gaierror(socket.EAI_AGAIN, "no name service")


def test_a_server_that_takes_connections_is_reached(listener: socket.socket) -> None:
    assert why_unreached(address_of(listener)) == ""


def test_a_server_that_is_off_is_silent(listener: socket.socket) -> None:
    address = address_of(listener)
    listener.close()
    assert why_unreached(address) == "server_silent"


def test_without_a_way_out_there_is_no_network(listener: socket.socket) -> None:
    assert why_unreached(address_of(listener), lambda _address: False) == "no_network"


@pytest.mark.parametrize(("routed", "why"), [(True, "name_unknown"), (False, "no_network")])
def test_an_unknown_name_is_told_apart_from_a_pulled_cable(
    monkeypatch: pytest.MonkeyPatch, routed: bool, why: str
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", no_names)
    assert why_unreached("https://vanthu.tinh.example", lambda _address: routed) == why


def test_this_pc_always_knows_the_way_to_itself() -> None:
    assert has_route("127.0.0.1")
