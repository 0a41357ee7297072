"""Every colour, size, space and type size of the window, by meaning and in two themes.

One place, so that the look is changed once and its contrast is proved by a test over
:data:`TEXT_PAIRS`. The ground is grey and white, the accent a sober blue; solid deep red belongs to
urgency alone (Khẩn, Thượng khẩn, Hỏa tốc), so that it is seen at once in a long table.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

Tone = Literal["neutral", "info", "success", "warning", "danger", "urgent", "flash"]
"""What a badge or banner says. ``urgent`` is Khẩn and Thượng khẩn, ``flash`` is Hỏa tốc alone."""

TONES: tuple[Tone, ...] = ("neutral", "info", "success", "warning", "danger", "urgent", "flash")


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme as ``#rrggbb``, named by what they are for."""

    window: str
    """Behind panes: the frame of the application."""
    surface: str
    """Tables, forms, the reading pane."""
    surface_raised: str
    """Menus, tool tips, buttons, notices."""
    surface_sunken: str
    """The navigation, table headers, empty drop targets."""
    row_stripe: str
    hover: str
    selection: str
    selection_inactive: str
    """The selected row of a list that has not the keyboard."""
    text: str
    text_muted: str
    text_disabled: str
    border: str
    """Lines between things: decoration only."""
    border_control: str
    """The outline by which a field is recognised: at least 3:1 against its ground."""
    focus_ring: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    """On ``accent``."""
    link: str
    neutral: str
    neutral_text: str
    info: str
    info_text: str
    success: str
    success_text: str
    warning: str
    warning_text: str
    danger: str
    danger_text: str
    urgent: str
    urgent_text: str
    flash: str
    flash_text: str
    toast: str
    """The ground of the passing notice, the reverse of the window's."""
    toast_text: str
    toast_link: str
    shadow: str

    def ground_of(self, tone: Tone) -> str:
        """The background of ``tone``."""
        return str(getattr(self, tone))

    def text_of(self, tone: Tone) -> str:
        """The text and line colour of ``tone``, legible on its background."""
        return str(getattr(self, f"{tone}_text"))


LIGHT = Palette(
    window="#EEF1F4",
    surface="#FFFFFF",
    surface_raised="#FFFFFF",
    surface_sunken="#E6EBEF",
    row_stripe="#F6F8FA",
    hover="#E9F0F5",
    selection="#CBE0EF",
    selection_inactive="#DDE3E8",
    text="#1A2530",
    text_muted="#4F5D6A",
    text_disabled="#84909B",
    border="#D3DAE0",
    border_control="#7B8794",
    focus_ring="#1D6FA5",
    accent="#1D5C86",
    accent_hover="#174C70",
    accent_pressed="#123C59",
    accent_text="#FFFFFF",
    link="#1B5A84",
    neutral="#E4E9ED",
    neutral_text="#3C4956",
    info="#DCEBF5",
    info_text="#174D72",
    success="#DDF0E3",
    success_text="#1C5A34",
    warning="#FCEFCB",
    warning_text="#6E4400",
    danger="#F9E4DC",
    danger_text="#8A3210",
    urgent="#FBE3E3",
    urgent_text="#971B1E",
    flash="#A3191F",
    flash_text="#FFFFFF",
    toast="#25303B",
    toast_text="#F3F6F8",
    toast_link="#9CCBEA",
    shadow="#1A2530",
)

DARK = Palette(
    window="#15181C",
    surface="#1D2126",
    surface_raised="#282D34",
    surface_sunken="#121518",
    row_stripe="#21262B",
    hover="#2A3138",
    selection="#244459",
    selection_inactive="#333A42",
    text="#E3E8ED",
    text_muted="#AAB5BF",
    text_disabled="#6E7983",
    border="#363D45",
    border_control="#76828D",
    focus_ring="#6CB4E4",
    accent="#79B7DF",
    accent_hover="#93C6E7",
    accent_pressed="#5FA2CD",
    accent_text="#0D1B26",
    link="#85BFE4",
    neutral="#343B43",
    neutral_text="#CBD4DB",
    info="#1F3B4F",
    info_text="#A9D3EE",
    success="#1E3F2B",
    success_text="#A4DDB6",
    warning="#46370F",
    warning_text="#F1D183",
    danger="#4A2A1C",
    danger_text="#F5B79B",
    urgent="#4A2023",
    urgent_text="#FFB3B0",
    flash="#C0282D",
    flash_text="#FFFFFF",
    toast="#DDE3E8",
    toast_text="#1A2530",
    toast_link="#174D72",
    shadow="#000000",
)

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *(
        (ink, ground)
        for ink in ("text", "text_muted", "link")
        for ground in (
            "window", "surface", "surface_raised", "surface_sunken",
            "row_stripe", "hover", "selection", "selection_inactive",
        )
    ),
    *(("accent_text", ground) for ground in ("accent", "accent_hover", "accent_pressed")),
    *((f"{tone}_text", tone) for tone in TONES),
    *(("danger_text", ground) for ground in ("window", "surface", "surface_raised")),
    ("toast_text", "toast"),
    ("toast_link", "toast"),
)  # fmt: skip
"""(text, ground) token names that meet in the window; each at least 4.5:1 (WCAG 2.2, 1.4.3)."""

OUTLINE_PAIRS: tuple[tuple[str, str], ...] = (
    ("border_control", "surface"),
    ("border_control", "surface_raised"),
    ("focus_ring", "surface"),
    ("focus_ring", "surface_sunken"),
    ("focus_ring", "window"),
)
"""(line, ground) names by which a control or the focus is seen; each at least 3:1 (1.4.11)."""


@dataclass(frozen=True, slots=True)
class Space:
    """Gaps and paddings in device-independent pixels: one scale, no other value."""

    none: int = 0
    hair: int = 2
    xs: int = 4
    sm: int = 8
    md: int = 12
    lg: int = 16
    xl: int = 24
    xxl: int = 40


@dataclass(frozen=True, slots=True)
class Sizes:
    """Fixed measures in device-independent pixels."""

    line: int = 1
    ring: int = 2
    radius_sm: int = 3
    radius: int = 5
    radius_lg: int = 8
    icon_sm: int = 16
    icon: int = 20
    icon_lg: int = 24
    icon_hero: int = 48
    control: int = 34
    """Height of buttons and one-line fields."""
    row: int = 34
    """Height of a table row: 11 pt with both Vietnamese marks and air."""
    header: int = 34
    nav_item: int = 40
    nav_width: int = 208
    nav_badge_min: int = 26
    field_min: int = 96
    date_field: int = 132
    dialog_text: int = 420
    """Widest line of running text in notices and empty rooms, for the eye's sake."""
    scrollbar: int = 12
    scroll_handle_min: int = 36
    splitter: int = 5
    file_row: int = 50
    search_min: int = 240
    side_card: int = 216
    """Narrowest card of one side of a conflict: «Bản giấy này đã đi» with its button, and air."""
    menu_item: int = 30
    office_screen: tuple[int, int] = (1366, 768)
    """The screen of an office PC: width, height. A first window has this size."""
    large_screen: tuple[int, int] = (1920, 1080)


@dataclass(frozen=True, slots=True)
class TypeScale:
    """Type sizes in points. Below ten points Vietnamese stacked marks run together."""

    caption: float
    body: float
    subtitle: float
    title: float
    display: float


@dataclass(frozen=True, slots=True)
class Timing:
    """Waits in milliseconds."""

    search_pause: int = 150
    toast: int = 8_000
    tooltip: int = 600
    progress: int = 1_000
    """Between two looks at how far files have moved."""


FONT_FAMILY = "Van Thu Sans"
BODY_POINTS = 11.0
CAPTION_POINTS_MIN = 10.0

SPACE = Space()
SIZE = Sizes()
TIMING = Timing()


def type_scale(body_points: float = BODY_POINTS) -> TypeScale:
    """The five sizes for a body of ``body_points``; the caption never below 10 pt."""
    return TypeScale(
        caption=max(CAPTION_POINTS_MIN, round(body_points * 0.91, 1)),
        body=body_points,
        subtitle=round(body_points * 1.14, 1),
        title=round(body_points * 1.45, 1),
        display=round(body_points * 1.9, 1),
    )


def colour_names() -> tuple[str, ...]:
    """Names of all colours of a :class:`Palette`."""
    return tuple(entry.name for entry in fields(Palette))
