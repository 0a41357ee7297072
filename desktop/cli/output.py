"""What a command says: one JSON document or plain text on stdout, messages on stderr.

A refusal under ``--json`` is a document too, ``{"error": …}``, so that a script reads one stream;
the sentence for people goes to stderr either way.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TextIO

from common.errors import RuleViolation, VanThuError
from common.text.phrases import WARNINGS, phrase, sentence
from desktop.commands.runner import Warned


@dataclass(frozen=True)
class Output:
    """The two streams of a run."""

    as_json: bool
    out: TextIO
    err: TextIO

    def result(self, document: Any, text: str) -> None:
        """The command's one result: ``document`` for scripts, ``text`` for people."""
        if self.as_json:
            self._write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self._write(for_screens(text))
        self.out.flush()

    def line(self, document: Any, text: str) -> None:
        """One of several results, told as it comes; under ``--json`` a document on one line."""
        self._write(one_line(document) if self.as_json else for_screens(text))
        self.out.flush()

    def raw(self, text: str) -> None:
        """Part of a result, exactly as it is."""
        self.out.write(text)

    def say(self, message: str) -> None:
        """Something for the person beside the result."""
        self.err.write(for_screens(message) + "\n")
        self.err.flush()

    def warn(self, warnings: Iterable[Warned], *, about: str = "") -> None:
        """What a clerk should look at again; ``about`` says in which of several results."""
        for one in warnings:
            self.say(f"{about}Lưu ý: {sentence(WARNINGS, one.code, one.params)}")

    def refuse(self, error: VanThuError) -> None:
        """Say why, in words and for scripts."""
        self.fail(error_document(error), phrase(error))

    def fail(self, document: dict[str, Any], message: str) -> None:
        """The same for what is no error of ours: wrong usage, an interruption, a bug."""
        self.say(message)
        if self.as_json:
            self._write(json.dumps({"error": document}, ensure_ascii=False, indent=2))

    def _write(self, text: str) -> None:
        self.out.write(text + "\n")


def standard_output(as_json: bool) -> Output:
    """The process's own streams, in UTF-8 whatever the system's code page is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and str(stream.encoding).lower() not in ("utf-8", "utf8"):
            reconfigure(encoding="utf-8", errors="replace")
    return Output(as_json, sys.stdout, sys.stderr)


def for_screens(text: str) -> str:
    """``text`` without what commands a terminal or turns the direction of reading: documents come
    from other offices."""
    return "".join("�" if _commands(character) else character for character in text)


def _commands(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs")


def one_line(document: Any) -> str:
    """A document on one line."""
    return json.dumps(document, ensure_ascii=False)


def error_document(error: VanThuError) -> dict[str, Any]:
    """``code``, ``message``, ``params``, ``field`` of an error."""
    return {
        "code": error.code,
        "message": phrase(error),
        "params": json.loads(json.dumps(error.params, default=str)),
        "field": error.field if isinstance(error, RuleViolation) else None,
    }


def warning_documents(warnings: Iterable[Warned]) -> list[dict[str, Any]]:
    """``code``, ``message``, ``params`` of each warning."""
    return [
        {
            "code": one.code,
            "message": sentence(WARNINGS, one.code, one.params),
            "params": one.params,
        }
        for one in warnings
    ]
