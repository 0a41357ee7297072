"""The real server in a process of its own, and PCs of one office that speak to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.connecting import api_of, enrolment_api
from desktop.identity.enrolment import EnrolmentWish, enrol
from desktop.office import Office, open_office
from sync_server.hub.opening import init_data, open_hub
from tests.helpers.offices import CHEAP_KDF, PASSWORD
from tests.helpers.province import OFFICES
from tests.helpers.seeded import SeededRandom
from tests.helpers.server_process import ServerProcess

OFFICE = "stc"


@dataclass(frozen=True)
class Stage:
    """``codes`` are unused codes with which a PC is enrolled."""

    folder: Path
    server: ServerProcess
    codes: list[str]

    @property
    def server_pid(self) -> int:
        """The process that serves."""
        assert self.server.process is not None
        return self.server.process.pid

    def office(self, name: str, *, seed: int, address: str = "", first_sync: bool = True) -> Office:
        """A newly enrolled PC that speaks to ``address``; the server's own unless one is given."""
        wish = EnrolmentWish(
            server_url=address or self.server.address,
            code=self.codes.pop(),
            login=f"vt{seed}",
            password=PASSWORD,
            device_name=f"Máy {seed}",
        )
        api = enrolment_api(wish.server_url)
        random, folder = SeededRandom(seed), self.folder / name
        enrol(folder, wish, api, random=random, pin_ca=api.pinned, params=CHEAP_KDF)
        office = open_office(folder, wish.login, PASSWORD, api_of)
        if first_sync:
            office.sync()
        return office


@contextmanager
def stage(folder: Path, codes: int) -> Iterator[Stage]:
    """A new server with an office, which so many PCs may join."""
    data = folder / "server"
    init_data(data)
    hub = open_hub(data)
    hub.import_offices(OFFICES)
    texts = [hub.new_enrolment_code(OFFICE, ("clerk", "admin")).text for _ in range(codes)]
    hub.close()
    server = ServerProcess(data)
    server.start()
    try:
        yield Stage(folder, server, texts)
    finally:
        server.stop()
