"""The report of a wave as accessible PDF (PDF/UA-1), set by typst. Everything in it comes as data, never as markup."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from markdown_it.tree import SyntaxTreeNode

from custodes.publication import wording
from custodes.publication.narrative import Told, pieces, reader
from custodes.publication.package.defining import splits
from custodes.publication.site import bars, body_pages, words
from custodes.publication.site.drawing import ZONE, Here, Page, day
from custodes.publication.site.figure_pages import by_theme, grouped
from custodes.publication.site.model import Said, Shown
from custodes.publication.site.report_pages import named
from custodes.survey.printing.typesetting import pdf

TEMPLATE = Path(__file__).parent / "report.typ"
PDF = "application/pdf"
MOST_BODIES = 2000
Data = dict[str, Any]


def report(here: Here) -> Page:
    """The whole report: the same bytes each time."""
    return Page(pdf(paper(here), TEMPLATE), PDF)


def paper(here: Here) -> Data:
    """What the template sets."""
    edition, about = here.shown, here.shown.about
    at = edition.shown_from.astimezone(ZONE).date()
    return {
        "title": edition.title,
        "author": about["office"],
        "mark": "FICTIONAL" if edition.fictional else "PREVIEW" if edition.preview else "",
        "date": [at.year, at.month, at.day],
        "footer": f"{edition.title}, edition {edition.number}, {day(edition.shown_from)}",
        "facts": [list(fact) for fact in _facts(here)],
        "errata": [_erratum(here, said) for said in edition.errata],
        "narrative": narrative(edition, here.full),
        "themes": [
            {"title": words.theme(theme), "rows": [row for said in figures for row in _rows(said)]}
            for theme, figures in grouped(by_theme(edition.figures.values()))
        ],
        "response": body_pages.response(edition).says,
        "replies": [_reply(edition, said) for said in edition.replies],
        "bodies": [[one.name, body_pages.standing(one)] for one in _bodies(edition)],
    }


def _facts(here: Here) -> Iterator[tuple[str, str]]:
    edition, about = here.shown, here.shown.about
    if edition.fictional:
        yield "Fictional", "Every body, answer and figure here is made up for demonstration."
    yield "Survey", about["wave"]
    yield "Asked", f"{wording.date(about['opened_on'])} to {wording.date(about['closed_on'])}"
    yield "Published by", about["office"]
    yield "Published", f"{day(edition.shown_from)}, edition {edition.number}"
    yield "Licence", about["licence"]
    yield "Address", here.full("")
    yield "SHA-256", edition.digest


def _erratum(here: Here, said: Said) -> Data:
    """A correction, as the paper has it."""
    assert here.wave
    return {
        "title": said["title"],
        "rows": [
            ["Was", said["from"]],
            ["Is now", said["to"] or "No longer published"],
            ["Why", said["why"]],
            ["Corrected", f"{day(here.wave.corrected(said))}, in edition {said['edition']}"],
        ],
    }


def _reply(edition: Shown, said: Said) -> Data:
    day = wording.date(said["at"]) if said.get("at") else ""
    return {"name": edition.called(said["body"]), "text": said["text"], "day": day}


def _rows(said: Said) -> Iterator[list[str]]:
    yield [said["title"], said["says"], words.between(said)]
    for one in splits(said):
        yield [f"– {one['label']}", bars.short(one), ""]


def _bodies(edition: Shown) -> Sequence[Any]:
    found = sorted(edition.bodies.values(), key=lambda one: one.name)
    return found if len(found) <= MOST_BODIES else []


def narrative(edition: Shown, full: Callable[[str], str]) -> list[Data]:
    """What the office wrote, as blocks. `full`: the whole address of a page of the wave."""
    blocks = _Blocks(partial(named, edition, full), full(""))
    return blocks.of(SyntaxTreeNode(reader().parse(edition.files["report.md"].decode())))


class _Blocks:
    """Markdown as blocks of runs of text. Headings never skip a level, as PDF/UA has it."""

    def __init__(self, said: Told, base: str) -> None:
        self.said, self.base, self.level = said, base, 0

    def of(self, node: SyntaxTreeNode) -> list[Data]:
        return [block for child in node.children for block in self.block(child)]

    def block(self, node: SyntaxTreeNode) -> Iterator[Data]:
        match node.type:
            case "heading":
                self.level = min(int(node.tag[1:]), self.level + 1, 4)
                yield {"kind": "heading", "level": self.level, "runs": self.runs(node)}
            case "paragraph":
                yield {"kind": "paragraph", "runs": self.runs(node)}
            case "bullet_list" | "ordered_list":
                items = [self.of(item) for item in node.children]
                yield {"kind": "list", "ordered": node.type == "ordered_list", "items": items}
            case "blockquote":
                yield {"kind": "quote", "blocks": self.of(node)}
            case "table":
                rows = [
                    [self.runs(cell) for cell in row.children]
                    for part in node.children
                    for row in part.children
                ]
                yield {"kind": "table", "rows": rows}
            case "code_block" | "fence":
                yield {"kind": "paragraph", "runs": list(self.text(node.content, {}))}

    def runs(self, node: SyntaxTreeNode) -> list[Data]:
        inline = node.children[0] if node.children else None
        return [run for child in (inline.children if inline else ()) for run in self.run(child, {})]

    def run(self, node: SyntaxTreeNode, style: Data) -> Iterator[Data]:
        match node.type:
            case "strong":
                style = {**style, "bold": True}
            case "em":
                style = {**style, "emph": True}
            case "link":
                style = {**style, "link": urljoin(self.base, str(node.attrs.get("href", "")))}
            case "softbreak":
                yield _run(" ", style)
            case "hardbreak":
                yield _run("\n", style)
            case _ if not node.children:
                yield from self.text(node.content, style)
        for child in node.children:
            yield from self.run(child, style)

    def text(self, content: str, style: Data) -> Iterator[Data]:
        for text, link in pieces(content, self.said):
            yield _run(text, {**style, "link": link} if link else style)


def _run(text: str, style: Data | None = None) -> Data:
    return {"text": text, "bold": False, "emph": False, "link": "", **(style or {})}
