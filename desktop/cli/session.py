"""One run: its options, its streams, and the store opened for the person who asks.

Whatever goes wrong before the store is open ends in one exit code, so it is told apart here.
"""

from __future__ import annotations

import getpass
import os
import warnings
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from common.errors import EnvironmentFault, VanThuError
from desktop import paths
from desktop.cli.output import Output
from desktop.cli.outside import Outside
from desktop.cli.parser import UsageError
from desktop.office import Office, open_office
from desktop.store import vault
from desktop.store.vault import StoreKeys

STORE_VARIABLE = "VANTHU_STORE"
PASSWORD_VARIABLE = "VANTHU_PASSWORD"


class StoreNotOpened(Exception):
    """The store could not be opened; ``error`` says why."""

    def __init__(self, error: VanThuError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True)
class Session:
    """What a sub-command works with."""

    options: Namespace
    output: Output
    outside: Outside

    @property
    def folder(self) -> Path:
        """The store's folder."""
        return store_folder(self.options)

    @contextmanager
    def office(self) -> Iterator[Office]:
        """The opened store; what was written in the block is findable after it.

        Raises:
            StoreNotOpened: wrong password, no store, damaged, newer, read-only, full disk.
            UsageError: no password was given, or nobody said whose.
        """
        with _opening():
            login = self._login()
            office = open_office(
                self.folder,
                login,
                self.password(f"Mật khẩu của {login}: "),
                self.outside.api_of,
                clock=self.outside.clock,
                random=self.outside.random,
            )
        changed: list[object] = []
        office.events.subscribe(changed.append)
        try:
            yield office
            if changed:
                index(office)
        finally:
            office.close()

    def keys(self) -> StoreKeys:
        """The store's keys alone, where the store itself may not open. Raises as :meth:`office`."""
        with _opening():
            login = self._login()
            return vault.unlock(self.folder, login, self.password(f"Mật khẩu của {login}: "))

    def password(self, prompt: str, *, twice: bool = False) -> str:
        """From the file, the environment, or the person.

        Raises:
            UsageError: ``password_unreadable``, ``password_missing``, ``password_differs``.
        """
        if self.options.password_file is not None:
            return _first_line(Path(self.options.password_file))
        if PASSWORD_VARIABLE in os.environ:
            return os.environ[PASSWORD_VARIABLE]
        password = _asked(prompt)
        if twice and password != _asked("Nhập lại mật khẩu: "):
            raise UsageError("password_differs", "Hai lần nhập mật khẩu không giống nhau.")
        return password

    def _login(self) -> str:
        if self.options.login is not None:
            return str(self.options.login)
        logins = vault.logins(self.folder)
        if len(logins) > 1:
            known = ", ".join(logins)
            raise UsageError("login_missing", f"Kho này có nhiều người: thêm --login ({known}).")
        return logins[0]


def store_folder(options: Namespace) -> Path:
    """``--store``, else VANTHU_STORE, else this user's own."""
    if options.store is not None:
        return Path(options.store)
    named = os.environ.get(STORE_VARIABLE)
    return Path(named) if named else paths.default_store()


def index(office: Office) -> None:
    """Make what was written findable. It stands either way; the index follows when it can."""
    with suppress(EnvironmentFault):
        if office.status().not_indexed:
            office.index_waiting()


@contextmanager
def _opening() -> Iterator[None]:
    try:
        yield
    except VanThuError as error:
        raise StoreNotOpened(error) from error


def _first_line(path: Path) -> str:
    """The file's first line, without what Windows editors put round it."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("password_unreadable", f"Không đọc được tệp mật khẩu «{path}».") from error
    return lines[0] if lines else ""


def _asked(prompt: str) -> str:
    """The person's answer, not shown; never a password read from a pipe by mistake."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except (getpass.GetPassWarning, EOFError, OSError) as error:
        raise UsageError(
            "password_missing",
            "Chưa có mật khẩu: dùng --password-file, VANTHU_PASSWORD, hoặc chạy từ màn hình lệnh.",
        ) from error
