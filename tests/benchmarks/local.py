"""Registering without a network, against raw SQLite with the same encryption and durability."""

from __future__ import annotations

import itertools
import os
from datetime import date
from pathlib import Path
from random import Random

from common.entities.documents import INCOMING_DOCUMENT
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.registers import StartRegister
from desktop.store.connection import connect
from tests.benchmarks.report import Figure, median_of, timed
from tests.helpers.offices import new_office

COUNT = 300
_ORGANS = ("UBND", "STC", "SNV", "SXD", "VP")


_SYLLABLES = [
    "ban",
    "hành",
    "phê",
    "duyệt",
    "kế",
    "hoạch",
    "công",
    "tác",
    "quý",
    "tổ",
    "chức",
    "thực",
    "hiện",
    "chương",
    "trình",
    "phát",
    "triển",
    "kinh",
    "tế",
    "xã",
    "hội",
    "tỉnh",
    "huyện",
    "sở",
    "ngành",
    "đơn",
    "vị",
    "cơ",
    "quan",
    "văn",
    "phòng",
    "nhân",
    "dân",
    "ủy",
    "quyết",
    "định",
    "thông",
    "báo",
    "báo",
    "cáo",
    "tờ",
    "trình",
    "đề",
    "nghị",
    "hướng",
    "dẫn",
    "triển",
    "khai",
    "kiểm",
    "tra",
    "giám",
    "sát",
    "ngân",
    "sách",
    "dự",
    "toán",
    "thu",
    "chi",
    "đầu",
    "tư",
    "xây",
    "dựng",
    "đất",
    "đai",
    "môi",
    "trường",
    "giáo",
    "dục",
    "đào",
    "tạo",
    "y",
    "tế",
    "lao",
    "động",
    "thương",
    "binh",
    "nông",
    "nghiệp",
    "thủy",
    "lợi",
    "giao",
    "thông",
    "vận",
    "tải",
    "khoa",
    "học",
    "nghệ",
    "tin",
    "truyền",
    "tư",
    "pháp",
    "nội",
    "vụ",
    "thanh",
    "khiếu",
    "nại",
    "tố",
    "cáo",
    "cải",
    "cách",
    "hành",
    "chính",
    "một",
    "cửa",
    "liên",
    "hồ",
    "sơ",
    "lưu",
    "trữ",
    "cán",
    "bộ",
    "viên",
    "chức",
    "tuyển",
    "dụng",
    "bổ",
    "nhiệm",
    "khen",
    "thưởng",
    "kỷ",
    "luật",
]


def words(random: Random, count: int) -> str:
    """Vietnamese-looking text whose entropy is that of real subjects, not of a repeated line."""
    return " ".join(random.choices(_SYLLABLES, k=count))


def fields(index: int) -> dict[str, str]:
    """A registration as a clerk types it: about 1 kB with its record, the same each run."""
    random = Random(index)
    return {
        "code_number": str(random.randrange(1, 5000)),
        "code_notation": f"{random.choice(('QĐ', 'TB', 'KH', 'BC'))}-{random.choice(_ORGANS)}",
        "issued_date": "2026-09-10",
        "organ_name": words(random, 6).capitalize(),
        "type_name": "Quyết định",
        "subject": "Về việc " + words(random, 35),
        "description": words(random, 60),
        "position": "Chủ tịch",
        "full_name": words(random, 3).title(),
        "to_places": words(random, 12),
    }


def figures(folder: Path) -> list[Figure]:
    """Seconds for :data:`COUNT` registrations, each its own action, fully durable."""
    office = new_office(folder / "store")
    office.run(StartRegister("den", 0, date(2026, 9, 1), "Quyển 1"))
    floor = _Floor(folder)

    numbers = itertools.count(1)

    def ours() -> None:
        for index in itertools.islice(numbers, COUNT):
            office.run(RegisterIncoming(fields(index)))

    measured = [
        Figure(
            f"register {COUNT} documents, no network",
            median_of(lambda: timed(ours)),
            median_of(lambda: timed(floor.insert_all)),
            "s",
        )
    ]
    office.close()
    return measured


class _Floor:
    """One typed row and one appended, synced line a transaction: the least that must be done."""

    def __init__(self, folder: Path) -> None:
        self._connection = connect(folder / "floor.db", bytes(32), writable=True)
        self._columns = [field.name for field in INCOMING_DOCUMENT.fields]
        self._connection.execute(f"CREATE TABLE floor (id TEXT UNIQUE, {', '.join(self._columns)})")
        self._second = (folder / "floor.bin").open("ab", buffering=0)
        self._next = 0

    def insert_all(self) -> None:
        places = ", ".join("?" * (len(self._columns) + 1))
        for index in range(COUNT):
            values = fields(index)
            self._next += 1
            row = [str(self._next), *(values.get(name) for name in self._columns)]
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(f"INSERT INTO floor VALUES ({places})", row)
            self._second.write(repr(row).encode())
            os.fsync(self._second.fileno())
            self._connection.execute("COMMIT")
