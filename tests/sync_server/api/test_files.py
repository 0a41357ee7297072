"""Whole files over HTTP: bounded, hashed, by ranges."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.api.files import asked_range
from tests.helpers.stub_hub import StubHub
from tests.sync_server.api.asking import AUTHORIZED, Answer, Web

LETTER = os.urandom(300_000)
HASH = hashlib.sha256(LETTER).hexdigest()
ADDRESS = f"/files/{HASH}?scope=office/stc"


def put(web: Web, content: bytes, **headers: str) -> Answer:
    return web.ask("PUT", ADDRESS, content, **{**AUTHORIZED, **headers})


def get(web: Web, **headers: str) -> Answer:
    return web.ask("GET", ADDRESS, **{**AUTHORIZED, **headers})


def test_a_file_goes_up_and_comes_down(web: Web, hub: StubHub) -> None:
    assert put(web, LETTER).message(str) == HASH
    answer = get(web)
    assert (answer.status, answer.body) == (200, LETTER)
    assert answer.headers["content-length"] == str(len(LETTER))
    assert answer.headers["x-vanthu-protocol"] == "1"


def test_an_empty_file_is_a_file(web: Web) -> None:
    empty = f"/files/{hashlib.sha256(b'').hexdigest()}?scope=office/stc"
    assert web.ask("PUT", empty, b"", **AUTHORIZED).status == 200
    assert web.ask("GET", empty, **AUTHORIZED).body == b""


def test_bytes_of_another_hash_are_refused(web: Web, hub: StubHub) -> None:
    told = put(web, LETTER[:-1] + b"?").problem()
    assert (told["status"], told["code"]) == (422, "file_hash_differs")
    assert hub.files == {}


def test_a_file_over_the_limit_is_refused_before_it_is_read(web: Web, hub: StubHub) -> None:
    told = put(web, b"x" * 1_000_001).problem()
    assert (told["status"], told["code"]) == (413, "too_large")


def test_a_file_must_tell_its_length(web: Web) -> None:
    def pieces() -> Iterator[bytes]:
        yield LETTER

    told = web.ask("PUT", ADDRESS, pieces(), **AUTHORIZED).problem()
    assert (told["status"], told["code"]) == (411, "length_missing")


def test_a_packed_file_is_refused_because_its_hash_would_be_anothers(web: Web) -> None:
    told = put(web, LETTER, **{"Content-Encoding": "gzip"}).problem()
    assert (told["status"], told["code"]) == (415, "media_type_unknown")


@pytest.mark.parametrize("name", ["A" * 64, "ab", "..%2F..%2Fidentity.key"])
def test_what_is_no_hash_has_no_file(web: Web, name: str) -> None:
    answer = web.ask("GET", f"/files/{name}?scope=office/stc", **AUTHORIZED)
    assert answer.status in (404, 422)
    assert answer.problem()["family"] == "ProtocolFault"


def test_no_grant_and_no_file_are_the_same_answer(web: Web) -> None:
    told = get(web).problem()
    assert (told["status"], told["code"]) == (403, "file_not_granted")


def test_files_want_a_token(web: Web) -> None:
    assert put(web, LETTER, Authorization="Bearer no").status == 401
    assert get(web, Authorization="Bearer no").status == 401


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=299990-", 299_990, 299_999), ("bytes=-5", 299_995, 299_999)],
)
def test_a_range_is_answered_with_its_bytes(web: Web, asked: str, first: int, last: int) -> None:
    put(web, LETTER)
    answer = get(web, Range=asked)
    assert (answer.status, answer.body) == (206, LETTER[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/300000"


@pytest.mark.parametrize("asked", ["bytes=9-3", "bytes=0-1,4-5", "pages=1-2", "bytes=-"])
def test_a_range_that_is_none_is_answered_with_the_whole(web: Web, asked: str) -> None:
    put(web, LETTER)
    assert get(web, Range=asked).body == LETTER


def test_a_range_beyond_the_end_cannot_be_answered(web: Web) -> None:
    put(web, LETTER)
    told = get(web, Range="bytes=300000-").problem()
    assert (told["status"], told["params"]) == (416, {"size_bytes": 300_000})


@given(st.integers(1, 50), st.integers(0, 60), st.integers(0, 60))
def test_a_range_that_can_be_answered_never_leaves_the_file(
    size: int, begin: int, end: int
) -> None:
    for header in (f"bytes={begin % size}-{end}", f"bytes={begin % size}-", f"bytes=-{end + 1}"):
        first, last = asked_range(header, size)
        assert 0 <= first <= last < size
