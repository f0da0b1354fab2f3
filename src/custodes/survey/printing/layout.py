"""What every paper has: what it is, and its questions by section, each below its heading."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils import timezone

from custodes.demo.names import FICTIONAL_NOTICE
from custodes.survey.filling import Form
from custodes.survey.filling.keys import Key
from custodes.survey.instrument import Repeat
from custodes.survey.offline.conditions import first, in_words
from custodes.survey.printing.places import Places

Paper = dict[str, Any]
Item = dict[str, Any]


def paper_of(
    form: Form,
    *,
    title: str,
    lead: str,
    mark: str,
    facts: Sequence[tuple[str, str]],
    author: str,
    sections: list[dict[str, Any]],
    fictional: bool,
    empty: bool = False,
) -> Paper:
    """The data that `paper.typ` sets. `mark`: what stands at the top of each page."""
    notice = [("Fictional", FICTIONAL_NOTICE)] if fictional else []
    return {
        "title": f"{mark.capitalize()}. {title}" if mark == "DRAFT" else title,
        "running": title,
        "lead": lead,
        "mark": mark,
        "author": author,
        "description": form.instrument.about or title,
        "footer": f"Printed on {timezone.localtime():%-d %B %Y at %H:%M}",
        "facts": [list(fact) for fact in [*facts, *notice]],
        "sections": sections,
        "empty": empty,
    }


def sections_of(
    form: Form, keys: Iterable[Key], item: Callable[[Key], Item], *, empty: bool = False
) -> list[dict[str, Any]]:
    """The sections that have any of the questions, each in runs below their headings."""
    places, found = Places(form), []
    by_section: dict[str, list[Key]] = {}
    for key in places.in_order(keys):
        by_section.setdefault(form.by_name[key.name].section, []).append(key)
    for at, section in enumerate(form.sections, 1):
        inside = by_section.get(section.item.name, [])
        said = (first(section.item.hint), in_words(form, section.item.relevant)) if empty else ()
        if inside:
            found.append(
                {
                    "title": f"{at}. {places.section_title(section)}",
                    "said": "\n".join(filter(None, said)),
                    "runs": _runs(form, places, inside, item, empty),
                }
            )
    return found


def _runs(
    form: Form, places: Places, keys: Sequence[Key], item: Callable[[Key], Item], empty: bool
) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = []
    last = None
    for key in keys:
        heading = places.heading(key)
        if heading != last:
            group = heading.part.item if heading.part else None
            said = [first(group.hint), in_words(form, group.relevant)] if group and empty else []
            if empty and isinstance(group, Repeat):
                said.append("Answer this part once for each; copy the page for more.")
            runs.append({"heading": heading.text, "said": "\n".join(filter(None, said)), "items": []})
            last = heading
        number = {"number": places.numbers.get(key.name, "")}
        runs[-1]["items"].append({"extra": [], "choices": [], "space": 0, **item(key), **number})
    return runs
