"""What Windows lacks or does otherwise, and where a source file leans on it.

The window side runs there too; a module that imports `fcntl` fails only on the customer's machine.
"""

from __future__ import annotations

import ast

from tests.architecture.tree import Source, dotted, find, imports, is_below

POSIX_MODULES = (
    "crypt", "curses", "fcntl", "grp", "nis", "posix", "pty", "pwd", "readline", "resource",
    "spwd", "syslog", "termios", "tty",
)  # fmt: skip
POSIX_OS = (
    "O_CLOEXEC", "O_DIRECTORY", "O_DSYNC", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC", "WNOHANG",
    "chown", "chroot", "confstr", "fchdir", "fchmod", "fchown", "fork", "forkpty", "getegid",
    "geteuid", "getgid", "getgroups", "getloadavg", "getpgid", "getpgrp", "getpriority", "getsid",
    "getuid", "initgroups", "killpg", "lchown", "mkfifo", "mknod", "nice", "openpty", "pathconf",
    "posix_fadvise", "posix_fallocate", "posix_spawn", "pread", "pwrite", "sched_getaffinity",
    "sched_setaffinity", "sendfile", "setegid", "seteuid", "setgid", "setpgid", "setpriority",
    "setsid", "setuid", "statvfs", "sync", "sysconf", "uname", "wait", "wait3", "wait4", "waitid",
)  # fmt: skip
POSIX_SIGNALS = (
    "SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP",
    "SIGTSTP", "SIGUSR1", "SIGUSR2", "alarm", "pause", "pthread_kill", "pthread_sigmask",
    "setitimer", "sigpending", "sigwait",
)  # fmt: skip
POSIX_SOCKETS = ("AF_UNIX", "SO_REUSEPORT")
POSIX_NAMES = {
    *(f"os.{name}" for name in POSIX_OS),
    *(f"signal.{name}" for name in POSIX_SIGNALS),
    *(f"signal.Signals.{name}" for name in POSIX_SIGNALS),
    *(f"socket.{name}" for name in POSIX_SOCKETS),
    "asyncio.open_unix_connection",
    "asyncio.start_unix_server",
}
POSIX_START_OPTIONS = ("pass_fds", "preexec_fn", "process_group", "start_new_session")


def posix_only(source: Source) -> list[str]:
    """Modules, names and ways to start a process that Windows does not have."""
    imported = [
        source.at(statement, name)
        for statement, name in imports(source.tree)
        if is_below(name, *POSIX_MODULES) or name in POSIX_NAMES
    ]
    used = [
        source.at(node, dotted(node))
        for node in find(source, ast.Attribute)
        if dotted(node) in POSIX_NAMES
    ]
    started = [
        source.at(call, keyword.arg)
        for call in find(source, ast.Call)
        for keyword in call.keywords
        if keyword.arg in POSIX_START_OPTIONS
    ]
    return imported + used + started


def unnamed_encodings(source: Source) -> list[str]:
    """Text read or written in the system's own encoding: on Windows one without đ, ơ and ư."""
    return [
        source.at(call, "no encoding named")
        for call in find(source, ast.Call)
        if _opens_text(call) and all(keyword.arg != "encoding" for keyword in call.keywords)
    ]


def _opens_text(call: ast.Call) -> bool:
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method == "read_text":
        return not call.args
    if method == "write_text":
        return len(call.args) < 2
    return dotted(call.func) == "open" and "b" not in _mode(call)


def _mode(call: ast.Call) -> str:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    given = [*call.args[1:2], *named]
    return str(given[0].value) if given and isinstance(given[0], ast.Constant) else "r"
