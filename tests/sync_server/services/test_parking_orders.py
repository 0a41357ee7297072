"""Three PCs type into one record without seeing each other; their pushes come in any order.

Through the real scope's work on SQLite: what the pure merge cannot show is how parked values open,
join and close conflicts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from common.changes.heads import head_of
from common.changes.record import Record
from common.entities.schema import Value
from tests.helpers.databases import SqliteFiles
from tests.helpers.devices import FakePc, enrolled
from tests.helpers.hubs import new_hub
from tests.helpers.pcs import Own

PCS = 3
ENTITY = "outgoing_document"
FIELDS = ("subject", "to_places")
Typed = tuple[str, str]
"""(field, value)."""


@dataclass(frozen=True)
class Plan:
    """What each PC types, and whose push comes when."""

    typed: tuple[list[Typed], ...]
    turns: list[int]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Up to four edits of each PC, their pushes shuffled."""
    one = st.tuples(st.sampled_from(FIELDS), st.sampled_from(["một", "hai", "ba"]))
    typed = tuple(draw(st.lists(one, max_size=4)) for _ in range(PCS))
    turns = [place for place, edits in enumerate(typed) for _ in edits]
    return Plan(typed, list(draw(st.permutations(turns))))


@dataclass(frozen=True)
class Office:
    """The PCs after all has come and everybody has pulled."""

    pcs: list[FakePc]
    document_id: str
    parked: frozenset[Typed]
    """(changeset's name, field) of all that was parked when it came."""

    @property
    def record(self) -> Record:
        (found,) = self.pcs[0].all_of(ENTITY)
        return found

    @property
    def edits(self) -> list[tuple[FakePc, Own, str, Value]]:
        """(PC, changeset, field, value) of everything that was typed offline, by PC and time."""
        return [
            (pc, own, field, value)
            for pc in self.pcs
            for own in pc.own
            if own.changes and own.changes[0].base
            for field, value in own.changes[0].set.items()
        ]

    def conflicts(self, field: str, state: str = "") -> list[dict[str, Value]]:
        """The conflicts over a field."""
        return [
            one.values
            for one in self.pcs[0].all_of("conflict")
            if one.values["field"] == field and state in ("", one.values["state"])
        ]

    def named(self, field: str) -> set[str]:
        """Changesets that a conflict over the field speaks of."""
        return {name for one in self.conflicts(field) for name in _heads(one)}

    def built_upon(self, field: str, value: Value) -> bool:
        """Whether somebody had typed this value, and wrote another one over it that stands."""
        wrote = {own.name: typed for _, own, one, typed in self.edits if one == field}
        return any(
            wrote.get(head_of(own.changes[0].base, field) or "") == value
            for _, own, one, typed in self.edits
            if one == field and typed != value
        )


def _heads(conflict: dict[str, Value]) -> Iterator[str]:
    for side in _sides(conflict):
        yield from (side["head"], *side.get("earlier", ()))


def _sides(conflict: dict[str, Value]) -> list[dict[str, Value]]:
    sides = conflict["candidates"]
    assert isinstance(sides, list)
    return sides


def played(sqlite: SqliteFiles, plan: Plan) -> Office:
    """Everybody types offline, the pushes come in the plan's order, then all pull."""
    with closing(new_hub(sqlite.filled())) as hub:
        pcs = [enrolled(hub) for _ in range(PCS)]
        document_id = pcs[0].outgoing("cũ", to_places="cũ")
        for pc in pcs:
            pc.sync()
        for pc, typed in zip(pcs, plan.typed, strict=True):
            for field, value in typed:
                pc.edit(document_id, "edit_outgoing", **{field: value})
        parked: set[Typed] = set()
        for place in plan.turns:
            pc, seq = pcs[place], pcs[place].server_seq + 1
            (result,) = pc.exchange(pc.segment(seq, seq), rows_bytes_max=1).results
            parked |= {(pc.own[seq - 1].name, field) for _, _, field in result.parked}
        for pc in (*pcs, *pcs):
            pc.sync()
        assert hub.check().findings == ()
        return Office(pcs, document_id, frozenset(parked))


@settings(max_examples=15)
@given(plan=plans())
def test_a_field_has_one_open_conflict_whose_first_side_stands(
    sqlite: SqliteFiles, plan: Plan
) -> None:
    office = played(sqlite, plan)
    for field in FIELDS:
        for conflict in office.conflicts(field, "open"):
            assert len(office.conflicts(field, "open")) == 1
            first, *others = _sides(conflict)
            stands = office.record.values[field], head_of(office.record.heads, field)
            assert (first["value"], first["head"]) == stands
            assert others
            assert any(one["value"] != first["value"] for one in others)
            assert len({one["device"] for one in others}) == len(others)


@settings(max_examples=15)
@given(plan=plans())
def test_every_typed_value_stands_or_is_a_side_or_was_gone_on_from(
    sqlite: SqliteFiles, plan: Plan
) -> None:
    office = played(sqlite, plan)
    for pc, own, field, value in office.edits:
        last = [other for one, other, at, _ in office.edits if (one, at) == (pc, field)][-1]
        is_known = value == office.record.values[field] or own.name in office.named(field)
        assert is_known or own is not last or office.built_upon(field, value)
    for name, field in office.parked:
        assert name in office.named(field)


@settings(max_examples=15)
@given(plan=plans())
def test_an_author_sees_the_own_newest_value_while_it_is_disputed(
    sqlite: SqliteFiles, plan: Plan
) -> None:
    office = played(sqlite, plan)
    newest = {(pc.device, field): (pc, own, value) for pc, own, field, value in office.edits}
    for (device, field), (pc, _, value) in newest.items():
        seen = pc.seen(ENTITY, office.document_id)
        assert seen
        if seen.values[field] == value:
            continue
        sides = [side for one in office.conflicts(field, "open") for side in _sides(one)[1:]]
        assert device not in {side["device"] for side in sides}
        assert office.built_upon(field, value) or office.conflicts(field, "settled")


@settings(max_examples=15)
@given(plan=plans(), agreed=st.sampled_from(["một", "hai", "ba"]))
def test_where_all_type_the_same_at_last_nothing_stays_open(
    sqlite: SqliteFiles, plan: Plan, agreed: str
) -> None:
    typed = tuple([*edits, ("subject", agreed)] for edits in plan.typed)
    office = played(sqlite, Plan(typed, [*plan.turns, *range(PCS)]))
    assert office.conflicts("subject", "open") == []
    for pc in office.pcs:
        seen = pc.seen(ENTITY, office.document_id)
        assert seen
        assert seen.values["subject"] == agreed
