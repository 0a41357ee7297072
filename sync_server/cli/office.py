"""`vanthu-server office import|list`: the offices of the province."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from common.errors import RuleViolation
from common.text.messages import _
from sync_server.cli.main import DONE, Call
from sync_server.cli.opening import opened
from sync_server.cli.output import table
from sync_server.services.offices import OfficeInfo

COUNTS = ("leaders", "dept_heads", "specialists", "admins", "clerks")


def run(call: Call) -> int:
    """Import or list."""
    return _import(call) if call.options.action == "import" else _list(call)


def _import(call: Call) -> int:
    rows = read_csv(Path(call.options.file))
    with opened(call) as hub:
        report = hub.import_offices(rows, with_users=call.options.with_users)
    document = {
        "offices": report.offices,
        "new_offices": report.new_offices,
        "records_changed": report.records_changed,
    }
    text = _(
        "{offices} cơ quan trong tệp, {new_offices} cơ quan mới, {records_changed} bản ghi đổi."
    )
    call.output.result(document, text.format(**document))
    return DONE


def _list(call: Call) -> int:
    with opened(call) as hub:
        offices = hub.offices()
        devices = Counter(device.office_code for device in hub.devices())
    documents = [_document(office, devices[office.code]) for office in offices]
    headings = (_("Mã"), _("Tên"), _("Loại"), _("Biên chế"), _("Máy"))
    rows = [
        (one["code"], one["name"], one["kind"], sum(one[name] for name in COUNTS), one["devices"])
        for one in documents
    ]
    call.output.result(documents, table(headings, rows, empty=_("Chưa có cơ quan nào.")))
    return DONE


def read_csv(path: Path) -> list[dict[str, str | None]]:
    """The lines of a CSV file in UTF-8, with or without a byte order mark.

    Raises:
        RuleViolation: ``input_unreadable`` (param ``name``); ``csv_invalid`` (``line``,
            ``problem``) for what is no CSV.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream, strict=True))
    except (OSError, UnicodeDecodeError) as error:
        raise RuleViolation("input_unreadable", name=str(path)) from error
    except csv.Error as error:
        problem = _("Không đọc được dạng CSV.")
        raise RuleViolation("csv_invalid", line="?", problem=problem) from error


def _document(office: OfficeInfo, devices: int) -> dict[str, Any]:
    counts = {name: office.head_counts.get(name, 0) for name in COUNTS}
    named = {"code": office.code, "name": office.name, "full_name": office.full_name}
    return {**named, "kind": office.kind, **counts, "devices": devices}
