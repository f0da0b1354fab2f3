"""What the fictional bodies answer in the demo's wave: made up, with the totals that were published for 2022.

`wave_quotas.csv` says how many returns give an answer and among which of them they are drawn; what it does not say
follows from what a body holds (`bodies.csv`), or is drawn from `wave_texts.csv` and the choices of the question.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from random import Random
from typing import NamedTuple

from custodes.demo.names import Body, bodies, table
from custodes.survey import shipped
from custodes.survey.filling import Given, State
from custodes.survey.instrument import Question

INSTRUMENT = "police-survey"
SEED = 2022
OF_TRIAL = 12
"""Returns of the trial."""
LATE = 3
"""Returns that came more than three months after the last day."""
PREFIXES = {"cctv_external": "ext", "cctv_internal": "int", "anpr": "anpr", "drone": "uav"}
"""Technology of `bodies.csv` to the names of its questions."""
UNSURE = ("survey", "asset")
"""Lists from which nobody can rule a maker out: who keeps such a one says that it is not known."""
HELD_OTHERWISE = ("none", "mixed")
CORRECTED_TWICE = 2
"""Returns that said no, then yes, then no again of body-worn cameras of a maker of concern."""
UNANSWERED = (State.NOT_KNOWN, State.NOT_HELD, State.WITHHELD)


class PlannedReturn(NamedTuple):
    """What one body answers, for itself and those it covers."""

    body: Body
    covers: tuple[str, ...]
    """Names of the other bodies."""
    late: bool
    answers: Mapping[str, Given]
    corrected_twice: bool


@cache
def planned_returns() -> tuple[PlannedReturn, ...]:
    """The 39 returns of 47 bodies, in the order in which they come in."""
    who = _in_order([body for body in bodies() if body.style != "thin" and body.kind != "council"])
    quotas = _quotas(who)
    twice = {body.name for body in _drawn(who[:-LATE], "corrected twice")[:CORRECTED_TWICE]}
    joint = table("wave_joint")
    return tuple(
        PlannedReturn(
            body,
            tuple(row["covers"] for row in joint if row["leads"] == body.name),
            number >= len(who) - LATE,
            _answers(body, quotas.get(body.name, {})),
            body.name in twice,
        )
        for number, body in enumerate(who)
    )


def trial_returns() -> list[PlannedReturn]:
    """Those of the trial a year before: of bodies that answered for themselves alone. Of three answers one was
    another then: what the body next to it in the list answers now."""
    alone = [one for one in planned_returns() if not (one.covers or one.late or one.corrected_twice)][
        : OF_TRIAL + 1
    ]
    return [
        one._replace(answers={**one.answers, **dict(_others(one, after))}) for one, after in pairwise(alone)
    ]


def _others(one: PlannedReturn, after: PlannedReturn) -> Iterator[tuple[str, Given]]:
    drawn = Random(f"{SEED}/{one.body.name}/trial")
    for name, given in after.answers.items():
        if name != "gov_bodies" and drawn.random() < 1 / 3:
            yield name, given


def _in_order(who: Sequence[Body]) -> list[Body]:
    """The late ones last: they fly drones of the maker that most do, as the counts before and after them say."""
    drawn = _drawn(who, "order")
    late = [body for body in drawn if body.holdings["drone"] == "dji" and not _leads(body)][:LATE]
    return [body for body in drawn if body not in late] + late


def _leads(body: Body) -> bool:
    return any(row["leads"] == body.name for row in table("wave_joint"))


def _drawn(who: Sequence[Body], purpose: str) -> list[Body]:
    """The bodies in an order that is the same for the same purpose."""
    return Random(f"{SEED}/{purpose}").sample(list(who), len(who))


def _quotas(who: Sequence[Body]) -> dict[str, dict[str, str]]:
    """Body to question to answer. Who has an answer keeps it: later rows draw among the others."""
    among: Mapping[str, Callable[[Body], bool]] = {
        "all": lambda body: True,
        "first": lambda body: body in who[:-LATE],
        "drones": lambda body: body.holdings["drone"] not in HELD_OTHERWISE,
        "external": lambda body: body.holdings["cctv_external"] == "flagged",
        "external_first": lambda body: body.holdings["cctv_external"] == "flagged" and body in who[:-LATE],
        "live": lambda body: found.get(body.name, {}).get("gov_live_facial") == "using_now",
    }
    found: dict[str, dict[str, str]] = {}
    for row in table("wave_quotas"):
        question = row["question"]
        free = [body for body in _drawn(who, question) if question not in found.get(body.name, {})]
        for body in [body for body in free if among[row["among"]](body)][: int(row["returns"])]:
            found.setdefault(body.name, {})[question] = row["answer"]
    return found


def _answers(body: Body, fixed: Mapping[str, str]) -> dict[str, Given]:
    """Every answer of a body: fixed ones, those that follow from what it holds, and the rest drawn."""
    rng = Random(f"{SEED}/{body.name}/answers")
    said = {**dict(_held(body)), **fixed}
    given: dict[str, Given] = {}
    for question in shipped.load(INSTRUMENT).questions():
        if not question.asked:
            continue
        if question.name in said:
            given[question.name] = Given(State.ANSWERED, said[question.name])
        elif not is_quota(question.name):
            given[question.name] = _made_up(question, body, rng)
    return given


def is_quota(name: str) -> bool:
    """Whether the quotas say all there is to say of a question: who is in none leaves it blank."""
    return any(row["question"] == name for row in table("wave_quotas"))


def _held(body: Body) -> Iterator[tuple[str, str]]:
    """What follows from what a body holds. Who holds relabelled equipment does not know that it does."""
    yield "gov_bodies", body.name
    yield "oth_operated", "no"
    yield "bwv_flagged", "no"
    yield "hel_flagged", "no"
    yield "fr_flagged", "no"
    for technology, prefix in PREFIXES.items():
        held = body.holdings[technology]
        yield f"{prefix}_operated", "no" if held == "none" else "own"
        unsure = held == "clear" and body.style in UNSURE
        yield f"{prefix}_flagged", "yes" if held in ("flagged", "dji") else "not_known" if unsure else "no"
    if body.holdings["drone"] == "dji":
        yield "uav_makers", "DJI"


def _made_up(question: Question, body: Body, rng: Random) -> Given:
    """An answer that fits the kind of question; now and then none, and why."""
    if question.choices:
        names = [choice.name for choice in question.choices if choice.name not in ("lead_body", "shared")]
        return Given(State.ANSWERED, rng.choice(names))
    chance = rng.random()
    if chance < 0.04:
        return Given(State.WITHHELD, exemption="Section 31, law enforcement (made up)")
    if chance < 0.12:
        return Given(rng.choice((State.NOT_KNOWN, State.NOT_HELD)))
    if question.kind == "integer":
        return Given(State.ANSWERED, str(body.size * rng.randrange(4, 40)))
    rows = [row for row in table("wave_texts") if row["theme"] == question.theme]
    if not rows:
        return Given()
    return Given(State.ANSWERED, rng.choices(rows, [float(row["weight"]) for row in rows])[0]["text"])
