"""Crockford's base32: codes that people read from paper and type.

No I, L, O and U in the alphabet; what is easily mistaken on paper is read as what was meant.
Enrolment codes and recovery keys share it.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS_PER_CHARACTER = 5

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans("", "", "-–—\u2011 \t\r\n\u00a0")


def encode(value: int, *, length: int) -> str:
    """``value`` as ``length`` characters, most significant first.

    Raises ValueError where it does not fit.
    """
    if not 0 <= value < 1 << (BITS_PER_CHARACTER * length):
        raise ValueError("the value does not fit the length")
    shifts = range(BITS_PER_CHARACTER * (length - 1), -1, -BITS_PER_CHARACTER)
    return "".join(ALPHABET[value >> shift & 31] for shift in shifts)


def decode(characters: str) -> int:
    """The value of characters that :func:`tidied` gave. Raises ValueError for any other."""
    value = 0
    for character in characters:
        if character not in _VALUES:
            raise ValueError("not a character of the alphabet")
        value = value << BITS_PER_CHARACTER | _VALUES[character]
    return value


def tidied(typed: str) -> str:
    """What a person typed, without dashes and spaces, in the alphabet's own capitals."""
    return typed.translate(_SEPARATORS).upper().translate(_MISTAKEN)


def grouped(characters: str, *, size: int = 5) -> str:
    """``XXXXX-XXXXX-…``, the form for paper."""
    return "-".join(characters[at : at + size] for at in range(0, len(characters), size))
