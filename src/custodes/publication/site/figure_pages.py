"""Figures: the list by theme, and of each its permalink, its chart, and everybody behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from custodes.publication.figures.counting import Working
from custodes.publication.figures.definitions import Unit, from_data
from custodes.publication.figures.definitions import reads as figure_reads
from custodes.publication.figures.wording import STATES, behind
from custodes.publication.site import bars, words
from custodes.publication.site.drawing import LISTED, SVG, Draw, Here, Page, day, html, page_address, steps
from custodes.publication.site.drawing import pages as split
from custodes.publication.site.model import Answers, Asked, Listed, Said, part, tells_who

FIGURES = 100
"""Figures on one page of the list."""


def pages(here: Here) -> Iterator[tuple[str, Draw]]:
    """The pages of the figures of an edition."""
    listed = split(by_theme(here.shown.figures.values()), FIGURES)
    for number in range(1, len(listed) + 1):
        at = here.at(page_address("figures/", number))
        yield at.address, partial(_list, at, listed, number)
    for name, said in here.shown.figures.items():
        at = here.at(f"figures/{name}/")
        yield at.address, partial(_figure, at, name)
        chart = here.at(f"figures/{name}/chart.svg")
        yield chart.address, partial(_chart, chart, said)
        yield from _of_everybody(here, name)


def gone(here: Here) -> Iterator[tuple[str, Draw]]:
    """Where figures were that are not published any more."""
    for name in here.wave.gone if here.wave else ():
        at = here.at(f"figures/{name}/")
        yield at.address, partial(_gone, at, name)


def by_theme(figures: Iterable[Said]) -> list[Said]:
    """Figures in the order of the office, those of a theme together, themes as they first come."""
    found = list(figures)
    order = {theme: at for at, theme in reversed(list(enumerate(part(one["theme"]) for one in found)))}
    return sorted(found, key=lambda one: order[part(one["theme"])])


def grouped(figures: Sequence[Said]) -> list[tuple[str, list[Said]]]:
    """Figures that stand together, by theme."""
    return [(theme, list(ones)) for theme, ones in groupby(figures, lambda one: str(one["theme"]))]


def _list(here: Here, listed: Sequence[Sequence[Said]], number: int) -> Page:
    return html(
        here,
        "figures.html",
        themes=grouped(listed[number - 1]),
        total=len(here.shown.figures),
        steps=steps(here, f"{here.base}figures/", number, len(listed)),
        short=bars.short,
        corrected={one["figure"] for one in here.shown.errata},
    )


def _figure(here: Here, name: str) -> Page:
    said, edition = here.shown.figures[name], here.shown
    working = worked_out(here, name)
    lists = behind(working) if working else []
    units = edition.units[Unit(said["definition"]["unit"])]
    return html(
        here,
        "figure.html",
        name=name,
        said=said,
        unit=said["definition"]["unit"],
        errata=edition.errata_of(name),
        lists=lists if len(units) <= LISTED else [],
        counted=[(one.heading, len(one.ids)) for one in lists],
        known=working is not None,
        units=units,
        why=partial(why, edition.questions, edition.answers[Unit(said["definition"]["unit"])], reads(said))
        if working
        else None,
        reads=[(one, edition.questions.get(one)) for one in reads(said)],
        splits=_splits(said),
        short=bars.short,
        cite=citation(here, said),
        chart=here.full(f"figures/{name}/chart.svg"),
        permalink=here.full(f"figures/{name}/"),
    )


def worked_out(here: Here, name: str) -> Working | None:
    """Everybody behind a figure; the last one is kept, as its pages are drawn one after the other."""
    key = (here.shown.digest, name)
    if here.site.kept.get("worked out", ("",))[0] != key:
        here.site.kept["worked out"] = key, here.shown.working(name)
    found: Working | None = here.site.kept["worked out"][1]
    return found


def reads(said: Said) -> tuple[str, ...]:
    """The questions that decide."""
    return figure_reads(from_data(said["definition"]))


def why(
    asked: dict[str, Asked],
    answers: Mapping[str, Answers],
    names: tuple[str, ...],
    of: str,
) -> str:
    """Why nothing can be said of a unit: what it said instead of an answer."""
    said = [
        f"“{words.label(name, asked)}”: {STATES[state]}"
        for name in names
        for state, _ in answers[of].get(name, ())
        if state in STATES
    ]
    return "; ".join(dict.fromkeys(said))


def _splits(said: Said) -> list[tuple[str, str, list[Said]]]:
    """Groups by each question, then parts with the residual: caption, heading of the first column, lines."""
    found = []
    for question, ones in groupby(said.get("groups", ()), lambda one: one["question"]):
        found.append((question, "groups", list(ones)))
    if parts := list(said.get("parts", ())):
        found.append((parts[0]["question"], "parts", [*parts, said["residual"]]))
    return found


def citation(here: Here, said: Said) -> str:
    """How to cite a figure."""
    about, edition = here.shown.about, here.shown
    return (
        f"{about['office']}, “{said['title']}”: {said['says']}. In: {edition.title}, edition {edition.number}, "
        f"{day(edition.shown_from)}. {here.full('figures/' + said['name'] + '/')} (SHA-256 {edition.digest})"
    )


def _chart(here: Here, said: Said) -> Page:
    about, edition = here.shown.about, here.shown
    source = (
        f"{about['office']}, {edition.title}, edition {edition.number}, {day(edition.shown_from)}. "
        f"{here.full('figures/' + said['name'] + '/')}"
    )
    return Page(bars.svg(said, source, edition.fictional), SVG)


def _of_everybody(here: Here, name: str) -> Iterator[tuple[str, Draw]]:
    """All units behind a figure, where they are too many for its own page."""
    said = here.shown.figures[name]
    units = here.shown.units[Unit(said["definition"]["unit"])]
    if len(units) <= LISTED or not tells_who(said):
        return
    for number in range(1, -(-len(units) // LISTED) + 1):
        at = here.at(page_address(f"figures/{name}/everybody/", number))
        yield at.address, partial(_everybody, at, name, number)


def _everybody(here: Here, name: str, number: int) -> Page:
    said, edition = here.shown.figures[name], here.shown
    unit = Unit(said["definition"]["unit"])
    working = worked_out(here, name)
    assert working
    everybody = [(one.heading, id) for one in behind(working) for id in one.ids]
    listed = split(everybody)
    explained = partial(why, edition.questions, edition.answers[unit], reads(said))
    units: dict[str, Listed] = edition.units[unit]
    return html(
        here,
        "everybody.html",
        name=name,
        said=said,
        units=units,
        listed=listed[number - 1],
        total=len(everybody),
        why=explained,
        steps=steps(here, f"{here.base}figures/{name}/everybody/", number, len(listed)),
    )


def _gone(here: Here, name: str) -> Page:
    last = next((one for one in here.wave.editions if name in one.figures), None) if here.wave else None
    errata = here.shown.errata_of(name)
    title = errata[0]["title"] if errata else last.figures[name]["title"] if last else name
    return html(here, "gone.html", name=name, errata=errata, last=last, title=title)
