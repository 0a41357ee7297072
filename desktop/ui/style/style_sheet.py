"""Fills the style sheet's names from the tokens, and makes the matching ``QPalette``.

The sheet is a file of its own, so that it is read and changed as a style sheet; the palette serves
what Qt draws without it (item views' text, placeholder, Fusion's own parts).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QPalette

from desktop.ui.style.tokens import SIZE, SPACE, TONES, Palette, Tone, TypeScale

SHEET = Path(__file__).with_name("office.css")
GLYPH_DIR = Path(__file__).parent / "icons"

FIELD_MARGIN = 2
"""Pixels that Qt itself keeps between a line edit's frame and its text."""
ITEM_MARGIN = 3
"""Pixels that Fusion itself keeps at the left of an item's text."""

_BANNER_RULE = Template(
    """QFrame[part="banner"][tone="$tone"] { background: $ground; }
QFrame[part="banner"][tone="$tone"] QLabel { color: $ink; }
QFrame[part="banner"][tone="$tone"] QPushButton { color: $ink; border-color: $ink; }
QFrame[part="banner"][tone="$tone"] QPushButton:focus { border-color: $ring; }
"""
)


def style_sheet(palette: Palette, sizes: TypeScale, *, theme_name: str) -> str:
    """The whole style sheet. ``theme_name`` (``light``, ``dark``) chooses the glyphs' colours."""
    words: dict[str, object] = {**asdict(palette), **asdict(sizes), **asdict(SPACE), **asdict(SIZE)}
    words.update(_derived())
    words["glyphs"] = (GLYPH_DIR / theme_name).as_posix()
    words["banner_rules"] = "".join(_banner_rule(palette, tone) for tone in TONES)
    return Template(SHEET.read_text(encoding="utf-8")).substitute(words)


def _banner_rule(palette: Palette, tone: Tone) -> str:
    return _BANNER_RULE.substitute(
        tone=tone,
        ground=palette.ground_of(tone),
        ink=palette.text_of(tone),
        ring=palette.focus_ring,
    )


def _derived() -> dict[str, int]:
    """Measures that follow from tokens: what is left inside a border and inside the focus ring."""
    grown = SIZE.ring - SIZE.line
    bare = SIZE.icon_lg
    text_padding = SPACE.sm + FIELD_MARGIN
    return {
        "control_inner": SIZE.control - 2 * SIZE.line,
        "control_ringed": SIZE.control - 2 * SIZE.ring,
        "bare": bare,
        "bare_ringed": bare - 2 * grown,
        "lg_ringed": SPACE.lg - grown,
        "sm_ringed": SPACE.sm - grown,
        "xs_ringed": SPACE.xs - grown,
        "text_padding": text_padding,
        "text_padding_ringed": text_padding - grown,
        "header_padding": SPACE.sm + ITEM_MARGIN,
        "indicator_ringed": SIZE.icon_sm - 2 * grown,
        "radio_radius": (SIZE.icon_sm + 2 * SIZE.line) // 2,
        "dropdown": SIZE.icon + SPACE.sm,
        "menu_line": SIZE.menu_item - 2 * SPACE.xs,
    }


def qt_palette(palette: Palette) -> QPalette:
    """Qt's palette of the same colours, in all three groups."""
    made = QPalette()
    for role, colour in _roles(palette).items():
        made.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.HighlightedText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.text_disabled))
    inactive = QColor(palette.selection_inactive)
    made.setColor(QPalette.ColorGroup.Inactive, QPalette.ColorRole.Highlight, inactive)
    made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, inactive)
    return made


def _roles(palette: Palette) -> dict[QPalette.ColorRole, str]:
    role = QPalette.ColorRole
    return {
        role.Window: palette.window,
        role.WindowText: palette.text,
        role.Base: palette.surface,
        role.AlternateBase: palette.row_stripe,
        role.Text: palette.text,
        role.PlaceholderText: palette.text_muted,
        role.Button: palette.surface_raised,
        role.ButtonText: palette.text,
        role.BrightText: palette.accent_text,
        role.Highlight: palette.selection,
        role.HighlightedText: palette.text,
        role.Accent: palette.accent,
        role.Link: palette.link,
        role.LinkVisited: palette.link,
        role.ToolTipBase: palette.toast,
        role.ToolTipText: palette.toast_text,
        role.Light: palette.surface,
        role.Midlight: palette.surface_sunken,
        role.Mid: palette.border,
        role.Dark: palette.border_control,
        role.Shadow: palette.shadow,
    }
