"""Whole files: stored under their hash, readable by grant only (R20)."""

from __future__ import annotations

import hashlib
import io

import pytest

from common.errors import NotAllowed, ProtocolFault
from sync_server.hub.hub import Hub
from tests.helpers.devices import FakePc, enrolled, two_clerks

CONTENT = bytes(range(256)) * 3000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def upload(pc: FakePc, content: bytes = CONTENT, sha256: str = SHA256) -> None:
    pc.api.upload(pc.scope, sha256, len(CONTENT), io.BytesIO(content))


def test_a_file_comes_back_whole_to_the_colleague(hub: Hub) -> None:
    first, second = two_clerks(hub)
    upload(first)
    pieces = list(second.api.download(second.scope, SHA256))
    assert b"".join(pieces) == CONTENT
    assert max(len(piece) for piece in pieces) < len(CONTENT)


def test_a_file_is_opened_with_its_size(hub: Hub) -> None:
    pc = enrolled(hub)
    upload(pc)
    content, size_bytes = hub.device_api(pc.device).open_file(pc.scope, SHA256)
    assert (content.read(), size_bytes) == (CONTENT, len(CONTENT))


def test_hash_is_not_a_key(hub: Hub) -> None:
    """Naive: whoever knows a hash may read the file (R20)."""
    owner, other = enrolled(hub, "stc"), enrolled(hub, "vpubnd")
    upload(owner)
    for scope in (other.scope, owner.scope):
        with pytest.raises(NotAllowed):
            other.api.download(scope, SHA256)


def test_a_file_known_elsewhere_must_be_sent_whole_all_the_same(hub: Hub) -> None:
    owner, other = enrolled(hub, "stc"), enrolled(hub, "vpubnd")
    upload(owner)
    with pytest.raises(ProtocolFault, match="file_hash_differs"):
        upload(other, content=b"")
    with pytest.raises(NotAllowed, match="file_not_granted"):
        other.api.download(other.scope, SHA256)
    upload(other)
    assert b"".join(other.api.download(other.scope, SHA256)) == CONTENT


def test_a_file_with_another_hash_is_refused(hub: Hub) -> None:
    pc = enrolled(hub)
    with pytest.raises(ProtocolFault, match="file_hash_differs"):
        upload(pc, content=CONTENT[::-1])
    with pytest.raises(NotAllowed, match="file_not_granted"):
        pc.api.download(pc.scope, SHA256)


def test_the_same_file_twice_is_nothing_new(hub: Hub) -> None:
    pc = enrolled(hub)
    upload(pc)
    upload(pc)
    assert b"".join(pc.api.download(pc.scope, SHA256)) == CONTENT


@pytest.mark.parametrize("sha256", ["0" * 64, "../identity.key", "\0", ""])
def test_what_is_not_here_and_what_is_not_granted_are_one_answer(hub: Hub, sha256: str) -> None:
    pc = enrolled(hub)
    with pytest.raises(NotAllowed, match="file_not_granted"):
        pc.api.download(pc.scope, sha256)


def test_nothing_is_uploaded_into_the_catalog(hub: Hub) -> None:
    pc = enrolled(hub)
    with pytest.raises(NotAllowed, match="scope_read_only"):
        pc.api.upload("catalog", SHA256, len(CONTENT), io.BytesIO(CONTENT))


def test_a_revoked_device_reads_no_file(hub: Hub) -> None:
    pc = enrolled(hub)
    upload(pc)
    hub.revoke_device(pc.device, "mất máy")
    with pytest.raises(NotAllowed, match="device_revoked"):
        pc.api.download(pc.scope, SHA256)
