"""The few glyphs that the style sheet names by file (arrows, ticks), in each theme's colours.

A Qt style sheet can only point to files and cannot recolour them, and a program folder may be
read-only: so the files are shipped, written by ``python -m desktop.ui.style.glyphs`` from the icons
and tokens, and a test holds them equal.
"""

from __future__ import annotations

from desktop.ui.style.icons import ICON_DIR, coloured_svg
from desktop.ui.style.tokens import DARK, LIGHT, Palette

THEME_PALETTES: dict[str, Palette] = {"light": LIGHT, "dark": DARK}

GLYPHS: dict[str, tuple[str, str]] = {
    "chevron-down": ("chevron-down", "text_muted"),
    "chevron-down-disabled": ("chevron-down", "text_disabled"),
    "chevron-up": ("chevron-up", "text_muted"),
    "check": ("check", "accent_text"),
    "tick": ("check", "text"),
    "minus": ("minus", "accent_text"),
    "point": ("point", "accent_text"),
}
"""Glyph file → (icon, colour token)."""


def glyph_texts() -> dict[str, str]:
    """``theme/file name`` → SVG text, as the files must be."""
    return {
        f"{theme}/{glyph}.svg": coloured_svg(icon_name, str(getattr(palette, token)))
        for theme, palette in THEME_PALETTES.items()
        for glyph, (icon_name, token) in GLYPHS.items()
    }


def write_glyphs() -> None:
    """Write all glyph files beside the icons."""
    for name, text in glyph_texts().items():
        target = ICON_DIR / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_glyphs()
