"""Surveys of which every page has something to show: answered, shared out, asked back, coded, corrected, amended."""

import datetime as dt

import submitted_story
from django.utils import timezone
from offline_returns import EVERY_KIND
from submitted_story import ROWS, explain_all, submitted
from waves import answered, kept, wave, workbook

import cast as people
from cast import Cast
from custodes import clock
from custodes.access.models import Body
from custodes.publication import actions as publishing
from custodes.publication.preparing import prepared
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import Return, Wave

FIGURES = "".join(
    f'[[figure]]\nname = "{name}"\ntitle = "{title}"\ncounts = "{counts}"\nbound = "at_least"\n'
    for name, title, counts in (
        ("many", "Run many cameras", "${cameras} > 1000"),
        ("trained", "Were trained by the maker", "contains(${training}, 'maker')"),
        ("since", "Say since when", "state(${since}) = 'answered'"),
    )
)


def tell(cast: Cast) -> Return:
    """Everything. The return of Oxmere that is being filled in is given."""
    autumn(cast, spring(cast))
    waiting_for_sign_off(cast)
    return being_filled_in(cast)


def autumn(cast: Cast, before: Wave) -> None:
    """Submitted by two, corrected by one, asked back, read by two who differ; its instrument has a newer version, and
    its figures are compared with those of the wave before."""
    story = submitted_story.tell(cast)
    story.autumn.earlier = before
    story.autumn.save()
    for one, text in ((before, FIGURES.replace("1000", "100")), (story.autumn, FIGURES)):
        publishing.set_figures(by=cast.analyst, wave=one, text=text, reason="", base=0)
    edition(cast, story.autumn, "What the autumn showed")
    submitted_story.corrected(story, {"cameras": "950"})
    query = actions.open_query(by=cast.analyst, of=story.own, key="flagged", text="How many are these?")
    actions.open_query(by=cast.analyst, of=story.joint, key="cameras", text="Is that with the old ones?")
    actions.answer_query(by=cast.stranger, query=query, text="About twelve.")
    latest, why = story.latest(story.joint), "It is about policy."
    for who, state, reading in ((cast.analyst, "non_answer", ""), (story.second, "answered", "None")):
        actions.code_answer(
            by=who, submission=latest, key="flagged", state=state, reading=reading, rationale=why
        )
    newer = ROWS.replace("How are operators trained?", "Who trains operators, and how?")
    book = workbook("A small survey", newer, version="2")
    actions.add_instrument(by=cast.analyst, office=cast.office, workbook=book, name="form.xlsx")


def edition(cast: Cast, of: Wave, title: str) -> None:
    """One that is published, and the next, which bodies can reply to; what is found by then may differ."""
    report = "# What was found\n\n{{ many }} do.\n"
    for number in (1, 2):
        draft = publishing.begin_draft(by=cast.analyst, wave=of, title=f"{title}, {number}")
        until = {"reply_until": clock.today() + dt.timedelta(days=7)} if number == 2 else {}
        draft = publishing.change_draft(by=cast.analyst, draft=draft, base=1, report=report, **until)
        if number == 1:
            mark = prepared(draft, timezone.now()).mark
            publishing.publish(by=cast.head, draft=draft, base=draft.revision, mark=mark)
    publishing.reply(by=cast.senior_responsible_officer, draft=draft, body=cast.oxmere, text="We count anew.")


def spring(cast: Cast) -> Wave:
    """The wave before, with what Oxmere submitted then."""
    older = ROWS.replace("How many?", "How many are there?").replace("date   ", "text   ")
    version = kept(cast.office, cast.analyst, older, version="0")
    made = wave(version, cast.analyst, [cast.oxmere], "Spring")
    of = actions.start_return(by=cast.lead, wave=made, body=cast.oxmere)
    answered(of, cast.lead, {"runs": "yes", "cameras": "900", "flagged": "None", "training": "By the maker."})
    explain_all(of, cast.lead)
    submitted(of, cast.senior_responsible_officer)
    actions.end_wave(by=cast.head, wave=made)
    return made


def waiting_for_sign_off(cast: Cast) -> Return:
    """Handed over, and not yet signed."""
    version = kept(cast.office, cast.analyst, form_id="short")
    made = wave(version, cast.analyst, [cast.oxmere], "Ready")
    of = answered(actions.start_return(by=cast.lead, wave=made, body=cast.oxmere), cast.lead, {"runs": "no"})
    return actions.say_ready(by=cast.lead, of=of)


def being_filled_in(cast: Cast) -> Return:
    """Every kind of question, some answered, one wrong; shared out among people and bodies in every way there is."""
    lowfell, marsham = people.body("Lowfell Constabulary"), people.body("Marsham Constabulary")
    version = kept(cast.office, cast.analyst, EVERY_KIND, form_id="every_kind")
    winter = wave(version, cast.analyst, [cast.oxmere, cast.thornby, lowfell, marsham], "Winter")
    of = actions.start_return(by=cast.lead, wave=winter, body=cast.oxmere)
    answered(
        of,
        cast.lead,
        {
            "words": "We watch the High Street\nand the quay.",
            "cameras": "-3",
            "runs": "yes",
            "several": "yes no",
            "order": "no yes",
            "since": "2019-03-27",
            "site": "1 2",
            "place[1]": "High Street",
            "cost": Given(State.WITHHELD, exemption="s.43(2)", note="Under negotiation"),
        },
    )
    _share_out(cast, of, lowfell, marsham)
    answered(of, cast.lead, {"runs": "no"})  # what had been said of several no longer counts
    return of


def _share_out(cast: Cast, of: Return, lowfell: Body, marsham: Body) -> None:
    actions.cover(by=None, of=of, body=marsham, sections=["general"])
    unlike = Given(State.ANSWERED, "7", note="Marsham has its own.")
    actions.save_answer(by=cast.lead, of=of, key="cameras", given=unlike, base=0, body=marsham)
    actions.let_cover(by=cast.analyst, wave=of.wave, body=lowfell, to=cast.oxmere, sections=["general"])
    actions.delegate(by=cast.lead, of=of, section="parts", to=cast.thornby, note="You put them up.")
    actions.delegate(by=cast.lead, of=of, section="general", to=cast.it_security)
