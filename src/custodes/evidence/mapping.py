"""What the user says the columns are: from `--map "Their header=model"`, or from a saved file."""

import json
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from custodes.errors import MappingError, OutputError
from custodes.evidence.shapes import CANONICAL, FileReport

IGNORE = "ignore"
"""The name to give a column that is not to be read as anything."""

Columns = dict[str, str]

_MEND = f"Columns can be: {', '.join(CANONICAL)}; or {IGNORE}."


class Mapping(NamedTuple):
    """Header to canonical column (or `IGNORE`): for every file, and for files by name, which come first."""

    columns: Columns
    files: dict[str, Columns] = {}  # noqa: RUF012 - never written to

    def for_file(self, name: str) -> Columns:
        """Header to canonical column, as it applies to one file."""
        return {**self.columns, **self.files.get(name, {})}

    def unknown(self) -> list[str]:
        """A sentence for every canonical name that there is not."""
        everywhere = [*self.columns.items(), *(pair for one in self.files.values() for pair in one.items())]
        return [
            f'"{header}" is mapped to "{canonical}", which is not a column we know.'
            for header, canonical in dict.fromkeys(everywhere)
            if canonical not in CANONICAL and canonical != IGNORE
        ]


def parse(pairs: Iterable[str]) -> Mapping:
    """A mapping from strings "Their header=model". Raises `MappingError` naming all that are not such pairs."""
    columns: Columns = {}
    malformed = []
    for pair in pairs:
        header, equals, canonical = pair.rpartition("=")
        if not equals or not header.strip() or not canonical.strip():
            malformed.append(f'"{pair}" is not of the form "Their header=model".')
        columns[header.strip()] = canonical.strip().lower().replace(" ", "_").replace("-", "_")
    if malformed:
        raise MappingError("\n".join(malformed), _MEND)
    return Mapping(columns)


def load(path: Path) -> Mapping:
    """Read a saved mapping. Raises `MappingError` where it is not one."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise MappingError(f"{path.name} cannot be read as a mapping: {error}.", "Save one anew.") from None
    columns, files = raw.get("columns", {}), raw.get("files", {})
    odd = set(raw) - {"columns", "files"}
    if odd or not all(
        _is_columns(part) for part in (columns, *(files.values() if isinstance(files, dict) else [0]))
    ):
        raise MappingError(
            f"{path.name} is not a mapping.",
            'It has a section [columns], and may have [files."name"], of lines "Their header" = "model".',
        )
    return Mapping(columns, files)


def _is_columns(part: object) -> bool:
    return isinstance(part, dict) and all(isinstance(value, str) for value in part.values())


def combine(first: Mapping, over: Mapping) -> Mapping:
    """Both, `over` winning where they differ."""
    names = dict.fromkeys([*first.files, *over.files])
    files = {
        name: {**first.files.get(name, {}), **over.columns, **over.files.get(name, {})} for name in names
    }
    return Mapping({**first.columns, **over.columns}, files)


def used(files: Sequence[FileReport]) -> Mapping:
    """The mapping that a run has used, to be saved and given to the next one.

    Headers that mean the same in every file are given once, the others by file.
    """
    each = {file.name: _of_file(file) for file in files}
    meanings: dict[str, set[str]] = {}
    for columns in each.values():
        for header, canonical in columns.items():
            meanings.setdefault(header, set()).add(canonical)
    shared = {header: min(found) for header, found in meanings.items() if len(found) == 1}
    differing = {
        name: {header: canonical for header, canonical in columns.items() if header not in shared}
        for name, columns in each.items()
    }
    return Mapping(shared, {name: columns for name, columns in differing.items() if columns})


def _of_file(file: FileReport) -> Columns:
    found: Columns = {}
    for sheet in file.sheets:
        for header, canonical, _ in sheet.mapping:
            found.setdefault(header, canonical)
    return found


def save(mapping: Mapping, path: Path, notice: str = "") -> None:
    """Write `mapping` as TOML, a notice (one line) above it if there is one. Raises `OutputError`."""
    lines = [f"# {notice}"] if notice else []
    lines += ["# What the columns of a list of cameras are. Give it to the next run.", "", "[columns]"]
    lines += _lines(mapping.columns)
    for name, columns in mapping.files.items():
        lines += ["", f"[files.{_quoted(name)}]", *_lines(columns)]
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from None


def _lines(columns: Columns) -> list[str]:
    return [f"{_quoted(header)} = {_quoted(canonical)}" for header, canonical in columns.items()]


def _quoted(text: str) -> str:
    """A TOML basic string, which is written as JSON writes one (but DEL must be escaped too)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
