"""Totals of figures that read answers which are not public, with what is too small taken out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custodes.publication.figures.splitting import Whole
from custodes.publication.package.disclosure import Disclosures, from_answers
from custodes.publication.package.numbers import Tally, tally

if TYPE_CHECKING:
    from custodes.publication.figures.snapshot import Snapshot


def protected(figures: Sequence[Whole], snapshot: "Snapshot", of: Disclosures) -> dict[str, Tally]:
    """By name, the totals of every figure, group and part that cannot be worked out from public answers."""
    workings = [
        one for whole in figures for one in (whole.working, *(split.working for split in whole.splits))
    ]
    return {
        working.figure.name: tally(working) for working in workings if not from_answers(working.figure, of)
    }
