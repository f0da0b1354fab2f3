"""Forms and answers: what applies, what counts, what is wrong, what is offered. In the shapes of the XLSForm documentation.

Each form is read from a workbook that pyxform has accepted. A case is what was given, and of each question named
what comes of it: its value, `-` where it does not apply, `!` and what is wrong, `?` for missing.
"""

import datetime as dt
from functools import cache

import pytest
from written_forms import YES_NO, form, given

from custodes.survey.filling import Form, Given, Outcome, Standing, State, work_out
from custodes.survey.filling.keys import Key, parse

DAY = dt.date(2026, 3, 1)

PLAIN = """
type              | name    | label     | required            | relevant                        | constraint    | constraint_message | calculation
select_one yes_no | runs    | Any?      | yes                 |                                 |               |                    |
begin_group       | cctv    | CCTV      |                     | ${runs} = 'yes'                 |               |                    |
integer           | outside | Outside?  | ${runs} = 'yes'     |                                 | . >= 0        | Not below nought   |
integer           | inside  | Inside?   |                     | ${outside} > 0                  | . <= ${outside} |                  |
begin_group       | deep    | More      |                     | ${inside} > 0                   |               |                    |
date              | since   | Since?    |                     |                                 | . <= today()  |                    |
text              | why     | Why?      | string-length(${since}) > 0 | ${since} < date('2020-01-01') | regex(., '^[A-Z]') |       |
end_group         |         |           |                     |                                 |               |                    |
end_group         |         |           |                     |                                 |               |                    |
calculate         | total   |           |                     |                                 |               |                    | coalesce(${outside}, 0) + coalesce(${inside}, 0)
note              | many    | Many      |                     | ${total} > 100                  |               |                    |
text              | after   | How?      |                     | ${total} > 100                  |               |                    |
"""
REPEATS = """
type              | name    | label             | relevant              | calculation          | repeat_count | constraint
begin_repeat      | site    | Site              |                       |                      |              |
text              | place   | Where?            |                       |                      |              |
integer           | number  | Number at ${place}? | ${place} != ''      |                      |              | . > 0
calculate         | which   |                   |                       | position(..)         |              |
begin_repeat      | maker   | Maker at ${place} | ${number} > 1         |                      |              |
text              | name    | Who at ${place}?  |                       |                      |              |
text              | model   | Model of ${name}  | ${name} != 'none'     |                      |              |
end_repeat        |         |                   |                       |                      |              |
end_repeat        |         |                   |                       |                      |              |
calculate         | all     |                   |                       | sum(${number})       |              |
integer           | people  | How many people?  |                       |                      |              |
begin_repeat      | person  | Person            | ${people} < 100       |                      | ${people}    |
text              | called  | Name of person, of ${people} at ${place}? | |                      |              |
end_repeat        |         |                   |                       |                      |              |
"""
LISTS = """
list_name | name    | label        | country
country   | uk      | UK           |
country   | fr      | France       |
city      | leeds   | Leeds        | uk
city      | york    | York         | uk
city      | paris   | Paris        | fr
colour    | red     | Red          |
colour    | blue    | Blue         |
"""
CHOICES = """
type                       | name    | label  | choice_filter
select_one country         | country | Where? |
select_one city            | city    | City?  | country = ${country}
select_multiple city       | cities  | All?   | country = ${country} or name = 'paris'
rank colour                | order   | Order? |
select_one colour or_other | colour  | Which? |
select_multiple colour or_other | several | Several? |
"""
KINDS = """
type     | name  | label | parameters            | constraint
integer  | int   | A     |                       |
decimal  | dec   | B     |                       |
range    | five  | C     | start=0 end=100 step=5 |
range    | plain | C     |                       |
range    | down  | C     | start=2;end=-2;step=0.5 |
date     | day   | D     |                       |
time     | time  | E     |                       |
dateTime | when  | F     |                       |
text     | text  | G     |                       | string-length(.) < 10
acknowledge | ok | H     |                       |
"""


@cache
def forms() -> dict[str, Form]:
    return {
        "plain": form(PLAIN),
        "repeats": form(REPEATS, "list_name | name | label"),
        "choices": form(CHOICES, LISTS),
        "kinds": form(KINDS, "list_name | name | label"),
    }


def told(one: Standing | None) -> str:
    if one is None:
        return "none"
    if not one.applies:
        return "-"
    return f"!{one.wrong}" if one.wrong else "?" if one.missing else one.value


def come_of(outcome: Outcome, keys: str) -> str:
    """As a case has it."""
    found = []
    for text in keys.split("; "):
        key = parse(text.partition("=")[0].strip())
        assert key
        found.append(f"{key} = {told(outcome.standings.get(key))}".strip())
    return "; ".join(found)


WHOLE, DECIMAL = "!Enter a whole number, like 120", "!Enter a number, like 12.5"
REAL, TIME = "!Enter a real date, like 27 3 2026", "!Enter a time, like 14:30"
MOMENT = "!Enter a date and a time, like 2026-03-27T14:30"
ANY, GONE = (
    "!Choose from the answers that are offered",
    "!This choice is not offered any more: other answers have changed",
)
REFUSED = "!This is not an answer that the form allows"
CASES = [
    ("plain", "", "runs = ?; outside = -; total = 0; many = -; after = -"),
    ("plain", "runs=yes", "runs = yes; outside = ?; inside = -; since = -"),
    ("plain", "runs=no; outside=5; inside=2", "outside = -; inside = -; since = -; total = 0"),
    ("plain", "runs=yes; outside=120; inside=5", "outside = 120; inside = 5; since =; total = 125; after ="),
    ("plain", "runs=yes; outside=-1", "outside = !Not below nought; inside = -"),
    ("plain", "runs=yes; outside=3; inside=5", f"inside = {REFUSED}"),
    ("plain", "runs=yes; outside=3; inside=1; since=2019-12-31", "since = 2019-12-31; why = ?"),
    ("plain", "runs=yes; outside=3; inside=1; since=2020-01-01", "why = -"),
    ("plain", "runs=yes; outside=3; inside=1; since=2026-03-01", "since = 2026-03-01"),
    ("plain", "runs=yes; outside=3; inside=1; since=2026-03-02", f"since = {REFUSED}"),
    ("plain", "runs=yes; outside=3; inside=1; since=2019-12-31; why=because", f"why = {REFUSED}"),
    ("plain", "runs~not_known; outside=5", "runs =; outside = -"),
    ("plain", "runs=yes; outside~not_held", "outside =; inside = -; total = 0"),
    ("plain", "runs=yes; outside~withheld; inside=5", "outside =; inside = -"),
    ("plain", "runs=yes; outside=many", f"outside = {WHOLE}; inside = -"),
    ("repeats", "", "place[1] =; number[1] = -; name[1,1] = -; all = ; which[1] = 1; called[1] = none"),
    ("repeats", "place[1]=Leeds; number[1]=3", "number[1] = 3; name[1,1] =; model[1,1] =; all = 3"),
    (
        "repeats",
        "site=1 3; place[1]=Leeds; number[1]=3; place[2]=York; number[2]=4; place[3]=Hull; number[3]=5",
        "number[1] = 3; number[2] = none; number[3] = 5; which[3] = 2; all = 8",
    ),
    ("repeats", "site=3 1; number[1]=1; place[1]=a; number[3]=2; place[3]=b", "which[3] = 1; which[1] = 2"),
    (
        "repeats",
        "site=1 2; place[1]=a; place[2]=b; number[1]=2; number[2]=1; name[2,1]=Axis; maker[1]=4 5; name[1,5]=none",
        "name[1,4] =; model[1,4] =; name[1,5] = none; model[1,5] = -; name[1,1] = none; name[2,1] = -",
    ),
    ("repeats", "site~not_held; place[1]=a; number[1]=5", "place[1] = none; all = 0"),
    ("repeats", "people=2; called[1]=A; called[3]=C", "called[1] = A; called[2] =; called[3] = none"),
    ("repeats", "people=0; called[1]=A", "called[1] = none"),
    ("repeats", "people=100; called[1]=A", "called[1] = -; called[100] = -; called[101] = none"),
    ("repeats", "people=-5", "called[1] = none"),
    ("repeats", "people=2.9", f"people = {WHOLE}; called[2] =; called[3] = none"),
    ("repeats", "people=lots", f"people = {WHOLE}; called[1] = none"),
    ("repeats", "person=7; people=1; called[7]=x", "called[1] =; called[7] = none"),
    ("choices", "country=uk; city=leeds", "city = leeds"),
    ("choices", "country=fr; city=leeds", f"city = {GONE}"),
    ("choices", "city=leeds", f"city = {GONE}"),
    ("choices", "country=uk; city=berlin", f"city = {ANY}"),
    ("choices", "country=uk; cities=leeds paris", "cities = leeds paris"),
    ("choices", "country=fr; cities=leeds paris", f"cities = {GONE}"),
    ("choices", "country=uk; cities=leeds Leeds", f"cities = {ANY}"),
    ("choices", "country=Leeds city", f"country = {ANY}"),
    ("choices", "order=blue red", "order = blue red"),
    ("choices", "order=blue", "order = !Give every choice a place"),
    ("choices", "order=blue red red", "order = !Give every choice a place"),
    ("choices", "order=blue green", f"order = {ANY}"),
    ("choices", "colour=red", "colour = red"),
    ("choices", "colour=other", "colour = !Say what else it is"),
    ("choices", "several=red other", "several = !Say what else it is"),
    ("choices", "several=red green", f"several = {ANY}"),
    ("choices", "country=other", f"country = {ANY}"),
    ("kinds", "int=120; dec=-1.5; day=2024-02-29", "int = 120; dec = -1.5; day = 2024-02-29"),
    ("kinds", "int=1.0; dec=1e3; day=2023-02-29", f"int = {WHOLE}; dec = {DECIMAL}; day = {REAL}"),
    ("kinds", "int=٣; dec=٣; day=20240229", f"int = {WHOLE}; dec = {DECIMAL}; day = {REAL}"),
    ("kinds", "int=+5; dec=.; day=2024-W09-4", f"int = {WHOLE}; dec = {DECIMAL}; day = {REAL}"),
    ("kinds", "int=1234567890123456; dec=.5", f"int = {WHOLE}; dec = .5"),
    ("kinds", "five=35; plain=10; down=-1.5", "five = 35; plain = 10; down = -1.5"),
    (
        "kinds",
        "five=36; plain=11; down=0.3",
        "five = !Enter a number from 0 to 100 in steps of 5; plain = !Enter a number from 1 to 10; "
        "down = !Enter a number from 2 to -2 in steps of 0.5",
    ),
    ("kinds", "five=x; plain=1.5", f"five = {DECIMAL}; plain = !Enter a number from 1 to 10 in steps of 1"),
    ("kinds", "time=14:30; when=2026-03-01T14:30", "time = 14:30; when = 2026-03-01T14:30"),
    ("kinds", "time=24:00; when=2026-03-01", f"time = {TIME}; when = {MOMENT}"),
    ("kinds", "time=9:00; when=2026-02-30T10:00", f"time = {TIME}; when = {MOMENT}"),
    ("kinds", "text=not so short; ok=OK", f"text = {REFUSED}; ok = OK"),
]


@pytest.mark.parametrize(("name", "answers", "expected"), CASES, ids=lambda one: str(one)[:60])
def test_what_comes_of_answers(name: str, answers: str, expected: str) -> None:
    wanted = "; ".join(part.strip() for part in expected.split(";"))
    assert come_of(work_out(forms()[name], given(answers), DAY), wanted) == wanted


def test_times_that_are_taken_out_are_kept_and_not_counted() -> None:
    out = work_out(
        forms()["repeats"], given("site=1; place[1]=a; place[2]=b; people=1; called[2]=Z; name[3,1]=x"), DAY
    )
    assert out.left_over == ["called[2]", "name[3,1]", "place[2]"]
    back = work_out(forms()["repeats"], given("site=1 2; place[1]=a; place[2]=b"), DAY)
    assert back.standings[Key("place", (2,))].value == "b"


def test_what_does_not_apply_is_kept_and_said_not_to_count() -> None:
    out = work_out(forms()["plain"], given("runs=no; outside=5; gone=7"), DAY)
    outside = out.standings[Key("outside")]
    assert (outside.not_counted, outside.given.value, outside.value) == (True, "5", "")
    assert out.left_over == ["gone"]


def test_choices_are_offered_as_other_answers_have_it() -> None:
    def offered(answers: str) -> list[str]:
        return [
            choice.name
            for choice in work_out(forms()["choices"], given(answers), DAY).standings[Key("city")].choices
        ]

    assert (offered("country=uk"), offered("country=fr"), offered("")) == (["leeds", "york"], ["paris"], [])


def test_something_else_is_said_in_words_of_ones_own() -> None:
    out = work_out(forms()["choices"], {"colour": Given(State.ANSWERED, "other", "Green")}, DAY)
    assert not out.standings[Key("colour")].wrong


@pytest.mark.parametrize("state", [State.NOT_KNOWN, State.NOT_HELD, State.WITHHELD])
def test_who_says_that_they_do_not_know_has_answered_and_gives_no_value(state: State) -> None:
    out = work_out(forms()["plain"], {"runs": Given(state, "yes")}, DAY)
    runs = out.standings[Key("runs")]
    assert (runs.missing, runs.done, runs.value) == (False, True, "")
    assert not out.standings[Key("outside")].applies


DEFAULTS = """
type    | name   | label  | default           | calculation             | read_only | required | constraint
integer | start  | Start  | 5                 |                         |           | yes      |
date    | day    | Day    | today()           |                         |           |          |
date    | fixed  | Day    | 2020-01-01        |                         |           |          |
text    | twice  | Twice  | concat(${start}, '-', ${start}) |           |           |          |
hidden  | office |        | north             |                         |           |          |
integer | sum    | Sum    |                   | ${start} * 2            |           | yes      | . < 100
text    | shown  | Shown  | constant          |                         | yes       | yes      |
text    | maybe  | Maybe  | locked            |                         | ${start} > 5 |       |
calculate | of   |        |                   | concat(${office}, ${shown}, ${maybe}, ${day}) | |  |
"""


@cache
def defaults() -> Form:
    return form(DEFAULTS, "list_name | name | label")


def test_a_default_is_suggested_and_counts_once_it_is_given() -> None:
    out = work_out(defaults(), given(""), DAY)
    start = out.standings[Key("start")]
    assert (start.suggested, start.value, start.missing) == ("5", "", True)
    assert out.standings[Key("day")].suggested == "2026-03-01"
    assert out.standings[Key("fixed")].suggested == "2020-01-01"
    out = work_out(defaults(), given("start=7; day=2026-02-02"), DAY)
    assert (out.standings[Key("start")].suggested, out.standings[Key("day")].suggested) == ("", "")
    assert out.standings[Key("twice")].suggested == "7-7"


def test_who_says_not_known_is_suggested_nothing() -> None:
    assert work_out(defaults(), given("start~not_known"), DAY).standings[Key("start")].suggested == ""


def test_what_is_calculated_or_read_only_is_told_and_not_missing() -> None:
    out = work_out(defaults(), given("start=7; sum=3"), DAY)
    total, shown, maybe = (out.standings[Key(name)] for name in ("sum", "shown", "maybe"))
    assert (total.told, total.value, total.missing, total.given.value) == (True, "14", False, "")
    assert (shown.told, shown.value, shown.missing) == (True, "constant", False)
    assert (maybe.told, maybe.value) == (True, "locked")
    assert out.standings[Key("of")].value == "northconstantlocked"
    free = work_out(defaults(), given("start=5"), DAY).standings[Key("maybe")]
    assert (free.told, free.value, free.suggested) == (False, "", "locked")


def test_a_total_that_the_form_does_not_allow_is_wrong() -> None:
    out = work_out(defaults(), given("start=60"), DAY)
    assert [str(one.key) for one in out.asked if one.wrong] == ["sum"]


TEXTS = """
type          | name  | label::English (en)        | label::Cymraeg (cy) | constraint | constraint_message::English (en) | constraint_message::Cymraeg (cy)
begin_repeat  | site  | Site ${place}              | Safle ${place}      |            |                |
text          | place | Where?                     | Ble?                |            |                |
select_one c or_other | make | Who, at ${place}?   | Pwy?                |            |                |
date          | since | Since when has ${make} been there? | Ers pryd?   | . < today() | In the past   | Yn y gorffennol
note          | said  | Since ${since}, ${other}   | Ers ${since}        |            |                |
text          | other | ${place}: more?          | Mwy?                |            |                |
end_repeat    |       |                            |                     |            |                |
note          | end   | ${place} and ${nobody}${make} | Diwedd           |            |                |
text          | nobody | Anybody?                  | Unrhyw un?          |            |                |
"""
TEXT_CHOICES = """
list_name | name | label::English (en) | label::Cymraeg (cy)
c         | axis | Axis AB             | Axis
c         | none | Nobody              | Neb
"""


@cache
def texts() -> Form:
    return form(
        TEXTS, TEXT_CHOICES, "form_title | form_id | version | default_language\nA | a | 1 | English (en)"
    )


def test_texts_name_answers_as_expressions_do() -> None:
    answers = given("site=1 4; place[1]=Leeds; place[4]=York; make[1]=axis; since[4]=2020-03-05; since[1]=x")
    answers["make[4]"] = Given(State.ANSWERED, "other", "Someone")
    out = work_out(texts(), answers, DAY)
    label = {
        str(key): out.text(key, texts().by_name[key.name].item.label["English (en)"])
        for key in (*out.standings, Key("site", (1,)), Key("site", (4,)))
    }
    assert label["make[1]"] == "Who, at Leeds?"
    assert label["make[4]"] == "Who, at York?"
    assert label["since[1]"] == "Since when has Axis AB been there?"
    assert label["since[4]"] == "Since when has Someone been there?"
    assert label["said[4]"] == "Since 5 March 2020, "
    assert label["other[1]"] == "Leeds: more?"
    assert label["site[4]"] == "Site York"
    assert label["end"] == "Leeds and Axis AB"  # outside, the first of all times


def test_messages_are_in_the_default_language_and_labels_in_any() -> None:
    out = work_out(texts(), given("since[1]=2099-01-01; place[1]=Abertawe"), DAY)
    assert out.standings[Key("since", (1,))].wrong == "In the past"
    assert out.text(Key("site", (1,)), texts().by_name["site"].item.label["Cymraeg (cy)"]) == "Safle Abertawe"
    assert texts().labels["make"] == {"axis": "Axis AB", "none": "Nobody"}


IN_GROUPS = """
type         | name   | label    | relevant             | repeat_count
begin_repeat | outer  | Outer    |                      |
integer      | times  | Times    |                      |
text         | word   | Word     |                      |
begin_group  | block  | Block    | ${word} != ''        |
begin_repeat | inner  | Inner    | ${word} != 'none'    | ${times}
text         | deep   | Deep     | ${times} > 1         |
end_repeat   |        |          |                      |
end_group    |        |          |                      |
end_repeat   |        |          |                      |
"""


def test_counts_and_relevances_of_inner_repeats_look_at_the_same_time_of_the_outer_one() -> None:
    made = form(IN_GROUPS, "list_name | name | label")
    out = work_out(
        made,
        given("outer=1 2 5; times[1]=1; word[1]=a; times[2]=2; word[2]=none; times[5]=3; word[5]=b"),
        DAY,
    )
    assert {str(key): one.applies for key, one in out.standings.items() if key.name == "deep"} == {
        "deep[1,1]": False,
        "deep[2,1]": False,
        "deep[2,2]": False,
        "deep[5,1]": True,
        "deep[5,2]": True,
        "deep[5,3]": True,
    }
    assert [out.opened[Key("inner", (n,))].applies for n in (1, 2, 5)] == [True, False, True]
    assert out.opened[Key("inner", (5,))].times == (1, 2, 3)


def test_a_repeat_of_no_times_knows_whether_it_would_apply() -> None:
    made = form(IN_GROUPS, "list_name | name | label")
    out = work_out(made, given("times[1]=0; word[1]=a"), DAY)
    assert out.opened[Key("inner", (1,))].applies
    out = work_out(made, given("times[1]=0; word[1]=none"), DAY)
    assert not out.opened[Key("inner", (1,))].applies


def test_questions_outside_of_groups_are_a_section_without_a_name() -> None:
    made = form("type|name|label\ntext|a|A\nbegin_group|g|G\ntext|b|B\nend_group||\ntext|c|C", YES_NO)
    out = work_out(made, {}, DAY)
    assert [part.item.name for part in made.sections] == ["", "g"]
    assert [[one.key.name for one in out.of_section(name)] for name in ("", "g")] == [["a", "c"], ["b"]]


@pytest.mark.parametrize(("name", "answers", "expected"), CASES, ids=lambda one: str(one)[:60])
def test_a_section_by_itself_stands_as_it_does_in_the_whole(name: str, answers: str, expected: str) -> None:
    one = forms()[name]
    whole = work_out(one, given(answers), DAY)
    for section in one.rests_on:
        alone = work_out(one, given(answers), DAY, section)
        assert alone.of_section(section) == whole.of_section(section)
        for key in (key for key, found in alone.opened.items() if found.part.section == section):
            assert alone.opened[key] == whole.opened[key]
            assert alone.text(key, "of ${place} and ${runs}") == whole.text(key, "of ${place} and ${runs}")


SECTIONS = """
type          | name  | label          | relevant              | calculation
begin_group   | a     | A              |                       |
integer       | first | First          |                       |
end_group     |       |                |                       |
begin_group   | b     | B              |                       |
integer       | twice | Twice          | ${first} > 1          |
end_group     |       |                |                       |
begin_group   | c     | C of ${twice}  |                       |
text          | alone | Alone          |                       |
end_group     |       |                |                       |
begin_group   | d     | D              |                       |
text          | apart | Apart          |                       |
end_group     |       |                |                       |
begin_group   | e     | E              |                       |
text          | by    | By a path      | /data/a/first > 1     |
end_group     |       |                |                       |
"""


def test_a_section_rests_on_those_that_it_speaks_of_and_on_what_they_rest_on() -> None:
    one = form(SECTIONS)
    rests_on = {name: "".join(sorted(of)) for name, of in one.rests_on.items()}
    assert rests_on == {"a": "a", "b": "ab", "c": "abc", "d": "d", "e": "abcde"}
    assert list(work_out(one, {}, DAY, "d").standings) == [Key("apart")]
