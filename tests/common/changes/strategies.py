"""Hypothesis strategies for changesets and records of one small entity."""

from __future__ import annotations

from hypothesis import strategies as st

from common.changes.changeset import FORMAT_VERSION, At, Change, Changeset, Header, build

FIELDS = ("subject", "description", "to_places", "organ_name")
VALUES = st.one_of(st.none(), st.sampled_from(["", "a", "b", "Quyết định", "hoà"]))


def field_sets() -> st.SearchStrategy[dict[str, str | None]]:
    """What an edit sets: one to three fields."""
    return st.dictionaries(st.sampled_from(FIELDS), VALUES, min_size=1, max_size=3)


def header(seq: int = 1, device: int = 17, *, action: str = "edit_incoming") -> Header:
    """A header of device ``device``."""
    return Header(FORMAT_VERSION, "office/stc", device, seq, 0, At(1_000), "user", action)


def changesets(count: int) -> st.SearchStrategy[list[Changeset]]:
    """A device's chain of ``count`` changesets."""
    one = st.builds(
        lambda fields, salt: (fields, salt), field_sets(), st.binary(min_size=16, max_size=16)
    )
    return st.lists(one, min_size=count, max_size=count).map(
        lambda parts: [
            build(
                header(seq),
                (Change("incoming_document", "d", fields, {"*": "0.1"}),),
                salt,
            )
            for seq, (fields, salt) in enumerate(parts, start=1)
        ]
    )
