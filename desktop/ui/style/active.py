"""Which palette and type sizes are in force: the one piece of shared state of the style.

Apart from `theme`, so that icons and widgets read it without knowing how a theme is applied; like
Qt's own palette it belongs to the application, not to a window.
"""

from __future__ import annotations

from desktop.ui.style.tokens import BODY_POINTS, LIGHT, Palette, TypeScale, type_scale

_palette: Palette = LIGHT
_scale: TypeScale = type_scale(BODY_POINTS)


def colours() -> Palette:
    """The palette in force. Ask when drawing; never keep it."""
    return _palette


def scale() -> TypeScale:
    """The type sizes in force, in points."""
    return _scale


def put_in_force(palette: Palette, type_sizes: TypeScale) -> None:
    """Remember what the theme has just applied. Only `theme` calls this."""
    global _palette, _scale
    _palette, _scale = palette, type_sizes
