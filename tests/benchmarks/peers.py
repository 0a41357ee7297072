"""What public sync engines were seen to reach, to be read beside our figures.

They were measured once, elsewhere: 10,000 records of 1 kB, a machine of 2 cores, medians. Their
seconds say nothing about this machine; what is comparable is the ratio to the floor, and the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

_FLOOR_S = 0.28
"""Their floor of a push: one zstd body, FastAPI and SQLite, no merge."""


@dataclass(frozen=True)
class Peer:
    """Seconds to push and to pull, bytes on the wire, and what an idle sync takes."""

    name: str
    push_s: float | None
    pull_s: float | None
    wire: str
    idle: str


PEERS = (
    Peer(
        "floor: one zstd body, FastAPI + SQLite, no merge", _FLOOR_S, 0.26, "3.19 MB", "1 / 161 B"
    ),
    Peer("floor: least merge work, in process", 0.38, None, "–", "–"),
    Peer("Anki, incremental (a core in Rust)", 0.79, 0.71, "3.86 MB", "1 / 534 B"),
    Peer("Anki, whole file", 0.42, 0.22, "3.94 MB", "–"),
    Peer("RxDB with its server", 1.66, 0.96, "10.8 MB", "1 / 628 B"),
    Peer("PouchDB with its server, best batch", 3.85, 2.80, "12.3 MB", "9 / 5.7 kB"),
    Peer("Kinto in memory, default batch", 23.5, 1.6, "11.4 MB", "1 / 665 B"),
    Peer("Kinto on PostgreSQL, default batch", 128, 0.66, "11.4 MB", "1 / 665 B"),
)


def show_peers() -> None:
    """Print them as a table."""
    width = max(len(one.name) for one in PEERS)
    line = f"{{:<{width}}} · {{:>6}} · {{:>8}} · {{:>6}} · {{:<8}} · {{}}"
    print("\nPublic peers, measured elsewhere (10,000 records of 1 kB, 2 cores):")
    print(line.format("", "push s", "of floor", "pull s", "wire", "idle requests / bytes"))
    for one in PEERS:
        push, pull = (f"{seconds:g}" if seconds else "–" for seconds in (one.push_s, one.pull_s))
        ratio = f"{one.push_s / _FLOOR_S:.1f}" if one.push_s else "–"
        print(line.format(one.name, push, ratio, pull, one.wire, one.idle))
