"""Figures as data: what is wrong with them is said all at once, by figure, and nothing is guessed."""

import pytest
import waves

from custodes.errors import Invalid
from custodes.publication.figures.definitions import Bound, Unit, from_data, read
from custodes.publication.figures.shipped import shipped
from custodes.survey import shipped as instruments
from custodes.survey.instrument import Instrument


@pytest.fixture(scope="module")
def form() -> Instrument:
    return waves.instrument()


def wrong(form: Instrument, text: str) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        read(text, form)
    return refused.value.fields


def one(name: str = "reading", **keys: str) -> str:
    said = {"title": '"Plates"', "counts": "\"${reads} = 'yes'\"", **keys}
    return (
        f'[[figure]]\nname = "{name}"\n' + "\n".join(f"{key} = {value}" for key, value in said.items()) + "\n"
    )


def test_a_figure_is_read(form: Instrument) -> None:
    (found,) = read(one(of='"answered reads"', bound='"at_least"', decimals="1"), form)
    assert (found.name, found.unit, found.bound, found.decimals) == (
        "reading",
        Unit.RETURN,
        Bound.AT_LEAST,
        1,
    )
    assert found.counts == ["is", "=", "reads", "yes"]
    assert found.belongs == ["state", "=", "reads", "answered"]
    assert found.of_words == "returns that answered “Do they read plates?”"


def test_a_denominator_for_which_there_are_no_public_words_is_refused(form: Instrument) -> None:
    of = '"answered makers"'  # the wording of this question names another one
    assert "“answered makers”: say in of_words how they are called" in wrong(form, one(of=of))["reading"]
    (found,) = read(one(of=of, of_words='"returns that name a maker"'), form)
    assert found.of_words == "returns that name a maker"


def test_it_comes_back_from_what_a_publication_holds(form: Instrument) -> None:
    for figure in read(
        one() + one("bodies", unit='"body"', of='"covered"', by='["wave:kind"]', below="5"), form
    ):
        assert from_data(figure.as_data()) == figure


def test_everything_that_is_wrong_is_said_at_once(form: Instrument) -> None:
    found = wrong(
        form,
        one("first", counts="\"${read} = 'yes'\"")
        + one("second", counts="\"${reads} = 'maybe'\"", unit='"camera"')
        + one("Third", decimals="-1")
        + one("fourth", of='"asked"')
        + one("fifth", counts='"${reads} ="', colour='"red"'),
    )
    assert "no question is called “read”. Write reads if that is meant." in found["first"]
    assert "“maybe” is no choice of reads" in found["second"]
    assert "unit is return or body" in found["second"]
    assert "small letters" in found["Third"]
    assert "decimals" in found["Third"]
    assert "a return is not a body" in found["fourth"]
    assert "ends too soon" in found["fifth"]
    assert "colour" in found["fifth"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("figure = 3", "cannot be read"),
        ("[[figure]", "cannot be read"),
        (one() + one(), "there twice"),
        (one(each='"nothing"'), "no table “nothing”"),
        (one(of='"operates drone"'), "no question asks whether drone is operated"),
        (one(of='"answered since_when"'), "no question is called “since_when”"),
        (one(parts='"since"'), "since has no choices to split by"),
        (one(counts="\"${reads} = 'not_known'\""), "write state(${reads}) = 'not_known'"),
        (one(counts='"${cameras} > ${reads}"'), "neither is a plain text or number"),
        (one(of="\"${reads} = 'yes'\""), "say in of_words how they are called"),
        (one(by='["wave:kind"]'), "wave:kind is known of bodies and not of returns"),
        (one(parts='"wave:kind"'), "wave:kind is known of bodies and not of returns"),
        (one(counts="\"${wave:on_time} = 'yes'\""), "wave:on_time is known of bodies and not of returns"),
        (
            one(of="\"${wave:kind} = 'x'\"", of_words='"those"'),
            "wave:kind is known of bodies and not of returns",
        ),
        (one(below="true"), "below is a whole number from 0 to 1000"),
        (one(decimals='"1"'), "decimals is a whole number from 0 to 6"),
        (one(title="3"), "title is a text"),
        (one(of_words="7"), "of_words is a text"),
        (one(of='["returned"]'), "of is a text"),
        (one(unit="1"), "unit is a text"),
        (one(bound="true"), "bound is a text"),
        (one(theme="3"), "theme is a text"),
        (one(note="5"), "note is a text"),
        (one(technology='["x"]'), "technology is a text"),
        (one(parts='["reads"]'), "parts is a text"),
        (one(mixed='"no"'), "mixed is true or false"),
        (one(by="3"), "by is a list of questions, each once"),
        (one(by='"reads"'), "by is a list of questions, each once"),
        (one(by='["reads", 3]'), "by is a list of questions, each once"),
        (one(by='["reads", "reads"]'), "by is a list of questions, each once"),
        (one(by='[["reads"]]'), "by is a list of questions, each once"),
        (one(each='["a"]'), "no table “['a']”"),
        (one(each="false"), "no table “False”"),
        (one(counts="3"), "counts is a condition in quotation marks"),
        ("stray = 1\n" + one(), "something is no table"),
    ],
)
def test_what_cannot_be_counted_is_refused(form: Instrument, text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text, form)
    assert said in refused.value.message


KINDS = """
type                    | name    | label             | calculation
begin_group             | about   | About you         |
select_multiple yes_no  | several | Which?            |
select_one yes_no       | single  | Which one?        |
integer                 | number  | How many?         |
date                    | day     | When?             |
text                    | words   | In your words?    |
calculate               | sum     |                   | ${number} + 1
end_group               |         |                   |
"""


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ("${several} = 'yes'", "write selected(${several}, 'yes')"),
        ("${several} != 'yes'", "write selected(${several}, 'yes')"),
        ("contains(${single}, 'yes')", "write selected(${single}, 'yes')"),
        ("contains(${single}, 'y')", "“y” is no choice of single"),
        ("${single} > 1", "“1” is no choice of single"),
        ("${number} = 'five'", "number is a number"),
        ("${number} = '5'", "number is a number"),
        ("contains(${number}, '5')", "number is a number"),
        ("selected(${number}, '5')", "number is a number"),
        ("${day} > 2019", "day is a date"),
        ("${day} = '2019'", "write ${day} = '2026-03-01', or contains(${day}, '2026')"),
        ("${day} = '2019-02-30'", "day is a date"),
        ("selected(${day}, '2019-02-03')", "day is a date"),
        ("${wave:submitted} = 'maybe'", "wave:submitted is yes or no"),
        ("${wave:submitted} = 1", "wave:submitted is yes or no"),
        ("${wave:on_time} = 'Yes'", "wave:on_time is yes or no"),
        ("${wave:kind} > 3", "wave:kind is a text"),
    ],
)
def test_a_comparison_has_to_fit_the_kind_of_question(counts: str, said: str) -> None:
    """Else who chose it with another one were a firm no, and what nobody can have answered were nobody."""
    found = wrong(waves.instrument(KINDS), one(counts=f'"{counts}"', unit='"body"'))
    assert said in found["reading"]


@pytest.mark.parametrize(
    "counts",
    [
        "selected(${several}, 'yes')",
        "selected(${single}, 'yes') or ${single} != 'no'",
        "${number} = 5 or ${number} < -2.5",
        "${day} = '2019-02-03' or contains(${day}, '2019-')",
        "${words} > 12 or ${words} = 'about 12' or contains(${words}, '12')",
        "${sum} > 12 or ${sum} = 'much'",
        "state(${several}) = 'withheld' and state(${day}) != 'answered'",
        "${wave:submitted} != 'no' and contains(${wave:kind}, 'force')",
    ],
)
def test_what_fits_is_read(counts: str) -> None:
    assert read(one(counts=f'"{counts}"', unit='"body"'), waves.instrument(KINDS))


def test_returns_are_set_against_bodies_only_on_purpose(form: Instrument) -> None:
    (found,) = read(one(of='"asked"', mixed="true"), form)
    assert found.mixed


def test_the_bodies_that_returns_are_set_against_can_be_of_a_kind(form: Instrument) -> None:
    text = one(of="\"${wave:kind} = 'force'\"", of_words='"forces asked"', mixed="true")
    assert read(text, form)[0].of_words == "forces asked"


def test_returns_are_not_set_against_bodies_that_may_not_have_said(form: Instrument) -> None:
    """Who did not answer would be left out, and the share would be called exact."""
    found = wrong(
        form,
        one("run", of="\"${runs} = 'yes'\"", of_words='"bodies that run cameras"', mixed="true")
        + one("answered", of='"answered runs"', mixed="true")
        + one("bodies", of='"covered"', unit='"body"', mixed="true")
        + one("fine", of='"covered"', mixed="true"),
    )
    assert found.keys() == {"run", "answered", "bodies"}
    assert "who did not answer runs would be no body" in found["run"]
    assert "unit is return" in found["bodies"]


def test_each_is_once_for_every_table(form: Instrument) -> None:
    text = '[[parts]]\nname = "reads"\n[[parts]]\nname = "runs"\n' + one(
        "<name>", each='"parts"', counts="\"${<name>} = 'yes'\""
    )
    assert [figure.name for figure in read(text, form)] == ["reads", "runs"]


def test_what_ships_fits_its_instrument() -> None:
    assert len(read(shipped("police-survey"), instruments.load("police-survey"))) > 30
    assert shipped("no-such-survey") == ""
