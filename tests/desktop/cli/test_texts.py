"""Plain text for people: aligned whatever it holds."""

from __future__ import annotations

from desktop.cli import texts
from desktop.cli.output import for_screens
from desktop.cli.records import document


def test_columns_stand_below_their_headings() -> None:
    assert texts.table(("SỐ", "TRÍCH YẾU"), [("7", "Về việc"), ("1245", "Đề án")], empty="") == (
        "SỐ    TRÍCH YẾU\n7     Về việc\n1245  Đề án"
    )


def test_a_table_without_rows_says_so() -> None:
    assert texts.table(("SỐ",), [], empty="Chưa có gì.") == "Chưa có gì."


def test_long_cells_are_cut_and_line_breaks_made_spaces() -> None:
    (_, row) = texts.table(("A",), [("một\nhai " + "x" * 100,)], empty="").splitlines()
    assert row.startswith("một hai x")
    assert len(row) == texts.CELL_LENGTH_MAX
    assert row.endswith("…")


def test_facts_without_a_value_are_left_out() -> None:
    assert texts.facts([("Số", "7"), ("Ghi chú", ""), ("Cơ quan", "Sở\nTài chính")]) == (
        "Số       7\nCơ quan  Sở\n         Tài chính"
    )


def test_a_moment_that_no_calendar_has_is_shown_as_it_is() -> None:
    assert texts.instant(10**18) == "1000000000000000000"
    assert document("incoming_document", "x", {"arrived_at": 10**18})["arrived_at"] == str(10**18)


def test_nothing_from_a_document_commands_the_screen() -> None:
    assert for_screens("a\x1b[2Jb\u202efdp.exe\r\nc\x9b") == "a�[2Jb�fdp.exe�\nc�"
    assert for_screens("Về việc\u00a0ăn ở") == "Về việc\u00a0ăn ở"


def test_dates_instants_and_sizes_are_written_as_people_do() -> None:
    assert texts.day("2013-10-08") == "08/10/2013"
    assert texts.instant(0) == ""
    assert texts.instant(1_789_351_200_000) == "09:00 14/09/2026"
    assert [texts.size(one) for one in (7, 340_000, 7_340_032)] == ["7 B", "332 KB", "7,0 MB"]
