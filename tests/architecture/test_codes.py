"""Every error code that is raised has its sentence: nobody is ever shown a bare code."""

from __future__ import annotations

import re

import pytest

from tests.architecture.codes import raised_codes
from tests.architecture.tree import PACKAGES, ROOT, sources, strings

PHRASES = "common/text/phrases.py"


@pytest.mark.skipif(not (ROOT / PHRASES).exists(), reason="the sentences are not written yet")
def test_every_code_raised_has_its_sentence() -> None:
    (phrases,) = sources(PHRASES)
    known = {str(text.value) for text in strings(phrases)}
    assert [one.place for one in raised_codes(sources(*PACKAGES)) if one.code not in known] == []


def test_codes_are_plain_words_for_scripts_and_documents() -> None:
    raised = raised_codes(sources(*PACKAGES))
    assert raised
    assert [one.place for one in raised if not re.fullmatch(r"[a-z0-9_.]+", one.code)] == []
