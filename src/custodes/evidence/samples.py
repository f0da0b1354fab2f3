"""A few values of each column, for somebody who is to say what the column is."""

import pyarrow as pa
import pyarrow.compute as pc

from custodes.evidence.prepare import Prepared
from custodes.evidence.text import clean

LOOK_AT = 500
"""Rows among which values are looked for."""
MOST = 3
_SHORT = 60

Samples = tuple[tuple[str, tuple[str, ...]], ...]
"""Header to values, in the order of the columns."""


def samples(one: Prepared) -> Samples:
    """The first different values of every column that was not refused.

    Nothing is shown of rows whose cells may stand in other columns than their own: a password may be among
    them. What was cut out of a cell is not in it any more.
    """
    shifted = pa.array([t.at for t in one.grid.troubles if t.rejects or t.withhold], pa.int64())
    sure = pc.indices_nonzero(pc.invert(pc.is_in(one.table.rows[:LOOK_AT], shifted)))
    return tuple(
        (header, _few(one.columns[at].take(sure)))
        for at, header in enumerate(one.table.headers)
        if at not in one.refused and at >= one.leading
    )


def _few(column: pa.DictionaryArray) -> tuple[str, ...]:
    texts = [clean(text)[0][:_SHORT] for text in pc.unique(column.dictionary_decode()).to_pylist()]
    return tuple(dict.fromkeys(text for text in texts if text))[:MOST]
