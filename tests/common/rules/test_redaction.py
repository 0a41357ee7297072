"""What falls under an order to erase, and what stays of an action that does."""

from __future__ import annotations

import pytest

from common.changes.changeset import Change
from common.errors import RuleViolation
from common.rules.redaction import (
    Order,
    chosen_fields,
    cleaned_order,
    erasable_fields,
    erased_values,
    fields_under,
    without_erased,
)
from tests.helpers.refusals import code_of

DOCUMENT = ("incoming_document", "d")
WORDS = "đã xóa theo lệnh 12/QĐ"
ORDER = Order(
    id="o",
    order="12/QĐ",
    seq=50,
    targets={DOCUMENT: frozenset({"subject", "position"})},
    overwritten={DOCUMENT: frozenset({"subject"})},
    changesets=frozenset({"3.1"}),
    files=frozenset({"f" * 64}),
    with_files=True,
)


def edit(base: str = "0.9", **values: str | int) -> Change:
    return Change(*DOCUMENT, dict(values), {"*": base})


@pytest.mark.parametrize(
    ("change", "seen", "reached"),
    [
        (edit(subject="Kín"), 49, {"subject"}),
        (edit(subject="Sạch"), 50, set()),
        (edit(page_amount=3), 49, set()),
        (edit("3.1", subject="Kín"), 50, {"subject"}),
        (edit("3.1", position="Giám đốc"), 50, set()),
        (Change("incoming_document", "khác", {"subject": "Kín"}), 1, set()),
    ],
    ids=["unseen", "seen", "another field", "open form", "was empty", "another record"],
)
def test_what_was_written_without_the_order_falls_under_it(
    change: Change, seen: int, reached: set[str]
) -> None:
    assert set(fields_under([ORDER], change, seen)) == reached


@pytest.mark.parametrize(
    "values",
    [
        {"sha256": "f" * 64, "document_entity": "case_file", "document_id": "x"},
        {"sha256": "0" * 64, "document_entity": "incoming_document", "document_id": "d"},
    ],
    ids=["by its content", "by its document"],
)
def test_a_file_falls_under_it_by_content_and_by_document(values: dict[str, str]) -> None:
    attached = Change("attachment", "a", {"name": "Kín.pdf", **values})
    assert fields_under([ORDER], attached, 1) == {"name": WORDS}


def test_an_edit_keeps_its_other_values() -> None:
    left = without_erased(edit(subject="Kín", page_amount=3), {"subject": WORDS})
    assert (left.set, left.base) == ({"page_amount": 3}, {"*": "0.9"})


def test_a_record_is_made_with_the_words_where_a_text_is_required() -> None:
    made = Change(*DOCUMENT, {"subject": "Kín", "position": "Kín", "state": "da_dang_ky"})
    left = without_erased(made, {"subject": WORDS, "position": WORDS})
    assert left.set == {"subject": WORDS, "state": "da_dang_ky"}


def test_only_what_holds_something_is_emptied() -> None:
    present = {"subject": "Kín", "position": "Giám đốc"}
    emptied = erased_values("incoming_document", ["subject", "position", "description"], present,
                            WORDS)  # fmt: skip
    assert emptied == {"subject": WORDS, "position": None}
    assert erased_values("number", ["reason"], {"reason": "Kín"}, WORDS) == {"reason": WORDS}
    again = {"subject": WORDS}
    assert erased_values("incoming_document", ["subject", "position"], again, WORDS) == {}


def test_what_makes_a_register_is_never_erased() -> None:
    fields = set(erasable_fields("incoming_document"))
    assert {"subject", "description", "organ_name", "full_name"} <= fields
    assert not fields & {"state", "arrival_number", "arrival_date", "code_number", "series_id"}
    assert erasable_fields("user") == erasable_fields("series") == ()


def test_an_order_names_what_can_be_erased() -> None:
    assert chosen_fields("incoming_document", ["subject"]) == {"subject"}
    assert "description" in chosen_fields("incoming_document", ())
    assert code_of(lambda: chosen_fields("user", ())) == "redaction_entity_refused"
    refused = code_of(lambda: chosen_fields("incoming_document", ["state"]))
    assert refused == "redaction_field_refused"


@pytest.mark.parametrize("given", [("", "Lý do"), ("12/QĐ", "  ")])
def test_an_order_has_its_words_and_a_reason(given: tuple[str, str]) -> None:
    with pytest.raises(RuleViolation):
        cleaned_order(*given)
    assert cleaned_order(" 12/QĐ  ngày 1 ", " Kín ") == ("12/QĐ ngày 1", "Kín")
