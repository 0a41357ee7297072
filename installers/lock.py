"""Pin what pyproject.toml asks for: exact versions with hashes, in requirements/*.txt.

One lock per use, so that an installation gets run-time packages only. A lock names no host and no
folder: it holds on every machine, whatever mirror that machine is told to use.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--quiet",
    "--no-config",
    "--system-certs",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--custom-compile-command=make lock",
)
# Lock → what it is made from, and the locks whose versions it must share.
SOURCES = {
    "runtime": ["pyproject.toml"],
    "setup": ["--group=setup"],
    "test": ["--group=test", "--constraint=requirements/runtime.txt"],
    "build": [
        "--group=build",
        "--constraint=requirements/runtime.txt",
        "--constraint=requirements/setup.txt",
    ],
}


def main(arguments: list[str] | None = None) -> int:
    """Write every lock anew; pins that still hold are kept unless ``--upgrade`` is given."""
    parser = argparse.ArgumentParser(description="Lock the dependencies, with hashes")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = ["--upgrade"] if parser.parse_args(arguments).upgrade else []
    for lock, source in SOURCES.items():
        target = f"requirements/{lock}.txt"
        if code := compile_lock([*source, *upgrade, f"--output-file={target}"]):
            return code
        if "://" in (ROOT / target).read_text("utf-8"):
            print(f"lock: {target} names a host; it must not", file=sys.stderr)
            return 1
        print(f"lock: {target}")
    return 0


def compile_lock(arguments: list[str]) -> int:
    """Run the resolver against the public index alone; its exit code, its words on stderr."""
    outside = ("PIP_", "UV_INDEX", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX", "UV_FIND_LINKS")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(outside)
    }
    command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
