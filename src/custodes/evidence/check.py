"""Row rules: what is accepted, what is rejected, what is worth a warning. Each distinct value is read once."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from custodes.evidence import addresses, no_devices, rules
from custodes.evidence.quantities import read_quantity
from custodes.evidence.rules import Outcome, Rule
from custodes.evidence.shapes import TEXT_COLUMNS
from custodes.evidence.text import needs_cleaning

Columns = Mapping[str, pa.DictionaryArray]

_ONE_DEVICE = r"[0-9].*[0-9].*[0-9]"
"""In a serial number, which has five letters or digits at least; "see label" is none (`evidence.marks`)."""


class Remark(NamedTuple):
    """Something wrong with a row of the table; `canonical` is "" where it is about the whole row."""

    at: int
    canonical: str
    value: str
    problem: str
    mend: str
    rejects: bool


class Checked(NamedTuple):
    """The canonical columns as Arrow arrays, and every remark."""

    values: dict[str, pa.Array]
    remarks: list[Remark]


def check(given: Columns, headers: Mapping[str, str], height: int, today: dt.date) -> Checked:
    """Apply every rule to a table of `height` rows.

    `given` holds the columns that the table has, `headers` what they are called there. `today` bounds the
    dates that are believed.
    """
    remarks: list[Remark] = []
    tidy = {
        name: _applied(column, name, rules.tidy, remarks, _already_tidy) for name, column in given.items()
    }
    values: dict[str, pa.Array] = {}
    for name in TEXT_COLUMNS:
        values[name] = _text(name, tidy.get(name), headers.get(name, ""), height, remarks)
    for name, latest in (("installed", _later(today, 1)), ("supported_until", _later(today, 50))):
        values[name] = _applied_or(tidy.get(name), name, partial(rules.date, latest=latest), height, remarks)
    values["quantity"], basis = _quantities(tidy, height, remarks)
    values["quantity_basis"] = _one_each(basis, values, tidy)
    _needed(values, tidy, height, remarks)
    return Checked(values, remarks)


def _later(today: dt.date, years: int) -> dt.date:
    return dt.date(today.year + years, 12, 31)


def _applied(
    column: pa.DictionaryArray,
    name: str,
    rule: Rule,
    remarks: list[Remark],
    quick: Callable[[pa.Array], pa.Array] | None = None,
) -> pa.DictionaryArray:
    """The column with `rule` applied to its distinct values, remarks noted for each row that has a bad one.

    `quick` reads the values that need no thought, all at once, and gives null for the others.
    """
    done = quick(column.dictionary) if quick else pa.nulls(len(column.dictionary), pa.string())
    slow = pc.indices_nonzero(pc.is_null(done)).to_pylist()
    originals = column.dictionary.take(pa.array(slow, pa.int64())).to_pylist()
    outcomes = dict(zip(slow, map(rule, originals), strict=True))
    if slow:
        patch = pa.array([str(outcome.value) for outcome in outcomes.values()], pa.string())
        done = pc.replace_with_mask(done, pc.is_null(done), patch)
    bad = [at for at, outcome in outcomes.items() if outcome.problem]
    if bad:
        rows = pc.indices_nonzero(pc.is_in(column.indices, pa.array(bad, column.indices.type)))
        for index, at in zip(rows.to_pylist(), column.indices.take(rows).to_pylist(), strict=True):
            _, problem, mend, rejects = outcomes[at]
            remarks.append(Remark(index, name, column.dictionary[at].as_py(), problem, mend, rejects))
    return pa.DictionaryArray.from_arrays(column.indices, done)


def _applied_or(
    column: pa.DictionaryArray | None, name: str, rule: Rule, height: int, remarks: list[Remark]
) -> pa.Array:
    if column is None:
        return pa.repeat(pa.scalar(""), height)
    return _applied(column, name, rule, remarks).dictionary_decode()


def _already_tidy(values: pa.Array) -> pa.Array:
    odd = pc.or_(needs_cleaning(values), pc.starts_with(values, "#"))
    return pc.if_else(odd, pa.scalar(None, pa.string()), values)


def _text(
    name: str, column: pa.DictionaryArray | None, header: str, height: int, remarks: list[Remark]
) -> pa.Array:
    if column is None:
        return pa.repeat(pa.scalar(""), height)
    if name == "mac":
        column = _applied(column, name, rules.mac, remarks, addresses.plain_macs)
    elif name == "ip":
        column = _applied(column, name, rules.ip, remarks, addresses.plain_ips)
    elif name in {"technology", "site_class"}:
        column = _applied(column, name, partial(rules.word, column=name), remarks)
    elif name == "connectivity":
        column = _applied(column, name, partial(rules.connectivity, header=header), remarks)
    return column.dictionary_decode()


def _quantities(tidy: Columns, height: int, remarks: list[Remark]) -> tuple[pa.Array, pa.Array]:
    """Numbers, and how they are known: what a column says of that outranks how the number is typed."""
    if "quantity" not in tidy:
        counts, basis = pa.repeat(pa.scalar(1, pa.int64()), height), pa.repeat(pa.scalar("assumed"), height)
    else:
        column = tidy["quantity"]
        _applied(column, "quantity", lambda text: Outcome(text, *read_quantity(text)[2:]), remarks)
        read = [read_quantity(text) for text in column.dictionary.to_pylist()]
        counts = pa.array([min(q.value, 2**62) for q in read], pa.int64()).take(column.indices)
        basis = pa.array([q.basis for q in read], pa.string()).take(column.indices)
    if "quantity_basis" not in tidy:
        return counts, basis
    said = _applied(tidy["quantity_basis"], "quantity_basis", rules.basis, remarks).dictionary_decode()
    none_held = pc.and_(pc.equal(said, "not_held"), pc.equal(basis, "assumed"))
    counts = pc.if_else(none_held, pa.scalar(0, pa.int64()), counts)
    # A word beside the number can only make it less sure: zero stays zero, an estimate stays one.
    softer = pc.or_(
        none_held, pc.and_(pc.is_in(said, pa.array(["estimated", "assumed"])), pc.equal(basis, "counted"))
    )
    return counts, pc.if_else(softer, said, basis)


def _one_each(basis: pa.Array, values: Mapping[str, pa.Array], tidy: Columns) -> pa.Array:
    """A row that gives no number, and a serial number or a MAC address, is that one device: it is counted."""
    is_one = pc.or_(
        pc.not_equal(values["mac"], ""),
        pc.and_(
            pc.greater_equal(pc.utf8_length(values["serial"]), 5),
            pc.match_substring_regex(values["serial"], _ONE_DEVICE),
        ),
    )
    if "quantity" in tidy:  # "not known" is no blank: somebody said so
        blank = pc.equal(tidy["quantity"].dictionary, "").take(tidy["quantity"].indices)
        is_one = pc.and_(is_one, blank)
    return pc.if_else(pc.and_(is_one, pc.equal(basis, "assumed")), pa.scalar("counted"), basis)


def _needed(values: dict[str, pa.Array], tidy: Columns, height: int, remarks: list[Remark]) -> None:
    """Reject rows that are no device; in rows that are one, warn of a number in the place of a brand, and blank it."""
    counts = no_devices.counts_for_brands(tidy, height)
    given = values["brand"]
    values["brand"] = pc.if_else(counts, pa.scalar(""), given)
    for rows, reason in no_devices.found(values, tidy, counts):
        remarks += [Remark(index, "", "", *reason, rejects=True) for index in _indices(rows)]
        counts = pc.and_(counts, pc.invert(rows))
    for index in _indices(counts):
        remarks.append(
            Remark(index, "brand", given[index].as_py(), *no_devices.COUNT_FOR_BRAND, rejects=False)
        )


def _indices(rows: pa.Array) -> list[int]:
    found: list[int] = pc.indices_nonzero(rows).to_pylist()
    return found
