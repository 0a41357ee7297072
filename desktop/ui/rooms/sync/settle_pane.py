"""Deciding a conflict: its sides beside each other, one choice, one reason.

::

    show_dispute(captures the heads) ─▶ choice, third value, reason ─▶ command against those heads
    a side came meanwhile ─▶ it is shown, the choice is asked again, what was typed stays
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from common.changes.heads import Heads, head_of
from common.entities.cases import VALUE
from common.entities.schema import Value
from common.errors import NotAllowed, RuleViolation, VanThuError
from common.rules.settlement import require_may_settle
from common.text.fold import clean_line
from common.text.messages import _
from desktop.commands.conflicts import SettleConflict, settling
from desktop.ui import words
from desktop.ui.forms.entity_form import EntityForm
from desktop.ui.rooms.sync import dispute_words, value_words
from desktop.ui.rooms.sync.choices import Choice, Choices, Draft
from desktop.ui.rooms.sync.matters import DisputeShown
from desktop.ui.rooms.sync.side_cards import SideCard, SideCards
from desktop.ui.rooms.sync.third_value import third_value_form
from desktop.ui.rooms.sync.whole_table import WholeTable
from desktop.ui.session import Session
from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.fact_list import FactList
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.labels import paragraph
from desktop.ui.widgets.scroll_pane import ScrollPane


class SettlePane(QFrame):
    """One conflict. Builds the command; the room runs it and tells what came of it."""

    ready_changed = Signal()
    """Whether it may be settled now may be another."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "pane")
        self.setAccessibleName(_("Giải quyết xung đột"))
        self._session = session
        self.shown: DisputeShown | None = None
        self._heads: Heads = {}
        self.choices = Choices(self)
        self._third: EntityForm | None = None
        self._busy = False
        self.banner = Banner(self)
        self._heading = paragraph("", "subtitle")
        self._question = paragraph("", "label")
        self._hint = paragraph("", "muted")
        self.cards = SideCards()
        self.table = WholeTable()
        self._others = QVBoxLayout()
        self._unchosen = paragraph("", "error")
        self._reason = QPlainTextEdit()
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(2 * SIZE.control)
        self.reason_row = FieldRow(_("Lý do"), self._reason, required=True)
        self._facts = FactList()
        self._lay_out()
        self.choices.changed.connect(self._take_back_problem)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        column.setSpacing(SPACE.md)
        self._others.setSpacing(SPACE.xs)
        self._kind = QVBoxLayout()
        column.addLayout(self._kind)
        column.addWidget(self._heading)
        column.addWidget(self._question)
        for part in (self._hint, self.cards, self.table):
            column.addWidget(part)
        column.addLayout(self._others)
        column.addWidget(self._unchosen)
        column.addWidget(self.reason_row)
        column.addWidget(self._facts)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.setSpacing(SPACE.none)
        box.addWidget(self.banner)
        box.addWidget(ScrollPane(content), 1)

    # ── showing ──────────────────────────────────────────────────────────────

    def show_dispute(self, shown: DisputeShown, draft: Draft | None = None) -> None:
        """Show a conflict as it is now, with what was typed for it before."""
        self.shown = None
        self._reason.setPlainText(draft.reason if draft else "")
        self.reason_row.set_error("")
        self.banner.dismiss()
        self._fill(shown, set(), draft)
        refused = dispute_words.refusal_told(shown)
        moved = draft is not None and not _same_sides(draft.heads, shown.dispute.row.heads)
        if moved or refused:
            self.banner.show_message("warning", refused or self._added_told())

    def follow(self, shown: DisputeShown) -> None:
        """The conflict that is shown changed elsewhere: show what is new, keep what was typed."""
        before = self.shown
        if before is None or before.id != shown.id:
            return
        if not shown.is_open:
            self.shown = shown
            self.banner.show_message("info", dispute_words.settled_told(shown))
            self.ready_changed.emit()
        elif before.dispute != shown.dispute or before.refused != shown.refused:
            self._follow_open(before, shown)

    def _follow_open(self, before: DisputeShown, shown: DisputeShown) -> None:
        draft, known = self.draft(), {side.head for side in before.dispute.sides}
        added = {side.head for side in shown.dispute.sides} - known
        self._fill(shown, added, draft)
        refused = dispute_words.refusal_told(shown)
        if added:
            self.banner.show_message("warning", self._added_told())
        elif refused and shown.refused != before.refused:
            self.banner.show_message("warning", refused)
        self.ready_changed.emit()

    def _added_told(self) -> str:
        return words.said(RuleViolation("side_added"))

    def _fill(self, shown: DisputeShown, added: set[str], draft: Draft | None) -> None:
        dispute = shown.dispute
        self.shown, self._heads = shown, dict(dispute.row.heads)
        self._heading.setText(dispute_words.heading(dispute))
        self._question.setText(dispute_words.question(dispute))
        hint = self._may_not() or dispute_words.only_first(dispute)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._unchosen.hide()
        self._clear_choices()
        self._show_kind()
        self._show_sides(added)
        self._show_others(draft)
        self._facts.show_facts(dispute_words.facts(shown))
        same = draft is not None and _same_sides(draft.heads, self._heads)
        if draft is not None and same and draft.choice:
            self.choices.choose(draft.choice)
        self._set_order()
        self.ready_changed.emit()

    def _clear_choices(self) -> None:
        self.choices.clear()
        self._third = None
        for layout in (self._others, self._kind):
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.setParent(None)
                    widget.deleteLater()

    def _show_kind(self) -> None:
        assert self.shown is not None
        self._kind.addWidget(Badge(dispute_words.kind_look(self.shown.dispute)))

    def _show_sides(self, added: set[str]) -> None:
        assert self.shown is not None
        dispute, types = self.shown.dispute, self.shown.types
        whole = value_words.is_whole(dispute)
        own = self._session.office.who.device
        cards, may = [], not self._may_not()
        for side in dispute.sides:
            told = value_words.side_value(dispute, side, types)
            card = SideCard(
                dispute_words.side_look(side, is_new=side.head in added),
                dispute_words.action_value(dispute, side) if whole else told,
                value_words.side_told(side, own),
                dispute_words.choice_text(dispute, side),
            )
            if card.radio is not None:
                self.choices.add(card.radio, dispute_words.choice_of(side), enabled=may)
            cards.append(card)
        self.cards.show_cards(None if whole else self._base_card(), cards)
        self.table.setVisible(whole)
        if whole:
            self.table.show_rows(dispute, value_words.whole_rows(dispute, types))

    def _base_card(self) -> SideCard | None:
        """What it was before; of a number there is nothing before."""
        assert self.shown is not None
        told = dispute_words.base_told(self.shown)
        return SideCard(dispute_words.base_look(), told, "") if told else None

    def _show_others(self, draft: Draft | None) -> None:
        assert self.shown is not None
        dispute = self.shown.dispute
        values = dispute.row.values
        entity, name = words.text(values.get("entity")), words.text(values.get("field"))
        form = third_value_form(entity, name, self.shown.types, self._session.today)
        for outcome, text in dispute_words.other_choices(dispute, may_type=form is not None):
            radio = QRadioButton(text)
            radio.setAccessibleName(text.replace("&", ""))
            self.choices.add(radio, (outcome, ""), enabled=not self._may_not())
            self._others.addWidget(radio)
            if outcome == VALUE and form is not None:
                self._third = form
                form.setContentsMargins(SIZE.icon_sm + SPACE.sm, SPACE.none, SPACE.none, SPACE.none)
                self._others.addWidget(form)
                if draft is not None:
                    form.editor(name).set_value(draft.third)
                form.edited.connect(self._choose_third)

    def _set_order(self) -> None:
        """Tab goes through cards, other choices, reason, as they are read."""
        order: list[QWidget] = [*self.choices.buttons]
        if self._third is not None:
            order.append(self._third.editor(self._third_name()).widget)
        order.append(self._reason)
        for one, after in pairwise(order):
            QWidget.setTabOrder(one, after)

    def focus_first(self) -> None:
        """Go to the choice that is made, else to the first that can be made."""
        target = self.choices.first_stop or self._reason
        target.setFocus(Qt.FocusReason.TabFocusReason)

    # ── deciding ─────────────────────────────────────────────────────────────

    @property
    def reason(self) -> str:
        """The words in the reason's field."""
        return clean_line(self._reason.toPlainText())

    @property
    def third(self) -> Value:
        """What is typed as a third value; ``None`` for nothing, or where none can be typed."""
        return self._third.editor(self._third_name()).value if self._third else None

    @property
    def third_error(self) -> str:
        """What is said to be wrong with the third value; empty for nothing."""
        return self._third.row(self._third_name()).error if self._third else ""

    @property
    def question(self) -> str:
        """What is asked."""
        return self._question.text()

    @property
    def hint(self) -> str:
        """Why not all can be chosen, or nothing; empty where all can be."""
        return self._hint.text()

    @property
    def problem(self) -> str:
        """What is said to be missing among the choices; empty for nothing."""
        return "" if self._unchosen.isHidden() else self._unchosen.text()

    def draft(self) -> Draft | None:
        """What would be lost if the pane showed another conflict; ``None`` for nothing."""
        if self.shown is None or not (self.choices.made or self.third is not None or self.reason):
            return None
        return Draft(self._heads, self.choices.made, self.third, self._reason.toPlainText())

    def _third_name(self) -> str:
        assert self.shown is not None
        return words.text(self.shown.dispute.row.values.get("field"))

    @Slot()
    def _choose_third(self) -> None:
        self.choices.choose((VALUE, ""))

    @Slot()
    def _take_back_problem(self) -> None:
        self._unchosen.hide()

    def _may_not(self) -> str:
        """Why this person may not decide it; empty where they may."""
        if self.shown is None:
            return ""
        person, user_id = self._session.person, self._session.office.who.user_id
        try:
            require_may_settle(self.shown.dispute.row.values, user_id, person.roles)
        except NotAllowed as error:
            return words.said(error)
        return ""

    @property
    def may_settle(self) -> bool:
        """Whether there is an open conflict that this person may decide now."""
        is_open = self.shown is not None and self.shown.is_open
        return is_open and not self._busy and not self._may_not()

    def command(self) -> SettleConflict | None:
        """The settlement against the heads that were shown; ``None`` where something is missing,
        which is said at its place."""
        if not self.may_settle or self.shown is None:
            return None
        choice = self.choices.made
        self.reason_row.set_error("" if self.reason else _("Chưa ghi lý do."))
        self._unchosen.setText("" if choice else _("Chưa chọn cách giải quyết nào."))
        self._unchosen.setVisible(choice is None)
        is_typed = choice is None or choice[0] != VALUE or self._check_third()
        if choice is None:
            self.focus_first()
        elif is_typed and not self.reason:
            self._reason.setFocus()
        if choice is None or not is_typed or not self.reason:
            return None
        return self._command(choice)

    def _check_third(self) -> bool:
        """A third value has to be one; an empty one is chosen among the sides, not by omission."""
        form, name = self._third, self._third_name()
        if form is None or not form.check():
            return False
        if form.editor(name).value is None:
            form.show_problems({name: words.said(RuleViolation("field_required", field=name))})
            return False
        return True

    def _command(self, choice: Choice) -> SettleConflict:
        assert self.shown is not None
        outcome, head = choice
        dispute = self.shown.dispute
        places = [side.place for side in dispute.sides if side.place > 1 and side.head == head]
        return settling(
            dispute.row.values,
            dispute.row.id,
            outcome,
            self.reason,
            side=places[0] if outcome == "other" and places else 0,
            value=self.third if outcome == VALUE else None,
            base=self._heads,
        )

    def forget(self) -> None:
        """It is decided: nothing of what was typed is a draft any more."""
        self.shown = None
        self._reason.clear()
        self._clear_choices()

    def set_busy(self, busy: bool) -> None:
        """While it is being done, it cannot be done once more."""
        self._busy = busy
        self.ready_changed.emit()

    def refuse(self, error: VanThuError) -> None:
        """Say what is in the way: at its field, else above; what was typed stays."""
        field = error.field if isinstance(error, RuleViolation) else None
        if (
            self._third is not None
            and field == self._third_name()
            and self.choices.made == (VALUE, "")
        ):
            self._third.show_problems({field: words.said(error)})
        elif field == "reason":
            self.reason_row.set_error(words.said(error))
        else:
            self.banner.show_message("danger", words.said(error))


def _same_sides(one: Heads, other: Heads) -> bool:
    return head_of(one, "candidates") == head_of(other, "candidates")
