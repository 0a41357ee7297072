"""Set up a checkout: its virtual environment, the locked packages, Qt's few system libraries.

A fresh machine has Python and make only; `make` runs this before its first target, so that nobody
installs anything by hand. Only the standard library may be used here.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON_LEAST = (3, 11)
LOCKS = ("setup", "runtime", "test")
PROBE_TIMEOUT_S = 60

# Shared object that Qt loads → the Debian package that brings it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# What Qt needs besides, to open a window on an X display.
DISPLAY_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class SetupFault(Exception):
    """What is missing and what to do about it, in one line."""


def main(arguments: list[str] | None = None) -> int:
    """Set the checkout up; 0 when ready, 1 when the one line printed must be acted on first."""
    parser = argparse.ArgumentParser(description="Set up this checkout in .venv")
    parser.add_argument("--with", dest="extra", action="append", default=[], metavar="LOCK")
    parser.add_argument("--system", action="store_true", help="only the system's packages")
    options = parser.parse_args(arguments)
    try:
        check_python(sys.version_info[:2])
        provide_system_packages()
        if not options.system:
            make_venv()
            install((*LOCKS, *options.extra))
    except SetupFault as fault:
        print(f"setup: {fault}", file=sys.stderr)
        return 1
    return 0


def check_python(version: tuple[int, ...]) -> None:
    """Raise :class:`SetupFault` when ``version`` (major, minor) is older than we support."""
    if version < PYTHON_LEAST:
        least, have = (".".join(map(str, numbers)) for numbers in (PYTHON_LEAST, version))
        raise SetupFault(f"Python {least} or newer is needed, this one is {have}")


# ── system packages ──────────────────────────────────────────────────────────


def provide_system_packages() -> None:
    """Install what the system lacks when we may; otherwise say in one line what to install."""
    missing = missing_packages()
    if not missing:
        return
    install_command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    prefix = rights_prefix()
    if shutil.which("apt-get") is None:
        raise SetupFault(f"install what Debian calls {' '.join(missing)}, then run make again")
    if prefix is None:
        shown = shlex.join(["sudo", *install_command])
        raise SetupFault(f"this system lacks a few packages; have them installed by: {shown}")
    say(f"installing system packages: {' '.join(missing)}")
    apt(prefix, ["apt-get", "update"])
    apt(prefix, install_command)
    still_missing = missing_packages()
    if still_missing:
        raise SetupFault(f"apt-get reported success, yet missing: {' '.join(still_missing)}")


def missing_packages() -> list[str]:
    """Debian names of the packages that this system lacks; empty where all is there."""
    missing = [] if have_venv_module() else [f"python3.{sys.version_info[1]}-venv"]
    if sys.platform != "linux":
        return missing
    wanted = dict(QT_LIBRARIES)
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        wanted.update(DISPLAY_LIBRARIES)
    return missing + [package for library, package in wanted.items() if not loads(library)]


def have_venv_module() -> bool:
    """Whether `python -m venv` can work: Debian puts its ensurepip into a package of its own."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def loads(library: str) -> bool:
    """Whether the system's loader finds the shared object and all that it needs in turn."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def rights_prefix() -> list[str] | None:
    """The words before a command to run it as root; None when we may not without asking."""
    if os.name == "posix" and os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and succeeds([sudo, "-n", "true"]):
        return [sudo, "-n"]
    return None


def apt(prefix: list[str], command: list[str]) -> None:
    """Run apt-get quietly and without questions; its words are shown only when it fails."""
    run([*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *command])


# ── virtual environment ──────────────────────────────────────────────────────


def make_venv() -> None:
    """Make .venv, anew when the one there is broken or belongs to another Python."""
    if venv_works():
        return
    say(f"making {VENV.name} with Python {sys.version.split()[0]}")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def venv_works() -> bool:
    """Whether .venv runs, with pip in it, on the same Python version as we do."""
    same = f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    return venv_python().exists() and succeeds([str(venv_python()), "-c", same])


def venv_python() -> Path:
    """The interpreter inside .venv, where each system keeps it."""
    return VENV / "Scripts" / "python.exe" if os.name == "nt" else VENV / "bin" / "python"


def install(locks: tuple[str, ...]) -> None:
    """Install exactly what the locks say, then the checkout itself, editable; once per content."""
    ready = VENV / ".ready"
    state = state_of(locks)
    if not ready.exists() or ready.read_text("ascii") != state:
        files = [str(ROOT / "requirements" / f"{lock}.txt") for lock in locks]
        say(f"installing the locked packages of {', '.join(locks)}")
        # Wheels only: no package runs code of its own while it is being installed.
        pip(["--require-hashes", "--only-binary", ":all:", *each_with("--requirement", files)])
        pip(["--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
        say("ready")
    ready.write_text(state, "ascii")


def state_of(locks: tuple[str, ...]) -> str:
    """A digest of all that decides what .venv holds; where the checkout lies is part of it."""
    digest = hashlib.sha256(str(ROOT).encode())
    files = [ROOT / "requirements" / f"{lock}.txt" for lock in locks]
    for file in [*files, ROOT / "pyproject.toml", Path(__file__)]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def pip(arguments: list[str]) -> None:
    """Run the environment's own pip, unmoved by settings that would install elsewhere."""
    settings = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PIP_USER": "0",
    }
    command = [str(venv_python()), "-m", "pip", "install", "--quiet", *arguments]
    run(command, environment={**os.environ, **settings})


def each_with(option: str, values: list[str]) -> list[str]:
    """``option`` before each of ``values``, as a command line wants it."""
    return [word for value in values for word in (option, value)]


# ── processes and words ──────────────────────────────────────────────────────


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run ``command``; when it fails, show what it said and raise :class:`SetupFault`."""
    result = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if result.returncode:
        sys.stderr.write(result.stdout.decode(errors="replace"))
        raise SetupFault(f"this failed with {result.returncode}: {shlex.join(command)}")


def succeeds(command: list[str]) -> bool:
    """Whether ``command`` exits with 0; nothing of it is shown."""
    try:
        result = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PROBE_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


def say(line: str) -> None:
    """One line of what is being done."""
    print(f"setup: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
