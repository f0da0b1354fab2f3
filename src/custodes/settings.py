"""Settings, read from the environment in one place."""

import os
from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Where pulled feeds are kept: `CUSTODES_DATA`, else the user's data folder of this system."""
    named = os.environ.get("CUSTODES_DATA")
    return Path(named) if named else Path(platformdirs.user_data_dir("custodes", appauthor=False))
