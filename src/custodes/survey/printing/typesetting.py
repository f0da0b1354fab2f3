"""A paper set as PDF/UA-1: in a process of its own, which is stopped when it takes too long."""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from custodes.errors import UserError

TEMPLATE = Path(__file__).parent / "paper.typ"
LONGEST = 60
"""Seconds that a paper may take. One of 119 questions takes one."""
SHOWN_AS = "\N{WHITE VERTICAL RECTANGLE}"
"""What stands for a character that the fonts do not have."""
MOST_TRIED = 300
"""Unusual characters of a paper that are tried out."""
_USUAL = frozenset(map(chr, [10, *range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x180)])) | frozenset(
    "–—‘’“”•…€☐"
)
"""Characters that the fonts of typst have for sure."""


def pdf(paper: Mapping[str, Any], template: Path = TEMPLATE) -> bytes:
    """The bytes of a PDF of what `papers` made. Raises UserError where it takes too long.

    `template`: another one that takes its text as data, too; of a paper it needs `facts` only.
    """
    command = [sys.executable, "-m", "custodes.survey.printing.typesetting", str(template)]
    try:
        done = subprocess.run(command, input=json.dumps(paper).encode(), capture_output=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        what = "This is too long to be set as a PDF in a minute."
        raise UserError(what, "Download it as a workbook instead, which can be printed too.") from None
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace")[-2_000:])
    return done.stdout


def typeset(paper: Mapping[str, Any], form: Literal["pdf", "png"] = "pdf", template: Path = TEMPLATE) -> Any:
    """The same, in this process. `form`: "pdf", or "png" for a picture of each page.

    The document is the same wherever it is set: only the fonts that typst ships with are used.
    """
    import typst

    standards: Any = {"pdf_standards": ["ua-1"]} if form == "pdf" else {}

    def compiled(told: Any) -> Any:
        inputs = {"paper": json.dumps(told)}
        return typst.compile(
            str(template), format=form, sys_inputs=inputs, ignore_system_fonts=True, **standards
        )

    try:
        return compiled(displayable(paper))
    except typst.TypstError:  # a mark that no font sets above the letter before it
        return compiled(displayable(paper, usual_only=True))


def displayable(paper: Mapping[str, Any], usual_only: bool = False) -> Any:
    """A paper in which every text can be shown: what cannot is replaced, and the paper says so.

    `usual_only`: whatever is unusual is replaced, where letters that can be shown cannot be shown together.
    """
    unusual = _letters(paper) - _USUAL
    unknown = unusual if usual_only else {letter for letter in sorted(unusual) if not _has(letter)}
    table = {ord(letter): _instead(letter) for letter in unknown}
    changed = _translated(dict(paper), table)
    if SHOWN_AS in table.values():
        told = f"{SHOWN_AS} stands for characters that this document has no font for; the service shows them."
        changed["facts"] = [*changed["facts"], ["Characters", told]]
    return changed


def _letters(part: Any) -> set[str]:
    if isinstance(part, str):
        return set(part)
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return set[str]().union(*map(_letters, inside))


def _instead(letter: str) -> str:
    if unicodedata.category(letter).startswith("M"):  # a mark on the letter before it
        return ""
    return SHOWN_AS if letter.isprintable() else " " if letter.isspace() else ""


def _translated(part: Any, table: Mapping[int, str]) -> Any:
    if isinstance(part, str):
        return part.translate(table)
    if isinstance(part, dict):
        return {name: _translated(one, table) for name, one in part.items()}
    return [_translated(one, table) for one in part] if isinstance(part, list) else part


@lru_cache(maxsize=10_000)
def _has(letter: str) -> bool:
    """Whether PDF/UA-1 can be made with a character, tried out."""
    import typst

    if not letter.isprintable() or _has.cache_info().currsize > MOST_TRIED:
        return False
    source = f'#set document(title: "t")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#"\\u{{{ord(letter):x}}}"'
    try:
        typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True)
    except typst.TypstError:
        return False
    return True


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(json.load(sys.stdin), template=Path(sys.argv[1])))
