"""A stub hub behind the real application, served to all tests of a module on a real port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.app import create_app
from sync_server.settings import Settings
from tests.helpers.served import served
from tests.helpers.stub_hub import StubHub
from tests.sync_server.api.asking import Web


@pytest.fixture(scope="module")
def stub() -> StubHub:
    return StubHub()


@pytest.fixture(scope="module")
def address(stub: StubHub) -> Iterator[str]:
    settings = Settings(
        data=Path(),
        body_bytes_max=2_000,
        decoded_bytes_max=20_000,
        page_bytes_max=5_000,
        file_bytes_max=1_000_000,
        body_wait_s=1,
    )
    with served(create_app(stub, settings)) as address:
        yield address


@pytest.fixture
def hub(stub: StubHub) -> StubHub:
    """The module's hub, as new."""
    stub.forget()
    return stub


@pytest.fixture
def web(address: str, hub: StubHub) -> Iterator[Web]:
    with Web(address) as web:
        yield web
