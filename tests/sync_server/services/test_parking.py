"""What is no conflict after all, decided without a database."""

from __future__ import annotations

from common.changes.merge import Fate, Merged, ParkedValue
from common.changes.record import Record
from common.entities.schema import Value
from sync_server.services.parking import without_equals

KEY = ("incoming_document", "x")


def parked(value: Value, standing: Value) -> ParkedValue:
    return ParkedValue(KEY, "subject", value, "2.1", standing, "1.1", None)


def test_a_value_that_differs_stays_parked() -> None:
    merged = Merged(Fate.PARKED, {}, (parked("hai", "một"),), "clash")
    assert without_equals(merged) is merged


def test_values_that_equal_what_stands_are_no_conflict() -> None:
    differs = parked("hai", "một")
    merged = Merged(Fate.PARKED, {}, (parked("một", "một"), differs), "workflow")
    assert without_equals(merged) == Merged(Fate.PARKED, {}, (differs,), "workflow")


def test_an_action_that_would_change_nothing_is_applied() -> None:
    merged = Merged(Fate.PARKED, {}, (parked("một", "một"), parked(None, None)), "guard")
    assert without_equals(merged) == Merged(Fate.APPLIED)


def test_one_and_true_are_not_the_same() -> None:
    merged = Merged(Fate.PARKED, {}, (parked(True, 1),), "clash")
    assert without_equals(merged).parked != ()


def test_what_was_applied_beside_a_parked_value_stays() -> None:
    record = Record(*KEY, {"subject": "hai"}, {"*": "2.1"})
    merged = Merged(Fate.APPLIED, {KEY: record}, (parked("một", "hai"),), "clash")
    assert without_equals(merged).records == {KEY: record}
