"""How sockets are opened: whom TLS believes, and how long a slow line may take.

`requests` adds the public authorities to whatever it is told to believe, and gives a whole body
only as long to leave as a connection may take to come up. Both are wrong for an office: its server
is vouched for by its own authority alone, and its line is slow.
"""

from __future__ import annotations

import ssl
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

CONNECT_WAIT_S = 5.0
SILENCE_WAIT_S = 60.0
"""How long neither side may move a byte, once connected."""


class _PatientHTTPConnection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _allow_silence(self)

    def request(self, *arguments: Any, **options: Any) -> None:
        _allow_silence(self)
        super().request(*arguments, **options)


class _PatientHTTPSConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _allow_silence(self)

    def request(self, *arguments: Any, **options: Any) -> None:
        _allow_silence(self)
        super().request(*arguments, **options)


def _allow_silence(connection: HTTPConnection) -> None:
    """urllib3 sends under the connecting time-out; once connected, ours is the longer one."""
    if connection.sock is not None:
        connection.timeout = SILENCE_WAIT_S
        connection.sock.settimeout(SILENCE_WAIT_S)


class _PatientHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PatientHTTPConnection


class _PatientHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PatientHTTPSConnection


class OfficeAdapter(HTTPAdapter):
    """An adapter whose ``context`` alone decides whether a TLS server is believed."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(pool_connections=1, pool_maxsize=4)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, ssl_context=self._context, **options)
        _make_patient(self.poolmanager)

    def proxy_manager_for(self, *arguments: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, ssl_context=self._context, **options)
        _make_patient(manager)
        return manager

    def build_connection_pool_key_attributes(self, *arguments: Any, **options: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*arguments, **options)
        return host, {**pool, "ca_certs": None, "ca_cert_dir": None}

    def cert_verify(self, *arguments: Any, **options: Any) -> None:
        """The base class would believe the public authorities here."""


def _make_patient(manager: Any) -> None:
    manager.pool_classes_by_scheme = {"http": _PatientHTTPPool, "https": _PatientHTTPSPool}


def context_of(ca_pem: str) -> ssl.SSLContext:
    """Believe the authority of ``ca_pem`` and no other; the machine's own ones where it is empty.

    Raises:
        ssl.SSLError: the text is no certificate.
    """
    return ssl.create_default_context(cadata=ca_pem or None)


def unverified_context() -> ssl.SSLContext:
    """Believe anybody: for asking a server who it is, before anything is told to it."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
