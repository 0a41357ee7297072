"""The line between one PC and the server, with its faults, and what others do meanwhile."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, BinaryIO

from common.errors import TransportFault
from common.protocol.api import SyncApi
from common.protocol.messages import (
    DigestAnswer,
    DigestRequest,
    ProofAnswer,
    ProofRequest,
    SyncAnswer,
    SyncRequest,
)
from common.protocol.wire import pack
from common.rules.numbering import Lease

REMEMBERED = 6
"""How many old requests of a PC are still under way somewhere and may arrive once more."""


@dataclass
class FaultRates:
    """Probabilities of each fault for one request."""

    drop_request: float = 0.06
    lose_answer: float = 0.06
    duplicate: float = 0.05
    late_again: float = 0.05
    meanwhile: float = 0.15


NO_FAULTS = FaultRates(0, 0, 0, 0, 0)


class FaultyLine(SyncApi):
    """A device's API through a line that drops, loses, repeats and reorders.

    Attributes:
        cut: whether the cable is out.
        requests: how many went out; ``idle_size_bytes`` of the last one, both ways, unpacked.
        meanwhile: what others do between two exchanges.
        arrived: hears each answer that came through.
    """

    def __init__(self, api: Callable[[], SyncApi], random: Random, seen: Counter[str]) -> None:
        self._api = api
        self._random = random
        self._seen = seen
        self._old: deque[SyncRequest] = deque(maxlen=REMEMBERED)
        self.rates = FaultRates()
        self.cut = False
        self.cut_after: int | None = None
        self.requests = 0
        self.last_size_bytes = 0
        self.meanwhile: Callable[[], None] = lambda: None
        self.arrived: Callable[[SyncRequest, SyncAnswer], None] = lambda _request, _answer: None
        self.granted: Callable[[str], None] = lambda _series: None

    def sync(self, request: SyncRequest) -> SyncAnswer:
        if self._happens(self.rates.meanwhile):
            self.meanwhile()
        if self._old and self._happens(self.rates.late_again):
            self._seen["fault: old request again"] += 1
            self._api().sync(self._random.choice(self._old))
        self._old.append(request)
        answer: SyncAnswer = self._carried(lambda: self._api().sync(request))
        self.last_size_bytes = len(pack(request)) + len(pack(answer))
        self.arrived(request, answer)
        return answer

    def digest(self, request: DigestRequest) -> DigestAnswer:
        self._seen["digest: asked"] += 1
        answer: DigestAnswer = self._carried(lambda: self._api().digest(request))
        return answer

    def proof(self, request: ProofRequest) -> ProofAnswer:
        answer: ProofAnswer = self._carried(lambda: self._api().proof(request))
        return answer

    def take_series(self, scope: str, series_id: str) -> Lease:
        def take() -> Lease:
            lease = self._api().take_series(scope, series_id)
            self.granted(series_id)
            return lease

        return self._carried(take, may_repeat=False)  # type: ignore[no-any-return]

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        self._carried(
            lambda: self._api().upload(scope, sha256, size_bytes, content), may_repeat=False
        )

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        return iter([self._carried(lambda: b"".join(self._api().download(scope, sha256)))])

    def _carried(self, call: Callable[[], Any], *, may_repeat: bool = True) -> Any:
        self.requests += 1
        if self.cut_after is not None:
            self.cut_after -= 1
        if self.cut or (self.cut_after is not None and self.cut_after < 0):
            self._fail("offline" if self.cut else "cut between exchanges")
        if self._happens(self.rates.drop_request):
            self._fail("drop_request")
        if may_repeat and self._happens(self.rates.duplicate):
            self._seen["fault: duplicate"] += 1
            call()
        answer = call()
        if self._happens(self.rates.lose_answer):
            self._fail("lose_answer")
        return answer

    def _happens(self, rate: float) -> bool:
        return self._random.random() < rate

    def _fail(self, fault: str) -> None:
        self._seen[f"fault: {fault}"] += 1
        raise TransportFault("offline")
