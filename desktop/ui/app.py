"""The window as a program: Qt set up, the store opened or the PC enrolled, then the main window.

::

    run(folder) ─▶ keys in the folder? ── yes ─▶ login ───────▶ main window
                                       └─ no ──▶ enrolment ─▶ (opened with the new password)

Here is the window's one broad handler: what nobody thought of is logged and told, never silent.
"""

from __future__ import annotations

import logging
import platform
import signal
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from common.errors import EnvironmentFault
from common.ids import SystemRandom
from common.text.messages import _
from desktop import connecting, paths
from desktop.identity.enrolment import Enrolled, EnrolmentWish, enrol
from desktop.jobs.lanes import Lanes
from desktop.office import Office, open_office
from desktop.store import vault
from desktop.ui.garbage import GuiGarbage
from desktop.ui.memory import WindowMemory
from desktop.ui.qt_texts import speak_vietnamese
from desktop.ui.session import Session
from desktop.ui.style.icons import icon_pixmap
from desktop.ui.style.theme import Theme, ThemeChoice, apply_theme
from desktop.ui.style.tokens import LIGHT, SIZE
from desktop.ui.tasks import Tasks
from desktop.ui.windows.enrolment import EnrolmentWindow
from desktop.ui.windows.login import LoginWindow
from desktop.ui.windows.main_menu import THEME_KEY
from desktop.ui.windows.main_window import MainWindow
from desktop.ui.words import said

STORE_FAULT = 4
"""Exit code where the store cannot be opened, as on the command line."""
FIRST_SIZE = QSize(*SIZE.office_screen)
PULSE_MS = 500
_LAST_LOGIN = "login/last"
_THEMES: dict[str, ThemeChoice] = {"system": "system", "light": "light", "dark": "dark"}

_log = logging.getLogger(__name__)


def run(folder: Path | None) -> int:
    """Open the window on the store in ``folder`` (the person's own where ``None``).

    Returns the process's exit code: 0, or 4 where the store cannot be opened.
    """
    app = make_application()
    tasks = Tasks(Lanes(), app)
    sys.excepthook = ExceptionHook(app).on_exception
    heed_interrupts(app)
    garbage = GuiGarbage(app)
    desk = Desk(folder or paths.default_store(), tasks, app)
    try:
        return app.exec() if desk.open() else STORE_FAULT
    finally:
        desk.close()
        garbage.stop()
        sys.excepthook = sys.__excepthook__


def make_application() -> QApplication:
    """Qt with our name, Vietnamese texts and the look that the system asks for."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("vanthu")
    app.setApplicationDisplayName(_("Văn Thư"))
    app.setWindowIcon(QIcon(icon_pixmap("rubber-stamp", LIGHT.accent, SIZE.icon_hero)))
    speak_vietnamese(app)
    apply_theme(app)
    return app


def heed_interrupts(app: QApplication) -> None:
    """End in order on Ctrl-C in a terminal, and when the system asks to.

    Python hears a signal only while it runs, so a slow timer lets it run now and then.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: app.quit())
    pulse = QTimer(app)
    pulse.timeout.connect(_run_python)
    pulse.start(PULSE_MS)


def _run_python() -> None:
    """Nothing: a method of Qt's would be called without Python ever running."""


class Desk(QObject):
    """Which window is open: enrolment, login, or the main one."""

    def __init__(self, folder: Path, tasks: Tasks, app: QApplication) -> None:
        super().__init__(app)
        self._folder, self._tasks, self._app = folder, tasks, app
        self.session: Session | None = None
        self.window: QWidget | None = None

    def open(self) -> bool:
        """Show the first window; ``False`` where the store cannot be opened, which was told."""
        try:
            known = vault.logins(self._folder)
        except EnvironmentFault as fault:
            if fault.code == "store_missing":
                self._show(EnrolmentWindow(self._enrol, self._tasks))
                return True
            QMessageBox.critical(None, _("Văn Thư"), said(fault))
            return False
        self._show_login(known)
        return True

    def close(self) -> None:
        """Let what runs come to its end, and close the store."""
        if self.session is not None:
            self.session.close()
        else:
            self._tasks.close()

    # ── before the office is open ────────────────────────────────────────────

    def _show_login(self, known: list[str]) -> None:
        memory = WindowMemory(self._folder)
        self._theme(memory)
        last = memory.get(_LAST_LOGIN) or ""
        window = LoginWindow(known, last, self._open_office, self._tasks)
        window.opened.connect(self._enter)
        self._show(window)

    def _open_office(self, login: str, password: str) -> Office:
        return open_office(self._folder, login, password, connecting.api_of)

    def _enrol(self, wish: EnrolmentWish) -> Enrolled:
        api = connecting.enrolment_api(wish.server_url, wish.allow_http)
        return enrol(self._folder, wish, api, random=SystemRandom(), pin_ca=api.pinned)

    def _show(self, window: QWidget) -> None:
        old, self.window = self.window, window
        if isinstance(window, EnrolmentWindow):
            window.enrolled.connect(self._enter_first)
        if not isinstance(window, MainWindow) or not window.has_place:
            window.resize(FIRST_SIZE)
        window.show()
        if old is not None:
            old.close()
            old.deleteLater()

    @Slot(str, str)
    def _enter_first(self, login: str, password: str) -> None:
        """The PC was just enrolled: open the store with the password that was just chosen."""
        window = LoginWindow([login], login, self._open_office, self._tasks)
        window.opened.connect(self._enter)
        window.password.setText(password)
        self._show(window)
        window.try_open()

    # ── the office ───────────────────────────────────────────────────────────

    @Slot(object)
    def _enter(self, office: Office) -> None:
        memory = WindowMemory(self._folder)
        memory.set(_LAST_LOGIN, office.who.login)
        self.session = Session(office, self._tasks, memory)
        self._show(MainWindow(self.session, self._theme(memory)))
        self.session.start()

    def _theme(self, memory: WindowMemory) -> Theme:
        return apply_theme(self._app, _THEMES.get(memory.get(THEME_KEY) or "", "system"))


class ExceptionHook(QObject):
    """What no code expected: logged without its words, told on the GUI thread."""

    _happened = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._box: QMessageBox | None = None
        self._happened.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log where it happened; a message may hold a document's text and is left out."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        try:
            where = "".join(traceback.format_tb(trace))
            _log.error("%s in the window, %s:\n%s", kind.__name__, platform.platform(), where)
            self._happened.emit(kind.__name__)
        except Exception:
            sys.__excepthook__(kind, error, trace)

    @Slot(str)
    def _tell(self, kind: str) -> None:
        if self._box is not None:
            return
        self._box = box = QMessageBox(
            QMessageBox.Icon.Critical,
            _("Lỗi phần mềm"),
            _(
                "Phần mềm gặp lỗi ngoài dự kiến ({kind}). Những gì đã lưu vẫn còn nguyên; việc "
                "đang làm dở có thể chưa xong. Hãy kiểm tra lại việc vừa làm và báo quản trị."
            ).format(kind=kind),
            QMessageBox.StandardButton.Ok,
            QApplication.activeWindow(),
        )
        box.finished.connect(self._told_all)
        box.open()

    @Slot()
    def _told_all(self) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None
