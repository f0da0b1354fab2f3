"""The report of a publication: Markdown in which figures stand by name, so that these cannot disagree with the data.

`{{ ext_flagged }}` is the figure in words, `{{ ext_flagged.number }}`, `.of`, `.percent`, `.least_percent` and `.unknown` are
parts of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from custodes.publication.figures.checking.masking import masked
from custodes.publication.figures.checking.quantities import quantities
from custodes.publication.figures.checking.sentences import sentences
from custodes.publication.figures.definitions import Figure

NAMED = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)(?:\.([a-z_]+))?\s*\}\}")
PARTS = ("number", "of", "percent", "least_percent", "unknown")
"""What can be said of a figure by itself."""
_LEADS = re.compile(r"(https?|mailto):|(?![a-z][a-z0-9+.-]*:)", re.IGNORECASE)


def misnamed(text: str, figures: Iterable[Figure]) -> list[str]:
    """What a report names that is not there, each once, with its line."""
    names = {figure.name for figure in figures}
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if "{{" in NAMED.sub("", line) or "}}" in NAMED.sub("", line):
            found.append(
                f"Line {number}: these braces name no figure. Write {{{{ name }}}}, in small letters."
            )
        for name, part in NAMED.findall(line):
            if name not in names:
                found.append(f"Line {number}: no figure is called “{name}”.")
            elif part and part not in PARTS:
                found.append(f"Line {number}: of a figure you can name {', '.join(PARTS)}, not “{part}”.")
    return list(dict.fromkeys(found))


def typed(text: str) -> list[str]:
    """Sentences with figures that are typed, each once: nothing keeps these from disagreeing with the data.

    Dates, money, measures and numbers of sections are none, nor is a lone "one".
    """
    plain = masked(NAMED.sub(lambda found: "¤" * len(found[0]), text))
    places = [found.start for found in quantities(plain) if not (found.in_words and found.value <= 1)]
    held = (one for one in sentences(plain) if any(one.start <= place < one.end for place in places))
    return list(dict.fromkeys(" ".join(text[one.start : one.end].split()).lstrip("-*•# ") for one in held))


Told = Callable[[str, str], tuple[str, str]]
"""From a figure's name and part to the words that stand for it, and the address they lead to, "" for none."""


def as_html(text: str, said: Told) -> str:
    """The report as HTML, with figures as links.

    Raw HTML in the text is shown as it was typed, and so is a link to anything but http, https, mailto and pages of
    the site. Pictures are links to them, so that nobody is told who reads.
    """
    return str(reader().render(text, {"said": said}))


def pieces(content: str, said: Told) -> Iterator[tuple[str, str]]:
    """A run of text with its figures in words: each piece with the address that it leads to, "" for none."""
    at = 0
    for found in NAMED.finditer(content):
        yield content[at : found.start()], ""
        yield said(found[1], found[2] or "")
        at = found.end()
    yield content[at:], ""


@cache
def reader() -> MarkdownIt:
    """What reads a report: the Markdown of CommonMark with tables, without HTML and pictures."""
    made = _Reader("commonmark", {"html": False}, renderer_cls=_Renderer)
    return made.enable("table").disable("image")


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Whether it is a link: to nothing that opens a program, and to nothing named after a figure."""
        return "%7B%7B" not in url and bool(_LEADS.match(url))


class _Renderer(RendererHTML):
    """HTML in which figures stand for their names: as links, but for those inside a link or its title."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        before = [token.type for token in tokens[:idx]]
        inside = before.count("link_open") > before.count("link_close")
        return _drawn(tokens[idx].content, env, links=not inside)

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<code>{self.text(tokens, idx, options, env)}</code>"

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<pre>{self.code_inline(tokens, idx, options, env)}</pre>\n"

    fence = code_block

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        title = tokens[idx].attrs.get("title")
        if title:
            tokens[idx].attrs["title"] = "".join(words for words, _ in pieces(str(title), env["said"]))
        return self.renderToken(tokens, idx, options, env)


def _drawn(content: str, env: EnvType, *, links: bool) -> str:
    return "".join(
        f'<a class="govuk-link" href="{escape(link)}">{escape(words)}</a>'
        if link and links
        else escape(words)
        for words, link in pieces(content, env["said"])
    )
