"""Nothing that a form can hold, and nothing that can be answered, crashes the pass or takes it without end."""

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custodes.survey.filling import BLANK, Form, Given, State, work_out, working_out
from custodes.survey.filling.fitting import LONGEST, tidied, wrong_with
from custodes.survey.filling.keys import Key, parse, times_of
from custodes.survey.filling.working_out import MOST_ASKED, MOST_TIMES
from custodes.survey.instrument import ALWAYS, Choice, Group, Instrument, Item, Question, Repeat

DAY = dt.date(2026, 3, 1)
KINDS = (
    "text",
    "integer",
    "decimal",
    "range",
    "date",
    "time",
    "dateTime",
    "select_one",
    "select_multiple",
    "rank",
)
SHAPES = (
    "",
    "${%s} = 'yes'",
    "${%s} > 0",
    "sum(${%s}) > count(${%s})",
    "not(selected(${%s}, 'yes'))",
    "coalesce(${%s}, 1 div 0)",
    "concat(${%s}, ${%s})",
    "indexed-repeat(${%s}, ${%s}, 2)",
    "//*[. = ${%s}]",
    "position(..) + ${%s}",
    "string-length(${%s}) < -5 or . != ''",
    "count(//*[count(//*) > ${%s}])",
)
WORDS = (
    "",
    "yes",
    "no",
    "other",
    "1",
    "3",
    "-2",
    "1e99",
    "99999999999",
    "2026-02-30",
    "1 2 9",
    "x" * 50,
    "٣",
    "\x00",
    "9" * 5000,
)
CHOICES = tuple(
    Choice(name, {"": name.title()}, {"of": of}) for name, of in (("yes", "1"), ("no", "2"), ("", ""))
)


def instrument(*items: Item) -> Instrument:
    return Instrument("x", "X", "1", ("",), items)


def question(name: str, kind: str = "text", **more: Any) -> Question:
    return Question(kind, name, {"": f"${{{name}}}?"}, **more)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """Up to a dozen questions in groups and repeats, with any expressions that compile."""
    names = [f"q{n}" for n in range(draw(st.integers(1, 12)))]

    def expression() -> str:
        shape = draw(st.sampled_from(SHAPES))
        return shape % tuple(draw(st.sampled_from(names)) for _ in range(shape.count("%s")))

    def one(name: str) -> Question:
        kind = draw(st.sampled_from((*KINDS, "calculate", "note", "hidden")))
        chosen: tuple[Choice, ...] = CHOICES if kind in ("select_one", "select_multiple", "rank") else ()
        filter_ = draw(st.sampled_from(("", *(f"of = ${{{other}}}" for other in names))))
        return question(
            name,
            kind,
            relevant=expression(),
            required=draw(st.sampled_from(("", ALWAYS))) or expression(),
            constraint=expression(),
            calculation=expression() if draw(st.booleans()) else "",
            default=draw(st.sampled_from(WORDS)),
            choices=chosen,
            or_other=draw(st.booleans()),
            choice_filter=filter_ if chosen else "",
            parameters=draw(st.sampled_from(("", "start=0 end=1e-400 step=0", "start=x end=nan step=1e-12"))),
            read_only=expression(),
        )

    groups = iter(f"g{n}" for n in range(100))

    def several(left: list[str], deep: int) -> tuple[Item, ...]:
        found: list[Item] = []
        while left:
            if deep < 3 and draw(st.integers(0, 3)) == 0:
                number = draw(st.integers(1, len(left)))
                inside, left = several(left[:number], deep + 1), left[number:]
                name = next(groups)
                if draw(st.booleans()):
                    found.append(Repeat(name, {}, inside, relevant=expression(), count=expression()))
                else:
                    found.append(Group(name, {}, inside, relevant=expression()))
            else:
                found.append(one(left[0]))
                left = left[1:]
        return tuple(found)

    return instrument(*several(names, 0))


GIVEN = st.builds(Given, st.sampled_from(State), st.sampled_from(WORDS), st.sampled_from(("", "else")))


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(
    made=instruments(), answers=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), GIVEN), max_size=20)
)
def test_any_form_and_any_answers_come_to_something(
    made: Instrument, answers: list[tuple[int, int, Given]]
) -> None:
    form = Form.of(made)
    repeats = [name for name, part in form.by_name.items() if isinstance(part.item, Repeat)]
    names = [*form.by_name, "gone", *repeats]
    kept = {str(Key(names[at % len(names)], (1,) * times)): one for at, times, one in answers}
    out = work_out(form, kept, DAY)
    again = work_out(form, kept, DAY)
    assert out.standings == again.standings
    for key, one in out.standings.items():
        assert one.applies or not (one.value or one.wrong or one.required)
        out.text(key, "${q0} ${nobody} ${")
    lost = {key for key, one in kept.items() if one.state is not State.BLANK}
    assert lost <= {str(key) for key in (*out.standings, *out.opened)} | set(out.left_over)


def test_repeats_in_repeats_are_bounded_together() -> None:
    deep: Item = question("deep")
    for level in range(6):
        deep = Repeat(f"r{level}", {}, (deep, question(f"q{level}")), count="200")
    begun = time.process_time()
    out = work_out(Form.of(instrument(deep)), {}, DAY)
    assert time.process_time() - begun < 20
    assert MOST_TIMES < len(out.standings) < 2 * MOST_ASKED
    assert any(one.cut for one in out.opened.values())


@pytest.mark.parametrize(
    ("count", "times"), [("1 div 0", MOST_TIMES), ("-1 div 0", 0), ("0 div 0", 0), ("1e9", 0), ("3.9", 3)]
)
def test_any_count_is_a_number_of_times(count: str, times: int) -> None:
    if count == "1e9":
        count = "${n}"
    out = work_out(
        Form.of(instrument(question("n"), Repeat("r", {}, (question("a"),), count=count))), {}, DAY
    )
    assert len(out.opened[Key("r")].times) == times
    assert out.opened[Key("r")].cut == (count == "1 div 0")


def test_more_times_than_can_be_asked_are_said() -> None:
    of = {"r": Given(State.ANSWERED, " ".join(map(str, range(1, 400))))}
    out = work_out(Form.of(instrument(Repeat("r", {}, (question("a"),)))), of, DAY)
    opened = out.opened[Key("r")]
    assert (len(opened.times), opened.cut) == (MOST_TIMES, True)


def test_what_doubles_on_and_on_is_blank_and_said() -> None:
    doubling = [
        question(f"c{n}", "calculate", calculation=f"concat(${{c{n - 1}}}, ${{c{n - 1}}})")
        for n in range(1, 60)
    ]
    out = work_out(Form.of(instrument(question("c0"), *doubling)), {"c0": Given(State.ANSWERED, "x")}, DAY)
    longest = max(len(one.value) for one in out.standings.values())
    assert LONGEST / 2 < longest <= LONGEST
    assert len(out.failed) == 1


def test_what_looks_at_everything_from_everywhere_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_out, "MOST_LOOKED_AT", 100_000)
    asked = [question(f"q{n}", relevant="count(//*[. = ../*]) >= 0") for n in range(20)]
    made = Form.of(instrument(Repeat("r", {}, tuple(asked))))
    of = {"r": Given(State.ANSWERED, " ".join(map(str, range(1, 150))))}
    begun = time.process_time()
    out = work_out(made, of, DAY)
    assert time.process_time() - begun < 20
    assert out.failed
    assert all(one.applies for one in out.standings.values())  # nothing is hidden by that


@given(st.text(max_size=40))
def test_one_key_has_one_text(text: str) -> None:
    found = parse(text)
    assert found is None or str(found) == text


@pytest.mark.parametrize(
    "text", ["a[0]", "a[01]", "a[٣]", "a[1,]", "a[]", "a[1][2]", "1a", "a b", f"a[{'9' * 200}]", "a[1234567]"]
)
def test_what_is_no_key(text: str) -> None:
    assert parse(text) is None


def test_times_are_read_from_any_text() -> None:
    assert times_of("3 1 3 0 x -1 ٣ 02 " + "9" * 5000) == (3, 1)


@given(st.sampled_from(KINDS), st.text(max_size=60), st.booleans())
def test_any_text_is_tidied_once_and_judged(kind: str, text: str, or_other: bool) -> None:
    chosen = CHOICES[:2] if kind in ("select_one", "select_multiple", "rank") else ()
    of = question("a", kind, choices=chosen, or_other=or_other)
    tidy = tidied(of, text)
    assert tidied(of, tidy) == tidy
    names = [choice.name for choice in chosen]
    wrong_with(of, Given(State.ANSWERED, tidy), names)
    assert not wrong_with(of, BLANK, names)


@pytest.mark.parametrize(
    ("kind", "text", "tidy"),
    [
        ("integer", " 1,200 ", "1200"),
        ("integer", "1 200 300", "1200300"),
        ("integer", "+5", "5"),
        ("integer", "1,20", "1,20"),
        ("decimal", "12,345.5", "12345.5"),
        ("select_multiple", "no yes no maybe", "yes no maybe"),
        ("rank", "no yes no", "no yes"),
        ("text", " a\r\nb ", "a\nb"),
    ],
)
def test_texts_are_kept_as_xforms_has_them(kind: str, text: str, tidy: str) -> None:
    assert tidied(question("a", kind, choices=CHOICES[:2]), text) == tidy
