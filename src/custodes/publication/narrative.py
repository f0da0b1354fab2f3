"""The report of a publication: Markdown in which figures stand by name, so that no sentence can disagree with the data.

`{{ ext_flagged }}` is the figure in words, `{{ ext_flagged.number }}`, `.of`, `.percent` and `.unknown` are parts of it.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache

from markdown_it import MarkdownIt

from custodes.publication.figures.definitions import Figure

NAMED = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)(?:\.([a-z]+))?\s*\}\}")
PARTS = ("number", "of", "percent", "unknown")
"""What can be said of a figure by itself."""


def misnamed(text: str, figures: Iterable[Figure]) -> list[str]:
    """What a report names that is not there, each once, with its line."""
    names = {figure.name for figure in figures}
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        for name, part in NAMED.findall(line):
            if name not in names:
                found.append(f"Line {number}: no figure is called “{name}”.")
            elif part and part not in PARTS:
                found.append(f"Line {number}: of a figure you can name {', '.join(PARTS)}, not “{part}”.")
    return list(dict.fromkeys(found))


def as_html(text: str, said: Callable[[str, str], str]) -> str:
    """The report as HTML. `said`: a figure's name and part to the HTML that stands for it.

    Raw HTML in the text is shown as it was typed, pictures are links to them, so that nobody is told who reads, and
    links lead to http, https, mailto and pages of the site only.
    """
    places: dict[str, str] = {}

    def keep(found: re.Match[str]) -> str:
        mark = f"\ue000{len(places)}\ue001"
        places[mark] = said(found[1], found[2] or "")
        return mark

    drawn = str(reader().render(NAMED.sub(keep, text)))
    return re.sub("\ue000\\d+\ue001", lambda found: places.get(found[0], ""), drawn)


@cache
def reader() -> MarkdownIt:
    """What reads a report: the Markdown of CommonMark with tables, without HTML and pictures."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
