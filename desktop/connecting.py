"""The server as this PC reaches it: HTTP, with the key and the authority pinned at enrolment.

Window, command line and demo hand this to :func:`desktop.office.open_office`; a simulator hands in
a server of its own instead.
"""

from __future__ import annotations

from common.crypto.signing import SigningKey
from common.protocol.api import SyncApi
from desktop.store.meta import DeviceIdentity
from desktop.sync.http_api import HttpApi, HttpEnrolment


def api_of(who: DeviceIdentity) -> SyncApi:
    """What this device asks of its server. No byte is sent before the first call.

    Raises:
        RuleViolation: ``server_url_invalid``; NotAllowed: ``http_refused``.
    """
    return HttpApi(
        who.server_url,
        who.device,
        SigningKey.from_bytes(who.signing_seed),
        who.server_public,
        who.ca_pem,
        allow_http=who.allow_http,
    )


def enrolment_api(server_url: str, allow_http: bool = False) -> HttpEnrolment:
    """What a PC asks before it is a device. ``.pinned`` of it is the ``pin_ca`` of enrolment.

    Raises:
        RuleViolation: ``server_url_invalid``; NotAllowed: ``http_refused``.
    """
    return HttpEnrolment(server_url, allow_http=allow_http)
