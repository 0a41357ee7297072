"""`python -m tests.helpers.full_disk PC_FOLDER`: what `vanthu` does to a store on a full disk.

Runs in a mount namespace of its own (`unshare --mount`), so that the small disk is gone with it.
Prints one JSON document; exit code 77 where no disk can be mounted.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.helpers.pc_process import PcProcess

CANNOT_MOUNT = 77
SIZE_KIB = 4096


def main(folder: Path) -> int:
    """Copy the store onto a disk of a few pages, fill it, read and write, make room, look again."""
    pc = PcProcess(folder)
    kept = folder / "kept"
    shutil.copytree(pc.store, kept)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_KIB}k,mode=0700", "tmpfs", str(pc.store)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        return CANNOT_MOUNT
    shutil.copytree(kept, pc.store, dirs_exist_ok=True)
    before = _hashes(pc.store)
    filler = pc.store / "filler"
    _fill(filler)
    runs = [
        pc.run("status", "--json"),
        pc.run("incoming", "add", "--from", "-", "--json", stdin='{"subject": "Hai"}'),
    ]
    filler.unlink()
    after = _hashes(pc.store)
    listed = pc.told("incoming", "list")
    document = {
        "codes": [run.returncode for run in runs],
        "answers": [json.loads(run.stdout) for run in runs],
        "unchanged": all(after.get(name) == digest for name, digest in before.items()),
        "afterwards": [one["subject"] for one in listed],
    }
    print(json.dumps(document))
    return 0


def _fill(path: Path) -> None:
    """Write until there is no room for another byte."""
    with path.open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
