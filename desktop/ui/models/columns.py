"""The columns of the registers, in the order of the official books, made from the entities.

NĐ 30/2020 PL IV.I and IV.VI (domain §3.4, §4.4): the columns that exist so far, then the state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from common.entities.registry import ENTITIES
from common.text.messages import _
from desktop.queries.paging import ListedRow
from desktop.ui import words
from desktop.ui.widgets.badge import BadgeLook

TextOf = Callable[[ListedRow], str]
LookOf = Callable[[ListedRow], BadgeLook | None]

_DATE = "00/00/0000"
_ORGAN = "Ủy ban nhân dân tỉnh"
_WORDS = "Quyết định: Về việc ban hành"


@dataclass(frozen=True)
class Column:
    """One column. ``sample`` is a text of the width that it is given at first."""

    name: str
    title: Callable[[], str]
    text: TextOf
    sample: str
    look: LookOf | None = None
    """Where cells are badges."""
    is_number: bool = False
    shows_urgency: bool = False
    shows_fate: bool = False
    grows: bool = False
    """Takes the width that is left; ``sample`` is then the least."""


def _titled(entity: str, name: str) -> Callable[[], str]:
    return lambda: _(ENTITIES[entity][name].label.vi)


def _said(sentence: str) -> Callable[[], str]:
    return lambda: _(sentence)


def _day_of(name: str) -> TextOf:
    return lambda listed: words.day(listed.row.values.get(name))


def _instant_of(name: str) -> TextOf:
    return lambda listed: words.instant(listed.row.values.get(name))


def _number_of(name: str) -> TextOf:
    return lambda listed: words.number(listed.row.values.get(name))


def _line_of(name: str) -> TextOf:
    return lambda listed: " ".join(words.text(listed.row.values.get(name)).split())


def _code(listed: ListedRow) -> str:
    return words.code(listed.row.values)


def _subject(listed: ListedRow) -> str:
    return words.subject(listed.row.values)


def _state_text(listed: ListedRow) -> str:
    return _state_look(listed).text


def _state_look(listed: ListedRow) -> BadgeLook:
    state = words.text(listed.row.values.get("state"))
    return words.listed_look(state, listed.fates, in_conflict=listed.in_conflict)


def _urgency_look(listed: ListedRow) -> BadgeLook | None:
    return words.urgency_look(words.urgency(listed.row.values))


def _urgency_text(listed: ListedRow) -> str:
    look = _urgency_look(listed)
    return look.text if look else ""


_CODE = Column("code", _said("Số, ký hiệu"), _code, "2257/QĐ-UBND")
_SUBJECT = Column(
    "subject",
    _said("Tên loại và trích yếu nội dung"),
    _subject,
    _WORDS,
    shows_urgency=True,
    grows=True,
)
_STATE = Column("state", _said("Trạng thái"), _state_text, "Chờ quản trị xem", _state_look)

INCOMING: tuple[Column, ...] = (
    Column(
        "arrival_date", _titled("incoming_document", "arrival_date"), _day_of("arrival_date"), _DATE
    ),
    Column(
        "arrival_number",
        _titled("incoming_document", "arrival_number"),
        _number_of("arrival_number"),
        "00000",
        is_number=True,
        shows_fate=True,
    ),
    Column("organ_name", _said("Tác giả"), _line_of("organ_name"), _ORGAN),
    _CODE,
    Column("issued_date", _said("Ngày VB"), _day_of("issued_date"), _DATE),
    _SUBJECT,
    Column("to_places", _said("Đơn vị, người nhận"), _line_of("to_places"), "Phòng Ngân sách tỉnh"),
    Column("due_date", _said("Hạn"), _day_of("due_date"), _DATE),
    _STATE,
)

OUTGOING: tuple[Column, ...] = (
    Column("code", _said("Số, ký hiệu"), _code, "2257/QĐ-UBND", shows_fate=True),
    Column("issued_date", _said("Ngày VB"), _day_of("issued_date"), _DATE),
    _SUBJECT,
    Column(
        "full_name",
        _titled("outgoing_document", "full_name"),
        _line_of("full_name"),
        "Nguyễn Hữu Phước",
    ),
    Column(
        "to_places",
        _titled("outgoing_document", "to_places"),
        _line_of("to_places"),
        "UBND tỉnh; các sở, ngành",
    ),
    Column("issued_amount", _said("Số bản"), _number_of("issued_amount"), "0000", is_number=True),
    Column(
        "description",
        _titled("outgoing_document", "description"),
        _line_of("description"),
        "Gửi kèm phụ lục",
    ),
    _STATE,
)

DELIVERIES: tuple[Column, ...] = (
    Column(
        "delivered_at",
        _titled("delivery", "delivered_at"),
        _instant_of("delivered_at"),
        "00:00 00/00/0000",
    ),
    Column("urgency", _said("Độ khẩn"), _urgency_text, "Thượng khẩn", _urgency_look),
    Column("from_name", _titled("delivery", "from_name"), _line_of("from_name"), _ORGAN),
    Column("subject", _said("Tên loại và trích yếu nội dung"), _subject, _WORDS, grows=True),
    _CODE,
    Column("issued_date", _said("Ngày VB"), _day_of("issued_date"), _DATE),
    _STATE,
)
