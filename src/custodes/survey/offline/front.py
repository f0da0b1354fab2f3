"""The first sheet of a workbook of a return: what it is of, by when, and how to fill it in."""

from collections.abc import Collection, Iterator
from typing import Any

from django.utils import timezone

from custodes.survey.models import BodyAsked, Return
from custodes.survey.offline.columns import ANSWER, EXEMPTION, MARK, NOTE, OTHER, STATE, plain
from custodes.survey.offline.look import PROTECTED
from custodes.survey.offline.rows import Laid
from custodes.survey.sections import labels_of

TITLE = "How to fill it in"
_HOW = (
    f"Each sheet is a section. Write in the column “{ANSWER}”; cells with a frame are for you, the others are protected "
    "against slips, without a password.",
    "Where there is a list, choose from it. Where several choices can apply, each has a row of its own: write "
    f"{MARK} beside those that do.",
    f"If you have no answer, leave it blank and choose in the column “{STATE}” why: Not known, Not held, or Withheld. "
    f"Withheld needs the exemption beside it, in “{EXEMPTION}”. You need not choose “Answered”.",
    f"“{OTHER}” is for what is not among the choices. “{NOTE}” goes with the answer to those who read it.",
    "Questions in grey are not asked as the answers stand now. What is written there is kept, and counts once they are.",
    "Leave blank what you do not fill in. What you do not change stays as it is in the return, also where somebody "
    "else has changed it meanwhile.",
    "Save it as xlsx or ods and upload it on the page of the return. You see what would change before anything is saved; "
    "where somebody else has answered too, both answers are shown, and you choose.",
    "Do not rename or delete columns, and do not move rows to other sheets. Hidden columns say which question a row is.",
)


def front_sheet(book: Any, formats: dict[str, Any], laid: Laid, sections: Collection[str], name: str) -> None:
    """Write it. `sections`: those that the person fills in."""
    sheet = book.add_worksheet(TITLE)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("", dict(PROTECTED))
    sheet.write_string(0, 0, plain(laid.of.wave.title), formats["title"])
    at = 2
    for fact, told in _facts(laid, sections, name):
        sheet.write_string(at, 0, fact, formats["question"])
        sheet.write_string(at, 1, plain(told), formats["text"])
        at += 1
    sheet.write_string(at + 1, 0, TITLE, formats["group"])
    for number, line in enumerate(_HOW, 1):
        sheet.write_string(at + 1 + number, 0, f"{number}.", formats["text"])
        sheet.write_string(at + 1 + number, 1, line, formats["text"])


def _facts(laid: Laid, sections: Collection[str], name: str) -> Iterator[tuple[str, str]]:
    of = laid.of
    yield "Return of", of.body.name
    others = [body.name for body in laid.bodies if body != of.body]
    if others:
        yield "It also answers for", ", ".join(others)
    yield "Asked by", of.wave.office.name
    yield "Questionnaire", str(of.wave.instrument)
    elsewhere = [label for name, label in labels_of(of.wave).items() if name not in laid.answered]
    if elsewhere:
        yield "Answered in other returns", "; ".join(elsewhere)
    yield "To be submitted by", _day(_due(of))
    yield "Downloaded", f"{timezone.localtime():%-d %B %Y at %H:%M}, for {name}"
    if laid.seen:
        yield "Shown here", laid.seen.told
    labels = {name: label for name, label in labels_of(of.wave).items() if name in laid.answered}
    mine = [label for section, label in labels.items() if section in sections]
    if not of.is_open:
        yield (
            "For reading",
            "The return was submitted. Begin a correction on its page before filling anything in.",
        )
    elif len(mine) == len(labels):
        yield "You fill in", "All sections"
    else:
        yield "You fill in", "; ".join(mine) or "Nothing: this copy is for reading, and cannot be uploaded."


def _due(of: Return) -> Any:
    asked = BodyAsked.objects.filter(wave=of.wave, body=of.body).select_related("wave").first()
    return asked.due_on if asked else of.wave.closes_on


def _day(day: Any) -> str:
    return f"{day:%-d %B %Y}"
