"""The MAC address registry: to whom IEEE assigned a prefix (MA-L, MA-M, MA-S), or Wireshark's manuf file."""

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from custodes.concerns.feeds import files
from custodes.concerns.feeds.files import Damaged
from custodes.concerns.feeds.shapes import Content, Given, Problem
from custodes.concerns.feeds.store import Store

LENGTHS = (6, 7, 9)  # hex digits of MA-L (24 bits), MA-M (28) and MA-S (36)
IEEE_COLUMNS = "Registry,Assignment,Organization Name"
MANUF_LINE = re.compile(
    r"^([0-9A-Fa-f]{2}(?:[:.-]?[0-9A-Fa-f]{2}){2,5})(?:/(\d{2}))?\t+([^\t]+)(?:\t+([^\t#]*))?"
)


def mac_registry(store: Store) -> dict[str, str]:
    """Prefix (6, 7 or 9 upper-case hex digits) to registrant; empty when the feed is missing.

    The longest prefix that fits is the answer: IEEE itself is the registrant of the six-digit blocks
    that it hands out in smaller parts.
    """
    return {prefix: name for path in store.files("mac") for prefix, name in _assignments(path)}


def prepare(given: list[Given], folder: Path) -> Content:
    """Keep every registry file given that holds assignments."""
    problems: list[Problem] = []
    seen: set[str] = set()
    for file in given:
        try:
            found = {prefix for prefix, _ in _assignments(file.path)}
        except Damaged as error:
            problems.append(Problem(file.name, str(error), "Fetch that registry file again."))
            continue
        if found:
            seen |= found
            shutil.copyfile(file.path, folder / files.unique_name(folder, file.name))
        else:
            problems.append(Problem(file.name, "holds no assignment", "Fetch that registry file again."))
    return Content("", None, len(seen), tuple(problems))


def _assignments(path: Path) -> Iterator[tuple[str, str]]:
    given = files.text(path)
    return _ieee(given) if given.startswith(IEEE_COLUMNS) else _manuf(given)


def _ieee(given: str) -> Iterator[tuple[str, str]]:
    """Rows of an IEEE file. Company ids (CID) are left out: no device has a MAC address with one."""
    for row in csv.DictReader(files.text_lines(given)):
        prefix = (row.get("Assignment") or "").strip().upper()
        name = (row.get("Organization Name") or "").strip()
        if len(prefix) in LENGTHS and name and row.get("Registry") != "CID":
            yield prefix, name


def _manuf(given: str) -> Iterator[tuple[str, str]]:
    for line in given.splitlines():
        if found := MANUF_LINE.match(line):
            digits = re.sub("[^0-9A-F]", "", found[1].upper())
            length = int(found[2]) // 4 if found[2] else len(digits)
            if length in LENGTHS and length <= len(digits):
                yield digits[:length], (found[4] or found[3]).strip()
