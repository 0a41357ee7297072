"""Why the server cannot be reached: no network here, its name unknown, or no answer from it.

A transport fault knows only that there was no connection; what a person can do about it differs.
Nothing is sent but the opening of a connection.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

NO_NETWORK = "no_network"
NAME_UNKNOWN = "name_unknown"
SERVER_SILENT = "server_silent"
CONNECT_TIMEOUT_S = 5.0
_SOMEWHERE = "192.0.2.1"
"""An address for examples (RFC 5737): whether there is a way out can be asked without using it."""
_PORTS = {"http": 80, "https": 443}

HasRoute = Callable[[str], bool]


def has_route(address: str) -> bool:
    """Whether this PC knows a way to an IP address; no packet is sent."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((address, 9))
        return True
    return False


def why_unreached(server_url: str, routed: HasRoute = has_route) -> str:
    """:data:`NO_NETWORK`, :data:`NAME_UNKNOWN`, :data:`SERVER_SILENT`; empty where the server
    takes a connection now. Blocks for some seconds at most, but for the system's name service."""
    parts = urlsplit(server_url)
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 443)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return NAME_UNKNOWN if routed(_SOMEWHERE) else NO_NETWORK
    if not any(routed(str(address[0])) for *_rest, address in found):
        return NO_NETWORK
    try:
        socket.create_connection((host, port), CONNECT_TIMEOUT_S).close()
    except OSError:
        return SERVER_SILENT
    return ""
