"""What the services need besides a connection: the server's key, its clock and its randomness."""

from __future__ import annotations

from dataclasses import dataclass

from common.clock import Clock, to_millis
from common.crypto.signing import SigningKey
from common.ids import Random

CATALOG = "catalog"
SERVER_DEVICE = 0


@dataclass(frozen=True)
class Server:
    """``key`` is the identity key that devices pin at enrolment."""

    key: SigningKey
    clock: Clock
    random: Random

    def now_ms(self) -> int:
        """The server's instant, in milliseconds since 1970 UTC."""
        return to_millis(self.clock.now())


def office_scope(office_code: str) -> str:
    """The scope in which an office works."""
    return f"office/{office_code}"


def office_of(scope: str) -> str:
    """The office's code, from its scope."""
    return scope.removeprefix("office/")
