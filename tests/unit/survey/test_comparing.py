"""What of two forms can be compared, as a table of what was changed; and what two waves said, counted by hand."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from written_forms import YES_NO, form

from custodes.survey.comparing import Compared, Likeness, QuestionCompared, Side, compare, pairs
from custodes.survey.filling import Form, State
from custodes.survey.filling.keys import Key
from custodes.survey.submitted import Submitted

FIRST = """
type              | name    | label         | hint     | relevant        | custodes::unit | custodes::technology | custodes::comparable
begin_group       | cctv    | CCTV          |          |                 |                |                      |
select_one yes_no | runs    | Any cameras?  |          |                 |                | cctv                 |
integer           | number  | How many?     | In use   | ${runs} = 'yes' | devices        | cctv                 |
end_group         |         |               |          |                 |                |                      |
begin_group       | more    | More          |          |                 |                |                      |
text              | why     | Why?          |          |                 |                |                      |
select_multiple yes_no | which | Which?     |          |                 |                |                      |
note              | told    | Thank you     |          |                 |                |                      |
end_group         |         |               |          |                 |                |                      |
"""
SETTINGS = "form_title | form_id | version\nA form | form | %s"
CHANGES: list[tuple[str, str, str, Likeness, tuple[str, ...]]] = [
    ("", "", "runs", Likeness.SAME, ()),
    ("Any cameras?", "Any   cameras? ", "runs", Likeness.SAME, ()),
    ("Thank you", "Many thanks", "runs", Likeness.SAME, ()),
    ("Any cameras?", "Any cameras now?", "runs", Likeness.WORDING, ("The question was: “Any cameras?”",)),
    ("In use ", "       ", "number", Likeness.WORDING, ("The hint was: “In use”",)),
    (
        "Why?          |          ",
        "Why?          | In short ",
        "why",
        Likeness.WORDING,
        ("There was no hint.",),
    ),
    ("${runs} = 'yes'", "${runs} != 'no'", "number", Likeness.SAME, ("It was asked of others.",)),
    ("integer   ", "decimal   ", "number", Likeness.NOT_COMPARABLE, ("It was asked as a whole number.",)),
    ("| devices ", "| systems ", "number", Likeness.NOT_COMPARABLE, ("It counted devices.",)),
    ("| devices ", "|         ", "number", Likeness.NOT_COMPARABLE, ("It counted devices.",)),
    (
        "                | cctv   ",
        "                | drone  ",
        "runs",
        Likeness.NOT_COMPARABLE,
        ("It was about another technology.",),
    ),
    ("text   ", "date   ", "why", Likeness.NOT_COMPARABLE, ("It was asked as text.",)),
    ("| number ", "| amount ", "amount", Likeness.ONLY_HERE, ()),
    ("| number ", "| amount ", "number", Likeness.ONLY_THERE, ()),
    (
        "select_one yes_no ",
        "select_one yes_no or_other ",
        "runs",
        Likeness.CHOICES,
        ("Something else could not be written.",),
    ),
]


@cache
def made(survey: str = FIRST, version: str = "1", choices: str = YES_NO) -> Form:
    return form(survey, choices, SETTINGS % version)


@pytest.mark.parametrize(("old", "new", "name", "likeness", "why"), CHANGES)
def test_how_a_question_stands_to_the_one_before(
    old: str, new: str, name: str, likeness: Likeness, why: tuple[str, ...]
) -> None:
    assert old in FIRST
    found = {
        pair.name: pair for pair in pairs(made(FIRST.replace(old, new, 1) if old else FIRST, "2"), made())
    }
    assert (found[name].likeness, found[name].why) == (likeness, why)


def test_choices_that_were_added_taken_out_and_renamed_are_said() -> None:
    now = YES_NO.replace("yes_no    | no        | No", "yes_no    | never     | Never").replace(
        "| Yes", "| Yes, some"
    )
    found = {pair.name: pair for pair in pairs(made(FIRST, "2", now), made())}
    for name in ("runs", "which"):
        assert found[name].likeness is Likeness.CHOICES
        assert found[name].why == (
            "“Never” could not be chosen.",
            "“No” could be chosen.",
            "“Yes, some” was called “Yes”.",
        )


def test_a_question_can_say_with_which_it_is_to_be_compared() -> None:
    now = FIRST.replace("integer           | number ", "integer           | amount ").replace(
        "devices        | cctv                 |", "devices        | drone | 2019/x, 1/number", 1
    )
    found = {pair.name: pair for pair in pairs(made(now, "2"), made())}
    assert "number" not in found
    pair = found["amount"]
    assert (pair.likeness, pair.there and pair.there.item.name) == (Likeness.SAME, "number")
    apart = {one.name: one.likeness for one in pairs(made(now, "2"), made(), by_name=True)}
    assert (apart["amount"], apart["number"]) == (Likeness.ONLY_HERE, Likeness.ONLY_THERE)
    other = {one.name: one.likeness for one in pairs(made(now, "2"), made(FIRST, "1.5"))}
    assert other["amount"] is Likeness.ONLY_HERE


def test_asked_once_and_asked_of_several_things_is_not_comparable() -> None:
    now = FIRST.replace("begin_group       | more", "begin_repeat      | more").replace(
        "note              | told    | Thank you     |          |                 |                |                      |\nend_group ",
        "note              | told    | Thank you     |          |                 |                |                      |\nend_repeat",
    )
    found = {pair.name: pair for pair in pairs(made(now, "2"), made())}
    assert (found["why"].likeness, found["why"].why) == (Likeness.NOT_COMPARABLE, ("It was asked once.",))


# Waves


def said(text: str) -> dict[str, Any]:
    """`yes` is an answer, `~not_known` a state."""
    if text.startswith("~"):
        return {"state": text[1:]}
    return {"state": "answered" if text else "blank", "value": text}


def submitted(
    of: Form,
    answers: Mapping[str, str],
    covers: Mapping[str, list[str]],
    **differences: Mapping[str, str | None],
) -> Submitted:
    told = {
        "answers": {key: said(text) for key, text in answers.items()},
        "covers": covers,
        "differences": {
            body: {key: None if text is None else said(text) for key, text in own.items()}
            for body, own in differences.items()
        },
        "checks": [],
    }
    return Submitted(SimpleNamespace(pk=1), of, told)  # type: ignore[arg-type]


BOTH = ["cctv", "more"]
SECOND = made(FIRST, "2")
THEN = [
    submitted(
        made(),
        {"runs": "yes", "number": "100", "which": "yes no"},
        {"oxmere": BOTH, "fenwick": BOTH},
        fenwick={"runs": "no", "number": None},
    ),
    submitted(made(), {"runs": "yes", "number": "10", "which": "yes"}, {"thornby": BOTH}),
    submitted(made(), {"runs": "~not_known", "which": ""}, {"ashdale": ["cctv"]}),
]
NOW = [
    submitted(
        SECOND, {"runs": "yes", "number": "120", "which": "no yes"}, {"oxmere": BOTH, "fenwick": ["more"]}
    ),
    submitted(SECOND, {"runs": "no", "which": "~withheld"}, {"thornby": BOTH}),
    submitted(SECOND, {"runs": "yes", "number": "7", "which": "no"}, {"brackley": BOTH}),
]


@cache
def compared() -> Compared:
    return compare(Side(SECOND, NOW, 5), Side(made(), THEN, 6))


def one(name: str, of: Compared | None = None) -> QuestionCompared:
    return next(found for found in (of or compared()).questions if found.pair.name == name)


def test_returns_and_bodies_are_counted_apart() -> None:
    runs = one("runs")
    then, now = runs.returns
    assert (then.covered, then.asked, then.choices) == (3, 3, {"yes": 2})
    assert then.states == {State.ANSWERED: 2, State.NOT_KNOWN: 1}
    assert (now.covered, now.choices) == (3, {"yes": 2, "no": 1})
    then, now = runs.bodies
    assert (then.covered, then.choices) == (4, {"yes": 2, "no": 1})  # Fenwick differs from its return
    assert (now.covered, now.choices) == (3, {"yes": 2, "no": 1})  # Fenwick's part is covered by nobody


def test_a_part_that_no_return_covers_is_not_asked_about() -> None:
    which = one("which")
    assert [which.returns.then.covered, which.bodies.then.covered] == [2, 3]  # not Ashdale
    assert [which.returns.now.covered, which.bodies.now.covered] == [3, 4]


def test_whom_it_did_not_apply_to_is_not_among_those_asked() -> None:
    number = one("number")
    assert (number.bodies.then.covered, number.bodies.then.asked) == (4, 2)
    assert (number.bodies.then.total, number.bodies.then.middle) == (Decimal(110), Decimal(55))
    assert number.bodies.now.total == Decimal(127)


def test_the_panel_is_of_bodies_that_are_covered_both_times() -> None:
    assert compared().panel == {"oxmere", "fenwick", "thornby"}
    runs, which = one("runs"), one("which")
    assert (runs.panel.then.covered, runs.panel.now.covered) == (2, 2)  # Oxmere and Thornby
    assert (runs.panel.then.choices, runs.panel.now.choices) == ({"yes": 2}, {"yes": 1, "no": 1})
    assert (runs.answered_in_both, runs.changed) == (2, 1)
    assert which.panel.now.covered == 3
    assert (which.answered_in_both, which.changed) == (2, 0)  # the order of several choices is none


def test_what_is_not_comparable_is_apart_and_not_counted() -> None:
    other = made(FIRST.replace("| devices ", "| systems "), "3")
    now = [submitted(other, {"runs": "yes", "number": "9"}, {"oxmere": BOTH})]
    found = compare(Side(other, now, 1), Side(made(), THEN, 6))
    assert [pair.name for pair in found.apart] == ["number"]
    assert "number" not in {one.pair.name for one in found.questions}
    assert (found.number(Likeness.NOT_COMPARABLE), found.number(Likeness.SAME)) == (1, 3)


def test_a_return_on_an_earlier_version_counts_where_that_asked_the_same() -> None:
    """An amended wave: Oxmere submitted before the number was asked of systems, and a section was renamed."""
    now = made(FIRST.replace("| devices ", "| systems ").replace("| cctv    | CCTV", "| video   | CCTV"), "2")
    returns = [
        submitted(made(), {"runs": "yes", "number": "100"}, {"oxmere": BOTH}),
        submitted(now, {"runs": "no"}, {"thornby": ["video", "more"]}),
    ]
    side = Side(now, returns, 2)
    assert side.other_versions == 1
    part = now.by_name["runs"]
    assert {body: [s.value for s in said] for body, said in side.by_body(part).items()} == {
        "oxmere": ["yes"],
        "thornby": ["no"],
    }
    assert side.by_body(now.by_name["number"])["oxmere"] == []


MOVED = FIRST.replace(
    "text              | why     | Why?          |          |                 |                |                      |\n",
    "",
).replace(
    "end_group         |         |               |          |                 |                |                      |\nbegin",
    "text              | why     | Why?          |          |                 |                |                      |\n"
    "text              | new     | Since when?   |          |                 |                |                      |\n"
    "end_group         |         |               |          |                 |                |                      |\nbegin",
    1,
)
"""“Why?” moved from “more” to “cctv”, and a new question after it."""


def values(side: Side, name: str) -> dict[str, list[str]]:
    said = side.by_body(side.form.by_name[name])
    return {body: [one.value for one in answers] for body, answers in said.items()}


def test_a_question_that_was_moved_takes_no_other_along() -> None:
    """Thornby is covered by parts of two returns, both submitted before “Why?” went from one part to the other."""
    now = made(MOVED, "2")
    assert now.by_name["why"].section == "cctv"
    returns = [
        submitted(made(), {"runs": "yes", "number": "9"}, {"oxmere": ["cctv"], "thornby": ["cctv"]}),
        submitted(made(), {"why": "Safety", "which": "no"}, {"thornby": ["more"], "fenwick": ["more"]}),
    ]
    for order in (returns, returns[::-1]):
        side = Side(now, order, 3)
        assert values(side, "runs") == {"oxmere": ["yes"], "thornby": ["yes"]}
        assert values(side, "why") == {"thornby": ["Safety"], "fenwick": ["Safety"]}
        assert values(side, "which") == {"thornby": ["no"], "fenwick": ["no"]}
        assert values(side, "new") == {"oxmere": [], "thornby": [], "fenwick": []}
        assert [len(side.by_return(now.by_name[name])) for name in ("runs", "why", "new")] == [1, 1, 2]


def test_a_question_that_two_returns_answered_before_and_after_it_was_moved_counts_once() -> None:
    now = made(MOVED, "2")
    returns = [
        submitted(made(), {"why": "Before", "which": "no"}, {"thornby": ["more"]}),
        submitted(now, {"runs": "no", "why": "After"}, {"thornby": ["cctv"]}),
    ]
    for order in (returns, returns[::-1]):
        side = Side(now, order, 1)
        assert values(side, "why") == {"thornby": ["After"]}
        assert values(side, "which") == {"thornby": ["no"]}
        assert values(side, "runs") == {"thornby": ["no"]}
    unasked = submitted(now, {"runs": "no"}, {"thornby": ["cctv"]})
    assert values(Side(now, [unasked, returns[0]], 1), "why") == {"thornby": ["Before"]}


REPEATED = """
type              | name   | label
begin_repeat      | site   | Site
select_one yes_no | anpr   | ANPR here?
integer           | poles  | Poles?
end_repeat        |        |
"""


def test_in_a_repeat_each_counts_once_for_whatever_it_says() -> None:
    of = made(REPEATED, "1")
    answers = {
        "anpr[1]": "yes",
        "anpr[3]": "yes",
        "anpr[4]": "no",
        "poles[1]": "2",
        "poles[3]": "3",
        "poles[4]": "~not_known",
    }
    side = Side(
        of,
        [
            submitted(of, answers, {"oxmere": ["site"]}),
            submitted(of, {"anpr[1]": "~not_held"}, {"thornby": ["site"]}),
        ],
        2,
    )
    found = compare(side, side)
    anpr, poles = one("anpr", found).bodies.now, one("poles", found).bodies.now
    assert (anpr.asked, anpr.choices) == (2, {"yes": 1, "no": 1})
    assert anpr.states == {State.ANSWERED: 1, State.NOT_HELD: 1}
    assert (poles.total, poles.asked) == (Decimal(5), 1)
    assert side.by_body(of.by_name[Key("poles").name])["thornby"] == []


def test_what_is_no_number_is_none_of_the_total() -> None:
    of = made(REPEATED, "1")
    side = Side(
        of,
        [
            submitted(of, {"poles[1]": text}, {f"b{at}": ["site"]})
            for at, text in enumerate(("7", "about 3", "NaN", "Infinity"))
        ],
        4,
    )
    poles = one("poles", compare(side, side)).returns.now
    assert (poles.total, poles.middle, poles.asked) == (Decimal(7), Decimal(7), 4)


def test_texts_are_counted_and_not_judged() -> None:
    of = made()
    side = Side(of, [submitted(of, {"why": "Because"}, {"oxmere": BOTH})], 1)
    why = one("why", compare(side, side))
    assert (why.bodies.now.states, why.answered_in_both) == ({State.ANSWERED: 1}, 0)


def test_nothing_submitted_is_nothing_counted() -> None:
    found = compare(Side(SECOND, [], 3), Side(made(), [], 3))
    assert {one.bodies.now.covered for one in found.questions} == {0}
    assert found.panel == frozenset()
