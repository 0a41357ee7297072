"""The gettext seam: ``_`` turns a Vietnamese sentence into the reader's language when it is shown.

The Vietnamese sentence is the msgid, so the default language needs no catalogue and cannot be
incomplete. Who chooses the language is the edge's business (:func:`use_language`).
"""

from __future__ import annotations

import gettext
from pathlib import Path

LOCALE_DIR = Path(__file__).parent.parent / "locale"
DEFAULT_LANGUAGE = "vi"

_current: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str) -> None:
    """Show texts in ``language`` (``vi`` or a catalogue under ``common/locale``) from now on."""
    global _current
    if language == DEFAULT_LANGUAGE:
        _current = gettext.NullTranslations()
    else:
        _current = gettext.translation("vanthu", LOCALE_DIR, [language], fallback=True)


def _(sentence: str) -> str:
    """``sentence`` (Vietnamese) in the language of the reader."""
    return _current.gettext(sentence)
