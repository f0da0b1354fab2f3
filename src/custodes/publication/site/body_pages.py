"""Bodies: who answered, and a page of each."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from custodes.publication.figures.conditions import truth
from custodes.publication.figures.definitions import Unit
from custodes.publication.site import bars, words
from custodes.publication.site.drawing import SVG, Draw, Here, Page, day, html, page_address, steps
from custodes.publication.site.drawing import pages as split
from custodes.publication.site.figure_pages import by_theme
from custodes.publication.site.model import Answers, Listed, Said, Shown, tells_who

LEGEND = ("on time", "late", "not answered for")
ANSWERED = 150
"""Answers on one page of a body."""


class Response(NamedTuple):
    """How many bodies submitted returns answer for."""

    asked: int
    on_time: int
    late: int
    missing: int

    @property
    def says(self) -> str:
        """It in words."""
        return (
            f"Of {words.count(self.asked, 'body')} asked, submitted returns answer for {self.asked - self.missing:,}: "
            f"{self.on_time:,} on time, {self.late:,} late. For {self.missing:,} nothing complete was submitted."
        )


class Standing(NamedTuple):
    """A figure, and where a body stands in it."""

    said: Said
    how: str


def standing(one: Listed) -> str:
    """Whether a body was answered for, and when."""
    if one.submitted != "yes":
        return "Not answered for"
    return {"yes": "On time", "no": "Late"}.get(one.on_time, "Answered for")


def response(edition: Shown, kind: str | None = None) -> Response:
    """Who answered, of all bodies asked, or of those of a kind."""
    found = [standing(one) for one in edition.bodies.values() if kind in (None, one.kind)]
    late = sum(one in ("Late", "Answered for") for one in found)
    return Response(len(found), found.count("On time"), late, found.count("Not answered for"))


def by_kind(edition: Shown) -> list[tuple[str, Response]]:
    """Who answered of all bodies, then of each kind where there are several."""
    kinds = sorted({one.kind for one in edition.bodies.values()})
    return [
        ("All bodies asked", response(edition)),
        *((kind or "Of no kind", response(edition, kind)) for kind in kinds if len(kinds) > 1),
    ]


def _chart(here: Here) -> Page:
    edition = here.shown
    drawn = [
        bars.Bar(
            label,
            f"{one.on_time:,} on time, {one.late:,} late, of {one.asked:,}",
            one.on_time / one.asked,
            one.late / one.asked,
        )
        for label, one in by_kind(edition)
        if one.asked
    ]
    source = f"{edition.about['office']}, {edition.title}, {day(edition.shown_from)}. {here.full('bodies/')}"
    says = drawn[0].says if drawn else "nobody was asked"
    return Page(bars.chart("Who answered", says, drawn, LEGEND, source, edition.fictional), SVG)


def pages(here: Here) -> Iterator[tuple[str, Draw]]:
    """The response, and the pages of each body."""
    bodies = sorted(here.shown.bodies.values(), key=lambda one: (one.name, one.id))
    listed = split(bodies)
    for number in range(1, len(listed) + 1):
        at = here.at(page_address("bodies/", number))
        yield at.address, partial(_list, at, listed, number)
    chart = here.at("bodies/response.svg")
    yield chart.address, partial(_chart, chart)
    for one in bodies:
        for number in range(1, _last(here.shown, one) + 1):
            at = here.at(page_address(f"bodies/{one.id}/", number))
            yield at.address, partial(_body, at, one, number)


def _list(here: Here, listed: Sequence[Sequence[Listed]], number: int) -> Page:
    return html(
        here,
        "bodies.html",
        bodies=listed[number - 1],
        response=by_kind(here.shown),
        first=number == 1,
        standing=standing,
        returned=partial(answered_by, here.shown),
        kinds=any(one.kind and one.kind != "not said" for one in here.shown.bodies.values()),
        steps=steps(here, f"{here.base}bodies/", number, len(listed)),
    )


def answered_by(edition: Shown, one: Listed) -> list[Listed]:
    """The returns that answer for a body, as far as that is published."""
    returns = edition.units[Unit.RETURN]
    names = edition.data.get("answered_by", {}).get(one.id) or [one.id]
    return [returns[name] for name in names if name in returns]


def silent(edition: Shown, one: Listed) -> bool:
    """Whether nothing was submitted that answers for a body."""
    return one.submitted != "yes" and not answered_by(edition, one)


def _last(edition: Shown, one: Listed) -> int:
    """How many pages a body has."""
    public = 0 if silent(edition, one) else sum(asked.public for asked in edition.questions.values())
    return max(1, -(-public // ANSWERED))


def _body(here: Here, one: Listed, number: int) -> Page:
    edition = here.shown
    listed = split([row for section in _sections(edition, one) for row in section], ANSWERED)
    shown = listed[number - 1] if number <= len(listed) else []
    sections = [(title, list(rows)) for title, rows in groupby(shown, lambda row: row[0])]
    stands = _stands(edition, one) if number == 1 else []
    figures = {each.said["name"] for each in stands}
    errata = [said for said in edition.errata if said["figure"] in figures]
    return html(
        here,
        "body.html",
        one=one,
        standing=standing(one),
        returns=answered_by(edition, one),
        sections=sections,
        stands=stands,
        short=bars.short,
        silent=silent(edition, one),
        errata=errata,
        reasons=[{"key": said["title"], "value": said["why"]} for said in errata],
        others=len(edition.errata) - len(errata),
        replies=[reply for reply in edition.replies if reply["body"] == one.id],
        number=number,
        withheld=sum(not asked.public for asked in edition.questions.values()),
        steps=steps(here, f"{here.base}bodies/{one.id}/", number, _last(edition, one)),
    )


Row = tuple[str, str, str]
"""The title of a section, a question, its answer."""


def _sections(edition: Shown, one: Listed) -> Iterator[list[Row]]:
    """The public answers of a body, in the order of the form; none where it did not answer."""
    if silent(edition, one):
        return
    answers = edition.answers[Unit.BODY][one.id]
    for name, asked in groupby(edition.questions.values(), lambda question: question.section):
        group = list(asked)
        title = words.section(name, group)
        yield [
            (
                title,
                question.label,
                " · ".join(words.answer(question, *said) for said in answers[question.name]),
            )
            for question in group
            if question.public and question.name in answers
        ]


def _stands(edition: Shown, one: Listed) -> list[Standing]:
    """Where the body, or its return, stands in each figure of which that is public."""
    found = []
    for said in by_theme(filter(tells_who, edition.figures.values())):
        answers = edition.answers[Unit(said["definition"]["unit"])].get(one.id)
        if answers is not None:
            found.append(Standing(said, _how(said, answers)))
    return found


def _how(said: Said, answers: Answers) -> str:
    definition = said["definition"]
    belongs = (
        True
        if definition.get("mixed") or "belongs" not in definition
        else truth(definition["belongs"], answers)
    )
    counts = truth(definition["counts"], answers)
    if belongs is False:
        return f"Not among the {definition['of_words']}"
    if belongs is None or counts is None:
        return "Cannot be said"
    return "Counts" if counts else "Does not count"
