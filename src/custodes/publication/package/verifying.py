"""Whether a publication is what its office signed, and whether each of its figures comes out (ADR 0022). Pure."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from custodes.publication.package import sealed, signing
from custodes.publication.package.pinpointing import changed
from custodes.publication.package.reading import CONTENTS, Problem, read
from custodes.publication.package.recomputing import figures_of
from custodes.publication.package.signing import PUBLIC_KEY, SIGNATURE, SUMS
from custodes.publication.package.tabled import COLUMNS

FILES = frozenset(
    (
        *COLUMNS,
        CONTENTS,
        "report.md",
        "datapackage.json",
        "csv-metadata.json",
        PUBLIC_KEY,
        SUMS,
        SIGNATURE,
    )
)
"""What a publication consists of."""
_SUM = re.compile(r"([0-9a-f]{64})  (\S+)")


@dataclass(frozen=True)
class Verdict:
    """What was checked, and everything that is wrong."""

    problems: list[Problem]
    title: str
    key: str
    """The fingerprint of the key that signed it, "" where there is none."""
    files: int
    answers: int
    figures: int
    """How many figures, groups and parts were worked out again."""
    from_totals: int
    """How many of them from published totals only."""


def verify(data: bytes, key: bytes | None = None) -> Verdict:
    """Check a publication. `key`: the public key of the office as PEM, got elsewhere; without it, that in the file is
    taken, which shows that nothing was changed since, not who made it.

    Raises UnreadableInput for what is no publication at all.
    """
    files = sealed.unseal(data)
    problems = [*_missing(files), *_hashes(files), *_signature(files, key)]
    found = read(files)
    counted = figures_of(found)
    about = found.data.get("about")
    own = signing.read_key(files.get(PUBLIC_KEY, b""))
    return Verdict(
        problems + found.problems + list(changed(found)) + counted.problems,
        str(about.get("title", "")) if isinstance(about, dict) else "",
        signing.fingerprint(own) if own else "",
        len(files),
        found.answers,
        counted.checked,
        counted.from_totals,
    )


def _missing(files: Mapping[str, bytes]) -> Iterator[Problem]:
    for name in sorted(FILES - files.keys()):
        yield Problem(name, "", "it is missing")
    for name in sorted(files.keys() - FILES):
        yield Problem(name, "", "it is no part of a publication")


def _hashes(files: Mapping[str, bytes]) -> Iterator[Problem]:
    if SUMS not in files:
        return
    told: dict[str, str] = {}
    for number, line in enumerate(files[SUMS].decode(errors="replace").splitlines(), 1):
        if not (parts := _SUM.fullmatch(line)):
            yield Problem(SUMS, f"line {number}", "it is no hash of a file")
        else:
            told[parts[2]] = parts[1]
    for name in sorted(told.keys() - files.keys() - FILES):
        yield Problem(name, "", f"it is in {SUMS}, and is missing")
    for name in sorted(files.keys() - signing.UNSUMMED):
        if name not in told:
            yield Problem(name, "", f"it has no hash in {SUMS}")
        elif told[name] != (own := hashlib.sha256(files[name]).hexdigest()):
            yield Problem(name, "", f"it was changed: {SUMS} says {told[name][:12]}…, it is {own[:12]}…")


def _signature(files: Mapping[str, bytes], key: bytes | None) -> Iterator[Problem]:
    own = signing.read_key(files.get(PUBLIC_KEY, b""))
    if own is None and PUBLIC_KEY in files:
        yield Problem(PUBLIC_KEY, "", "it is no public key (Ed25519, PEM)")
    given = signing.read_key(key) if key is not None else own
    if key is not None and given is None:
        yield Problem("the key that was given", "", "it is no public key (Ed25519, PEM)")
        return
    if own and given and signing.fingerprint(own) != signing.fingerprint(given):
        yield Problem(
            PUBLIC_KEY,
            "",
            f"it is key {signing.fingerprint(own)}, not {signing.fingerprint(given)}, which was given: "
            "somebody else may have made this file",
        )
    there = given and SUMS in files and SIGNATURE in files
    if given and there and not signing.is_signed(given, files[SIGNATURE], files[SUMS]):
        said = (
            f"key {signing.fingerprint(given)} did not sign {SUMS}: it was changed or made by somebody else"
        )
        yield Problem(SIGNATURE, "", said)
