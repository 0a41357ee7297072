"""A small province in one process: a real hub, and real offices that sync with it through a cable
that can be pulled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from common.errors import TransportFault
from common.protocol.api import SyncApi
from common.protocol.messages import (
    DigestAnswer,
    DigestRequest,
    ProofAnswer,
    ProofRequest,
    SyncAnswer,
    SyncRequest,
)
from common.rules.numbering import Lease
from desktop.commands.registers import StartRegister
from desktop.identity.enrolment import EnrolmentWish, enrol
from desktop.office import Office, open_office
from sync_server.hub.hub import Hub
from sync_server.hub.opening import init_data, open_hub
from tests.helpers.offices import CHEAP_KDF, PASSWORD, TickingClock
from tests.helpers.seeded import SeededRandom

OFFICES = (
    {"stt": "1", "phase": "1", "kind": "provincial_office", "name": "Văn phòng UBND tỉnh"}
    | {"leaders": "1", "dept_heads": "1", "specialists": "1", "admins": "1", "clerks": "1"}
    | {"code": "vpubnd"},
    {"stt": "5", "phase": "2", "kind": "department", "name": "Sở Tài chính"}
    | {"leaders": "1", "dept_heads": "1", "specialists": "1", "admins": "1", "clerks": "1"}
    | {"code": "stc"},
)


class Cable(SyncApi):
    """A device's API through a line that can be cut, also between the server's commit and us.

    Attributes:
        meanwhile: what happens while a comparison is on its way to the server.
        told: what the PC hears of the server's answers to syncs and comparisons.
        compared: the comparisons' answers, as the server gave them.
    """

    def __init__(self, api: SyncApi) -> None:
        self._api = api
        self.pulled = False
        self.lose_answers = 0
        self.requests = 0
        self.meanwhile: Callable[[], None] = lambda: None
        self.told: Callable[[Any], Any] = lambda answer: answer
        self.compared: list[DigestAnswer] = []

    def sync(self, request: SyncRequest) -> SyncAnswer:
        answer = self.told(self._through(lambda: self._api.sync(request)))
        assert isinstance(answer, SyncAnswer)
        return answer

    def digest(self, request: DigestRequest) -> DigestAnswer:
        self.meanwhile()
        self.compared.append(self._through(lambda: self._api.digest(request)))
        answer = self.told(self.compared[-1])
        assert isinstance(answer, DigestAnswer)
        return answer

    def proof(self, request: ProofRequest) -> ProofAnswer:
        answer = self._through(lambda: self._api.proof(request))
        assert isinstance(answer, ProofAnswer)
        return answer

    def take_series(self, scope: str, series_id: str) -> Lease:
        lease = self._through(lambda: self._api.take_series(scope, series_id))
        assert isinstance(lease, Lease)
        return lease

    def upload(self, scope: str, sha256: str, size_bytes: int, content: BinaryIO) -> None:
        self._through(lambda: self._api.upload(scope, sha256, size_bytes, content))

    def download(self, scope: str, sha256: str) -> Iterator[bytes]:
        return iter([self._through(lambda: b"".join(self._api.download(scope, sha256)))])

    def _through(self, call: Any) -> Any:
        self.requests += 1
        if self.pulled:
            raise TransportFault("offline")
        answer = call()
        if self.lose_answers:
            self.lose_answers -= 1
            raise TransportFault("offline")
        return answer


class Province:
    """The hub and its offices."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.folder = folder
        self.clock = TickingClock()
        init_data(folder / "server", database_url, clock=self.clock, random=SeededRandom(1))
        self.hub: Hub = open_hub(
            folder / "server", database_url, clock=self.clock, random=SeededRandom(2)
        )
        self.hub.import_offices(OFFICES, with_users=True)
        self.cables: dict[str, Cable] = {}
        self._seed = 10
        self.offices: list[Office] = []

    def office(self, code: str, *, name: str = "", roles: tuple[str, ...] | None = None) -> Office:
        """A newly enrolled PC of ``code``, synced once."""
        name = name or code
        self._seed += 1
        wish = EnrolmentWish(
            server_url="http://127.0.0.1:1",
            code=self.hub.new_enrolment_code(code, roles).text,
            login=f"vt.{name}",
            password=PASSWORD,
            full_name="Phạm Thị Hoa",
            device_name=f"Máy {name}",
        )
        enrol(
            self.folder / name,
            wish,
            self.hub,
            random=SeededRandom(self._seed),
            pin_ca=lambda _: self.hub,
            params=CHEAP_KDF,
        )
        opened = open_office(
            self.folder / name,
            wish.login,
            PASSWORD,
            lambda who: self.cables.setdefault(name, Cable(self.hub.device_api(who.device))),
            clock=self.clock,
            random=SeededRandom(self._seed + 100),
        )
        self.offices.append(opened)
        opened.sync()
        return opened

    def start_books(self, office: Office, **last_numbers: int) -> None:
        """Begin the office's books mid-year."""
        for series, last in last_numbers.items():
            office.run(StartRegister(series, last, date(2026, 9, 11), "Quyển 1"))

    def settle(self, rounds: int = 5) -> None:
        """Everybody syncs, the postman walks, until nothing moves any more."""
        for _ in range(rounds):
            for office in self.offices:
                office.sync()
            self.hub.deliver_post()

    def close(self) -> None:
        for office in self.offices:
            office.close()
        self.hub.close()


@contextmanager
def province(folder: Path, database_url: str | None = None) -> Iterator[Province]:
    """A province, closed at the end."""
    made = Province(folder, database_url)
    try:
        yield made
    finally:
        made.close()
