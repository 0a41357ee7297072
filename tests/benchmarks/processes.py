"""What Linux tells of another process: its CPU time and the most memory that it ever held."""

from __future__ import annotations

import os
from pathlib import Path

_KIB = 1024
_USER, _SYSTEM = 11, 12
"""Places in /proc/PID/stat, counted after the name, which may hold blanks."""


def cpu_s(pid: int) -> float:
    """Seconds of CPU that a process has used, to a hundredth."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    ticks = int(fields[_USER]) + int(fields[_SYSTEM])
    return ticks / os.sysconf("SC_CLK_TCK")


def peak_bytes(pid: int | str = "self") -> int:
    """The most memory (resident set) that a process ever held."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return sum(int(line.split()[1]) * _KIB for line in lines if line.startswith("VmHWM:"))
