"""What the cells of one row say, each as an opinion. Cached by cell: many rows share them."""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from custodes.identity.compare import mac, model_text, name, relabel
from custodes.identity.compare.model import Numbering, numberings
from custodes.identity.compare.name import SILENT, NameReading
from custodes.identity.compare.text import model_key
from custodes.identity.conclusion import Opinion

MODEL_WEIGHT = 0.9
"""A model number of a form that only these makers use."""

MODEL_NAME_WEIGHT = 0.93
"""A maker's name, or its product line's, in the model cell."""

RELABEL_WEIGHT = 0.9
"""A published relabel of this very model."""

MAC_WEIGHT = 0.7
"""The registrant of a MAC block made the network interface, and mostly the device round it."""

SHORT_CODE = 6
"""A model number of up to this many characters, without a hyphen, is too common to contradict a label."""


class CellReading(NamedTuple):
    """What one cell says: a name, and a model number with the makers that number so."""

    name: NameReading
    code: str
    numberings: tuple[Numbering, ...]
    others: tuple[str, ...] = ()
    """Model numbers that stand beside `code`, and that other makers use."""


NOTHING = CellReading(SILENT, "", ())


@lru_cache(maxsize=1 << 17)
def brand_cell(text: str) -> CellReading:
    """A brand cell: a name, perhaps with a model number beside it or in its place."""
    return CellReading(name.read(text), *model_text.code_in(text)) if text else NOTHING


@lru_cache(maxsize=1 << 17)
def model_cell(text: str) -> CellReading:
    """A model cell. Names count only as listed: a product's name may be a near miss of anything."""
    if not text:
        return NOTHING
    code, found = model_text.code_in(text)
    return CellReading(name.read(text, near_misses=False), code, found, _of_others(text, found))


def _of_others(text: str, found: tuple[Numbering, ...]) -> tuple[str, ...]:
    """The model numbers listed in `text` that are of other makers than the one `found`."""
    codes = model_text.several(text)
    if not codes:
        return ()
    makers = {n.maker for n in found}
    numbered = {code: {n.maker for n in numberings(code)} for code in codes}
    return tuple(code for code, theirs in numbered.items() if theirs and not theirs & makers)


def of_model(cell: CellReading, label: NameReading) -> list[Opinion]:
    """What a model cell, or a model number in a brand cell, says of the maker."""
    opinions = []
    if cell.name.says in ("one", "several") and not _by_the_way(cell.name, label):
        opinions.append(Opinion("model", cell.name.makers, MODEL_NAME_WEIGHT, f"Model: {cell.name.reason}"))
    if cell.numberings:
        opinions += _of_number(cell, label)
    for code in cell.others:
        opinions += _of_number(cell._replace(code=code, numberings=numberings(code)), label)
    return opinions


def of_number_in_brand_cell(cell: CellReading, label: NameReading) -> list[Opinion]:
    """What a number beside the names in a brand cell says. It cannot tell which of several makers is meant:
    in "D-Link, Tapo C200" the number belongs to one, and the other stands there too."""
    said = of_model(cell, label)
    if label.says != "several":
        return said
    return [o._replace(makers=()) if set(o.makers) & set(label.makers) else o for o in said]


def _of_number(cell: CellReading, label: NameReading) -> list[Opinion]:
    makers = tuple(dict.fromkeys(n.maker for n in cell.numberings))
    first = cell.numberings[0]
    says = (
        f"“{cell.code}” is numbered as {' or '.join(makers)} number theirs: {first.meaning} ({first.source})."
    )
    code = model_key(cell.code)
    if label.makers and not set(makers) & set(label.makers) and len(code) <= SHORT_CODE and "-" not in code:
        return [Opinion("model", (), 0.0, f"{says} So short a number does not contradict the label.")]
    return [Opinion("model", makers, MODEL_WEIGHT, says)]


def _by_the_way(named: NameReading, label: NameReading) -> bool:
    """Whether a name in the model cell is an everyday word beside a label that names someone else."""
    return (
        named.weight <= name.WEIGHTS["ordinary word"]
        and bool(label.makers)
        and not set(named.makers) & set(label.makers)
    )


def of_mac(block: mac.Block) -> Opinion:
    """What the MAC address says."""
    reason = f"MAC block {block.prefix} is registered to {block.registrant} ({block.source})."
    return Opinion("mac", block.makers, MAC_WEIGHT, reason)


def of_relabel(label: str, model: str, as_of: dt.date | None) -> tuple[Opinion | None, str]:
    """Who makes this very model of `label`, where published, and its number there ("" if not known)."""
    rows = [row for row in relabel.by_model(label, model, as_of) if row.maker != label]
    if len({row.maker for row in rows}) != 1:
        return None, ""
    row = rows[0]
    reason = f"Label says {label}; “{model}” is one {row.maker} makes (relabel, {row.source})."
    return Opinion("relabel", (row.maker,), RELABEL_WEIGHT, reason), row.maker_model
