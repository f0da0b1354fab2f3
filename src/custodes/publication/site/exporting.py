"""The whole public site as files in a folder, for any file server: whole files only, nothing written that is there."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from custodes.errors import OutputError
from custodes.publication.files import replacing
from custodes.publication.site.model import Site
from custodes.publication.site.pages import addresses, draw

FILE_MODE, FOLDER_MODE = 0o644, 0o755
"""A web server, which runs under another account, can read it all, however strictly the register is kept."""
MANIFEST = "custodes-site.txt"
"""In the folder: the files that are ours, by line. No other is ever changed or removed."""
_OURS = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*")
Tell = Callable[[str, float | None], None]


@dataclass
class Written:
    """What an export did."""

    files: int = 0
    changed: int = 0
    removed: int = 0
    bytes: int = 0


def export(site: Site, folder: Path, tell: Tell = lambda what, share: None) -> Written:
    """Write every page of a site below a folder. What is there with the same bytes is left alone, so that a run that
    was stopped goes on where it was; files of an earlier export that no longer belong are removed at the end.

    Raises OutputError where a file of somebody else stands in the way, or a write is refused.
    """
    wanted = {file_of(address): address for address in addresses(site)}
    before = _manifest(folder)
    _refuse_others(folder, wanted, before)
    _write_manifest(folder, {*before, *wanted})
    done = Written(files=len(wanted))
    for number, (name, address) in enumerate(wanted.items()):
        tell(address or "the first page", number / len(wanted))
        data = draw(site, address).data
        done.bytes += len(data)
        done.changed += _write(folder / name, data)
    done.removed = sum(_remove(folder, name) for name in sorted(before - wanted.keys()))
    _write_manifest(folder, wanted)
    _make_readable(folder, wanted)
    return done


def file_of(address: str) -> str:
    """The file of an address: that of a folder is its index.html."""
    name = f"{address}index.html" if address.endswith("/") or not address else address
    if not _ours(name):
        raise OutputError(f"“{address}” is no address that can be a file.", "Rename what it is called after.")
    return name


def _ours(name: str) -> bool:
    return bool(_OURS.fullmatch(name)) and name != MANIFEST


def _manifest(folder: Path) -> set[str]:
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return set()
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(
            f"{folder / MANIFEST} cannot be read: {error}.", "Choose another folder."
        ) from error
    return {line for line in lines if _ours(line)}


def _write_manifest(folder: Path, names: Iterable[str]) -> None:
    _write(folder / MANIFEST, "".join(f"{name}\n" for name in sorted(names)).encode())


def _refuse_others(folder: Path, wanted: Iterable[str], ours: set[str]) -> None:
    """Before anything is written: what is there and was not written by an export is somebody's."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is no folder.", "Choose another one.")
    for name in wanted:
        if name not in ours and os.path.lexists(folder / name):
            raise OutputError(
                f"{folder / name} is there, and was not written by an export.",
                "Choose an empty folder, or take that file away; nothing was written.",
            )


def _write(path: Path, data: bytes) -> bool:
    """Whether there was anything to write."""
    try:
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    except OSError:
        pass
    with replacing(path) as part:
        part.write_bytes(data)
    return True


def _make_readable(folder: Path, names: Iterable[str]) -> None:
    """Everything that is ours, also what an earlier export kept for its account alone."""
    files = {folder / MANIFEST, *(folder / name for name in names)}
    folders = {above for path in files for above in path.parents if above.is_relative_to(folder)}
    modes = {**dict.fromkeys(files, FILE_MODE), **dict.fromkeys(folders, FOLDER_MODE)}
    for path, mode in modes.items():
        if path.stat().st_mode & mode != mode:
            path.chmod(mode)


def _remove(folder: Path, name: str) -> bool:
    """Remove a file of an earlier export, and the folders that it leaves empty."""
    path = folder / name
    if folder.resolve() not in path.resolve().parents:  # through a link to elsewhere
        return False
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise OutputError(f"{path} could not be removed: {error.strerror}.", "Remove it by hand.") from error
    for above in path.parents:
        if above == folder:
            break
        try:
            above.rmdir()
        except OSError:
            break
    return True
