"""Every test of the window runs in the light theme with the packaged font, as a person sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.style.theme import Theme, apply_theme


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The application's theme, light again after each test."""
    shown = apply_theme(qapp, "light")
    yield shown
    shown.apply("light")
