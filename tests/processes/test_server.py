"""The real `vanthu-server` over real sockets: what it acknowledged is there, whatever hits it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.clock import SystemClock
from common.errors import TransportFault
from common.protocol.wire import pack
from common.rules.numbering import series_id
from tests.helpers.databases import running_postgres
from tests.helpers.devices import FakePc
from tests.helpers.lines import Line, line_to
from tests.helpers.server_process import ServerProcess

OFFICES = (
    "kind,name,leaders,dept_heads,specialists,admins,clerks,code\n"
    "provincial_office,Văn phòng UBND tỉnh,10,24,9,3,3,vpubnd\n"
    "department,Sở Tài chính,4,17,25,1,1,stc\n"
)
PUSH = 300
WAIT_S = 30.0


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where the server keeps its records: its own SQLite file, or a PostgreSQL server."""
    if request.param == "sqlite":
        yield None
        return
    with running_postgres(lambda _: None) as postgres:
        yield postgres.empty().replace("postgresql+psycopg://", "postgresql://")


def made(folder: Path, database: str | None = None) -> ServerProcess:
    """A server with two offices and their people, all by its own command line."""
    server = ServerProcess(folder / "data", database)
    table = folder / "offices.csv"
    table.write_text(OFFICES, encoding="utf-8")
    server.told("init")
    report = server.told("office", "import", table, "--with-users")
    assert (report["offices"], report["new_offices"]) == (2, 2)
    return server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """On SQLite, not started yet."""
    server = made(tmp_path)
    yield server
    server.close()


def clerk_of(server: ServerProcess, office: str, address: str = "") -> FakePc:
    """A PC whose books are open and whose base is whole."""
    pc = server.enrolled_pc(office, f"vanthu1.{office}", address)
    pc.clock = SystemClock()  # type: ignore[assignment]
    pc.sync()
    for series in ("den", "di"):
        pc.start_book(series)
    pc.sync()
    return pc


def until(holds: Callable[[], bool]) -> None:
    """Ask until it holds; the post is carried by a thread of the server."""
    ends_s = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < ends_s, "it did not come about"


def test_the_whole_way_on_either_database(tmp_path: Path, database: str | None) -> None:
    server = made(tmp_path, database)
    try:
        server.start()
        sender, receiver = clerk_of(server, "vpubnd"), clerk_of(server, "stc")
        document = sender.outgoing("Về việc lập dự toán")
        sender.issue(document)
        dispatch = sender.send(document, "stc")
        sender.sync()

        def delivered() -> bool:
            receiver.sync()
            return bool(receiver.all_of("delivery"))

        until(delivered)
        (delivery,) = receiver.all_of("delivery")
        assert delivery.values["subject"] == "Về việc lập dự toán"
        receiver.accept(delivery.id)
        receiver.sync()

        def told() -> bool:
            sender.sync()
            return "03" in {one.values["status"] for one in sender.all_of("dispatch_status")}

        until(told)
        assert {one.values["dispatch_id"] for one in sender.all_of("dispatch_status")} == {dispatch}
        assert server.stop() == 0
        server.start()
        for pc in (sender, receiver):
            server.reconnect(pc)
            assert pc.sync().digest == pc.digest()
        listed = {one["code"]: one["devices"] for one in server.told("office", "list")}
        assert listed == {"vpubnd": 1, "stc": 1}
        assert "lập dự toán" not in server.log
    finally:
        server.close()


def killed_at(server: ServerProcess, line: Line, moment: str, push_bytes: int) -> None:
    """Arrange for the server to be killed at this moment of the next push."""
    before = line.up

    def all_is_up() -> None:
        if line.up - before > push_bytes:
            server.kill()

    if moment == "first bytes up":
        line.on_up = server.kill
    elif moment == "all bytes up":
        line.on_up = all_is_up
    else:
        line.down_max = line.down
        line.on_down = server.kill


@pytest.mark.parametrize("moment", ["first bytes up", "all bytes up", "answer lost"])
def test_nothing_acknowledged_is_lost_when_it_is_killed_in_a_push(
    server: ServerProcess, moment: str
) -> None:
    server.start()
    with line_to(server.address) as line:
        pc = clerk_of(server, "stc", line.address)
        for _ in range(PUSH):
            pc.register()
        acknowledged = pc.server_seq
        killed_at(server, line, moment, len(pack(pc.segment())))
        with pytest.raises(TransportFault):
            pc.exchange(pc.segment())
    server.start()
    server.reconnect(pc)
    head = pc.exchange(None).device_head
    assert acknowledged <= head.seq <= len(pc.own)
    assert head.hash == pc.own[head.seq - 1].chain_hash
    assert moment != "answer lost" or head.seq == len(pc.own)
    answer = pc.sync()
    assert answer.device_head.seq == len(pc.own)
    assert answer.digest == pc.digest()
    assert len(pc.all_of("incoming_document")) == PUSH


def test_a_push_in_hand_is_answered_before_it_stops(server: ServerProcess) -> None:
    server.start()
    with line_to(server.address) as line:
        pc = clerk_of(server, "stc", line.address)
        for _ in range(PUSH):
            pc.register()
        codes: list[int] = []

        def stop_once() -> None:
            line.on_down = None
            assert server.process is not None
            server.process.terminate()

        line.on_down = stop_once
        assert pc.exchange(pc.segment()).device_head.seq == len(pc.own)
        codes.append(server.stop())
    assert codes == [0]
    server.start()
    server.reconnect(pc)
    assert pc.exchange(None).device_head.seq == len(pc.own)


def test_a_second_server_on_the_same_folder_is_refused(server: ServerProcess) -> None:
    server.start()
    second = server.run("--json", "serve", "--port", "0")
    assert second.returncode == 4
    assert '"server_running"' in second.stdout
    assert server.enrolled_pc("stc", "vanthu1.stc").sync().digest
    assert server.stop() == 0


def test_a_folder_without_a_server_is_left_as_it_is(tmp_path: Path) -> None:
    done = ServerProcess(tmp_path).run("--json", "serve", "--port", "0")
    assert (done.returncode, '"data_missing"' in done.stdout) == (4, True)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_server_leaves_no_lock(server: ServerProcess) -> None:
    server.start()
    server.kill()
    server.start()
    assert server.stop() == 0


def test_a_port_in_use_is_told(server: ServerProcess) -> None:
    address = server.start()
    other = ServerProcess(server.data.parent / "other")
    other.told("init")
    done = other.run("--json", "serve", "--port", address.rpartition(":")[2])
    assert (done.returncode, '"address_unusable"' in done.stdout) == (1, True)


def test_tls_with_a_private_authority_from_end_to_end(server: ServerProcess) -> None:
    server.told("tls", "init", "--ip", "127.0.0.1")
    assert server.start().startswith("https://")
    pc = clerk_of(server, "stc")
    pc.register()
    assert pc.sync().device_head.seq == len(pc.own)
    assert server.stop() == 0


def test_an_open_door_without_tls_is_warned_of(server: ServerProcess) -> None:
    server.start("--host", "0.0.0.0")
    assert "chưa có TLS" in server.errors


def test_a_series_moves_from_one_pc_to_another(server: ServerProcess) -> None:
    server.start()
    first, second = clerk_of(server, "stc"), server.enrolled_pc("stc", "vanthu2.stc")
    first.release()
    first.sync()
    lease = second.api.take_series("office/stc", series_id("stc", "den"))
    assert (lease.device, lease.epoch) == (second.device, 2)
    server.told("device", "revoke", second.device, "--reason", "máy hỏng")
    states = {one["device"]: one["state"] for one in server.told("device", "list")}
    assert states == {first.device: "active", second.device: "revoked"}
