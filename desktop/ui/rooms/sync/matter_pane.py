"""What the pane says of work that is no conflict: set aside, waiting to be sent, a file on its way.

Nothing is decided here: what a quarantined or held piece waits for is told, and the record is a
click away.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from common.changes.merge import Fate
from common.changes.record import Key
from common.entities.schema import Value
from common.text.messages import _
from common.text.phrases import FATES
from desktop.queries.cases import SetAside
from desktop.queries.own_work import Unsent
from desktop.queries.transfers import OnTheWay
from desktop.store.view import Row
from desktop.ui import words
from desktop.ui.rooms.sync import value_words
from desktop.ui.style.tokens import SPACE, Tone
from desktop.ui.widgets.badge import Badge, BadgeLook
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.fact_list import FactList
from desktop.ui.widgets.file_row import size_text
from desktop.ui.widgets.labels import paragraph
from desktop.ui.widgets.scroll_pane import ScrollPane

Fact = tuple[str, str]


class MatterPane(QFrame):
    """Heading, what is the matter, facts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "pane")
        self.setAccessibleName(_("Chi tiết việc"))
        self.record: Key | None = None
        """The record that the matter is about, where it is here."""
        self.conflict_id = ""
        """The conflict by which it would be decided; empty for none."""
        self._trouble = Banner(self)
        self._heading = paragraph("", "subtitle")
        self._subject = paragraph("")
        self._facts = FactList()
        self._badge = QVBoxLayout()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        column.setSpacing(SPACE.md)
        column.addLayout(self._badge)
        for part in (self._heading, self._subject, self._facts):
            column.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.setSpacing(SPACE.none)
        box.addWidget(self._trouble)
        box.addWidget(ScrollPane(content), 1)

    @property
    def told(self) -> str:
        """Everything that is read, for whoever looks for a word."""
        labels = (one.accessibleName() for one in self._facts.findChildren(QWidget))
        return "\n".join((self._trouble.text, self._heading.text(), *filter(None, labels)))

    def show_case(self, case: SetAside, own_device: int) -> None:
        """Work that was set aside, or closed without being used."""
        values = case.row.values
        state = words.text(values.get("state"))
        look = _look_of(state)
        heading = value_words.action_name(values.get("action")) or _("Việc không đọc được")
        self.conflict_id = words.text(values.get("conflict_id"))
        self._show(heading, case.about, look, _case_facts(case, own_device))
        self._trouble.show_message(*_case_told(state))

    def show_unsent(self, one: Unsent) -> None:
        """Own work that the server has not answered yet."""
        look = words.fate_look(Fate.PENDING)
        self.conflict_id = ""
        facts = [(_("Làm lúc"), words.instant(one.made_at_ms))]
        self._show(value_words.action_name(one.action), one.about, look, facts)
        told = _("Đã lưu trên máy này. Tự gửi khi có kết nối, không phải làm gì.")
        self._trouble.show_message("info", told)

    def show_file(self, one: OnTheWay) -> None:
        """A file that is not yet on both sides."""
        self.conflict_id = ""
        up = BadgeLook(_("Chờ gửi"), "info", "cloud-upload")
        down = BadgeLook(_("Chờ về"), "neutral", "mail-down")
        facts = [(_("Dung lượng"), size_text(one.size_bytes))]
        self._show(one.name or one.sha256, None, up if one.goes_up else down, facts)
        self.record = one.document
        sent = _("Tệp nằm trên máy này, sẽ tự gửi lên máy chủ khi có kết nối.")
        awaited = _("Tệp chưa về máy này, sẽ tự về khi có kết nối.")
        self._trouble.show_message("info", sent if one.goes_up else awaited)

    def _show(
        self, heading: str, about: Row | None, look: BadgeLook | None, facts: Iterable[Fact]
    ) -> None:
        while (item := self._badge.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if look is not None:
            self._badge.addWidget(Badge(look))
        self.record = (about.entity, about.id) if about is not None else None
        self._heading.setText(heading)
        named = value_words.record_name(about) if about is not None else ""
        subject = value_words.record_subject(about)
        self._subject.setText(": ".join(filter(None, (named, subject))))
        self._subject.setVisible(bool(named))
        self._facts.show_facts(facts)


def _look_of(state: str) -> BadgeLook | None:
    known = words.fate_look(Fate(state)) if state in set(Fate) else None
    return known or BadgeLook(_(FATES.get(state, state)), "neutral", "x")


def _case_told(state: str) -> tuple[Tone, str]:
    told: dict[str, tuple[Tone, str]] = {
        "quarantined": (
            "danger",
            _(
                "Máy chủ chưa nhận việc này. Không mất gì: việc được giữ nguyên, "
                "số đã cấp vẫn giữ. Quản trị ở trung tâm xem và quyết định."
            ),
        ),
        "held": (
            "warning",
            _("Việc này chờ một việc trước nó được giải quyết, rồi tự vào sổ. Không mất gì."),
        ),
        "parked": (
            "danger",
            _("Việc này trùng với việc của người khác: cả hai được giữ lại để chọn."),
        ),
    }
    closed = _("Việc này không được dùng. Nội dung vẫn được giữ để xem lại.")
    return told.get(state, ("neutral", closed))


def _case_facts(case: SetAside, own_device: int) -> list[Fact]:
    values = case.row.values
    device = values.get("device")
    place = value_words.place_told(device if isinstance(device, int) else 0, own_device)
    who = value_words.whose(case.who, device if isinstance(device, int) else 0)
    closed_by = case.closed_by or (_("Máy chủ") if values.get("closed_at") else "")
    return [
        (_("Lý do"), value_words.case_reason(case)),
        (_("Người làm"), f"{who}, {place}"),
        (_("Làm lúc"), words.instant(values.get("made_at"))),
        (_("Chờ việc"), _waits_told(case)),
        (_("Các việc chờ cùng"), "\n".join(_named(row) for row in case.dependants)),
        (_("Giữ lại từ"), words.instant(values.get("opened_at"))),
        (_("Đóng lúc"), words.instant(values.get("closed_at"))),
        (_("Người đóng"), closed_by),
        (_("Lý do đóng"), words.text(values.get("closed_why"))),
        *((_("Trung tâm đã xem"), one) for one in value_words.looked_told(values.get("looked"))),
        (_("Mã việc"), case.name),
    ]


def _waits_told(case: SetAside) -> str:
    if case.waits_for is not None:
        return _named(case.waits_for)
    needs: Value = case.row.values.get("needs")
    return words.text(needs)


def _named(row: Row) -> str:
    state = words.text(row.values.get("state"))
    action = value_words.action_name(row.values.get("action"))
    return f"{action} ({_(FATES.get(state, state))})"
