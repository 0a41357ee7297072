"""`vanthu` of one PC, run in this process against a real hub whose cable may be pulled."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from common.errors import TransportFault
from common.protocol.messages import (
    DigestAnswer,
    DigestRequest,
    EnrolAnswer,
    EnrolRequest,
    ProofAnswer,
    ProofRequest,
    ServerIdentity,
    SyncAnswer,
    SyncRequest,
)
from common.rules.numbering import Lease
from desktop.cli.main import main
from desktop.cli.outside import Outside
from desktop.store.meta import DeviceIdentity
from sync_server.hub.hub import Hub
from tests.helpers.devices import SteppedClock
from tests.helpers.offices import CHEAP_KDF, PASSWORD
from tests.helpers.seeded import SeededRandom


@dataclass
class Cable:
    """What joins every PC of the test to the hub."""

    hub: Hub
    is_out: bool = False

    def check(self) -> None:
        """Raise TransportFault ``offline`` while it is pulled."""
        if self.is_out:
            raise TransportFault("offline")


@dataclass
class CabledApi:
    """The hub as `SyncApi` of one device, and before that as `EnrolmentApi`."""

    cable: Cable
    device: int = 0

    def identity(self, nonce: bytes) -> ServerIdentity:
        self.cable.check()
        return self.cable.hub.identity(nonce)

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        self.cable.check()
        return self.cable.hub.enrol(request)

    def pinned(self, ca_pem: str) -> CabledApi:
        return self

    def sync(self, request: SyncRequest) -> SyncAnswer:
        self.cable.check()
        answer = self.cable.hub.device_api(self.device).sync(request)
        self.cable.hub.deliver_post()
        return answer

    def digest(self, request: DigestRequest) -> DigestAnswer:
        self.cable.check()
        return self.cable.hub.device_api(self.device).digest(request)

    def proof(self, request: ProofRequest) -> ProofAnswer:
        self.cable.check()
        return self.cable.hub.device_api(self.device).proof(request)

    def take_series(self, scope: str, series_id: str) -> Lease:
        self.cable.check()
        return self.cable.hub.device_api(self.device).take_series(scope, series_id)

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        self.cable.check()
        self.cable.hub.device_api(self.device).upload(scope, sha256, size_bytes, content)
        self.cable.hub.deliver_post()

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        self.cable.check()
        return self.cable.hub.device_api(self.device).download(scope, sha256)


@dataclass(frozen=True)
class Ran:
    """What one command line did."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


@dataclass
class CommandLine:
    """The command line of one PC with its store in ``folder``."""

    folder: Path
    cable: Cable
    clock: SteppedClock
    random: SeededRandom
    windows: list[Path] = field(default_factory=list)

    def __call__(self, *arguments: str, stdin: str = "") -> Ran:
        """Run `vanthu --store … arguments`; the password comes from the environment."""
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            patch.setenv("VANTHU_PASSWORD", PASSWORD)
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            line = ["--store", str(self.folder), *arguments]
            code = main(line, window=self._window, outside=self._outside())
        return Ran(code, out.getvalue(), err.getvalue())

    def json(self, *arguments: str, stdin: str = "", code: int = 0) -> Any:
        """The document of a run that ends with ``code``."""
        ran = self(*arguments, "--json", stdin=stdin)
        assert ran.code == code, f"{ran.code}: {ran.out}{ran.err}"
        return ran.document

    def enroll(self, office_code: str, login: str = "hoa") -> Any:
        """Make this PC a device of an office."""
        code = self.cable.hub.new_enrolment_code(office_code).text
        words = ("--server", "https://vanthu.test", "--code", code, "--login", login)
        return self.json("enroll", *words, "--device-name", "Máy văn thư")

    def start_books(self, *, last: int = 100, day: str = "2026-09-01") -> None:
        """Start both books of the office mid-year."""
        for series in ("den", "di"):
            words = ("--series", series, "--last", str(last), "--date", day)
            self.json("register", "start", *words, "--book", f"Sổ {series} 2026")

    def _outside(self) -> Outside:
        return Outside(
            api_of=self._api_of,
            enrolment_api=lambda _url, _allow_http: CabledApi(self.cable),
            clock=self.clock,
            random=self.random,
            kdf=CHEAP_KDF,
        )

    def _api_of(self, who: DeviceIdentity) -> CabledApi:
        return CabledApi(self.cable, who.device)

    def _window(self, store: Path) -> int:
        self.windows.append(store)
        return 0


MakePc = Callable[..., CommandLine]
