"""`vanthu status`: who works where, and how far PC and server are apart. Asks no server."""

from __future__ import annotations

from typing import Any

from common.clock import to_millis
from common.text.phrases import FATES
from desktop.cli import records, texts
from desktop.cli.exit_codes import DONE
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.office import Person
from desktop.queries.cases import LATELY_DAYS, Counts, counts
from desktop.queries.exchange import waiting_deliveries
from desktop.queries.sync_status import SyncStatus
from desktop.store.meta import DeviceIdentity


def add_to(groups: Any) -> None:
    """The sub-command."""
    parser: CommandParser = groups.add_parser("status", help="máy này, người dùng, việc chờ gửi")
    parser.set_defaults(run=_status)


def _status(session: Session) -> int:
    with session.office() as office:
        who, person, status = office.who, office.person(), office.status()
        with office.read() as connection:
            deliveries = waiting_deliveries(connection)
            set_aside = counts(connection, who.device, to_millis(office.clock.now()))
    document = _document(who, person, status) | {"deliveries_waiting": deliveries}
    document |= {
        "cases": set_aside.waiting,
        "discarded_lately": set_aside.discarded_lately,
        "settlements_refused": set_aside.settlements_refused,
    }
    text = _text(who, person, status, deliveries)
    session.output.result(document, "\n".join(filter(None, (text, _set_aside_text(set_aside)))))
    return DONE


def _document(who: DeviceIdentity, person: Person, status: SyncStatus) -> dict[str, Any]:
    return {
        "office_code": who.office_code,
        "office_name": who.office_name,
        "device": who.device,
        "device_name": who.device_name,
        "server_url": who.server_url,
        "encrypted_line": _is_encrypted(who),
        "login": person.login,
        "full_name": person.full_name,
        "roles": sorted(person.roles),
        "unsent": status.unsent,
        "by_fate": status.by_fate,
        "last_success": records.instant(status.last_success_ms or 0),
        "files_to_send": status.files_to_send,
        "files_to_come": status.files_to_come,
        "conflicts": status.conflicts,
        "not_indexed": status.not_indexed,
        "restored": status.restored,
        "healed": status.healed,
        "differing": list(status.differing),
    }


def _text(who: DeviceIdentity, person: Person, status: SyncStatus, deliveries: int) -> str:
    fates = ", ".join(f"{FATES.get(fate, fate)}: {n}" for fate, n in status.by_fate.items())
    line = "" if _is_encrypted(who) else " (đường truyền không mã hóa)"
    return texts.facts(
        [
            ("Cơ quan", f"{who.office_name} ({who.office_code})"),
            ("Máy", f"số {who.device}, {who.device_name or 'chưa đặt tên'}"),
            ("Người dùng", f"{person.full_name} ({person.login})"),
            ("Vai trò", ", ".join(sorted(person.roles))),
            ("Máy chủ", who.server_url + line),
            ("Đồng bộ lần cuối", texts.instant(status.last_success_ms) or "chưa lần nào"),
            ("Việc chờ gửi", str(status.unsent)),
            ("Việc của máy này", fates),
            ("Tệp chờ gửi, chờ về", f"{status.files_to_send}, {status.files_to_come}"),
            ("Xung đột", str(status.conflicts)),
            ("Chờ tiếp nhận", str(deliveries)),
            ("Bản ghi từng hỏng, đã chữa", str(status.healed) if status.healed else ""),
            ("Còn khác máy chủ", ", ".join(status.differing)),
            ("Kho vừa dựng lại", "chưa cấp số, cần đồng bộ một lần" if status.restored else ""),
        ]
    )


def _set_aside_text(set_aside: Counts) -> str:
    """What waits for somebody, and what was not used: never without a mark."""
    waiting = ", ".join(f"{FATES.get(state, state)}: {n}" for state, n in set_aside.waiting.items())
    refused, discarded = set_aside.settlements_refused, set_aside.discarded_lately
    again = f"{refused}: xem lại bằng «vanthu conflicts list»" if refused else ""
    unused = f"{discarded} trong {LATELY_DAYS} ngày: xem «vanthu cases list»" if discarded else ""
    return texts.facts(
        [
            ("Việc đang giữ lại", waiting),
            ("Giải quyết chưa được nhận", again),
            ("Việc không được dùng", unused),
        ]
    )


def _is_encrypted(who: DeviceIdentity) -> bool:
    return who.server_url.lower().startswith("https:")
