"""What a run takes from the world: the server, clocks, randomness, the price of a password.

Handed in through `main`, so that tests run whole commands against a server in the same process.
The network's libraries are loaded when the server is first asked: most commands never do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO, Protocol

from common.clock import Clock, SystemClock
from common.crypto.passwords import DEFAULT, KdfParams
from common.ids import Random, SystemRandom
from common.protocol.api import EnrolmentApi, SyncApi
from common.protocol.messages import (
    DigestAnswer,
    DigestRequest,
    ProofAnswer,
    ProofRequest,
    SyncAnswer,
    SyncRequest,
)
from common.rules.numbering import Lease
from desktop.office import ApiFactory
from desktop.store.meta import DeviceIdentity


class Enrolling(EnrolmentApi, Protocol):
    """`EnrolmentApi` that can be pinned to an authority."""

    def pinned(self, ca_pem: str) -> EnrolmentApi:
        """The same server, believed only where this authority vouches for it."""
        ...


EnrolmentFactory = Callable[[str, bool], Enrolling]
"""(server's address, whether plain http to another machine is allowed) → API."""


class _AskedLater:
    """`SyncApi` whose connection is made by the first question."""

    def __init__(self, who: DeviceIdentity) -> None:
        self._who = who

    @cached_property
    def _api(self) -> SyncApi:
        from desktop.connecting import api_of

        return api_of(self._who)

    def sync(self, request: SyncRequest) -> SyncAnswer:
        return self._api.sync(request)

    def digest(self, request: DigestRequest) -> DigestAnswer:
        return self._api.digest(request)

    def proof(self, request: ProofRequest) -> ProofAnswer:
        return self._api.proof(request)

    def take_series(self, scope: str, series_id: str) -> Lease:
        return self._api.take_series(scope, series_id)

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        self._api.upload(scope, sha256, size_bytes, content)

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        return self._api.download(scope, sha256)


def _enrolment_api(server_url: str, allow_http: bool) -> Enrolling:
    from desktop.connecting import enrolment_api

    return enrolment_api(server_url, allow_http)


@dataclass(frozen=True)
class Outside:
    """The world; by default the real one."""

    api_of: ApiFactory = _AskedLater
    enrolment_api: EnrolmentFactory = _enrolment_api
    clock: Clock = field(default_factory=SystemClock)
    random: Random = field(default_factory=SystemRandom)
    kdf: KdfParams = DEFAULT
