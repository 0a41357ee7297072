"""The number that a book would give now, shown large before it is given."""

from __future__ import annotations

from common.text.messages import _
from desktop.queries.registers import RegisterState
from desktop.ui.widgets.number_card import NumberCard


def show_next_number(card: NumberCard, book: RegisterState, caption: str) -> None:
    """What the book would give now, or why it gives nothing here."""
    if not book.held_here:
        note = _("Máy này không giữ sổ «{book}»: văn bản sẽ chờ máy giữ sổ cấp số.")
        card.show_number(caption, _("Chờ số"), note.format(book=book.name), is_number=False)
    elif book.last_number is None:
        note = _("Sổ «{book}» năm {year} chưa mở: quản trị mở ở Hệ thống › Mở sổ đăng ký.")
        told = note.format(book=book.name, year=book.year)
        card.show_number(caption, _("Sổ chưa mở"), told, is_number=False)
    else:
        note = " · ".join(filter(None, (book.name, book.book)))
        card.show_number(caption, str(book.last_number + 1), note)
