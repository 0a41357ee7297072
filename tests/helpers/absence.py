"""A year and more in which one PC of an office works without a line, and everybody else goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count, cycle, islice

from common.changes.changeset import Change, NumberClaim
from common.entities.schema import Value
from common.ids import derived_id, new_id
from common.rules.numbering import book_id, series_id
from desktop.commands.conflicts import settling
from desktop.commands.exchange import AcceptDelivery
from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing
from desktop.commands.recalls import RecallOutgoing
from desktop.commands.registers import CloseYear
from desktop.queries import conflicts
from desktop.store import pending, view
from sync_server.services.judging import grant_key
from sync_server.services.revocation import Stated
from sync_server.services.server_acts import act, difference
from tests.helpers.devices import FakePc, enrolled
from tests.helpers.province import Province

DEN = series_id("stc", "den")
SHARED = 90
"""Arrivals that all PCs have seen before it begins."""
CLASHES = 5
LETTERS = 12
AWAY_LOGIN = "vt.xa"
_A_YEAR = 365


class Absence:
    """The PC that is away, a colleague's PC, another office, and the hub between them.

    Attributes:
        known: the last of its own changesets of which the PC knew the fate when it went.
    """

    def __init__(self, world: Province) -> None:
        self.world = world
        self.away = world.office("stc", name="xa")
        world.start_books(self.away, den=1000, di=500)
        self.other = enrolled(world.hub, "stc", "vt.gan", roles=["clerk"])
        self.sender = enrolled(world.hub, "vpubnd")
        self.shared = [self._arrival(n) for n in range(SHARED)]
        self.away.sync()
        self.other.sync()
        self.letters = self._letters()
        self._clash()
        self.away.sync()
        with self.away.read() as connection:
            self.known = pending.own_end(connection, self.away.who.office_scope)

    def _arrival(self, n: int) -> str:
        return self.away.run(RegisterIncoming({"subject": f"Về việc kiểm tra, lần {n}"})).id

    def _letters(self) -> list[str]:
        """Decisions that another office has sent here; their ids there."""
        sent = []
        for _ in range(LETTERS):
            sent.append(self.sender.outgoing())
            self.sender.issue(sent[-1])
            self.sender.send(sent[-1], "stc")
        self.sender.sync()
        self.world.hub.deliver_post()
        return sent

    def _clash(self) -> None:
        """Conflicts that the PC knows of when it goes."""
        for document_id in self.shared[:CLASHES]:
            self.other.edit(document_id, subject="của máy gần")
            self.away.run(EditIncoming(document_id, {"subject": "của máy xa"}))
        self.other.sync()
        self.away.sync()

    # what the PC does without a line: 300 changesets

    def work_away(self) -> None:
        """Three years' turns of its own: 2026, 2027, 2028."""
        self._settle()
        self._edit(45)
        self._remove(10)
        self._accept(8)
        issued = self._issue(20)
        self._register(60)
        self.world.clock.forward(days=_A_YEAR)  # September 2027
        self._register(60, first_of_year=True)
        self.away.run(CloseYear("di", 2026))
        for document_id in issued[:4]:
            self.away.run(RecallOutgoing(document_id, "Ban hành nhầm"))
        self.world.clock.forward(days=_A_YEAR)
        self._register(40, first_of_year=True)
        self._issue(14, first_of_year=True)

    def _settle(self) -> None:
        with self.away.read() as connection:
            found = [one.row for one in conflicts.open_disputes(connection)]
        assert len(found) == CLASHES
        for row, outcome in zip(found, cycle(("first", "other")), strict=False):
            self.away.run(settling(row.values, row.id, outcome, "Theo bản giấy"))

    def _edit(self, number: int) -> None:
        for n, document_id in enumerate(islice(cycle(self.shared[CLASHES:40]), number)):
            self.away.run(EditIncoming(document_id, {"to_places": f"Phòng {n}"}))

    def _remove(self, number: int) -> None:
        for document_id in self.shared[40 : 40 + number]:
            self.away.run(RemoveIncoming(document_id, "Đăng ký nhầm"))

    def _accept(self, number: int) -> None:
        with self.away.read() as connection:
            waiting = sorted(row.id for row in view.find(connection, "delivery"))
        for delivery_id in waiting[-number:]:
            self.away.run(AcceptDelivery(delivery_id))

    def _issue(self, number: int, *, first_of_year: bool = False) -> list[str]:
        issued = []
        for n in range(number):
            fields = {"type_name": "Quyết định", "subject": f"Về việc giao dự toán {n}"}
            issued.append(self.away.run(CreateOutgoing(fields)).id)
            confirmed = first_of_year and n == 0
            self.away.run(IssueOutgoing(issued[-1], confirmed=confirmed))
        return issued

    def _register(self, number: int, *, first_of_year: bool = False) -> None:
        for n in range(number):
            fields: dict[str, Value] = {"subject": f"Về việc báo cáo {n}"}
            self.away.run(RegisterIncoming(fields, confirmed=first_of_year and n == 0))

    # what everybody else does meanwhile

    def work_here(self, records: int) -> None:
        """A role ends and comes back, a series goes to the colleague, and ``records`` change."""
        self._role(ended=True)
        stated = Stated(2026, 1100, "Trần Thị Hoa", "Máy đi công tác")
        self.world.hub.revoke_lease("stc", "den", stated, to_device=self.other.device)
        self.other.sync()
        self._colleague_edits()
        self._colleague_registers()
        self._colleague_answers()
        self._letters_recalled()
        self._changed(records)
        self._role(ended=False)

    def _role(self, *, ended: bool) -> None:
        who = self.away.who
        with self.world.hub.core.scope(who.office_scope) as work:
            change = difference(work, *grant_key(who.user_id, "clerk"), {"ended": ended})
            assert change
            act(work, "enrol_person", [change])

    def _colleague_edits(self) -> None:
        """Of the records that the PC edits or removes: other values, and removals."""
        for document_id in self.shared[CLASHES:15]:
            self.other.edit(document_id, to_places="Phòng ở gần")
        for document_id in self.shared[15:20]:
            gone = {"removed_at": 1, "removed_why": "Không thuộc thẩm quyền"}
            self.other.edit(document_id, "remove_incoming", **gone)
        for document_id in self.shared[40:43]:
            self.other.edit(document_id, subject="Không được gỡ")
        self.other.sync()

    def _colleague_registers(self) -> None:
        """Under the series' new lease, in each of the three years."""
        for year, first in ((2026, 1101), (2027, 1), (2028, 1)):
            for number in range(first, first + 12):
                self._registered(year, number)
        self.other.sync()

    def _colleague_answers(self) -> None:
        """Letters that the PC accepts go back to their sender; a book is closed."""
        waiting = sorted(record.id for record in self.other.all_of("delivery"))
        for delivery_id in waiting[-3:]:
            self.other.turn_back(delivery_id)
        closing: dict[str, Value] = {"closed_at": 1, "closed_by": self.other.who.user_id}
        book = self.other.change("register_book", book_id(DEN, 2026), **closing)
        self.other.do("close_year", book)
        self.other.sync()

    def _registered(self, year: int, number: int) -> None:
        document_id = new_id(self.other.clock.now(), self.other.random)
        day = date(year, 10, 1).isoformat()
        claim = NumberClaim(DEN, year, 2, number, "", document_id, day)
        values: dict[str, Value] = {
            "subject": "Về việc ở gần",
            "state": "da_dang_ky",
            "arrival_number": number,
            "arrival_date": day,
            "series_id": DEN,
        }
        change = Change("incoming_document", document_id, values)
        self.other.do("register_incoming", change, numbers=[claim])

    def _letters_recalled(self) -> None:
        """Some of the letters here are taken back by their sender."""
        for document_id in self.letters[:6]:
            self.sender.recall(document_id)
        self.sender.sync()
        self.world.hub.deliver_post()

    def _changed(self, records: int) -> None:
        with self.world.hub.core.scope("office/stc") as work:
            act(work, "create_outgoing", islice(_drafts(), records))


def _drafts() -> Iterator[Change]:
    for n in count():
        values: dict[str, Value] = {
            "subject": f"Về việc phân bổ ngân sách cho đơn vị thứ {n}",
            "type_name": "Công văn",
            "state": "du_thao",
            "to_places": "Như trên; Lưu: VT",
        }
        yield Change("outgoing_document", derived_id("away", str(n)), values)


def colleague(absence: Absence) -> FakePc:
    """The colleague's PC, with all that the server has now."""
    absence.other.sync()
    return absence.other
