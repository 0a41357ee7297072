"""The line between one PC and the server, with its faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, BinaryIO

from common.errors import TransportFault
from common.protocol.api import SyncApi
from common.protocol.messages import SyncAnswer, SyncRequest
from common.rules.numbering import Lease


@dataclass
class FaultRates:
    """Probabilities of each fault for one request."""

    drop_request: float = 0.08
    lose_answer: float = 0.08
    duplicate: float = 0.08


NO_FAULTS = FaultRates(0, 0, 0)


class FaultyLine(SyncApi):
    """A device's API through a line that drops, loses and repeats."""

    def __init__(self, api: Callable[[], SyncApi], random: Random, seen: Counter[str]) -> None:
        self._api = api
        self._random = random
        self._seen = seen
        self.rates = FaultRates()
        self.cut = False

    def sync(self, request: SyncRequest) -> SyncAnswer:
        return self._carried(lambda: self._api().sync(request))  # type: ignore[no-any-return]

    def take_series(self, scope: str, series_id: str) -> Lease:
        return self._carried(  # type: ignore[no-any-return]
            lambda: self._api().take_series(scope, series_id), may_repeat=False
        )

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        self._carried(
            lambda: self._api().upload(scope, sha256, size_bytes, content), may_repeat=False
        )

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        return iter([self._carried(lambda: b"".join(self._api().download(scope, sha256)))])

    def _carried(self, call: Callable[[], Any], *, may_repeat: bool = True) -> Any:
        if self.cut:
            self._fail("offline")
        if self._random.random() < self.rates.drop_request:
            self._fail("drop_request")
        if may_repeat and self._random.random() < self.rates.duplicate:
            self._seen["fault: duplicate"] += 1
            call()
        answer = call()
        if self._random.random() < self.rates.lose_answer:
            self._fail("lose_answer")
        return answer

    def _fail(self, fault: str) -> None:
        self._seen[f"fault: {fault}"] += 1
        raise TransportFault("offline")
