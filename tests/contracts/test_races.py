"""Several at once: sequence is taken under the scope's lock, so no reader ever skips a row (R4)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sync_server.db.engine import writing
from sync_server.hub.hub import Hub
from sync_server.services.consequences import finish
from sync_server.services.ingest import push
from sync_server.services.scope_work import open_scope
from tests.helpers.devices import FakePc, enrolled, two_clerks
from tests.helpers.hubs import log_of, server_rows


def at_once(*jobs: Callable[[], object]) -> None:
    """Run all jobs in threads of their own, begun together."""
    gate = threading.Barrier(len(jobs))

    def begin(job: Callable[[], object]) -> None:
        gate.wait()
        job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(begin, job) for job in jobs]:
            done.result()


def test_lower_seq_commits_late(hub: Hub) -> None:
    """A push that holds a lower seq commits after its neighbour asked for the next one.

    Naive: seq is taken before the scope is held (R4).
    """
    slow, fast = two_clerks(hub)
    reader = enrolled(hub)
    reader.sync()  # what it has is noted: from here its pulls only read
    first, second = slow.outgoing("chậm"), fast.outgoing("nhanh")
    started = threading.Event()

    def push_fast() -> None:
        started.set()
        fast.sync()

    with ThreadPoolExecutor(1) as pool:
        with writing(hub.core.engine) as conn:
            work = open_scope(conn, hub.core.server, slow.scope)
            segment = slow.segment()
            assert segment
            push(work, slow.device, slow.key.public, segment)
            late = pool.submit(push_fast)
            started.wait()
            reader.sync()  # sees neither, and must not pass either
            seen_between = {record.id for record in reader.all_of("outgoing_document")}
            finish(work)
        late.result()
    reader.sync()
    assert seen_between == set()
    assert {record.id for record in reader.all_of("outgoing_document")} == {first, second}
    assert reader.base == server_rows(hub, reader.scope)


def test_two_pcs_that_push_at_once_share_one_log_without_gaps(hub: Hub) -> None:
    first, second = two_clerks(hub)
    reader = enrolled(hub)
    rounds = 5

    def pushing(pc: FakePc) -> Callable[[], None]:
        def job() -> None:
            for n in range(rounds):
                pc.outgoing(f"{pc.device}/{n}")
                pc.sync()

        return job

    def pulling() -> None:
        for _ in range(2 * rounds):
            reader.sync()

    at_once(pushing(first), pushing(second), pulling)
    reader.sync()
    log = [seq for seq, _ in log_of(hub, first.scope)]
    assert log == list(range(1, len(log) + 1))
    assert reader.base == server_rows(hub, reader.scope)
    assert len(reader.all_of("outgoing_document")) == 2 * rounds


def test_the_same_push_at_once_on_two_lines_is_taken_once(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    segment = pc.segment()
    twin = FakePc(pc.api, pc.who, pc.key, own=pc.own)
    results = []
    at_once(*(lambda one=one: results.append(one.exchange(segment).results) for one in (pc, twin)))
    assert results[0] == results[1]
    assert [name for _, name in log_of(hub, pc.scope)].count(pc.own[0].name) == 1


def test_pcs_that_enrol_at_once_get_numbers_of_their_own(hub: Hub) -> None:
    pcs: list[FakePc] = []
    at_once(
        *(
            lambda office=office, n=n: pcs.append(enrolled(hub, office, seed=n))
            for n, office in enumerate(("stc", "vpubnd", "namsach", "stc"), start=1)
        )
    )
    assert sorted(pc.device for pc in pcs) == [1, 2, 3, 4]


def test_a_series_is_taken_by_one_of_two_that_ask_at_once(hub: Hub) -> None:
    holder, *askers = (enrolled(hub) for _ in range(3))
    series = holder.release("den").changes[0].id
    holder.sync()
    taken: list[object] = []

    def take(pc: FakePc) -> None:
        try:
            taken.append(pc.api.take_series(pc.scope, series))
        except Exception as error:  # whatever it is, it is compared below
            taken.append(str(error))

    at_once(*(lambda pc=pc: take(pc) for pc in askers))
    leases = [one for one in taken if not isinstance(one, str)]
    assert len(leases) == 1
    assert [one for one in taken if isinstance(one, str)] == [
        f"series_held(device={leases[0].device})"
    ]


def test_letters_to_one_office_from_many_are_all_delivered(hub: Hub) -> None:
    receiver = enrolled(hub, "namsach")
    senders = [enrolled(hub, office) for office in ("stc", "vpubnd")]

    def send(pc: FakePc) -> None:
        for _ in range(3):
            document_id = pc.outgoing()
            pc.issue(document_id)
            pc.send(document_id, "namsach")
        pc.sync()

    at_once(*(lambda pc=pc: send(pc) for pc in senders), hub.deliver_post, hub.deliver_post)
    hub.deliver_post()
    receiver.sync()
    assert len(receiver.all_of("delivery")) == 6
