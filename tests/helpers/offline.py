"""Keep the tests on this machine: a connection to anywhere but loopback is refused.

A test that needs the internet passes or fails by somebody else's weather.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest


class NetworkForbidden(AssertionError):
    """A test reached for an address outside this machine."""


def is_local(address: Any) -> bool:
    """Whether a socket ``address`` stays on this machine; paths of local sockets do."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def forbid_network(patch: pytest.MonkeyPatch) -> None:
    """Make every outgoing connection of this process raise :class:`NetworkForbidden`."""
    for method in ("connect", "connect_ex"):
        patch.setattr(socket.socket, method, _only_local(getattr(socket.socket, method)))
    patch.setattr(socket, "getaddrinfo", _only_local_names(socket.getaddrinfo))


def _only_local(method: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if not is_local(address):
            raise NetworkForbidden(f"a test reached for {address}")
        return method(self, address)

    return guarded


def _only_local_names(lookup: Any) -> Any:
    def guarded(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not is_local((name,)):
            raise NetworkForbidden(f"a test looked up {name}")
        return lookup(host, *arguments, **options)

    return guarded
