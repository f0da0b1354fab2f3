"""What building a wheel does first: the styles, which are never committed, are compiled into the package."""

import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Styles(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Not for an editable install, which reads the source folder: there `make setup` compiles them."""
        if version != "editable":
            subprocess.run([sys.executable, "styles/build.py"], cwd=self.root, check=True)
