"""Where things lie on this system when nobody says otherwise.

One place, so that the window and the command line open the same store.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

_APP = "vanthu"


def default_store() -> Path:
    """The folder of the store of whoever is logged in to this PC."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False)) / "store"
