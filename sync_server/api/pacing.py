"""How often somebody may ask for what costs the server more than the asker: a bucket per address.

Checking an enrolment code takes 15 ms and 8 MiB by design (:mod:`common.protocol.enrolment_code`);
unlimited it would be a lever against the whole server.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict

from common.clock import Clock
from common.errors import NotAllowed

ADDRESSES_MAX = 10_000


class Pace:
    """``per_minute`` at once, and as many again each minute, for each address."""

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._guard = threading.Lock()

    def take(self, address: str) -> None:
        """Count one request.

        Raises:
            NotAllowed: ``too_many_requests`` (param ``retry_after_s``).
        """
        now_s = self._clock.monotonic_s()
        per_second = self._per_minute / 60
        with self._guard:
            left, since_s = self._buckets.pop(address, (float(self._per_minute), now_s))
            left = min(float(self._per_minute), left + (now_s - since_s) * per_second)
            self._buckets[address] = (max(left - 1, 0) if left >= 1 else left, now_s)
            if len(self._buckets) > ADDRESSES_MAX:
                self._buckets.popitem(last=False)
        if left < 1:
            wait_s = math.ceil((1 - left) / per_second)
            raise NotAllowed("too_many_requests", retry_after_s=wait_s)
