"""One scope in three layers, pure: what the server has, what PCs saw of it, what they made offline.

Hypothesis perturbs base, server and pending; :func:`laid` lays the pushes in any order of arrival
by the real merge and tells what became of each value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from common.changes.changeset import Change, Guard
from common.changes.heads import head_of, seen_by
from common.changes.merge import Fate, Merged, is_same, merge
from common.changes.rebase import only_fields, rebased
from common.changes.record import Key, Record, Values
from common.entities.schema import Value
from common.rules.actions import ACTIONS

ENTITY = "outgoing_document"
DOCUMENTS = ("o1", "o2")
AUTHORS = (2, 3, 4)
ELSEWHERE = 1
"""The device whose work the server has already, and of which each PC has pulled a part."""
EDITED = ("subject", "to_places", "due_date", "issued_date")
_TEXTS, _DAYS = ("một", "hai", "ba"), ("2026-09-01", "2026-09-10", "2026-09-20")
Place = tuple[str, Key, str]
"""(changeset's name, record, field)."""


@dataclass(frozen=True)
class Made:
    """A changeset, without its bytes."""

    name: str
    device: int
    action: str
    changes: tuple[Change, ...]
    guards: tuple[Guard, ...] = ()

    @property
    def places(self) -> list[tuple[Place, Value]]:
        """Every value that it writes."""
        return [
            ((self.name, (one.entity, one.id), name), value)
            for one in self.changes
            for name, value in one.set.items()
        ]


@dataclass
class Scope:
    """The server's records, and what every changeset wrote."""

    records: dict[Key, Record] = field(default_factory=dict)
    written: dict[Place, Value] = field(default_factory=dict)

    def record(self, key: Key) -> Record | None:
        return self.records.get(key)

    def value_written(self, name: str, key: Key, field: str) -> Value:
        return self.written.get((name, key, field))

    def lay(self, made: Made) -> Merged:
        merged = merge(self, ACTIONS[made.action], made.name, made.changes, made.guards)
        self.records.update(merged.records)
        self.written.update(made.places)
        return merged

    def copy(self) -> Scope:
        return Scope(dict(self.records), dict(self.written))


@dataclass
class Author:
    """A PC that works without a line, over the part of the log that it has pulled."""

    device: int
    base: dict[Key, Record]
    own: list[Made] = field(default_factory=list)

    def seen(self, document_id: str) -> Record | None:
        key = ENTITY, document_id
        return rebased(self.base.get(key), overlay(self.own, key))

    def do(self, move: Move) -> None:
        """One thing that a person does, where the PC shows something to do it to."""
        kind, which, name, value = move
        name_of_it = f"{self.device}.{len(self.own) + 1}"
        document_id = f"n{name_of_it}" if kind == "create" else DOCUMENTS[which]
        record = self.seen(document_id)
        is_open = record and not record.values.get("removed_at")
        if kind != "create" and not (is_open and record and record.values["state"] == "du_thao"):
            return
        values, action = _values(kind, name, value, name_of_it)
        base = seen_by(record.heads, values) if record else {}
        if kind == "issue" and record:
            base = dict(record.heads)
        guards = tuple(
            Guard(ENTITY, document_id, one, head_of(record.heads, one) or "")
            for one in ACTIONS[action].guards
            if record
        )
        change = Change(ENTITY, document_id, values, base)
        self.own.append(Made(name_of_it, self.device, action, (change,), guards))


Move = tuple[str, int, str, int]
"""(what is done, to which document, which field, which value)."""


def _values(kind: str, name: str, value: int, made: str) -> tuple[Values, str]:
    if kind == "create":
        return {"state": "du_thao", "subject": _TEXTS[value]}, "create_outgoing"
    if kind == "remove":
        return {"removed_at": 1 + value, "removed_why": f"bỏ {made}"}, "remove_outgoing"
    if kind == "issue":
        return {"state": "da_phat_hanh", "code_number": made}, "issue_outgoing"
    chosen = _DAYS if name.endswith("_date") else _TEXTS
    return {name: chosen[value]}, "edit_outgoing"


def moves(max_size: int) -> st.SearchStrategy[list[Move]]:
    """What one person does."""
    kinds = st.sampled_from(["edit", "edit", "edit", "edit", "edit", "remove", "issue", "create"])
    one = st.tuples(kinds, st.integers(0, 1), st.sampled_from(EDITED), st.integers(0, 2))
    return st.lists(one, max_size=max_size)


@dataclass(frozen=True)
class Case:
    """A scope at its head, what each PC made over what it had pulled, and two orders of arrival."""

    server: Scope
    authors: tuple[Author, ...]
    orders: tuple[list[Made], ...]


@st.composite
def planned(draw: st.DrawFn) -> Case:
    """One scope perturbed into base, server and pending."""
    server = Scope()
    for n, document_id in enumerate(DOCUMENTS, start=1):
        start: Values = {"state": "du_thao", "subject": "cũ", "to_places": "Lưu"}
        change = Change(ENTITY, document_id, start)
        server.lay(Made(f"0.{n}", 0, "create_outgoing", (change,)))
    history = Author(ELSEWHERE, dict(server.records))
    for move in draw(moves(4)):
        history.do(move)
    states = [dict(server.records)]
    for made in history.own:
        server.lay(made)
        states.append(dict(server.records))
    authors = tuple(Author(device, draw(st.sampled_from(states))) for device in AUTHORS)
    for author in authors:
        for move in draw(moves(4)):
            author.do(move)
    turns = [author.device for author in authors for _ in author.own]
    orders = tuple(arrival(authors, draw(st.permutations(turns))) for _ in range(2))
    return Case(server, authors, orders)


def arrival(authors: Iterable[Author], turns: Iterable[int]) -> list[Made]:
    """The pushes in one order; those of one PC always in the order of its chain."""
    waiting = {author.device: iter(author.own) for author in authors}
    return [next(waiting[device]) for device in turns]


@dataclass
class Laid:
    """What became of each value, after all pushes have come."""

    scope: Scope
    fates: dict[str, Fate] = field(default_factory=dict)
    stands: set[Place] = field(default_factory=set)
    """Written, or the value stood already."""
    sides: set[Place] = field(default_factory=set)
    """Parked sides, of single values and of whole actions."""
    seen_off: set[Place] = field(default_factory=set)
    """Replaced by somebody who had seen the value."""
    lost: set[Place] = field(default_factory=set)
    """Replaced by somebody who had not, and kept nowhere: never."""
    disputed: set[Key] = field(default_factory=set)

    @property
    def accounted(self) -> set[Place]:
        """Every value of which it can be said where it is."""
        return self.stands | self.sides | self.seen_off

    def overlay(self, author: Author, key: Key) -> list[tuple[str, Change]]:
        """What of an author's work lies over the base, once all is answered and pulled.

        A parked value ends where its author typed on and that came to stand: the conflict is over
        by agreement, or goes on with the newer side only (:mod:`sync_server.services.parking`).
        """
        lying: list[tuple[str, Change]] = []
        settled: set[str] = set()
        for made in reversed(author.own):
            fate = self.fates[made.name]
            if fate not in (Fate.APPLIED, Fate.DISCARDED):
                parked = {at for name, one, at in self.sides if (name, one) == (made.name, key)}
                over = overlay([made], key)
                lying += [
                    (name, only_fields(one, frozenset(parked - settled))) for name, one in over
                ]
            settled |= {at for name, one, at in self.stands if (name, one) == (made.name, key)}
        return lying[::-1]


def laid(server: Scope, order: Iterable[Made]) -> Laid:
    """Lay pushes over a server's state by the merge, and follow each value."""
    outcome = Laid(server.copy())
    stuck: set[str] = set()
    for made in order:
        if stuck & _relied_on(made):  # what judging does before the merge (R9)
            stuck.add(made.name)
            _set_aside(outcome, made, Fate.HELD)
            continue
        before = dict(outcome.scope.records)
        merged = outcome.scope.lay(made)
        if merged.is_whole:
            stuck.add(made.name)
        if merged.is_whole or merged.fate is Fate.DISCARDED:
            _set_aside(outcome, made, merged.fate)
            continue
        outcome.fates[made.name] = merged.fate
        _follow(outcome, made, merged, before)
    return outcome


def _relied_on(made: Made) -> set[str]:
    heads = {head for change in made.changes for head in change.base.values()}
    return heads | {guard.head for guard in made.guards}


def _set_aside(outcome: Laid, made: Made, fate: Fate) -> None:
    outcome.fates[made.name] = fate
    outcome.sides |= {place for place, _ in made.places}
    outcome.disputed |= {(one.entity, one.id) for one in made.changes}


def _follow(outcome: Laid, made: Made, merged: Merged, before: dict[Key, Record]) -> None:
    parked = {(one.head, one.key, one.field) for one in merged.parked}
    outcome.sides |= parked
    outcome.disputed |= {one.key for one in merged.parked}
    for place, value in made.places:
        _, key, name = place
        if place not in parked:
            assert is_same(outcome.scope.records[key].values.get(name), value)
            outcome.stands.add(place)
    for change in made.changes:
        old = before.get((change.entity, change.id))
        if old is not None:
            _follow_replaced(outcome, made, change, old, parked)


def _follow_replaced(
    outcome: Laid, made: Made, change: Change, old: Record, parked: set[Place]
) -> None:
    """Whose values do not stand any more, and whether their place is known."""
    new = outcome.scope.records[old.key]
    for name, value in old.values.items():
        if is_same(new.values.get(name), value):
            continue
        gone = {place for place in outcome.stands if place[1:] == (old.key, name)}
        gone -= {place for place in gone if place[0] == made.name}
        outcome.stands -= gone
        head = head_of(change.base, name) or ""
        seen = outcome.scope.written.get((head, old.key, name))
        is_seen = head == head_of(old.heads, name) or is_same(seen, value)
        is_kept = any(place[1:] == (old.key, name) for place in parked)
        with_removal = name == "removed_why" and any(
            place[1:] == (old.key, "removed_at") for place in parked
        )
        if is_seen:
            outcome.seen_off |= gone
        elif is_kept or with_removal:
            outcome.sides |= gone
        else:
            outcome.lost |= gone or {(head_of(old.heads, name) or "", old.key, name)}


def overlay(own: Iterable[Made], key: Key) -> list[tuple[str, Change]]:
    """(name, change) of one record, oldest first."""
    return [
        (made.name, change)
        for made in own
        for change in made.changes
        if (change.entity, change.id) == key
    ]
