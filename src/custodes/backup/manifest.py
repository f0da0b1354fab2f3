"""The first thing to read in a backup: what is in it, and how to tell that it is whole."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from custodes.audit.chain import canonical
from custodes.errors import UnreadableInput

KIND = "custodes backup"
FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True)
class Part:
    """One file inside a backup."""

    name: str
    """tables/register.Device.jsonl, uploads/import-3/..."""
    bytes: int
    sha256: str
    table: str = ""
    """The model whose rows it holds; empty for an uploaded file."""
    columns: Sequence[str] = ()
    rows: int = 0


@dataclass(frozen=True)
class Manifest:
    """Everything about a backup but its contents."""

    version: str
    """Of the Custodes that made it."""
    made_at: str
    """ISO 8601."""
    database: str
    """sqlite or postgresql: only to know; it can be restored into either."""
    migrations: Sequence[Sequence[str]]
    """App and name of each that was applied."""
    sequence: int
    """Of the last event."""
    digest: str
    parts: Sequence[Part]

    def text(self) -> str:
        """As it is written."""
        said = asdict(self)
        return json.dumps({"kind": KIND, "format": FORMAT, **said, "sha256": digest(said)}, indent=1)

    @property
    def tables(self) -> list[Part]:
        return [part for part in self.parts if part.table]

    @property
    def uploads(self) -> list[Part]:
        """The files of imports: those that were uploaded, and what reading left beside them."""
        return [part for part in self.parts if not part.table]

    @property
    def as_they_came(self) -> list[Part]:
        """The files that people uploaded (`evidence.models.Import.uploaded`)."""
        return [part for part in self.uploads if part.name.split("/")[2:3] == ["files"]]


def digest(said: dict[str, Any]) -> str:
    """SHA-256, in hex, over what a manifest says besides its kind and format."""
    return hashlib.sha256(canonical(said).encode("utf-8", "surrogatepass")).hexdigest()


def read(text: bytes, name: str) -> Manifest:
    """Raises UnreadableInput where it is no manifest that we can read. `name`: of the backup."""
    try:
        said = json.loads(text)
        if said.pop("kind") != KIND:
            raise ValueError("another kind of file")
        if said.pop("format") != FORMAT:
            raise _newer(name)
        if said.pop("sha256") != digest(said):
            raise ValueError("its manifest was changed")
        parts = [Part(**part) for part in said.pop("parts")]
        made = Manifest(parts=parts, **said)
        _check(made)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as trouble:
        raise UnreadableInput(
            f"{name} is no backup that Custodes made: {trouble}.", "Use another backup."
        ) from None
    return made


def _newer(name: str) -> UnreadableInput:
    return UnreadableInput(f"{name} was made by a newer Custodes.", "Install that release, then restore.")


def _check(made: Manifest) -> None:
    kinds: dict[str, type | tuple[type, ...]] = {
        "version": str,
        "made_at": str,
        "digest": str,
        "sequence": int,
    }
    wrong = [key for key, kind in kinds.items() if not isinstance(getattr(made, key), kind)]
    wrong += [part.name for part in made.parts if not _sound(part)]
    pairs: Any = made.migrations
    wrong += (
        []
        if all(len(pair) == 2 and all(isinstance(n, str) for n in pair) for pair in pairs)
        else ["migrations"]
    )
    if wrong:
        raise ValueError(f"its manifest is damaged at {wrong[0]}")


def _sound(part: Part) -> bool:
    texts = (part.name, part.sha256, part.table, *part.columns)
    return all(isinstance(text, str) for text in texts) and min(part.bytes, part.rows) >= 0
