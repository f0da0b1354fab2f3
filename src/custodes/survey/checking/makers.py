"""Who made the devices, which models they are, and who sold them: as texts, or chosen."""

from collections.abc import Iterable

from custodes.identity.compare.text import key
from custodes.survey.checking.found import (
    Asked,
    Finding,
    Result,
    no_device,
    not_known,
    nothing_held,
    unchecked,
)
from custodes.survey.checking.held import Held, Rows, total
from custodes.survey.checking.naming import Named, mentioned, named_in
from custodes.survey.checking.words import amount, listed


def makers(asked: Asked, held: Held) -> Finding:
    """Every maker that the register holds has to be named; one on a watchlist that is not contradicts."""
    return _compare(asked, held, complete=True)


def models(asked: Asked, held: Held) -> Finding:
    """Brands and models in a text. What is asked for may be a part of all, so that only what is flagged must be there."""
    return _compare(asked, held, complete=False)


def _compare(asked: Asked, held: Held, complete: bool) -> Finding:
    if early := not_known(asked, held) or nothing_held(asked, held):
        return early
    if not held.rows:
        return unchecked(no_device(asked))
    named = _named(asked, held)
    hidden = _hidden(held.rows, named)
    if hidden:
        return _contradiction(asked, named, hidden)
    doubts, detail = _doubts(asked, held, named, complete)
    says = _says(asked, named)
    if doubts:
        return Finding(Result.DOUBTFUL, says, asked.holds(", and ".join(doubts)), detail)
    have = amount(held.devices, asked.noun)
    if complete:
        have = f"{have} of {_makers(len(_known(held.rows)))}, {'whom' if len(_known(held.rows)) == 1 else 'all of whom'} you name"
    else:
        have = f"{have}, and none on a watchlist of a maker that you do not name"
    return Finding(Result.AGREES, says, asked.holds(have))


def _says(asked: Asked, named: Named) -> str:
    return asked.names(f"{_makers(len(named.makers))} of {asked.noun.many}")


def _named(asked: Asked, held: Held) -> Named:
    """Whom the answer names: in its text, or by what is chosen."""
    question = asked.standing.question
    if question.kind == "text":
        named = named_in(asked.value)
        there = {name for one in held.rows for name in (one.maker, one.brand)} - named.denied
        return Named(named.makers | mentioned(asked.value, there), named.denied)
    words = {one.name: next(iter(one.label.values()), one.name) for one in question.choices}
    chosen = [named_in(words.get(name, name)).makers for name in asked.chosen]
    other = named_in(asked.standing.given.other)
    return Named(other.makers.union(*chosen), other.denied)


def _hidden(rows: Iterable[Rows], named: Named) -> tuple[Rows, ...]:
    """Devices on a watchlist whose maker the answer does not name, and those of whom it says there are none."""
    return tuple(
        one
        for one in rows
        if one.flagged_name
        and one.flagged_name not in named.makers
        and (one.listed == "affected" or one.flagged_name in named.denied)
    )


def _contradiction(asked: Asked, named: Named, hidden: tuple[Rows, ...]) -> Finding:
    there, names = total(hidden), {one.flagged_name for one in hidden}
    relabelled = total(one for one in hidden if one.relabelled).number
    carry = f", of which {relabelled:,} {'carries' if relabelled == 1 else 'carry'} another brand's name"
    flagged = total(one for one in hidden if one.listed == "affected")
    whose = " on a watchlist" if flagged.number == there.number else ""
    have = f"{amount(there, asked.noun)} of {_makers(len(names))}{whose} that you do not name"
    evidence = asked.holds(f"{have}{carry if relabelled else ''}")
    return Finding(Result.CONTRADICTS, _says(asked, named), evidence, by_maker(hidden))


def by_maker(rows: Iterable[Rows], most: int = 8) -> str:
    """“Hikvision (14, of which 9 carry another brand's name) and Dahua Technology (2)”."""
    numbers: dict[str, list[Rows]] = {}
    for one in rows:
        numbers.setdefault(one.flagged_name, []).append(one)
    parts = []
    for name, some in sorted(numbers.items(), key=lambda item: (-total(item[1]).number, item[0])):
        others = total(one for one in some if one.relabelled).number
        carry = f", of which {others:,} {'carries' if others == 1 else 'carry'} another brand's name"
        parts.append(f"{name} ({total(some).number:,}{carry if others else ''})")
    return listed(parts, most)


def _doubts(asked: Asked, held: Held, named: Named, complete: bool) -> tuple[list[str], str]:
    """What is not a contradiction and needs a look."""
    known, brands = _known(held.rows), {one.brand for one in held.rows}
    unnamed = [one for one in held.rows if one.maker and not {one.maker, one.brand} & named.makers]
    if not complete:
        unnamed = [one for one in unnamed if one.listed in ("unknown", "")]
    nameless = total(one for one in held.rows if not one.maker)
    strange = named.makers - known - brands
    doubts, detail = [], []
    if unnamed:
        count = _makers(len({one.maker for one in unnamed}))
        which = "" if complete else ", which may be on a watchlist,"
        doubts.append(f"{amount(total(unnamed), asked.noun)} of {count}{which} that you do not name")
        detail.append(by_maker(unnamed))
    if strange:
        doubts.append(f"nothing of {_makers(len(strange))} that you name")
        detail.append(listed(sorted(strange)))
    if nameless.number:
        doubts.append(f"{amount(nameless, asked.noun)} whose maker is not known")
    return doubts, "; ".join(detail)


def _known(rows: Iterable[Rows]) -> set[str]:
    return {one.maker for one in rows if one.maker}


def _makers(number: int) -> str:
    return "no known maker" if not number else "1 maker" if number == 1 else f"{number:,} makers"


def suppliers(asked: Asked, held: Held) -> Finding:
    """Who sold the devices: those that the register names are looked for in the answer."""
    if early := not_known(asked, held) or nothing_held(asked, held):
        return early
    if not held.suppliers:
        return unchecked(asked.is_silent("who sold the devices"))
    text = key(" ".join((asked.value, asked.standing.given.other, asked.labels(asked.chosen))))
    missing = [name for name, _ in held.suppliers if key(name) not in text]
    number = len(held.suppliers)
    evidence = asked.register(
        "names", "name", f"{number:,} supplier{'' if number == 1 else 's'} of {asked.noun.many}"
    )
    says = asked.names(f"who sold the {asked.noun.many}")
    if missing:
        evidence = f"{evidence[:-1]}, of which {len(missing):,} cannot be found in the answer."
        return Finding(Result.DOUBTFUL, says, evidence, listed(missing))
    return Finding(Result.AGREES, says, evidence)
