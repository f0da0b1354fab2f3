"""A wave that asks many fictional bodies, each with its return begun and its lead signed in; and what it then holds.

    DJANGO_SETTINGS_MODULE=custodes.web.settings CUSTODES_DATA=FOLDER python benchmarks/answering_fill.py make 500
    ... python benchmarks/answering_fill.py check ACKNOWLEDGED.json

`make` fills an empty database through the actions that pages call and prints, as JSON, the respondents: the cookie of
each, and the address of its return. `check` compares what was acknowledged to them with what the database holds.
"""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import django

from web_fill import cookie

if TYPE_CHECKING:
    from custodes.access.models import Person
    from custodes.survey.models import Return, Wave

INSTRUMENT = "police-survey"


class Respondent(NamedTuple):
    """Somebody signed in who fills in a return. `address`: of its page."""

    cookie: str
    address: str
    pk: int
    """Of the return."""


class Acknowledged(NamedTuple):
    """What the service said that it had saved: the last value of a question, and how many values it took."""

    of: int
    key: str
    value: str
    revision: int


def make(number: int) -> list[Respondent]:
    """So many bodies of a wave of the police survey, which is open; nothing is answered yet."""
    from custodes.access import actions as access
    from custodes.access.models import Body
    from custodes.access.roles import Role
    from custodes.survey import actions

    office = access.create_body(by=None, name="Office of the Commissioner (fictional)", kind=Body.Kind.OFFICE)
    analyst = _person("noor.hale@example.test", "Noor Hale")
    access.give_role(by=None, person=analyst, body=office, role=Role.ANALYST)
    wave = _wave(office, analyst)
    made = []
    for one in range(number):
        body = access.create_body(
            by=None, name=f"Constabulary {one + 1} (fictional)", kind=Body.Kind.HOLDER, fictional=True
        )
        lead = _person(f"lead.{one + 1}@example.test", f"Ida Marlowe {one + 1}")
        access.give_role(by=None, person=lead, body=body, role=Role.SURVEILLANCE_LEAD)
        access.begin_oversight(by=None, office=office, body=body)
        actions.ask_bodies(by=analyst, wave=wave, bodies=[body])
        of = actions.start_return(by=lead, wave=wave, body=body)
        made.append(_respondent(of, lead))
    return made


def _person(email: str, name: str) -> "Person":
    from custodes.access.models import Person

    return Person.objects.create_user(email, name)


def _wave(office: object, analyst: "Person") -> "Wave":
    from custodes import clock
    from custodes.access.models import Body
    from custodes.survey import actions

    assert isinstance(office, Body)
    return actions.add_wave(
        by=analyst,
        instrument=actions.add_shipped(by=analyst, office=office, name=INSTRUMENT),
        title="Survey of police surveillance cameras (fictional)",
        opens_on=clock.today() - dt.timedelta(7),
        closes_on=clock.today() + dt.timedelta(60),
    )


def _respondent(of: "Return", lead: "Person") -> Respondent:
    return Respondent(cookie(lead), f"/bodies/{of.body.slug}/returns/{of.pk}", of.pk)


def check(acknowledged: list[Acknowledged]) -> list[str]:
    """What is wrong: an acknowledged answer that is not in the history, or not once; one that stands otherwise than it
    was acknowledged last; an answer whose revisions are not its events."""
    from custodes.audit.models import Event
    from custodes.survey.models import Answer

    told: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for subject, text in (
        Event.objects.filter(action="survey.answer").order_by("sequence").values_list("subject", "details")
    ):
        event = json.loads(text)
        said = (event["revision"], event["after"].get("value", ""))
        told.setdefault((int(subject), event["question"]), []).append(said)
    wrong = [
        f"{one.key} of {one.of}: revision {one.revision} was acknowledged as {one.value!r} and is there {times} times"
        for one in acknowledged
        if (times := told.get((one.of, one.key), []).count((one.revision, one.value))) != 1
    ]
    rows = Answer.objects.values_list("of", "key", "value", "revision")
    held = {(of, key): (revision, value) for of, key, value, revision in rows}
    last = {(one.of, one.key): (one.revision, one.value) for one in acknowledged}
    wrong += [
        f"{at}: acknowledged {said}, held {held.get(at)}" for at, said in last.items() if held.get(at) != said
    ]
    wrong += [
        f"{at}: held {stands}, in the history {told.get(at)}"
        for at, stands in held.items()
        if [number for number, _ in told.get(at, [])] != list(range(1, stands[0] + 1))
    ]
    return wrong


def main() -> int:
    """See above."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", choices=("make", "check"))
    options.add_argument("of")
    chosen = options.parse_args()
    django.setup()
    if chosen.what == "make":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(json.dumps(make(int(chosen.of))))
        return 0
    acknowledged = [Acknowledged(*one) for one in json.loads(Path(chosen.of).read_text())]
    wrong = check(acknowledged)
    print("\n".join(wrong[:20]), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
