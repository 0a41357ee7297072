"""What went wrong with the network, told in our words; work is kept in every case.

`requests` wraps `urllib3`, which wraps `ssl` and the system: what a person can act on (line,
certificate, address) stands somewhere along that chain.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, ReadTimeout, RequestException
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

from common.errors import TransportFault

_SPEAKS_NO_TLS = "WRONG_VERSION_NUMBER"


@contextmanager
def faults_told() -> Iterator[None]:
    """Raise TransportFault in place of the libraries' errors.

    ``offline`` no connection · ``server_slow`` connected, then silence · ``connection_cut`` broken
    off before the end · ``certificate_invalid`` a TLS server whose certificate the office's
    authority did not make, or that has ended · ``not_our_server`` no TLS where there should be.
    """
    try:
        yield
    except (RequestException, HTTPError) as error:
        raise TransportFault(_code_of(error)) from error


def _code_of(error: Exception) -> str:
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate_invalid"
        if isinstance(cause, ssl.SSLError) and cause.reason == _SPEAKS_NO_TLS:
            return "not_our_server"
    if isinstance(error, ConnectTimeout):
        return "offline"
    if isinstance(error, ReadTimeout | ReadTimeoutError):
        return "server_slow"
    if any(isinstance(cause, ProtocolError) for cause in chain):
        return "connection_cut"
    return "offline" if isinstance(error, NoConnection) else "connection_cut"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything that it wraps: as cause, as context, or as its argument."""
    waiting: list[object] = [error]
    seen: list[object] = []
    while waiting:
        cause = waiting.pop()
        if not isinstance(cause, BaseException) or cause in seen:
            continue
        seen.append(cause)
        yield cause
        waiting += [cause.__cause__, cause.__context__, getattr(cause, "reason", None)]
        waiting += cause.args
