"""The page on which a document is entered or corrected: its fields, its files, what is done.

Both registers share its manner: Ctrl+Enter saves and opens the next, Ctrl+S saves, Esc leaves and
asks first where something typed would be lost. What is wrong is said at its field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from common.changes.heads import Heads
from common.changes.record import Values
from common.entities.schema import Entity
from common.errors import RuleViolation, VanThuError
from common.rules.date_guard import CONFIRMABLE
from common.rules.secrecy import check_confidentiality
from common.text.messages import _
from desktop.commands.runner import Command, NewFile, Outcome
from desktop.ui.forms.entity_form import Asked, EntityForm
from desktop.ui.rooms.file_actions import new_files, open_with_system
from desktop.ui.session import Session
from desktop.ui.style.theme import set_style_property
from desktop.ui.style.tokens import SPACE
from desktop.ui.widgets.actions import make_action
from desktop.ui.widgets.ask_discard import may_discard
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.file_panel import FilePanel
from desktop.ui.widgets.file_strip import FileLook
from desktop.ui.widgets.labels import rule, text_label
from desktop.ui.widgets.retype_date import RetypeDate
from desktop.ui.widgets.scroll_pane import ScrollPane
from desktop.ui.words import said

_SAVE_KEYS, _NEXT_KEYS = ("Ctrl+S",), ("Ctrl+Return", "Ctrl+Enter")


@dataclass(frozen=True)
class Edited:
    """The record that is being corrected, as it stood when the form opened."""

    id: str
    base: Heads
    disputed: tuple[str, ...] = ()
    """Fields in conflict: they are settled, not edited (design §5)."""


class DocumentForm(QWidget):
    """Subclasses say which command is run, and what their side shows."""

    closed = Signal()
    saved = Signal(object, bool)
    """The :class:`Outcome`, and whether the next document is to be entered."""

    def __init__(
        self,
        session: Session,
        entity: Entity,
        fields: Sequence[Asked],
        next_text: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.form = EntityForm(entity, fields, session.today)
        self.files = FilePanel(narrow=True)
        self.side = QVBoxLayout()
        self.edited_record: Edited | None = None
        self._paths: list[Path] = []
        self._busy = self._then_next = self._says_secret = False
        self._title = text_label("", "title")
        self._banner = Banner(self)
        self._make_actions(next_text)
        self._lay_out()
        self._connect()

    def _make_actions(self, next_text: str) -> None:
        self._cancel = make_action(self, _("Hủy"), self.request_close, shortcuts=("Esc",))
        self._save = make_action(
            self, _("Lưu"), self._save_once, icon="check", shortcuts=_SAVE_KEYS
        )
        self._next = make_action(
            self,
            next_text,
            self._save_and_next,
            icon="plus",
            shortcuts=_NEXT_KEYS,
        )

    def _lay_out(self) -> None:
        side = QFrame()
        side.setProperty("part", "pane")
        side.setFixedWidth(self.files.minimumSizeHint().width() + 2 * SPACE.lg)
        self.side.setContentsMargins(SPACE.none, SPACE.lg, SPACE.lg, SPACE.lg)
        self.side.setSpacing(SPACE.md)
        self.side.addWidget(self.files)
        self.side.addStretch(1)
        side.setLayout(self.side)
        fields = QFrame()
        fields.setProperty("part", "pane")
        row = QHBoxLayout(fields)
        row.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        row.setSpacing(SPACE.none)
        row.addWidget(ScrollPane(self.form), 1)
        row.addWidget(side)
        box = QVBoxLayout(self)
        box.setContentsMargins(SPACE.none, SPACE.none, SPACE.none, SPACE.none)
        box.setSpacing(SPACE.none)
        box.addWidget(self._head())
        box.addWidget(self._banner)
        box.addWidget(fields, 1)
        box.addWidget(rule())
        box.addWidget(self._foot())

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("part", "toolbar")
        row = QHBoxLayout(head)
        row.setContentsMargins(SPACE.lg, SPACE.sm, SPACE.lg, SPACE.sm)
        row.addWidget(self._title)
        row.addStretch(1)
        return head

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("part", "pane")
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE.lg, SPACE.sm, SPACE.lg, SPACE.sm)
        row.setSpacing(SPACE.sm)
        row.addWidget(text_label(_("Tab: ô kế tiếp   ·   Esc: quay lại sổ"), "muted"))
        row.addStretch(1)
        row.addWidget(ActionButton(self._cancel))
        self._save_button = ActionButton(self._save)
        row.addWidget(self._save_button)
        self._next_button = ActionButton(self._next, "primary")
        row.addWidget(self._next_button)
        return foot

    def _connect(self) -> None:
        self.files.files_offered.connect(self.add_files)
        self.files.remove_requested.connect(self._take_off)
        self.files.open_requested.connect(self._show_file)
        self.form.edited.connect(self.look_at_secrecy)

    # ── opening ──────────────────────────────────────────────────────────────

    def begin(self, title: str, values: Values, edited: Edited | None = None) -> None:
        """Show ``values`` under ``title``; a new document where ``edited`` is ``None``."""
        self.edited_record = edited
        self._title.setText(title)
        self.form.set_values(values)
        disputed = {self.row_of(name) for name in edited.disputed} if edited else set()
        told = _("Đang có xung đột: về sổ rồi bấm Ctrl+J để giải quyết, không sửa ở đây.")
        self.form.lock(disputed, told)
        self._banner.dismiss()
        self._paths = []
        self._show_files()
        self.files.setVisible(edited is None)
        self._next.setVisible(edited is None)
        both = _SAVE_KEYS if edited is None else (*_SAVE_KEYS, *_NEXT_KEYS)
        self._save.setShortcuts([QKeySequence(keys) for keys in both])
        set_style_property(self._save_button, "role", "secondary" if edited is None else "primary")
        self._look_again()

    def focus_form(self) -> None:
        """Give the keyboard to the first field that is still empty."""
        self.form.focus_first(self.focus_order())

    def focus_order(self) -> Sequence[str]:
        """Fields that are usually empty at the beginning, in the order of the paper."""
        return ()

    @property
    def is_dirty(self) -> bool:
        """Whether something typed would be lost."""
        return self.form.is_dirty or bool(self._paths)

    @Slot()
    def request_close(self) -> None:
        """Leave the form, if nothing is lost or the person agrees."""
        if not self._busy and (not self.is_dirty or may_discard(self)):
            self.form.set_values({})
            self._paths = []
            self.closed.emit()

    # ── files ────────────────────────────────────────────────────────────────

    @property
    def new_files(self) -> tuple[NewFile, ...]:
        """The files chosen so far."""
        return new_files(self._paths)

    @Slot(list)
    def add_files(self, paths: list[Path]) -> None:
        """Take files along; one that was chosen already is taken once."""
        self._paths += [path for path in dict.fromkeys(paths) if path not in self._paths]
        self._show_files()

    @Slot(str)
    def _take_off(self, key: str) -> None:
        self._paths = [path for path in self._paths if str(path) != key]
        self._show_files()

    @Slot(str)
    def _show_file(self, key: str) -> None:
        open_with_system(Path(key))

    def _show_files(self) -> None:
        looks = [FileLook(str(one), one.name, _size_of(one)) for one in self._paths]
        self.files.show_files(looks)

    # ── saving ───────────────────────────────────────────────────────────────

    @property
    def problem(self) -> str:
        """What is said above the form to be in the way; empty where nothing is."""
        return self._banner.text

    def say(self, problem: str) -> None:
        """Say above the form what is in the way."""
        self._banner.show_message("danger", problem)

    def command(self, values: Values, *, confirmed: bool) -> Command:
        """The command that saves; ``values`` are all of a new document, the changed ones of an
        edited one."""
        raise NotImplementedError

    def fields(self) -> Values:
        """The form's values by the entity's field names."""
        edited = self.edited_record is not None
        return self.form.changed_values() if edited else self.form.values()

    def row_of(self, field: str) -> str:
        """The form's row in which ``field`` is typed."""
        return field

    def may_save(self) -> bool:
        """Whether saving can be asked for now: never for a secret document."""
        return not self._busy and not self._secrecy_problem()

    @Slot()
    def look_at_secrecy(self) -> None:
        """A secret document is refused at once, before anything is written (domain §8)."""
        problem = self._secrecy_problem()
        if problem:
            self.say(problem)
        elif self._says_secret:
            self._banner.dismiss()
        self._says_secret = bool(problem)
        self._look_again()

    def _secrecy_problem(self) -> str:
        level = self.form.editor("confidentiality").value
        try:
            check_confidentiality(level if isinstance(level, int) else 0)
        except RuleViolation as refusal:
            return said(refusal)
        return ""

    @Slot()
    def _save_once(self) -> None:
        self._begin_save(then_next=False)

    @Slot()
    def _save_and_next(self) -> None:
        self._begin_save(then_next=self.edited_record is None)

    def _begin_save(self, *, then_next: bool) -> None:
        if self.may_save() and self.form.check():
            self._then_next = then_next
            self._banner.dismiss()
            self._send(confirmed=False)

    def _send(self, *, confirmed: bool) -> None:
        self._set_busy(True)
        command = self.command(self.fields(), confirmed=confirmed)
        self.session.run(self, command, self._done, self._refused)

    def _done(self, outcome: Outcome) -> None:
        self._set_busy(False)
        self.form.set_values({})
        self._paths = []
        self.saved.emit(outcome, self._then_next)

    def _refused(self, error: VanThuError) -> None:
        self._set_busy(False)
        if error.code in CONFIRMABLE:
            self._ask_date_again(error)
            return
        field = error.field if isinstance(error, RuleViolation) else None
        left = self.form.show_problems({self.row_of(field) if field else "": said(error)})
        for text in left.values():
            self.say(text)

    def _ask_date_again(self, error: VanThuError) -> None:
        wanted = date.fromisoformat(str(error.params["dated"]))
        dialog = RetypeDate(wanted, said(error), self.session.today, self)
        dialog.accepted.connect(self._send_confirmed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _send_confirmed(self) -> None:
        self._send(confirmed=True)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._look_again()

    @Slot()
    def _look_again(self) -> None:
        """Saving is offered only where it can be asked for."""
        may = self.may_save()
        self._save.setEnabled(may)
        self._next.setEnabled(may)


def _size_of(path: Path) -> int:
    """Bytes; 0 for a file that has gone meanwhile, which saving will tell."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
