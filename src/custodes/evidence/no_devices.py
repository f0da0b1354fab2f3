"""Rows that are no device: totals of other rows, and rows with nothing to identify a device by."""

from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from custodes.evidence.quantities import is_a_count, is_a_number
from custodes.evidence.shapes import NEEDED
from custodes.evidence.words import says_total

NOTHING_TO_GO_BY = (
    "has neither a brand nor a model nor a MAC address",
    "Fill in at least one of the three, or delete the row if it is not a device.",
)
IS_A_TOTAL = ("is a total of other rows, not a device", "Delete it.")
IS_A_COUNT = (
    "has a number of devices where the brand belongs, and neither a model nor a MAC address",
    "Put the number into a column for the number of devices, and the brand here; “not known” where nobody knows it.",
)
COUNT_FOR_BRAND = (
    "is a number of devices and not a brand; it was read as blank",
    "Put it into a column for the number of devices.",
)
SAYS_NO_TOTAL = frozenset(
    [
        "mac",
        "ip",
        "serial",
        "firmware",
        "hardware",
        "quantity",
        "quantity_basis",
        "installed",
        "supported_until",
    ]
)
"""Columns in which the word says nothing of the row."""

_MAY_BE_TOTAL = r"(?i)\b(?:sub)?totals?\b"
_MAY_BE_COUNT = r"(?i)^.{0,40}(?:[0-9]|dozen|couple|pair|hundred).{0,20}$"

Columns = Mapping[str, pa.DictionaryArray]


def counts_for_brands(tidy: Columns, height: int) -> pa.Array:
    """The rows in which a number of devices stands as the brand: "approx 40", "40 cameras"."""
    if "brand" not in tidy:
        return pa.repeat(pa.scalar(False), height)
    brands = tidy["brand"]
    return _where(brands, pc.match_substring_regex(brands.dictionary, _MAY_BE_COUNT), is_a_count)


def found(
    values: Mapping[str, pa.Array], tidy: Columns, counts: pa.Array
) -> Iterator[tuple[pa.Array, tuple[str, str]]]:
    """The rows that are no device, by what is wrong with them and what to do. `counts`: see `counts_for_brands`."""
    totals = _totals(values, tidy)
    yield totals, IS_A_TOTAL
    silent = pc.invert(totals)
    for name in NEEDED:
        silent = pc.and_(silent, pc.equal(values[name], ""))
    yield pc.and_(silent, counts), IS_A_COUNT
    yield pc.and_(silent, pc.invert(counts)), NOTHING_TO_GO_BY


def _totals(values: Mapping[str, pa.Array], tidy: Columns) -> pa.Array:
    """Rows in which a cell says that they are one, while brand, model and MAC hold nothing else but a number."""
    nowhere = pa.repeat(pa.scalar(False), len(values["brand"]))
    said = {
        name: _where(column, pc.match_substring_regex(column.dictionary, _MAY_BE_TOTAL), says_total)
        for name, column in tidy.items()
        if name not in SAYS_NO_TOTAL
    }
    found = nowhere
    for rows in said.values():
        found = pc.or_(found, rows)
    for name in NEEDED:
        if pc.any(found).as_py():
            nothing = pc.or_(pc.equal(values[name], ""), said.get(name, nowhere))
            found = pc.and_(found, pc.or_(nothing, _numbers(values[name], found)))
    return found


def _numbers(values: pa.Array, among: pa.Array) -> pa.Array:
    """Where, among the few rows that are asked about, a value is a number: that of a total."""
    column = pc.dictionary_encode(pc.if_else(among, values, pa.scalar("")))
    return _where(column, pc.not_equal(column.dictionary, ""), is_a_number)


def _where(column: pa.DictionaryArray, likely: pa.Array, test: Callable[[str], bool]) -> pa.Array:
    """The rows whose value passes `test`, to which only the distinct values are put that are `likely` to."""
    at = pc.indices_nonzero(likely)
    texts = column.dictionary.take(at).to_pylist()
    passed = [index for index, text in zip(at.to_pylist(), texts, strict=True) if test(text)]
    return pc.is_in(column.indices, pa.array(passed, column.indices.type))
