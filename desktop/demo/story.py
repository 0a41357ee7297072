"""The story that the demo tells, a function a step; each proves what it claims by reading back.

::

    server ─▶ two PCs ─▶ books mid-year ─▶ cable out ─▶ twelve arrivals, a decision ─▶ sync: kept
        ─▶ cable in ─▶ sync ─▶ it arrives at the other office ─▶ accepted ─▶ 01, 03 come back
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from common.text.fold import fold
from desktop.demo.documents import OFFICES, sample_decision, sample_incoming
from desktop.demo.form import make_docx, make_pdf
from desktop.demo.programs import Pc, Server
from desktop.demo.telling import NotProved, Teller

STEPS = 10
ARRIVALS = 12
PEOPLE = 1521
NOTATION = "QĐ-UBND"
SENDER, RECEIVER = "vpubnd", "stc"
LAST_ON_PAPER = {
    (SENDER, "den"): 1244,
    (SENDER, "di"): 2256,
    (RECEIVER, "den"): 3187,
    (RECEIVER, "di"): 912,
}
NEWS_WAIT_S = 30
COUNTS = ("leaders", "dept_heads", "specialists", "admins", "clerks")


@dataclass
class World:
    """The two offices, their server, and what the story has made so far."""

    folder: Path
    server: Server
    sender: Pc
    receiver: Pc
    today: date
    tell: Teller
    arrivals: list[Any] = field(default_factory=list)
    decision: dict[str, Any] = field(default_factory=dict)
    decision_hash: str = ""


def tell_story(world: World) -> None:
    """All steps. Raises NotProved or ProgramFailed where something is not as it should be."""
    for step in (
        _build_server,
        _enrol_pcs,
        _start_books,
        _pull_cable,
        _register_arrivals,
        _issue_decision,
        _try_to_sync,
        _plug_in,
        _accept,
        _prove_stores,
    ):
        step(world)


def _build_server(world: World) -> None:
    tell, server = world.tell, world.server
    tell.step("Dựng máy chủ của tỉnh")
    server.command("init")
    server.command("office", "import", str(OFFICES), "--with-users")
    tell.did(f"vanthu-server init; office import {OFFICES.name} --with-users")
    offices = server.command("office", "list")
    tell.prove("31 cơ quan của tỉnh có trong danh mục", len(offices), 31)
    tell.prove("biên chế cộng lại là 1.521 người", sum(map(_head_count, offices)), PEOPLE)
    for office in offices:
        if office["code"] in (SENDER, RECEIVER):
            _prove_invited(world, office)
    server.start()
    tell.prove(f"máy chủ nghe tại {server.address}", server.is_reachable())


def _head_count(office: Any) -> int:
    return sum(office[count] for count in COUNTS)


def _prove_invited(world: World, office: Any) -> None:
    """As many people as the plan says, each invited: nobody has a password yet."""
    people = world.server.command("user", "list", "--office", office["code"])
    world.tell.prove(
        f"{office['code']}: {len(people)} người được mời theo vai trò, chưa ai đăng nhập",
        [len(people), {one["state"] for one in people}],
        [_head_count(office), {"invited"}],
    )


def _enrol_pcs(world: World) -> None:
    world.tell.step("Ghi danh một máy ở Văn phòng UBND tỉnh, một máy ở Sở Tài chính")
    for pc in (world.sender, world.receiver):
        code = world.server.command("enroll-code", "--office", pc.office)["code"]
        words = ("--server", world.server.address, "--code", code, "--login", pc.login)
        enrolled = pc.vanthu("enroll", *words, "--device-name", f"Văn thư {pc.office}")
        world.tell.did(f"vanthu enroll --login {pc.login}: máy số {enrolled['device']}")
        books = _books(pc)
        world.tell.prove(
            f"máy này giữ mọi sổ của {enrolled['office_name']}: {', '.join(books)}",
            all(book["held_here"] for book in books.values()) and {"den", "di"} <= books.keys(),
        )


def _start_books(world: World) -> None:
    world.tell.step("Mở sổ giữa năm, tiếp theo số đang chạy trên giấy")
    day = max(world.today - timedelta(days=3), date(world.today.year, 1, 1))
    for pc in (world.sender, world.receiver):
        for series in ("den", "di"):
            last = LAST_ON_PAPER[pc.office, series]
            words = ("--series", series, "--last", str(last), "--date", day.isoformat())
            pc.vanthu("register", "start", *words, "--book", f"Quyển 02/{world.today.year}")
            world.tell.prove(
                f"{pc.office}: sổ «{series}» chạy tiếp từ số {last}",
                _books(pc)[series]["last_number"],
                last,
            )
        pc.vanthu("sync")


def _pull_cable(world: World) -> None:
    world.tell.step("Rút cáp mạng")
    world.server.stop()
    world.tell.prove("không còn gì trả lời ở địa chỉ máy chủ", not world.server.is_reachable())


def _register_arrivals(world: World) -> None:
    world.tell.step(f"Không có mạng: vào sổ {ARRIVALS} văn bản đến, kèm tệp PDF và DOCX thật")
    for index in range(ARRIVALS):
        world.arrivals.append(_register_one(world, index))
    numbers = [one["arrival_number"] for one in world.arrivals]
    first = LAST_ON_PAPER[SENDER, "den"] + 1
    world.tell.did(f"số đến {numbers[0]}–{numbers[-1]}")
    expected = list(range(first, first + ARRIVALS))
    world.tell.prove("số liền nhau, không trùng, không trống", numbers, expected)
    _prove_search(world)


def _register_one(world: World, index: int) -> Any:
    """One arrival with its file, which comes out of the store as it went in."""
    fields, spec = sample_incoming(index, arrival_date=world.today)
    kind = "docx" if index % 3 == 2 else "pdf"
    content = make_docx(spec) if kind == "docx" else make_pdf(spec)
    file = world.folder / f"{spec.type_name} {index + 1:02}.{kind}"
    file.write_bytes(content)
    words = ("incoming", "add", "--from", "-", "--attach", str(file))
    made = world.sender.vanthu(*words, stdin=json.dumps(fields))
    (attached,) = world.sender.vanthu("attachment", "list", made["id"])
    if attached["sha256"] != hashlib.sha256(content).hexdigest() or not attached["here"]:
        raise NotProved(f"tệp {file.name} trong kho khác tệp đã đính kèm")
    file.unlink()
    return made


def _prove_search(world: World) -> None:
    wanted = world.arrivals[0]
    words = " ".join(wanted["subject"].split()[:6])
    for query in (words, fold(words), f"{wanted['arrival_number']}/{world.today.year}"):
        found = [hit["id"] for hit in world.sender.vanthu("search", query)]
        world.tell.prove(f"tìm «{query}» thấy văn bản đầu tiên", wanted["id"] in found)


def _issue_decision(world: World) -> None:
    world.tell.step("Không có mạng: phát hành một quyết định, gửi Sở Tài chính")
    pc, today = world.sender, world.today
    wanted = sample_decision("", today)
    fields = {
        "type_code": "quyet_dinh",
        "type_name": wanted.type_name,
        "code_notation": NOTATION,
        "organ_name": wanted.organ_name,
        "subject": wanted.subject,
        "page_amount": 1,
    }
    draft = pc.vanthu("outgoing", "add", "--from", "-", stdin=json.dumps(fields))
    issued = pc.vanthu("outgoing", "issue", draft["id"], "--date", today.isoformat())
    code = f"{issued['code_number']}/{issued['code_notation']}"
    world.tell.did(f"vanthu outgoing issue: số {code}")
    world.tell.prove(
        "số tiếp theo số cuối trên sổ giấy",
        issued["code_number"],
        str(LAST_ON_PAPER[SENDER, "di"] + 1),
    )
    content = make_pdf(sample_decision(code, today))
    world.decision_hash = hashlib.sha256(content).hexdigest()
    file = world.folder / f"Quyết định {issued['code_number']}.pdf"
    file.write_bytes(content)
    pc.vanthu("attachment", "add", "--to", draft["id"], str(file))
    pc.vanthu("outgoing", "send", draft["id"], "--to", RECEIVER)
    file.unlink()
    world.decision = pc.vanthu("outgoing", "show", draft["id"])
    attached = [one["sha256"] for one in world.decision["attachments"]]
    world.tell.prove("bản PDF mang đúng số đã nằm trong kho", attached, [world.decision_hash])


def _try_to_sync(world: World) -> None:
    world.tell.step("Thử đồng bộ khi không có mạng")
    report = world.sender.vanthu("sync", code=3)
    kept = ARRIVALS + 4
    world.tell.did(f"vanthu sync kết thúc bằng mã 3: {report['offline']}")
    world.tell.prove(f"{kept} việc vẫn được giữ, chờ gửi", report["waiting"], kept)
    status = world.sender.vanthu("status")
    files = ARRIVALS + 1
    world.tell.prove(f"{files} tệp chờ gửi", status["files_to_send"], files)


def _plug_in(world: World) -> None:
    world.tell.step("Cắm lại cáp mạng, đồng bộ")
    port = world.server.port
    world.server.start()
    world.tell.prove(f"máy chủ trở lại ở đúng cổng {port}", world.server.port, port)
    report = world.sender.vanthu("sync")
    world.tell.did(f"gửi {report['pushed']} việc, {report['files_up']} tệp")
    world.tell.prove("không còn việc nào chờ gửi", report["waiting"], 0)
    delivery = _awaited(lambda: _delivery(world), "văn bản chưa đến Sở Tài chính")
    same = ("code_number", "code_notation", "subject", "organ_name", "issued_date")
    world.tell.prove(
        "quyết định đã đến Sở Tài chính, đúng số, ngày, trích yếu",
        [delivery[name] for name in same],
        [world.decision[name] for name in same],
    )
    (file,) = world.receiver.vanthu("attachment", "list", delivery["id"])
    target = world.folder / "đã nhận.pdf"
    world.receiver.vanthu("attachment", "get", file["id"], "--output", str(target))
    received = hashlib.sha256(target.read_bytes()).hexdigest()
    world.tell.prove("tệp nhận được giống từng byte tệp đã gửi", received, world.decision_hash)
    _await_status(world, "01", "trạng thái 01 «Đã đến» về Văn phòng UBND tỉnh")


def _accept(world: World) -> None:
    world.tell.step("Sở Tài chính tiếp nhận, vào sổ của mình")
    delivery = _delivery(world)
    accepted = world.receiver.vanthu("deliveries", "accept", delivery["id"])
    world.tell.did(f"vanthu deliveries accept: số đến {accepted['arrival_number']}")
    expected = LAST_ON_PAPER[RECEIVER, "den"] + 1
    world.tell.prove("số đến tiếp theo sổ của Sở", accepted["arrival_number"], expected)
    world.receiver.vanthu("sync")
    _await_status(world, "03", "trạng thái 03 «Đã tiếp nhận» về Văn phòng UBND tỉnh")


def _prove_stores(world: World) -> None:
    world.tell.step("Kiểm tra hai kho dữ liệu")
    for pc in (world.sender, world.receiver):
        found = pc.vanthu("verify")
        world.tell.prove(
            f"{pc.office}: {found['changesets']} việc, nhật ký và {found['files']} tệp vẹn toàn",
            found["sound"],
        )
    words = [one["subject"].encode()[:40] for one in (world.decision, *world.arrivals)]
    files = [path for pc in (world.sender, world.receiver) for path in _files(pc)]
    told = [path for path in files if any(word in path.read_bytes() for word in words)]
    world.tell.prove(f"{len(files)} tệp của hai kho: không tệp nào đọc được trích yếu", told, [])


def _files(pc: Pc) -> list[Path]:
    return [path for path in pc.store.rglob("*") if path.is_file()]


def _books(pc: Pc) -> dict[str, Any]:
    return {book["code"]: book for book in pc.vanthu("register", "list")}


def _delivery(world: World) -> Any:
    """The decision as it reached the receiver with its file; ``None`` while it has not."""
    report = world.receiver.vanthu("sync")
    found = world.receiver.vanthu(
        "deliveries", "list", "--filter", f"subject={world.decision['subject']}"
    )
    complete = found and not world.receiver.vanthu("status")["files_to_come"]
    return found[0] if complete and report["offline"] is None else None


def _await_status(world: World, status: str, claim: str) -> None:
    def told() -> Any:
        world.receiver.vanthu("sync")
        world.sender.vanthu("sync")
        shown = world.sender.vanthu("outgoing", "show", world.decision["id"])
        return [one["status"] for one in shown["recipients"]] == [status]

    world.tell.prove(claim, _awaited(told, f"chưa thấy trạng thái {status}"))


def _awaited(look: Callable[[], Any], otherwise: str) -> Any:
    """What ``look`` finds; the server's postman may need a moment. Raises NotProved."""
    end_s = time.monotonic() + NEWS_WAIT_S
    while not (found := look()):
        if time.monotonic() > end_s:
            raise NotProved(otherwise)
    return found
