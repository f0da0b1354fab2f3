"""What is published of answers that are not public: an attacker goes through everything that people may have answered."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import product

import publications
import pyarrow as pa
import pytest
import waves
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.errors import Invalid
from custodes.publication.figures.conditions import condition, truth
from custodes.publication.figures.counting import ANSWERS, UNITS, Group
from custodes.publication.figures.definitions import Figure, Unit
from custodes.publication.figures.snapshot import Snapshot
from custodes.publication.figures.splitting import Role, Whole, work_out_split
from custodes.publication.package.disclosure import Disclosed, Disclosure, disclosures
from custodes.publication.package.numbers import Tally, tally
from custodes.publication.package.protecting import protected

SECRET = Disclosed(Disclosure.AGGREGATED, "section 24", "It would show where to look.")
FORM = waves.instrument("""
type              | name | label | required | relevant | constraint
select_one yes_no | open | Open? |          |          |
select_one yes_no | one  | One?  |          |          |
select_one yes_no | two  | Two?  |          |          |
""")
OF = disclosures(FORM, {"one": SECRET, "two": SECRET})
SECRETS = ("one", "two")
Said = Mapping[str, tuple[str, str]]
YES, NO, NOT_KNOWN = ("answered", "yes"), ("answered", "no"), ("not_known", "")
MAY_SAY = (YES, NO, NOT_KNOWN)


def figure(counts: str, belongs: str = "", by: str = "", parts: str = "", below: int = 3) -> Figure:
    return Figure(
        "one",
        "One",
        Unit.RETURN,
        "",
        "returns",
        condition(counts),
        condition(belongs) if belongs else None,
        by=(by,) if by else (),
        parts=parts,
        below=below,
    )


def snapshot(said: list[Said]) -> Snapshot:
    units = [("return", f"{n:03}", f"{n:03}") for n in range(len(said))]
    rows = [("return", f"{n:03}", q, *answer) for n, one in enumerate(said) for q, answer in one.items()]
    tables = (
        pa.table([list(c) for c in zip(*found, strict=True)] or [[] for _ in schema], schema=schema)
        for found, schema in ((units, UNITS), (rows, ANSWERS))
    )
    return Snapshot(publications.AT, *tables)


def published(one: Figure, said: list[Said]) -> tuple[Whole, dict[str, Tally]]:
    at = snapshot(said)
    wholes = work_out_split([one], FORM, at.units, at.answers)
    return wholes[0], protected(wholes, at, FORM, OF)


Worlds = Counter[tuple[str, Group]]


def shows(whole: Whole, said: Said) -> Worlds:
    """What one return adds to each number that is published."""
    found: Worlds = Counter()
    states = {question: [answer] for question, answer in said.items()}
    for one in (whole.figure, *(split.of.figure for split in whole.splits)):
        belongs = truth(one.belongs, states) if one.belongs else True
        found[one.name, Group(belongs, truth(one.counts, states))] += 1
    return found


def worlds(whole: Whole, said: list[Said]) -> list[Worlds]:
    """All numbers that there could be, given what is public: those of every way to answer."""
    found = {frozenset[tuple[tuple[str, Group], int]]()}
    for one in said:
        secret = [question for question in SECRETS if question in one]
        ways = {
            frozenset(shows(whole, {**one, **dict(zip(secret, way, strict=True))}).items())
            for way in product(MAY_SAY, repeat=len(secret))
        }
        found = {
            frozenset((Counter(dict(before)) + Counter(dict(way))).items())
            for before in found
            for way in ways
        }
    return [Counter(dict(one)) for one in found]


def fits(world: Worlds, tallies: Mapping[str, Tally]) -> bool:
    """Whether these could be the numbers behind what is published."""
    return all(
        number in (None, world[name, group])
        for name, one in tallies.items()
        for group, number in one.cells.items()
    ) and all(
        one.of is None or one.of == sum(world[name, Group(True, counts)] for counts in (True, None, False))
        for name, one in tallies.items()
    )


def small(whole: Whole, tallies: Mapping[str, Tally], below: int) -> set[tuple[str, Group]]:
    """The numbers that must not be told. Who is not in a part is a sum of others."""
    parts = {split.of.figure.name for split in whole.splits if split.of.role is Role.PART}
    return {
        (one.figure.name, group)
        for one in (whole.working, *(split.working for split in whole.splits))
        if one.figure.name in tallies
        for group, number in tally(one).cells.items()
        if 1 <= (number or 0) < below and not (one.figure.name in parts and group.counts is False)
    }


answers = st.fixed_dictionaries(
    {"open": st.sampled_from((YES, NO))},
    optional={"one": st.sampled_from(MAY_SAY), "two": st.sampled_from(MAY_SAY)},
)


@settings(max_examples=100)
@given(
    st.sampled_from(("${one} = 'yes'", "${one} = 'yes' and ${open} = 'yes'", "${one} != 'no'")),
    st.sampled_from(("", "${open} = 'yes'", "${two} = 'yes'")),
    st.sampled_from((("", ""), ("open", ""), ("two", ""), ("", "two"), ("", "open"))),
    st.integers(2, 4),
    st.lists(answers, min_size=1, max_size=5),
)
def test_no_small_number_of_a_publication_can_be_recovered(
    counts: str, belongs: str, split: tuple[str, str], below: int, said: list[Said]
) -> None:
    by, parts = split
    one = figure(counts, belongs, by, parts, below)
    try:
        whole, tallies = published(one, said)
    except Invalid:
        return
    left: dict[tuple[str, Group], set[int]] = defaultdict(set)
    hidden = small(whole, tallies, below)
    for world in worlds(whole, said):
        if fits(world, tallies):
            for cell in hidden:
                left[cell].add(world[cell])
    assert all(tallies[name].cells[group] is None for name, group in hidden)
    assert all(len(left[cell]) > 1 for cell in hidden), (hidden, left, tallies)


def many(yes: int, no: int, opened: str = "yes") -> list[Said]:
    return [{"open": ("answered", opened), "one": YES}] * yes + [
        {"open": ("answered", opened), "one": NO}
    ] * no


def test_a_small_number_goes_and_its_complement_with_it() -> None:
    _, tallies = published(figure("${one} = 'yes'", below=5), many(3, 20))
    assert dict(tallies["one"].cells) == {
        Group(True, True): None,
        Group(True, None): 0,
        Group(True, False): None,
    }
    assert tallies["one"].of == 23, "everybody belongs, which is public"


def test_a_group_goes_together_with_another() -> None:
    said = [*many(2, 20), *many(9, 9, "no")]
    _, tallies = published(figure("${one} = 'yes'", by="open", below=5), said)
    assert tallies["one"].cells[Group(True, True)] == 11
    numbers = [tallies[f"one/by/open/{choice}"].cells[Group(True, True)] for choice in ("yes", "no")]
    assert numbers == [None, None]


@pytest.mark.parametrize(("either", "left"), [(2, None), (6, 6)])
def test_parts_that_overlap_go_together(either: int, left: int | None) -> None:
    form = waves.instrument("""
        type                   | name | label | required | relevant | constraint
        select_one yes_no      | one  | One?  |          |          |
        select_multiple yes_no | two  | Two?  |          |          |
    """)
    said: list[Said] = [{"one": YES, "two": ("answered", "yes no")}] * either
    said += [{"one": YES, "two": YES}] * 9 + [{"one": NO}] * 9
    at = snapshot(said)
    wholes = work_out_split([figure("${one} = 'yes'", parts="two", below=5)], form, at.units, at.answers)
    tallies = protected(wholes, at, form, disclosures(form, {"one": SECRET, "two": SECRET}))
    assert tallies["one"].cells[Group(True, True)] == either + 9
    assert tallies["one/part/two/no"].cells[Group(True, True)] == left
    assert (tallies["one/part/two/yes"].cells[Group(True, True)] is None) is (left is None)


def test_large_numbers_stay() -> None:
    _, tallies = published(figure("${one} = 'yes'", below=5), many(7, 20))
    assert tallies["one"].whole


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (figure("${open} = 'yes'"), "every answer that it reads is public"),
        (figure("${one} = 'yes'", by="open", parts="two"), "split in two ways"),
    ],
)
def test_what_cannot_be_protected_is_refused(one: Figure, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        published(one, many(2, 9))


def test_what_public_answers_tell_is_refused() -> None:
    with pytest.raises(Invalid, match="follows from what is public"):
        published(figure("${one} = 'yes' or ${open} = 'yes'"), many(2, 0))


def test_a_figure_beside_a_protected_one_is_protected_too() -> None:
    at = snapshot(many(2, 9))
    figures = [
        figure("${one} = 'yes'"),
        Figure("other", "", Unit.RETURN, "", "", condition("${one} = 'no'"), None),
    ]
    wholes = work_out_split(figures, FORM, at.units, at.answers)
    with pytest.raises(Invalid, match="other: It reads one, which one protects"):
        protected(wholes, at, FORM, OF)
