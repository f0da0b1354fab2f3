"""Publications as zip files: the same bytes for the same contents, and read without trusting whoever made them."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from custodes.errors import UnreadableInput

MOST_FILES = 32
MOST_BYTES = 2_000_000_000
"""Of all files together, unpacked: twenty times those of 10,000 returns of 119 questions."""
_DATE = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file can hold: when a publication was made stands in it."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_READ_ONLY = 0o100444 << 16
_UNIX = 3
_SLICE = 1 << 20


def seal(files: Mapping[str, bytes]) -> bytes:
    """One zip file. Nothing is compressed, since no two versions of zlib compress alike."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.external_attr, entry.create_system = _READ_ONLY, _UNIX
            packed.writestr(entry, files[name])
    return buffer.getvalue()


def unseal(data: bytes) -> dict[str, bytes]:
    """The files by name. Raises UnreadableInput for what is no zip file, is damaged, or is not what we write:
    too many or too large files, folders, names that lead elsewhere, two files of one name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            _look_at_names([entry.orig_filename for entry in entries])
            return _unpacked(packed, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _unreadable(f"it is no zip file that can be read ({error})") from error


def _look_at_names(names: list[str]) -> None:
    if len(names) > MOST_FILES:
        raise _unreadable(f"it holds {len(names):,} files, and no publication has more than {MOST_FILES}")
    for name in names:
        if not _NAME.fullmatch(name):
            raise _unreadable(f"it holds “{name[:100]}”, which is no name of a file of a publication")
    if len({name.casefold() for name in names}) < len(names):
        raise _unreadable("it holds two files of one name")


def _unpacked(packed: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """What is in it, however large it says that it is: what comes out is counted."""
    found, room = {}, MOST_BYTES
    for entry in entries:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _unreadable(f"{entry.filename} is packed in a way that is not read")
        with packed.open(entry) as file:
            parts = []
            while part := file.read(_SLICE):
                room -= len(part)
                if room < 0:
                    raise _unreadable(f"it unpacks to more than {MOST_BYTES:,} bytes")
                parts.append(part)
            found[entry.filename] = b"".join(parts)
    return found


def _unreadable(what: str) -> UnreadableInput:
    return UnreadableInput(f"This is no publication: {what}.", "Ask for the file again where it came from.")
