"""File names as they come from outside, made fit for any system, and their endings.

A name travels with a document from another office; it must neither lead out of the folder it is
written to, nor look like another name, nor mean a device on Windows.
"""

from __future__ import annotations

import unicodedata

NAME_SIZE_BYTES_MAX = 180
"""In UTF-8: under the 255 bytes of Linux, and leaving room in Windows' 260 for the folder."""

NAMELESS = "tep-dinh-kem"

_ENDING_LENGTH_MAX = 24

_PUT_IN_THEIR_PLACE = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789¹²³"]
)


def safe_file_name(name: str) -> str:
    """``name`` without folders, invisible or directing characters, and what Windows refuses.

    NFC; its ending is kept however long the name is. Never empty, and safe for itself.
    """
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    spaced = "".join(" " if character.isspace() else character for character in bare)
    shown = "".join(
        character for character in spaced if unicodedata.category(character) not in _INVISIBLE
    )
    stem, ending = _parted(" ".join(shown.translate(_PUT_IN_THEIR_PLACE).split()).strip(" ."))
    if stem.split(".", 1)[0].strip().casefold() in _DEVICES:
        stem = f"_{stem}"
    return _cut(stem or NAMELESS, NAME_SIZE_BYTES_MAX - len(ending.encode())) + ending


def ending_of(name: str) -> str:
    """What the system goes by when it opens the file: lower case, without the dot, or empty."""
    stem, dot, ending = safe_file_name(name).rpartition(".")
    return ending.casefold() if stem and dot else ""


def _parted(name: str) -> tuple[str, str]:
    """Stem and ending with its dot; an ending is short and not the whole name."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _ENDING_LENGTH_MAX:
        return name, ""
    return stem, dot + ending


def _cut(stem: str, size_bytes: int) -> str:
    whole = stem.encode()[:size_bytes].decode(errors="ignore")
    return whole.rstrip(" .") if len(whole) < len(stem) else stem
