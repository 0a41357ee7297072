"""Colours that meet in the window can be told apart, in both themes."""

from __future__ import annotations

import pytest

from desktop.ui.style.tokens import (
    DARK,
    LIGHT,
    OUTLINE_PAIRS,
    TEXT_PAIRS,
    TONES,
    Palette,
    colour_names,
    type_scale,
)

THEMES = {"light": LIGHT, "dark": DARK}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2), from 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def too_weak(
    palette: Palette, pairs: tuple[tuple[str, str], ...], least: float
) -> dict[str, float]:
    """Pairs of token names whose contrast is below ``least``."""
    ratios = {
        f"{ink} on {ground}": contrast(getattr(palette, ink), getattr(palette, ground))
        for ink, ground in pairs
    }
    return {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least}


def test_contrast_is_measured_as_the_standard_says() -> None:
    black, white, grey = "#000000", "#FFFFFF", "#777777"
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(grey, white) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out_from_its_ground(theme: str) -> None:
    assert too_weak(THEMES[theme], TEXT_PAIRS, 4.5) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_outlines_stand_out_from_their_ground(theme: str) -> None:
    assert too_weak(THEMES[theme], OUTLINE_PAIRS, 3.0) == {}


def test_every_ground_that_carries_text_is_measured() -> None:
    measured = {ground for _ink, ground in TEXT_PAIRS}
    not_under_text = {name for name in colour_names() if name not in measured}
    inks = {name for name in not_under_text if name.endswith(("_text", "text_muted", "_link"))}
    assert not_under_text - inks == {
        "text", "text_disabled", "border", "border_control", "focus_ring", "link", "shadow",
    }  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
def test_every_tone_has_a_ground_of_its_own(theme: str) -> None:
    grounds = [THEMES[theme].ground_of(tone) for tone in TONES]
    assert len(set(grounds)) == len(TONES)


@pytest.mark.parametrize("points", [9.0, 11.0, 14.0])
def test_no_type_is_smaller_than_vietnamese_marks_bear(points: float) -> None:
    assert type_scale(points).caption >= 10
