"""Whatever people do and whenever their PCs sync, all come to the same, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from common.entities.schema import Value
from sync_server.hub.hub import Hub
from tests.helpers.databases import SqliteFiles
from tests.helpers.devices import FakePc, enrolled
from tests.helpers.hubs import log_of, new_hub, scope_row, server_rows

PCS = 3
FIELDS = ("subject", "to_places", "description")
Step = tuple[int, str, int, str, str]

steps = st.lists(
    st.tuples(
        st.integers(0, PCS - 1),
        st.sampled_from(["edit", "edit", "edit", "sync", "sync", "create", "remove"]),
        st.integers(0, 2),
        st.sampled_from(FIELDS),
        st.sampled_from(["một", "hai", "ba"]),
    ),
    max_size=25,
)


def do(pc: FakePc, step: Step) -> None:
    """One thing that a person does, where the PC shows something to do it to."""
    _, kind, which, field, value = step
    if kind == "sync":
        pc.sync()
    elif kind == "create":
        pc.outgoing(value)
    elif documents := sorted(shown(pc)):
        document_id = documents[which % len(documents)]
        if kind == "edit":
            pc.edit(document_id, "edit_outgoing", **{field: value})
        else:
            pc.edit(document_id, "remove_outgoing", removed_at=1, removed_why=value)


def shown(pc: FakePc) -> set[str]:
    """The documents that the PC shows and that were not removed."""
    ids = {id_ for entity, id_ in pc.base if entity == "outgoing_document"}
    ids |= {change.id for own in pc.own for change in own.changes if not change.base}
    records = ((id_, pc.seen("outgoing_document", id_)) for id_ in ids)
    return {id_ for id_, record in records if record and not record.values.get("removed_at")}


def after(hub: Hub, doing: list[Step]) -> list[FakePc]:
    """Three PCs that have done these steps, and then synced until nothing moves."""
    pcs = [enrolled(hub) for _ in range(PCS)]
    pcs[0].outgoing("chung")
    for pc in pcs:
        pc.sync()
    for step in doing:
        do(pcs[step[0]], step)
    for pc in (*pcs, *pcs):
        pc.sync()
    return pcs


@settings(max_examples=30, deadline=None)
@given(doing=steps)
def test_all_pcs_come_to_the_servers_bytes(sqlite: SqliteFiles, doing: list[Step]) -> None:
    with closing(new_hub(sqlite.filled())) as hub:
        pcs = after(hub, doing)
        everything = server_rows(hub, pcs[0].scope)
        assert all(pc.base == everything for pc in pcs)
        assert {pc.digest() for pc in pcs} == {scope_row(hub, pcs[0].scope).digest}


@settings(max_examples=30, deadline=None)
@given(doing=steps)
def test_every_changeset_has_its_fate_and_the_log_no_gap(
    sqlite: SqliteFiles, doing: list[Step]
) -> None:
    with closing(new_hub(sqlite.filled())) as hub:
        pcs = after(hub, doing)
        log = log_of(hub, pcs[0].scope)
        fates = {own.name: own.result.fate for pc in pcs for own in pc.own if own.result}
        assert len(fates) == sum(len(pc.own) for pc in pcs)
        assert set(fates.values()) <= {"applied", "parked", "held", "discarded"}
        assert [seq for seq, _ in log] == list(range(1, len(log) + 1))
        assert [name for _, name in log if name in fates] != [] or not fates
        applied = {
            own.name for pc in pcs for own in pc.own if own.result and own.result.fate == "applied"
        }
        assert applied <= {name for _, name in log}
        cases = {case.values["changeset"] for case in pcs[0].all_of("case")}
        assert fates.keys() == {name for _, name in log if name in fates} | cases


@settings(max_examples=30, deadline=None)
@given(doing=steps)
def test_no_value_that_was_typed_is_lost(sqlite: SqliteFiles, doing: list[Step]) -> None:
    """Each value is current, was seen by who replaced it, or is a candidate of one conflict."""
    with closing(new_hub(sqlite.filled())) as hub:
        pcs = after(hub, doing)
        candidates = set(candidates_of(pcs[0]))
        for pc in pcs:
            for own in pc.own:
                assert own.result
                for entity, record_id, field in own.result.parked:
                    assert (entity, record_id, field, own.name) in candidates


def statements_of_a_push(hub: Hub, count: int) -> int:
    """How many statements a push of so many registrations takes."""
    pc = enrolled(hub)
    for _ in range(count):
        pc.outgoing()
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(hub.core.engine, "before_cursor_execute", note)
    pc.exchange(pc.segment(), rows_bytes_max=1)
    event.remove(hub.core.engine, "before_cursor_execute", note)
    return len(statements)


def test_a_long_push_takes_no_more_statements_than_a_short_one(sqlite: SqliteFiles) -> None:
    with closing(new_hub(sqlite.filled())) as hub:
        assert statements_of_a_push(hub, 400) == statements_of_a_push(hub, 4)


def candidates_of(pc: FakePc) -> Iterator[tuple[Value, Value, Value, str]]:
    for conflict in pc.all_of("conflict"):
        values = conflict.values
        listed = values["candidates"]
        assert isinstance(listed, list)
        for candidate in listed:
            key = values["entity"], values["record_id"], values.get("field")
            for head in (candidate["head"], *candidate.get("earlier", ())):
                yield (*key, head)
