"""`vanthu attachment …`: files of a document: add, fetch one, list."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, BinaryIO

from common.errors import RuleViolation
from desktop.cli import documents, texts
from desktop.cli.exit_codes import DONE
from desktop.cli.parser import CommandParser, UsageError
from desktop.cli.session import Session
from desktop.commands.attachments import HOLDERS, AttachFiles
from desktop.commands.runner import NewFile
from desktop.office import Office
from desktop.queries.records import AttachedFile, attached
from desktop.store import view

_HEADINGS = ("TÊN TỆP", "DUNG LƯỢNG", "KIỂU", "Ở MÁY NÀY", "MÃ TỆP")


def add_to(groups: Any) -> None:
    """The group and its sub-commands."""
    group: CommandParser = groups.add_parser("attachment", help="tệp đính kèm")
    actions = group.add_subparsers(metavar="VIỆC", required=True, title="Việc")
    add: CommandParser = actions.add_parser("add", help="đính kèm thêm tệp")
    add.add_argument("--to", required=True, metavar="ID", help="văn bản nhận tệp")
    add.add_argument("files", nargs="+", metavar="F")
    add.set_defaults(run=_add)
    get: CommandParser = actions.add_parser("get", help="lấy một tệp ra ngoài kho, đã giải mã")
    get.add_argument("id", metavar="ID", help="mã tệp")
    get.add_argument("--output", required=True, metavar="PATH", help="tệp mới sẽ ghi")
    get.set_defaults(run=_get)
    listed: CommandParser = actions.add_parser("list", help="các tệp của một văn bản")
    listed.add_argument("id", metavar="DOC", help="mã văn bản")
    listed.set_defaults(run=_list)


def _add(session: Session) -> int:
    files = tuple(NewFile(Path(name), Path(name).name) for name in session.options.files)
    with session.office() as office:
        row = _document(office, session.options.to)
        outcome = office.run(AttachFiles(row.entity, row.id, files))
        session.output.warn(outcome.warnings)
        with office.read() as connection:
            now = attached(connection, row.scope, row.id)
    text = f"Đã đính kèm, văn bản có {len(now)} tệp.\n{_table(now)}"
    session.output.result([documents.file_document(one) for one in now], text)
    return DONE


def _list(session: Session) -> int:
    with session.office() as office, office.read() as connection:
        row = _document(office, session.options.id, (*HOLDERS, "delivery"))
        found = attached(connection, row.scope, row.id)
    session.output.result([documents.file_document(one) for one in found], _table(found))
    return DONE


def _get(session: Session) -> int:
    """A person's own wish to have a file outside the encrypted store; nothing is overwritten."""
    target = Path(session.options.output)
    with session.office() as office:
        with office.read() as connection:
            row = view.get(connection, "attachment", session.options.id)
        if row is None or row.values.get("removed_at"):
            raise RuleViolation("record_not_found", entity="attachment", id=session.options.id)
        _write_out(office, str(row.values["sha256"]), target)
    document = {"id": row.id, "name": row.values["name"], "sha256": row.values["sha256"]}
    session.output.result({**document, "output": str(target)}, f"Đã ghi {target}")
    return DONE


def _write_out(office: Office, sha256: str, target: Path) -> None:
    with office.store.blobs.open(sha256) as content:
        try:
            with target.open("xb") as file:
                _copy(content, file, target)
        except FileExistsError as error:
            raise UsageError(
                "output_exists", f"Đã có tệp «{target}»: hãy chọn tên khác."
            ) from error
        except OSError as error:
            raise UsageError("output_unwritable", f"Không ghi được «{target}».") from error


def _copy(content: BinaryIO, file: BinaryIO, target: Path) -> None:
    """All of it, or no file."""
    try:
        shutil.copyfileobj(content, file)
        file.flush()
    except BaseException:
        file.close()
        target.unlink()
        raise


def _document(office: Office, record_id: str, entities: tuple[str, ...] = HOLDERS) -> view.Row:
    """The document with this id. Raises RuleViolation ``record_not_found``."""
    with office.read() as connection:
        for entity in entities:
            row = view.get(connection, entity, record_id)
            if row is not None and not row.values.get("removed_at"):
                return row
    raise RuleViolation("record_not_found", entity=entities[0], id=record_id)


def _table(found: list[AttachedFile]) -> str:
    cells = [
        [one.name, texts.size(one.size_bytes), one.media_type, "có" if one.here else "chưa", one.id]
        for one in found
    ]
    return texts.table(_HEADINGS, cells, empty="Không có tệp nào.")
