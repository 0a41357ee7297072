"""Whatever PCs saw and in whatever order their work arrives: it ends, and nothing is lost.

One scope is perturbed into base, server and pending (:mod:`tests.common.changes.planning`).
"""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from common.changes.changeset import Change
from common.changes.digest import EMPTY, moved
from common.changes.heads import Heads, head_of
from common.changes.merge import Fate, is_same, overlaid
from common.changes.rebase import rebased
from common.changes.record import Key, Record, encode_heads, encode_values, record_hash
from tests.common.changes.planning import (
    AUTHORS,
    DOCUMENTS,
    ENTITY,
    Author,
    Case,
    Laid,
    Made,
    Place,
    Scope,
    laid,
    overlay,
    planned,
)

ANSWERED = {Fate.APPLIED, Fate.PARKED, Fate.HELD, Fate.DISCARDED}


def hash_of(record: Record) -> bytes:
    """What a digest sums of it."""
    values, heads = encode_values(record.values), encode_heads(record.heads)
    return record_hash(record.entity, record.id, values, heads)


def digest_of(records: Iterable[Record]) -> bytes:
    """The digest counted from nothing."""
    return moved(EMPTY, (), map(hash_of, records))


def values_of(outcome: Laid) -> dict[tuple[Key, str], object]:
    """Every value that stands; a field without one is left out."""
    return {
        (key, name): value
        for key, record in outcome.scope.records.items()
        for name, value in record.values.items()
        if value is not None
    }


def heads_of(outcome: Laid) -> dict[Key, Heads]:
    """The heads of every record."""
    return {key: record.heads for key, record in outcome.scope.records.items()}


def written_by(order: Iterable[Made]) -> set[Place]:
    """Every value that was typed."""
    return {place for made in order for place, _ in made.places}


# ── orders of arrival ────────────────────────────────────────────────────────


@given(case=planned())
def test_each_push_has_one_fate_whatever_came_before(case: Case) -> None:
    for order in case.orders:
        outcome = laid(case.server, order)
        assert outcome.fates.keys() == {made.name for made in order}
        assert set(outcome.fates.values()) <= ANSWERED


@given(case=planned())
def test_every_order_accounts_for_the_same_values(case: Case) -> None:
    typed = written_by(case.orders[0])
    for order in case.orders:
        outcome = laid(case.server, order)
        assert outcome.lost == set()
        assert {place for place in outcome.accounted if place in typed} == typed


@given(case=planned())
def test_orders_differ_only_where_something_is_disputed(case: Case) -> None:
    one, other = (laid(case.server, order) for order in case.orders)
    ours, theirs = values_of(one), values_of(other)
    differing = {
        place for place in ours.keys() | theirs.keys() if ours.get(place) != theirs.get(place)
    }
    disputed = one.disputed | other.disputed
    assert {key for key, _ in differing} <= disputed


@given(case=planned())
def test_the_same_order_ends_in_the_same_bytes(case: Case) -> None:
    once, again = (laid(case.server, case.orders[0]) for _ in range(2))
    assert once.scope.records == again.scope.records
    assert once.fates == again.fates


@given(case=planned())
def test_equal_values_and_heads_have_one_digest(case: Case) -> None:
    one, other = (laid(case.server, order) for order in case.orders)
    digests = [digest_of(outcome.scope.records.values()) for outcome in (one, other)]
    are_equal = values_of(one) == values_of(other) and heads_of(one) == heads_of(other)
    assert (digests[0] == digests[1]) == are_equal


@given(case=planned())
def test_a_digest_that_moves_with_each_push_is_the_one_counted_anew(case: Case) -> None:
    scope, root = case.server.copy(), digest_of(case.server.records.values())
    for made in case.orders[0]:
        before = dict(scope.records)
        changed = scope.lay(made).records
        gone = [hash_of(before[key]) for key in changed if key in before]
        root = moved(root, gone, map(hash_of, changed.values()))
    assert root == digest_of(scope.records.values())


@given(
    typed=st.lists(st.sampled_from(["một", "hai", "cũ"]), min_size=3, max_size=3),
    order=st.permutations(AUTHORS),
)
def test_of_unseen_edits_the_first_that_comes_stands(typed: list[str], order: list[int]) -> None:
    start = Scope()
    change = Change(ENTITY, "o1", {"state": "du_thao", "subject": "cũ"})
    start.lay(Made("0.1", 0, "create_outgoing", (change,)))
    edits = [
        Made(f"{device}.1", device, "edit_outgoing", (_subject(value),))
        for device, value in zip(AUTHORS, typed, strict=True)
    ]
    outcome = laid(start, sorted(edits, key=lambda made: order.index(made.device)))
    came = [typed[AUTHORS.index(device)] for device in order]
    stands = next((value for value in came if value != "cũ"), "cũ")
    assert outcome.scope.records[ENTITY, "o1"].values["subject"] == stands
    later = came[came.index(stands) + 1 :]
    assert len(outcome.sides) == sum(value != stands for value in later)


def _subject(value: str) -> Change:
    return Change(ENTITY, "o1", {"subject": value}, {"*": "0.1"})


@given(case=planned())
def test_a_paper_reads_as_its_author_saw_it_in_every_order(case: Case) -> None:
    for order in case.orders:
        outcome = laid(case.server, order)
        for author in case.authors:
            for made in author.own:
                if made.action == "issue_outgoing" and outcome.fates[made.name] is Fate.APPLIED:
                    _assert_as_seen(case, outcome, author, made)


def _assert_as_seen(case: Case, outcome: Laid, author: Author, issue: Made) -> None:
    """Values on the paper: only who saw the paper itself may have changed them since."""
    key = ENTITY, issue.changes[0].id
    before = author.own[: author.own.index(issue)]
    paper = rebased(author.base.get(key), overlay([*before, issue], key))
    assert paper
    stands = outcome.scope.records[key].values
    for name in ("subject", "to_places", "state", "code_number", "removed_at"):
        assert is_same(stands.get(name), paper.values.get(name)), name


@given(case=planned())
def test_of_two_removals_one_stands_with_its_reason(case: Case) -> None:
    for order in case.orders:
        outcome = laid(case.server, order)
        for document_id in DOCUMENTS:
            record = outcome.scope.records[ENTITY, document_id]
            if record.values.get("removed_at") is not None:
                heads = {head_of(record.heads, one) for one in ("removed_at", "removed_why")}
                assert len(heads) == 1
                (head,) = heads
                assert record.values["removed_why"] == f"bỏ {head}"


# ── the author's own view ────────────────────────────────────────────────────


@given(case=planned())
def test_no_author_loses_a_value_without_a_mark(case: Case) -> None:
    """After every answer and pull: shown, or a side, or seen by who replaced it, or discarded."""
    for order in case.orders:
        outcome = laid(case.server, order)
        for author in case.authors:
            last = {
                place[1:]: (place, value) for made in author.own for place, value in made.places
            }
            for (key, name), (place, value) in last.items():
                shown = rebased(outcome.scope.records.get(key), outcome.overlay(author, key))
                assert shown
                is_marked = place in outcome.sides or place in outcome.seen_off
                assert is_marked or is_same(shown.values.get(name), value)


@given(case=planned())
def test_what_still_lies_over_the_base_is_what_its_author_typed(case: Case) -> None:
    outcome = laid(case.server, case.orders[0])
    for author in case.authors:
        for key in outcome.scope.records:
            lying = outcome.overlay(author, key)
            shown = rebased(outcome.scope.records.get(key), lying)
            newest = {name: (head, value) for head, one in lying for name, value in one.set.items()}
            for name, (head, value) in newest.items():
                assert shown
                assert is_same(shown.values.get(name), value)
                assert head_of(shown.heads, name) == head


# ── rebasing ─────────────────────────────────────────────────────────────────


@given(case=planned())
def test_a_rebased_record_is_its_base_with_each_change_laid_in_order(case: Case) -> None:
    for author in case.authors:
        for document_id in DOCUMENTS:
            key = ENTITY, document_id
            pending = overlay(author.own, key)
            record = case.server.records.get(key)
            shown = rebased(record, pending)
            for name, change in pending:
                record = overlaid(record, change, name)
            assert shown == record


@given(case=planned())
def test_rebasing_twice_changes_nothing(case: Case) -> None:
    for author in case.authors:
        for document_id in DOCUMENTS:
            pending = overlay(author.own, (ENTITY, document_id))
            once = rebased(case.server.records.get((ENTITY, document_id)), pending)
            assert rebased(once, pending) == once


@given(case=planned())
def test_a_pull_under_pending_work_keeps_the_newest_own_value_of_each_field(case: Case) -> None:
    for author in case.authors:
        for document_id in DOCUMENTS:
            key = ENTITY, document_id
            pending = overlay(author.own, key)
            newest = {
                name: (head, value) for head, one in pending for name, value in one.set.items()
            }
            for under in (author.base.get(key), case.server.records.get(key)):
                shown = rebased(under, pending)
                for name, (head, value) in newest.items():
                    assert shown
                    assert is_same(shown.values.get(name), value)
                    assert head_of(shown.heads, name) == head


# ── lists, and fields where the last counts ──────────────────────────────────

LISTED = ("case_file", "f")
ELEMENTS = ["a", "b", "c"]


def _added(name: str, new: list[str]) -> Made:
    change = Change(*LISTED, {}, {"*": "0.1"}, {"keywords": new}, {})
    return Made(name, int(name[0]), "edit_case_file", (change,))


def _taken(name: str, gone: list[str]) -> Made:
    change = Change(*LISTED, {}, {"*": "0.1"}, {}, {"keywords": gone})
    return Made(name, int(name[0]), "edit_case_file", (change,))


@given(
    added=st.lists(st.lists(st.sampled_from(["d", "e", "g"]), min_size=1, unique=True), max_size=3),
    gone=st.lists(st.lists(st.sampled_from(ELEMENTS), min_size=1, unique=True), max_size=3),
    data=st.data(),
)
def test_lists_unite_to_one_set_in_every_order(
    added: list[list[str]], gone: list[list[str]], data: st.DataObject
) -> None:
    start = Scope()
    opened = Change(*LISTED, {"state": "dang_mo", "keywords": list(ELEMENTS)})
    start.lay(Made("0.1", 0, "open_case_file", (opened,)))
    pushes = [_added(f"2.{n}", one) for n, one in enumerate(added, 1)]
    pushes += [_taken(f"3.{n}", one) for n, one in enumerate(gone, 1)]
    scope = start.copy()
    for made in data.draw(st.permutations(pushes)):
        assert scope.lay(made).fate is Fate.APPLIED
    expected = set(ELEMENTS).difference(*gone).union(*added)
    united = scope.records[LISTED].values["keywords"]
    assert isinstance(united, list)
    assert sorted(united) == sorted(expected)


@given(order=st.permutations([2, 3, 4]))
def test_the_last_that_comes_counts_where_a_field_says_so(order: list[int]) -> None:
    item = ("case_file_item", "i")
    scope = Scope()
    scope.lay(Made("0.1", 0, "add_to_case_file", (Change(*item, {"added_at": 0}),)))
    for device in order:
        change = Change(*item, {"added_at": device}, {"*": "0.1"})
        assert (
            scope.lay(Made(f"{device}.1", device, "add_to_case_file", (change,))).fate
            is Fate.APPLIED
        )
    assert scope.records[item].values["added_at"] == order[-1]


@given(order=st.permutations([2, 3, 4]))
def test_what_only_one_can_do_is_done_by_the_first(order: list[int]) -> None:
    delivery = ("delivery", "d")
    scope = Scope()
    scope.lay(Made("0.1", 0, "deliver", (Change(*delivery, {"state": "cho_tiep_nhan"}),)))
    fates = []
    for device in order:
        accepted = Change(*delivery, {"state": "da_tiep_nhan"}, {"*": "0.1"})
        arrival_of = Change("incoming_document", f"i{device}", {"subject": "x"})
        made = Made(f"{device}.1", device, "accept_delivery", (accepted, arrival_of))
        fates.append(scope.lay(made).fate)
    assert fates == [Fate.APPLIED, Fate.DISCARDED, Fate.DISCARDED]
    assert ("incoming_document", f"i{order[0]}") in scope.records
    assert len(scope.records) == 2
