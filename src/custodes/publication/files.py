"""Output files appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from custodes.errors import OutputError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; on success it takes the place of `path`, on failure it goes.

    Raises OutputError where the system refuses the write.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        os.replace(part, path)
    except OSError as trouble:
        raise OutputError(
            f"{path.name} could not be written: {trouble.strerror or trouble}.",
            "Close it if another program has it open, check that there is room, or choose another --out folder.",
        ) from trouble
    finally:
        with suppress(OSError):  # where the place itself cannot be, neither can the part
            part.unlink()


def write_text(path: Path, text: str) -> None:
    """`text` as UTF-8 with "\\n" line ends, whole or not at all."""
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
