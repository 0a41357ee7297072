"""A stub hub served on a real port, and a device that speaks to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.crypto.signing import SigningKey
from desktop.sync.http_api import HttpApi
from sync_server.app import create_app
from sync_server.settings import Settings
from tests.helpers.served import served
from tests.helpers.stub_hub import DEVICE, StubHub

Connect = Callable[..., HttpApi]


@pytest.fixture(scope="module")
def stub() -> StubHub:
    return StubHub()


@pytest.fixture(scope="module")
def address(stub: StubHub) -> Iterator[str]:
    with served(create_app(stub, Settings(data=Path()))) as address:
        yield address


@pytest.fixture
def hub(stub: StubHub) -> StubHub:
    """The module's hub, as new."""
    stub.forget()
    return stub


@pytest.fixture
def connect(hub: StubHub) -> Iterator[Connect]:
    """Makes devices of the stub at an address, and closes them."""
    made: list[HttpApi] = []

    def make(address: str, **options: object) -> HttpApi:
        key = SigningKey.from_bytes(b"d" * 32)
        pinned = options.pop("server_public", hub.key.public)
        made.append(HttpApi(address, DEVICE, key, pinned, **options))
        return made[-1]

    yield make
    for api in made:
        api.close()


@pytest.fixture
def api(address: str, connect: Connect) -> HttpApi:
    return connect(address)
