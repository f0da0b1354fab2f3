"""HTML as a tree that tests can ask: enough for pages, which are well-formed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"area", "br", "hr", "img", "input", "link", "meta", "path", "source", "wbr"}


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    inside: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is read, with single spaces."""
        parts = (part if isinstance(part, str) else part.text for part in self.inside)
        return " ".join("".join(parts).split())

    def all(self, *tags: str, **attrs: str) -> "list[Element]":
        """Those inside with one of these tags (any, without one) and these attributes; class_ is one class of it."""
        return [e for e in self._walk() if (not tags or e.tag in tags) and e.has(**attrs)]

    def one(self, *tags: str, **attrs: str) -> "Element":
        """The only one."""
        found = self.all(*tags, **attrs)
        assert len(found) == 1, f"{len(found)} of {tags} {attrs}"
        return found[0]

    def has(self, class_: str = "", **attrs: str) -> bool:
        named = not class_ or class_ in self.attrs.get("class", "").split()
        return named and all(self.attrs.get(name) == value for name, value in attrs.items())

    def _walk(self) -> "Iterator[Element]":
        for part in self.inside:
            if isinstance(part, Element):
                yield part
                yield from part._walk()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>: {names}"
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in EMPTY:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def parsed(html: str) -> Element:
    """The tree; AssertionError where tags do not close in order or an attribute stands twice."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is not closed"
    return reader.root
