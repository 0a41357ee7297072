"""Offices from the province's list (CSV): catalog, scope, series and, if asked, invited people.

Each office is written in a transaction of its own; the same list a second time changes nothing, so
an import that was cut is simply done again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from common.changes.changeset import Change
from common.changes.record import Values
from common.entities.offices import OFFICE_KINDS, Role
from common.errors import RuleViolation
from common.ids import derived_id
from common.rules.numbering import series_id
from common.text.fold import clean_line
from sync_server.db import records
from sync_server.services.context import CATALOG
from sync_server.services.judging import grant_key
from sync_server.services.office_names import abbreviation_of, full_name_of
from sync_server.services.people import person_changes, user_id
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act, difference
from sync_server.services.working_set import as_record

COLUMNS = ("kind", "name", "code", "leaders", "dept_heads", "specialists", "admins", "clerks")
HEAD_COUNT_DIGITS_MAX = 4
_FIRST_LINE = 2
_CODE = re.compile(r"[a-z][a-z0-9]{1,15}")

_COUNTED = (
    ("leaders", Role.LEADER, "lanhdao", "Lãnh đạo"),
    ("dept_heads", Role.DEPT_HEAD, "truongphong", "Trưởng phòng"),
    ("specialists", Role.SPECIALIST, "chuyenvien", "Chuyên viên"),
    ("admins", Role.ADMIN, "quantri", "Quản trị"),
    ("clerks", Role.CLERK, "vanthu", "Văn thư"),
)

_SERIES = (
    ("den", "Văn bản đến", "incoming", ()),
    ("di", "Văn bản đi", "outgoing", ()),
    ("sao", "Bản sao", "copy", ("sao_y", "trich_sao", "sao_luc")),
)
_LEGAL_SERIES = (("qppl_qd", "Quyết định quy phạm pháp luật", "legal", ("quyet_dinh_qppl",)),)
"""Each kind of legal document has its own series (NĐ 30/2020 Đ.15(1)a); a people's committee
issues decisions."""


@dataclass(frozen=True)
class OfficeRow:
    """One line of the list; ``head_counts`` by column name."""

    code: str
    name: str
    kind: str
    head_counts: dict[str, int]


@dataclass(frozen=True)
class OfficeInfo:
    """An office of the catalog, for lists."""

    code: str
    name: str
    full_name: str
    kind: str
    head_counts: dict[str, int]


def read_rows(rows: Iterable[Mapping[str, str | None]]) -> list[OfficeRow]:
    """The lines of a CSV file, as ``csv.DictReader`` gives them, checked.

    Raises:
        RuleViolation: ``csv_invalid`` with ``line`` (the heading is line 1) and ``problem``.
    """
    read: list[OfficeRow] = []
    for line, row in enumerate(rows, start=_FIRST_LINE):
        office = _office_row(line, row)
        if any(office.code == other.code for other in read):
            raise _invalid(line, f"Mã «{office.code}» có hai lần.")
        read.append(office)
    if not read:
        raise _invalid(1, "Tệp không có cơ quan nào.")
    return read


def write_office(work: ScopeWork, office: OfficeRow) -> None:
    """The office's record in the catalog, which ``work`` holds."""
    values: Values = {
        "code": office.code,
        "name": office.name,
        "full_name": full_name_of(office.code, office.name),
        "abbreviation": abbreviation_of(office.code),
        "kind": office.kind,
        "head_counts": dict(office.head_counts),
    }
    change = difference(work, "office", derived_id("office", office.code), values)
    act(work, "import_office", [change] if change else [])


def write_series(work: ScopeWork, office: OfficeRow) -> None:
    """The series that an office starts with; those it has are left as they are (design §7)."""
    legal = _LEGAL_SERIES if office.kind in ("provincial_office", "district") else ()
    changes = []
    for code, name, kind, type_codes in (*_SERIES, *legal):
        record_id = series_id(office.code, code)
        values: Values = {
            "code": code,
            "name": name,
            "kind": kind,
            "type_codes": list(type_codes),
            "held_by": 0,
            "epoch": 0,
        }
        if work.state.record(("series", record_id)) is None:
            changes.append(Change("series", record_id, values))
    act(work, "import_office", changes)


def write_people(work: ScopeWork, office: OfficeRow) -> None:
    """The office's people by head-count, *invited*: no password until their first login."""
    invited = list(_invited(office))
    ids = [user_id(office.code, login) for login, _, _ in invited]
    work.state.load(("user", of_user) for of_user in ids)
    work.state.load(
        grant_key(of_user, role) for of_user, (_, _, role) in zip(ids, invited, strict=True)
    )
    changes: list[Change] = []
    for of_user, (login, full_name, role) in zip(ids, invited, strict=True):
        if work.state.record(("user", of_user)) is None:
            changes += person_changes(work, login, full_name, "invited", [role])
    act(work, "invite_people", changes)


def offices_of(conn: Connection) -> list[OfficeInfo]:
    """All offices of the catalog, by code."""
    found = [as_record(one).values for one in records.of_entity(conn, CATALOG, "office")]
    return sorted((_info(values) for values in found), key=lambda office: office.code)


def _invited(office: OfficeRow) -> Iterator[tuple[str, str, Role]]:
    """Login, full name and role of each person."""
    full_name = full_name_of(office.code, office.name)
    for column, role, short, title in _COUNTED:
        for number in range(1, office.head_counts[column] + 1):
            yield f"{short}{number}.{office.code}", f"{title} {number}, {full_name}", role


def _office_row(line: int, row: Mapping[str, str | None]) -> OfficeRow:
    missing = [column for column in COLUMNS if not (row.get(column) or "").strip()]
    if missing:
        raise _invalid(line, f"Thiếu cột «{missing[0]}».")
    code, kind = _cell(row, "code"), _cell(row, "kind")
    if not _CODE.fullmatch(code):
        raise _invalid(line, f"Mã «{code}» phải là 2–16 chữ thường không dấu hoặc chữ số.")
    if kind not in OFFICE_KINDS:
        raise _invalid(line, f"Loại «{kind}» không có trong danh sách.")
    counts = {column: _count(line, column, _cell(row, column)) for column, *_ in _COUNTED}
    return OfficeRow(code, clean_line(_cell(row, "name")), kind, counts)


def _cell(row: Mapping[str, str | None], column: str) -> str:
    return (row.get(column) or "").strip()


def _count(line: int, column: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= HEAD_COUNT_DIGITS_MAX):
        raise _invalid(line, f"Số người ở cột «{column}» không hợp lệ: «{text}».")
    return int(text)


def _invalid(line: int, problem: str) -> RuleViolation:
    return RuleViolation("csv_invalid", line=line, problem=problem)


def _info(values: Values) -> OfficeInfo:
    counts = values.get("head_counts")
    return OfficeInfo(
        code=str(values.get("code")),
        name=str(values.get("name")),
        full_name=str(values.get("full_name")),
        kind=str(values.get("kind")),
        head_counts=dict(counts) if isinstance(counts, dict) else {},
    )
