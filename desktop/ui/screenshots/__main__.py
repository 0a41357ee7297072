"""``python -m desktop.ui.screenshots [--store DIR [--password-file F]] [--all] --out FOLDER``."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from pathlib import Path

# Before anything imports Qt: pictures are drawn off the screen, all of one scale.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from common.errors import VanThuError
from common.text.phrases import phrase
from desktop.store import vault
from desktop.ui.app import make_application
from desktop.ui.garbage import GuiGarbage
from desktop.ui.screenshots.sample_office import (
    NoLine,
    StillClock,
    empty_office,
    full_office,
    open_existing,
)
from desktop.ui.screenshots.stage import Stage, draw

PASSWORD_VARIABLE = "VANTHU_PASSWORD"
FAILED = 1

_log = logging.getLogger("desktop.ui.screenshots")


def main(arguments: list[str] | None = None) -> int:
    """Draw all pictures and say where they are; 0 when they are."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    options = _parsed(arguments)
    app = make_application()
    garbage = GuiGarbage(app)
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="vanthu-anh-") as folder:
            _draw_all(Path(folder), options, Stage(app, options.out, everything=options.all))
    except VanThuError as error:
        _log.error("%s", phrase(error))
        return FAILED
    finally:
        garbage.stop()
    _log.info("%s", options.out)
    return 0


def _draw_all(folder: Path, options: argparse.Namespace, stage: Stage) -> None:
    if options.store is not None:
        login = vault.logins(options.store)[0]
        office = open_existing(options.store, login, _password(options.password_file))
        draw(stage, office, None)
    else:
        clock = StillClock()
        draw(stage, full_office(folder / "full", clock, NoLine()), empty_office(folder / "empty"))


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="desktop.ui.screenshots", description=__doc__)
    parser.add_argument("--store", type=Path, help="draw the office in this store")
    parser.add_argument("--password-file", type=Path, help="its password, on the first line")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--all", action="store_true", help="every screen in every size and theme")
    return parser.parse_args(arguments)


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").split("\n", 1)[0]
    return os.environ.get(PASSWORD_VARIABLE, "")


if __name__ == "__main__":
    sys.exit(main())
