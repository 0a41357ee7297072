"""Every test of the window runs in the light theme with the packaged font, as a person sees it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.style.theme import Theme, apply_theme


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """Collected between the tests, on this thread, as the program itself does it."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The application's theme, light again after each test."""
    shown = apply_theme(qapp, "light")
    yield shown
    shown.apply("light")
