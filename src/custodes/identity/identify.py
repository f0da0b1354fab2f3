"""From what rows say about devices to who made them: one identification for each clue."""

import datetime as dt
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from custodes.identity import judgement
from custodes.identity.attributing import attributions
from custodes.identity.compare import mac, model_text, relabel
from custodes.identity.compare.name import SILENT, NameReading
from custodes.identity.conclusion import Clue, Identification, Opinion, Status
from custodes.identity.judgement import Verdict
from custodes.identity.opinions import (
    CellReading,
    brand_cell,
    model_cell,
    of_mac,
    of_model,
    of_number_in_brand_cell,
    of_relabel,
)
from custodes.identity.settled import settled


class _Cells(NamedTuple):
    """The texts of one clue, read. `label` is the brand cell, or the model cell where that is blank."""

    label: NameReading
    model: str
    opinions: list[Opinion]


def identify(
    clues: Sequence[Clue], *, as_of: dt.date | None = None, registry: Mapping[str, str] | None = None
) -> list[Identification]:
    """One identification per clue, in the same order.

    `as_of`: what was so then; relabellings that began later are left out. `registry`: registrant by MAC
    prefix (upper-case hex digits) from a pulled IEEE feed, beside the blocks the packs know. Equal
    evidence is weighed once, however many clues hold it.
    """
    with _without_collecting():
        return [*_identify_each(clues, as_of, registry)]


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Hundreds of thousands of tuples, none in a cycle: searching them for garbage doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _identify_each(
    clues: Sequence[Clue], as_of: dt.date | None, registry: Mapping[str, str] | None
) -> Iterator[Identification]:
    texts: dict[tuple[str, str], _Cells] = {}
    done: dict[tuple[str, str, tuple[str, ...]], Identification] = {}
    for clue in clues:
        block = mac.block(clue.mac, registry) if clue.mac else None
        key = (clue.brand, clue.model, block[:1] if block else ())
        if key not in done:
            cells = texts.get(key[:2]) or _read(clue.brand, clue.model)
            texts[key[:2]] = cells
            done[key] = _concluded(cells, block, as_of)
        found = _with_supplier(done[key], clue.supplier)
        label = texts[key[:2]].label
        yield settled(found, clue.judged, label, clue.brand, as_of) if clue.judged else found


def _read(brand: str, typed: str) -> _Cells:
    """Both text cells: which name is on the label, what the model is, what each says of the maker."""
    in_brand, in_model = brand_cell(brand), model_cell(typed)
    if in_brand.name.says == "silent":
        label, opinions = (
            in_model.name,
            of_model(in_model._replace(name=in_brand.name), in_model.name),
        )
    else:
        label = in_brand.name
        opinions = of_model(in_model, label)
        if in_brand.numberings and not in_model.code:
            number = in_brand._replace(name=SILENT)
            opinions += of_number_in_brand_cell(number, label)
    named = Opinion("name", label.makers, label.weight, label.reason)
    opinions = [named, *opinions] if label.reason else opinions
    return _Cells(label, _model(brand, typed, in_brand, opinions), opinions)


def _model(brand: str, typed: str, in_brand: CellReading, opinions: list[Opinion]) -> str:
    """The model to look up: of the model cell, else what stands in the brand cell."""
    makers = tuple(m for opinion in opinions for m in opinion.makers)
    if typed.strip():
        return model_text.tidy(typed, makers)
    return model_text.in_label(brand, in_brand.code, in_brand.numberings, makers) if makers else in_brand.code


def _concluded(cells: _Cells, block: mac.Block | None, as_of: dt.date | None) -> Identification:
    label = _only(cells.label.makers) or _only(judgement.combine(cells.opinions, {}).makers)
    opinions = list(cells.opinions)
    published, maker_model = of_relabel(label, cells.model, as_of) if label else (None, "")
    if published:
        opinions.insert(1 if cells.label.makers == (label,) else len(opinions), published)
    if block:
        opinions.append(of_mac(block))
    known = {row.maker: f"relabel, {row.source}" for row in relabel.by_brand(label, as_of)} if label else {}
    verdict = judgement.combine(opinions, known)
    return _identification(cells, verdict, label, maker_model, as_of)


def _identification(
    cells: _Cells, verdict: Verdict, label: str, maker_model: str, as_of: dt.date | None
) -> Identification:
    maker = verdict.hardware or _only(verdict.makers)
    doubted = verdict.confidence < 0.5
    status: Status = "identified" if maker and not doubted else "ambiguous"
    if not verdict.makers:
        status = "not_an_answer" if cells.label.says == "not_an_answer" else "unknown"
    return Identification(
        status=status,
        maker=maker if status == "identified" else "",
        brand=_only(cells.label.makers),
        model=cells.model,
        confidence=round(verdict.confidence, 2),
        conflict=verdict.conflict,
        attributions=attributions(verdict, status == "identified", cells.model, maker_model, as_of),
        reasons=verdict.reasons or ("Nothing in the row says who made it.",),
    )


def _with_supplier(found: Identification, supplier: str) -> Identification:
    if supplier and not found.attributions and not found.brand:
        reason = f"Only the supplier is known (“{supplier}”), which does not say who made it."
        return found._replace(reasons=(*found.reasons, reason))
    return found


def _only(makers: tuple[str, ...]) -> str:
    return makers[0] if len(makers) == 1 else ""
