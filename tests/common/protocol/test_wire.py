"""Bodies: what one side packs the other reads, and nothing fills the memory."""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from common.errors import ProtocolFault
from common.protocol.messages import Cursor, ScopeAsk, SyncRequest
from common.protocol.wire import content_digest, pack, unpack

asks = st.builds(
    ScopeAsk,
    scope=st.text(max_size=40),
    cursor=st.none() | st.builds(Cursor, st.text(max_size=36), st.integers(0, 2**62), st.binary()),
)


def unpacked(body: bytes, size_bytes_max: int = 100_000) -> SyncRequest:
    return unpack(body, SyncRequest, size_bytes_max=size_bytes_max, malformed="request_malformed")


@given(st.builds(SyncRequest, v=st.integers(0, 9), scopes=st.lists(asks, max_size=4)))
def test_what_is_packed_is_read_back(request: SyncRequest) -> None:
    assert unpacked(pack(request)) == request


@given(st.binary(max_size=400))
def test_any_bytes_are_a_message_or_malformed(body: bytes) -> None:
    with pytest.raises(ProtocolFault, match="request_malformed"):
        unpacked(body)


def test_a_frame_cut_anywhere_is_malformed() -> None:
    body = pack(SyncRequest(1, [ScopeAsk(os.urandom(50).hex())]))
    for end in range(len(body)):
        with pytest.raises(ProtocolFault, match="request_malformed"):
            unpacked(body[:end])


def test_the_bound_holds_to_the_byte() -> None:
    request = SyncRequest(1, [])
    size = len(zstandard.ZstdDecompressor().decompress(pack(request), max_output_size=1_000))
    assert unpacked(pack(request), size) == request
    with pytest.raises(ProtocolFault, match="too_large"):
        unpacked(pack(request), size - 1)


def test_a_small_body_of_a_gigabyte_is_not_unpacked() -> None:
    zeros = zstandard.ZstdCompressor().compressobj()
    body = b"".join(zeros.compress(bytes(2**24)) for _ in range(64)) + zeros.flush()
    assert len(body) < 200_000
    with pytest.raises(ProtocolFault, match="too_large"):
        unpacked(body, 1_000_000)


def test_a_frame_that_asks_for_much_memory_is_malformed() -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    body = zstandard.ZstdCompressor(compression_params=wide).compress(os.urandom(2**20) * 20)
    with pytest.raises(ProtocolFault, match="request_malformed"):
        unpacked(body, 2**30)


@given(st.binary())
def test_the_digest_is_that_of_rfc_9530(body: bytes) -> None:
    expected = b64encode(hashlib.sha256(body).digest()).decode()
    assert content_digest(body) == f"sha-256=:{expected}:"
