"""The server's log is counted again: what it proves, and each way in which it can be wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from common.errors import ProtocolFault, TransportFault
from common.protocol.messages import ProofAnswer, ProofRequest, SyncAnswer, SyncRequest
from desktop.commands.incoming import RegisterIncoming
from desktop.office import Office
from desktop.store import base, log_heads
from desktop.store.verification import verify
from desktop.sync.proof import Proved
from sync_server.hub.opening import DATABASE_FILE, KEY_FILE, open_hub
from tests.helpers.province import Province, province
from tests.helpers.seeded import SeededRandom

SCOPE = "office/stc"


class Line:
    """A device's API whose answers a test may change on their way."""

    def __init__(self, api: Any) -> None:
        self._api = api
        self.synced: Callable[[SyncAnswer], SyncAnswer] = lambda answer: answer
        self.proved: Callable[[ProofAnswer], ProofAnswer] = lambda answer: answer
        self.entries_max = 10_000
        self.answers: list[SyncAnswer] = []
        self.asked: list[ProofRequest] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._api, name)

    def sync(self, request: SyncRequest) -> SyncAnswer:
        answer = self.synced(self._api.sync(request))
        self.answers.append(answer)
        return answer

    def proof(self, request: ProofRequest) -> ProofAnswer:
        self.asked.append(request)
        bounded = msgspec.structs.replace(request, entries_max=self.entries_max)
        return self.proved(self._api.proof(bounded))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path) as made:
        yield made


@pytest.fixture
def office(world: Province) -> Office:
    """A clerk's PC that has registered twice and synced."""
    office = world.office("stc")
    world.start_books(office, den=100)
    for subject in ("Một", "Hai"):
        office.run(RegisterIncoming({"subject": subject}))
    office.sync()
    return office


@pytest.fixture
def line(world: Province, office: Office) -> Line:
    cable = world.cables["stc"]
    line = Line(cable._api)
    cable._api = line
    return line


def codes(proved: Proved) -> list[str]:
    return [one.code for one in proved.findings]


def work(office: Office, subject: str = "Ba") -> None:
    office.run(RegisterIncoming({"subject": subject}))
    office.sync()


def kept(office: Office) -> list[log_heads.SignedHead]:
    with office.read() as connection:
        return log_heads.kept(connection, SCOPE)


# ── what is proved ───────────────────────────────────────────────────────────


def test_own_work_is_met_in_a_log_that_leads_to_the_signed_head(office: Office) -> None:
    proved = office.prove()
    assert (proved.own, proved.findings) == (3, ())
    with office.read() as connection:
        cursors = [base.scope_state(connection, scope).cursor for scope in office.who.scopes]
    assert proved.entries == sum(cursor.seq for cursor in cursors if cursor)


def test_a_second_proof_begins_where_the_first_ended(office: Office) -> None:
    office.prove()
    assert office.prove() == Proved(0, 0, (), {})
    work(office)
    assert (office.prove().own, codes(office.prove())) == (1, [])


def test_a_long_log_is_shown_in_pages(office: Office, line: Line) -> None:
    line.entries_max = 2
    assert (office.prove().own, codes(office.prove())) == (3, [])
    assert len(line.asked) > 4


def test_a_pc_that_has_never_pulled_has_nothing_to_prove(world: Province) -> None:
    office = world.office("stc")
    with office.store.write() as connection:
        connection.execute("DELETE FROM scopes")
    assert office.prove() == Proved(0, 0, (), {})


def test_without_a_line_nothing_is_proved(world: Province, office: Office) -> None:
    world.cables["stc"].pulled = True
    with pytest.raises(TransportFault):
        office.prove()


# ── the signature that comes with a new head ─────────────────────────────────


def test_the_signature_travels_with_a_new_head_only(office: Office, line: Line) -> None:
    work(office)
    office.sync()
    signatures = [len(one.page.signature) for one in line.answers[-1].scopes]
    assert signatures == [0, 0]
    assert {len(one.page.signature) for answer in line.answers for one in answer.scopes} == {0, 64}


@pytest.mark.parametrize("signature", [b"", bytes(64)])
def test_a_head_that_the_server_did_not_sign_changes_nothing(
    office: Office, line: Line, signature: bytes
) -> None:
    def unsigned(answer: SyncAnswer) -> SyncAnswer:
        scopes = [
            msgspec.structs.replace(
                one, page=msgspec.structs.replace(one.page, signature=signature)
            )
            for one in answer.scopes
        ]
        return msgspec.structs.replace(answer, scopes=scopes)

    before = kept(office)
    line.synced = unsigned
    office.run(RegisterIncoming({"subject": "Ba"}))
    with pytest.raises(ProtocolFault, match="log_signature_invalid"):
        office.sync()
    assert (kept(office), office.status().unsent) == (before, 1)
    line.synced = lambda answer: answer
    office.sync()
    assert verify(office.store, office.who).findings == ()


def test_the_newest_head_is_kept_and_is_the_cursor(office: Office) -> None:
    work(office)
    with office.read() as connection:
        cursor = base.scope_state(connection, SCOPE).cursor
    assert kept(office)[-1].cursor == cursor


# ── a server that changed its history ────────────────────────────────────────


def copied(world: Province) -> Path:
    """The server's data folder as it is now, as a backup would have it."""
    source, target = world.folder / "server", world.folder / "copy"
    target.mkdir()
    (target / KEY_FILE).write_bytes((source / KEY_FILE).read_bytes())
    with (
        sqlite3.connect(source / DATABASE_FILE) as database,
        sqlite3.connect(target / DATABASE_FILE) as copy,
    ):
        database.backup(copy)
    database.close()
    copy.close()
    return target


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Closes what a test opens."""
    with ExitStack() as stack:
        yield stack


def other_history(
    world: Province, office: Office, line: Line, stack: ExitStack, *, colleagues_work: int
) -> None:
    """The office works; then its server shows a history that left the first one before that."""
    colleague = world.office("stc", name="stc2")
    folder = copied(world)
    work(office)
    other = open_hub(folder, clock=world.clock, random=SeededRandom(9))
    stack.callback(other.close)
    world.cables["stc2"]._api = other.device_api(colleague.who.device)
    for number in range(colleagues_work):
        work(colleague, f"Khác {number}")
    line._api = other.device_api(office.who.device)


def test_a_rewritten_log_is_found_by_what_was_proved_before(
    world: Province, office: Office, line: Line, stack: ExitStack
) -> None:
    office.prove()
    other_history(world, office, line, stack, colleagues_work=0)
    assert codes(office.prove()) == ["log_rewritten", "own_work_not_in_log"]


@pytest.mark.parametrize("colleagues_work", [1, 5])
def test_a_rewritten_log_is_found_by_the_kept_head_even_after_a_sync(
    world: Province, office: Office, line: Line, stack: ExitStack, colleagues_work: int
) -> None:
    other_history(world, office, line, stack, colleagues_work=colleagues_work)
    office.sync()
    work(office, "Tiếp")
    assert "log_rewritten" in codes(office.prove())
    assert "log_rewritten" in codes(office.prove())


def test_a_log_that_became_shorter_is_found_without_asking(
    world: Province, office: Office, line: Line
) -> None:
    colleague = world.office("stc", name="stc2")
    folder = copied(world)
    for number in range(3):
        work(colleague, f"Khác {number}")
    office.sync()
    with closing(open_hub(folder, clock=world.clock, random=SeededRandom(9))) as other:
        line._api = other.device_api(office.who.device)
        office.sync()
    found = [one for one in verify(office.store, office.who).findings if one.part == "proof"]
    assert [one.code for one in found] == ["log_rewritten"]


def test_the_same_work_sent_again_makes_the_same_log(
    world: Province, office: Office, line: Line, stack: ExitStack
) -> None:
    other_history(world, office, line, stack, colleagues_work=0)
    office.sync()
    assert codes(office.prove()) == []


# ── answers that prove nothing ───────────────────────────────────────────────


def changed(answer: ProofAnswer, **fields: Any) -> ProofAnswer:
    return msgspec.structs.replace(answer, **fields)


def with_another_hash(answer: ProofAnswer) -> ProofAnswer:
    first, *rest = answer.entries
    return changed(answer, entries=[msgspec.structs.replace(first, hash=bytes(32)), *rest])


WRONG: dict[str, tuple[str, Callable[[ProofAnswer], ProofAnswer]]] = {
    "another key": ("log_signature_invalid", lambda one: changed(one, signature=bytes(64))),
    "another hash": ("log_rewritten", with_another_hash),
    "an entry less": ("log_rewritten", lambda one: changed(one, entries=one.entries[1:])),
    "no entries": ("log_not_continued", lambda one: changed(one, entries=[])),
    "an unknown place": ("log_rewritten", lambda one: changed(one, unknown=True)),
}


@pytest.mark.parametrize("how", list(WRONG))
def test_entries_that_do_not_lead_to_the_signed_head_prove_nothing(
    office: Office, line: Line, how: str
) -> None:
    code, line.proved = WRONG[how]
    assert set(codes(office.prove())) == {code}
    with office.read() as connection:
        assert log_heads.proved(connection, SCOPE) is None


def test_what_came_after_the_last_kept_head_must_lead_to_the_signed_one(
    world: Province, office: Office, line: Line
) -> None:
    work(world.office("stc", name="stc2"))

    def without_truth(answer: ProofAnswer) -> ProofAnswer:
        *rest, last = answer.entries
        return changed(answer, entries=[*rest, msgspec.structs.replace(last, hash=bytes(32))])

    office.prove()
    work(world.offices[-1])
    line.proved = lambda answer: without_truth(answer) if answer.entries else answer
    assert codes(office.prove()) == ["log_not_continued"]


def test_a_cursor_that_is_no_signed_head_is_found_here(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute("UPDATE scopes SET cursor_seq = 3 WHERE scope = ?", (SCOPE,))
    found = [one.code for one in verify(office.store, office.who).findings]
    assert found == ["head_differs"]


def test_a_server_that_was_begun_anew_asks_for_a_sync_first(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute("UPDATE scopes SET incarnation = 'another' WHERE scope = ?", (SCOPE,))
    assert codes(office.prove()) == ["log_begun_anew"]


def test_own_work_that_does_not_stand_where_it_was_said_is_named(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute("UPDATE changesets SET applied_seq = applied_seq + 50 WHERE seq = 2")
    (finding,) = office.prove().findings
    assert (finding.code, finding.params["seq"]) == ("own_work_not_in_log", 2)


def test_work_under_our_name_that_we_never_did_is_named(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute("UPDATE changesets SET hash = zeroblob(32) WHERE seq = 2")
    (finding,) = office.prove().findings
    assert (finding.code, finding.params["device_seq"]) == ("work_not_ours_in_log", 2)
