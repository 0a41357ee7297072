"""Loads the packaged sans serif, whose Vietnamese is complete, and makes it the application's font.

Systems' default fonts cut the upper mark of stacked capitals (Ẳ Ẫ Ế Ỗ), so that letters look alike;
a registry clerk must never guess. Regular, SemiBold and Bold carry Latin with all Vietnamese
letters, punctuation and signs; whatever else turns up in a name falls back to the system's fonts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from common.errors import EnvironmentFault
from desktop.ui.style.tokens import BODY_POINTS, FONT_FAMILY

FONT_DIR = Path(__file__).parent / "fonts"
FONT_FILES = ("VanThuSans-Regular.ttf", "VanThuSans-SemiBold.ttf", "VanThuSans-Bold.ttf")


@cache
def load_fonts() -> str:
    """Give Qt the packaged faces once, and return the family's name.

    Raises :class:`EnvironmentFault` ``font_missing`` (``file``) where the installation lacks one.
    """
    for name in FONT_FILES:
        if QFontDatabase.addApplicationFont(str(FONT_DIR / name)) == -1:
            raise EnvironmentFault("font_missing", file=name)
    return FONT_FAMILY


def app_font(points: float = BODY_POINTS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The window's font at ``points``; its digits are of one width, so numbers stand straight."""
    font = QFont(FONT_FAMILY)
    font.setPointSizeF(points)
    font.setWeight(weight)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font
