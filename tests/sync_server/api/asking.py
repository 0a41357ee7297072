"""Shorthands for requests as our client makes them, and answers as they travelled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

import urllib3

from common.protocol.messages import MEDIA_TYPE
from common.protocol.wire import content_digest, pack, unpack
from tests.helpers.stub_hub import TOKEN

AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
PACKED = {"Content-Type": MEDIA_TYPE, "Content-Encoding": "zstd"}
_Message = TypeVar("_Message")


@dataclass(frozen=True)
class Answer:
    """Status, headers and the bytes of the body before any unpacking."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def message(self, kind: type[_Message]) -> _Message:
        """What the body carries, for a ``200`` of ours."""
        assert (self.status, self.headers["content-type"]) == (200, MEDIA_TYPE), self.body
        return unpack(self.body, kind, size_bytes_max=1_000_000, malformed="malformed")

    def problem(self) -> dict[str, Any]:
        """The problem details of a refusal of ours."""
        assert self.headers["content-type"] == "application/problem+json"
        assert self.headers["content-digest"] == content_digest(self.body)
        told: dict[str, Any] = json.loads(self.body)
        assert told["status"] == self.status
        return told


class Web:
    """A plain HTTP client for one address: it unpacks, follows and repeats nothing."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._pool = urllib3.PoolManager(retries=False)

    def __enter__(self) -> Web:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._pool.clear()

    def ask(self, method: str, path: str, content: Any = None, **headers: str) -> Answer:
        """A request with exactly these headers."""
        response = self._pool.request(
            method,
            self.address + path,
            body=content,
            headers=headers,
            redirect=False,
            preload_content=False,
        )
        body = b"".join(response.stream(decode_content=False))
        return Answer(response.status, response.headers, body)

    def post(self, path: str, message: Any, **headers: str) -> Answer:
        """A packed message, with a good token unless ``headers`` say otherwise."""
        return self.ask("POST", path, pack(message), **{**PACKED, **AUTHORIZED, **headers})
