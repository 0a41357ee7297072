"""What a call came to, where a test allows more than one outcome."""

from __future__ import annotations

from collections.abc import Callable

from common.errors import VanThuError


def code_of(run: Callable[[], object]) -> str:
    """The code with which ``run`` was refused; empty where it was not."""
    try:
        run()
    except VanThuError as refused:
        return refused.code
    return ""
