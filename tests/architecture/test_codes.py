"""Every error code that is raised has its sentence: nobody is ever shown a bare code."""

from __future__ import annotations

import re
from string import Formatter

from common.protocol import codes
from common.text.phrases import ERRORS
from tests.architecture.codes import raised_codes
from tests.architecture.tree import PACKAGES, sources


def fields(sentence: str) -> set[str]:
    """The names in ``sentence`` that stand in braces."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_code_raised_has_its_sentence() -> None:
    assert [one.place for one in raised_codes(sources(*PACKAGES)) if one.code not in ERRORS] == []


def test_every_code_of_the_protocol_has_its_sentence() -> None:
    known = {name: value for name, value in vars(codes).items() if name.isupper()}
    assert known
    assert {name for name, value in known.items() if value not in ERRORS} == set()


def test_every_sentence_is_given_the_words_it_needs() -> None:
    hollow = [
        f"{one.place} lacks {', '.join(sorted(lacking))}"
        for one in raised_codes(sources(*PACKAGES))
        if one.params is not None and (lacking := fields(ERRORS.get(one.code, "")) - one.params)
    ]
    assert hollow == []


def test_codes_are_plain_words_for_scripts_and_documents() -> None:
    raised = raised_codes(sources(*PACKAGES))
    assert raised
    assert [one.place for one in raised if not re.fullmatch(r"[a-z0-9_.]+", one.code)] == []
