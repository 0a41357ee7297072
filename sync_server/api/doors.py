"""What the web asks of the hub: the whole of it, so that a test can stand in for the rest.

One method of the hub is one transaction, committed before it returns: an answer cannot leave
before its commit.
"""

from __future__ import annotations

from typing import BinaryIO, Protocol

from common.protocol.api import SyncApi
from common.protocol.messages import (
    EnrolAnswer,
    EnrolRequest,
    ServerIdentity,
    TokenAnswer,
    TokenRequest,
)


class DeviceDoor(SyncApi, Protocol):
    """What one device may ask."""

    def open_file(self, scope: str, sha256: str) -> tuple[BinaryIO, int]:
        """A file and its size. Raises NotAllowed ``file_not_granted``."""
        ...


class HubDoor(Protocol):
    """The server without HTTP."""

    def identity(self, nonce: bytes) -> ServerIdentity:
        """The identity key, proved over ``nonce``."""
        ...

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Make a PC a device; see :class:`common.protocol.api.EnrolmentApi`."""
        ...

    def challenge(self) -> bytes:
        """What a device signs to get a token."""
        ...

    def token(self, request: TokenRequest) -> TokenAnswer:
        """A token. Raises NotAllowed ``token_invalid``, ``device_revoked``."""
        ...

    def device_of(self, token: str) -> int:
        """Whose token it is. Raises NotAllowed ``token_invalid``."""
        ...

    def device_api(self, device: int) -> DeviceDoor:
        """The door of one device."""
        ...

    def deliver_post(self) -> int:
        """Deliver what waits in the postbox; how many pieces moved."""
        ...

    def ready(self) -> None:
        """Raise EnvironmentFault where the database cannot be used."""
        ...
