"""Technologies and themes: the figures about each, and how its public questions were answered."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from custodes.publication.figures.conditions import NUMBER
from custodes.publication.figures.definitions import Unit
from custodes.publication.site import bars, words
from custodes.publication.site.drawing import Draw, Here, Page, html, page_address, steps
from custodes.publication.site.drawing import pages as split
from custodes.publication.site.model import Asked, Said, Shown, part

WRITTEN = "gave an answer in words"
QUESTIONS = 40
"""Questions on one page."""


class Topic(NamedTuple):
    """A technology or theme with what is published about it."""

    folder: str
    address: str
    title: str
    figures: Sequence[Said]
    asked: Sequence[Asked]


class Numbers(NamedTuple):
    """Answers that are numbers. `units`: how many returns gave them; in a repeat one gives several."""

    units: int
    answers: int
    least: Decimal
    most: Decimal
    sum: Decimal


class Answered(NamedTuple):
    """How returns answered a public question. `counts`: how many returns gave each answer, or none."""

    asked: Asked
    counts: Sequence[tuple[str, int]]
    numbers: Numbers | None


def topics(edition: Shown, folder: str) -> list[Topic]:
    """All technologies, or all themes, that figures or public questions are about."""
    attribute = {"technologies": "technology", "themes": "theme"}[folder]
    called = words.technology if folder == "technologies" else words.theme
    public = [one for one in edition.questions.values() if one.public]
    names = [one[attribute] for one in edition.figures.values()] + [getattr(one, attribute) for one in public]
    return [
        Topic(
            folder,
            f"{folder}/{part(name)}/",
            called(name),
            [one for one in edition.figures.values() if part(one[attribute]) == part(name)],
            [one for one in public if part(getattr(one, attribute)) == part(name)],
        )
        for name in {part(name): name for name in reversed(names) if name}.values()
    ][::-1]


def pages(here: Here) -> Iterator[tuple[str, Draw]]:
    """Both lists, and a page of each."""
    for folder, title in (("technologies", "Technologies"), ("themes", "Themes")):
        found = topics(here.shown, folder)
        at = here.at(f"{folder}/")
        yield at.address, partial(html, at, "topics.html", topics=found, title=title)
        for topic in found:
            listed = split(topic.asked, QUESTIONS)
            for number in range(1, len(listed) + 1):
                own = here.at(page_address(topic.address, number))
                yield own.address, partial(_topic, own, topic, listed, number)


def _topic(here: Here, topic: Topic, listed: Sequence[Sequence[Asked]], number: int) -> Page:
    return html(
        here,
        "topic.html",
        topic=topic,
        first=number == 1,
        answered=[_answered(here.shown, one) for one in listed[number - 1]],
        returns=len(here.shown.units[Unit.RETURN]),
        short=bars.short,
        steps=steps(here, here.base + topic.address, number, len(listed)),
    )


def _answered(edition: Shown, asked: Asked) -> Answered:
    said = [answers.get(asked.name, ()) for answers in edition.answers[Unit.RETURN].values()]
    order = {label: at for at, label in enumerate(asked.choices.values())}
    counted = Counter(label for each in said for label in set(_labels(asked, each)))
    ordered = sorted(counted.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))
    return Answered(asked, ordered, _numbers(said) if asked.numeric else None)


def _labels(asked: Asked, said: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What one return chose, and why it gave no answer where it did not."""
    for state, value in said:
        if state != "answered":
            yield words.answer(asked, state, "")
        elif asked.choices:
            yield from (words.answer(asked, state, one) for one in _chosen(asked, value))
        elif not asked.numeric:
            yield WRITTEN


def _chosen(asked: Asked, value: str) -> list[str]:
    return [value] if value in asked.choices else value.split(" ")


def _numbers(said: Iterable[Iterable[tuple[str, str]]]) -> Numbers | None:
    found = [
        [Decimal(value) for state, value in each if state == "answered" and re.fullmatch(NUMBER, value)]
        for each in said
    ]
    every = [number for each in found for number in each]
    return (
        Numbers(sum(map(bool, found)), len(every), min(every), max(every), sum(every, Decimal()))
        if every
        else None
    )
