"""The documents that reach the demo's offices, as real PDF and DOCX files with Vietnamese text.

The demo and the tests need attachments that look, read and search like those of an office, and the
same ones every time: everything follows from an index, a seed and a day that is handed in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from common.entities.catalogue import DocumentTypeSpec, Urgency, document_type_by_code
from common.text.dates import format_date
from desktop.demo.form import DocumentSpec, make_docx, make_pdf
from desktop.demo.issuers import ISSUERS, PROVINCE, PROVINCE_PLACE, Issuer, invented_name

__all__ = [
    "OFFICES", "DocumentSpec", "make_docx", "make_pdf", "matters",
    "sample_decision", "sample_incoming",
]  # fmt: skip

TEXTS = Path(__file__).with_name("texts.json")
OFFICES = Path(__file__).with_name("offices.csv")
"""The province's 31 offices with their head-counts, as the server imports them."""
SEED = 2013
"""With no other seed, this one."""

_STAMPS = {Urgency.URGENT: "KHẨN", Urgency.VERY_URGENT: "THƯỢNG KHẨN", Urgency.EXPRESS: "HOẢ TỐC"}
_OPENINGS = (
    "Thực hiện chương trình công tác năm và ý kiến chỉ đạo của cấp có thẩm quyền, {organ} {verb} "
    "những nội dung sau:",
    "Căn cứ chức năng, nhiệm vụ được giao và tình hình thực tế, {organ} {verb} như sau:",
    "Tiếp theo các văn bản đã ban hành về cùng nội dung, {organ} {verb} một số việc sau đây:",
)
_CLOSINGS = (
    "Kết quả thực hiện gửi về {organ} trước ngày {day} để tổng hợp.",
    "Đề nghị hoàn thành trước ngày {day}; nếu có vướng mắc, liên hệ với {organ} để được hướng dẫn.",
)
_VERBS = {
    "quyet_dinh": "quyết định",
    "bao_cao": "báo cáo",
    "to_trinh": "trình bày",
    "giay_moi": "trân trọng kính mời và thông tin",
    "thong_bao": "thông báo",
    "ke_hoach": "lập kế hoạch gồm",
    "huong_dan": "hướng dẫn",
    "cong_dien": "yêu cầu thực hiện",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What a document is about.

    ``type_code`` is of the catalog; ``reason`` and ``task`` are its own two paragraphs; ``issuers``
    are the beginnings of the names of agencies that may write of it.
    """

    type_code: str
    subject: str
    reason: str
    task: str
    issuers: tuple[str, ...]

    def writers(self) -> tuple[Issuer, ...]:
        """The agencies that may write of it."""
        return tuple(issuer for issuer in ISSUERS if issuer.name.startswith(self.issuers))


@cache
def matters() -> tuple[Matter, ...]:
    """All matters that the demo knows, in their order."""
    told = _texts()["matters"]
    return tuple(Matter(**{**each, "issuers": tuple(each["issuers"])}) for each in told)


@cache
def _texts() -> dict[str, Any]:
    return dict(json.loads(TEXTS.read_text(encoding="utf-8")))


def sample_incoming(
    index: int, *, arrival_date: date, seed: int = SEED
) -> tuple[dict[str, object], DocumentSpec]:
    """The ``index``-th incoming document of the demo: its register fields, and what is printed.

    Fields are named as in an ``incoming_document``, dates ISO, without what the register itself
    gives (arrival number, series). It was issued on a working day in the week before it arrived.
    Neighbours have different subjects; number, notation and issuer never repeat together.
    """
    chance = Random(f"{seed}:{index}")
    matter = matters()[index % len(matters())]
    kind = document_type_by_code(matter.type_code)
    issuer = chance.choice(matter.writers())
    urgency = _urgency(matter, index)
    spec = _spec(issuer, kind, matter, index, arrival_date, urgency, chance)
    return _fields(spec, kind, index, arrival_date, urgency), spec


def sample_decision(number_notation: str, issued_date: date, *, seed: int = SEED) -> DocumentSpec:
    """The decision that the demo's own office issues: the province adopts a system like this one.

    ``number_notation`` is what the register gave, as ``2257/QĐ-UBND``.
    """
    decision = _texts()["decision"]
    return DocumentSpec(
        organ_name=PROVINCE,
        parent_organ="",
        number_notation=number_notation,
        place=PROVINCE_PLACE,
        issued_date=issued_date,
        type_name="Quyết định",
        subject=decision["subject"],
        body=tuple(decision["body"]),
        recipients=("Như Điều 3;", "Các sở, ban, ngành;", "Lưu: VT, VX (80b)."),
        signer_position="Chủ tịch",
        signer_name=invented_name(Random(f"{seed}:decision")),
        authority=("TM. Ủy ban nhân dân",),
    )


def _urgency(matter: Matter, index: int) -> Urgency:
    if matter.type_code == "cong_dien":
        return Urgency.EXPRESS
    if index % 11 == 6:
        return Urgency.URGENT
    return Urgency.VERY_URGENT if index % 23 == 15 else Urgency.NORMAL


def _spec(
    issuer: Issuer,
    kind: DocumentTypeSpec,
    matter: Matter,
    index: int,
    arrival_date: date,
    urgency: Urgency,
    chance: Random,
) -> DocumentSpec:
    unit = chance.choice(issuer.units)
    deputy = chance.random() < 0.6
    number = 100 * chance.randint(0, 9) + 1000 * (index // 100) + index % 100
    return DocumentSpec(
        organ_name=issuer.name,
        parent_organ=issuer.parent,
        number_notation=f"{number or 1000:02}/{_notation(issuer, kind, unit)}",
        place=issuer.place,
        issued_date=_working_day(arrival_date - timedelta(days=chance.randint(1, 5))),
        type_name=kind.name,
        subject=matter.subject,
        body=_body(issuer, matter, arrival_date, long=_is_long(index), chance=chance),
        recipients=("Như trên;", f"Lưu: VT, {unit} ({chance.randint(2, 5)})."),
        signer_position=issuer.deputy if deputy else issuer.head,
        signer_name=invented_name(chance),
        authority=_authority(issuer, deputy=deputy),
        addressees=_addressees(kind),
        stamp=_STAMPS.get(urgency, ""),
    )


def _working_day(day: date) -> date:
    """``day``, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _notation(issuer: Issuer, kind: DocumentTypeSpec, unit: str) -> str:
    """NĐ 30/2020 PL I.II.3: a công văn ends with the unit that drafted it."""
    if kind.abbreviation:
        return f"{kind.abbreviation}-{issuer.abbreviation}"
    return f"{issuer.abbreviation}-{unit}"


def _authority(issuer: Issuer, *, deputy: bool) -> tuple[str, ...]:
    """A deputy signs for the head («KT.»), below the authority of the whole where there is one."""
    return (*filter(None, [issuer.authority]), *([f"KT. {issuer.head}"] if deputy else []))


def _addressees(kind: DocumentTypeSpec) -> tuple[str, ...]:
    if kind.code in ("to_trinh", "bao_cao"):
        return (PROVINCE,)
    if kind.code == "cong_van":
        return ("Văn phòng Ủy ban nhân dân tỉnh", "Các sở, ban, ngành thuộc tỉnh")
    return ()


def _is_long(index: int) -> bool:
    return index % 3 == 2


def _body(
    issuer: Issuer, matter: Matter, arrival_date: date, *, long: bool, chance: Random
) -> tuple[str, ...]:
    day = format_date(arrival_date + timedelta(days=chance.randint(7, 25)))
    verb = _VERBS.get(matter.type_code, "đề nghị thực hiện")
    opening = chance.choice(_OPENINGS).format(organ=issuer.name, verb=verb)
    closing = chance.choice(_CLOSINGS).format(organ=issuer.name, day=day)
    middle = (matter.reason, matter.task, *(_texts()["long_paragraphs"] if long else ()))
    numbered = (f"{at}. {text}" for at, text in enumerate(middle, 1))
    return (opening, *numbered, closing)


def _fields(
    spec: DocumentSpec,
    kind: DocumentTypeSpec,
    index: int,
    arrival_date: date,
    urgency: Urgency,
) -> dict[str, object]:
    number, _slash, notation = spec.number_notation.partition("/")
    return {
        "type_code": kind.code,
        "type_name": kind.name,
        "code_number": number,
        "code_notation": notation,
        "issued_date": spec.issued_date.isoformat(),
        "organ_name": spec.organ_name,
        "subject": spec.subject[:1].upper() + spec.subject[1:],
        "language": "Tiếng Việt",
        "page_amount": 2 if _is_long(index) else 1,
        "position": spec.signer_position,
        "full_name": spec.signer_name,
        "urgency": int(urgency),
        "confidentiality": 0,
        "arrival_date": arrival_date.isoformat(),
    }
