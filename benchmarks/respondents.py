"""Who fills in returns question by question, as the script of the page does: each answer saved before the next is given.

Everybody begins at another section and goes on through all of them, each question that is asked; then through the texts
and numbers again, with other ones. So every answer that is sent is another one than stands there.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

from answering_fill import INSTRUMENT, Acknowledged, Respondent
from custodes.survey import shipped
from custodes.survey.instrument import Question
from talking import Talk, get, post

FREE = frozenset(("text", "integer"))
"""Kinds of question that can be answered anew with something else, however often."""
_BLOCK = re.compile(r'<div class="custodes-block[^>]*>')
_SAID = re.compile(r' data-(block|mark|key)="([^"]*)"')
_BASE = re.compile(r'name="b\.([^"]*)" value="([^"]*)"')


class Block(NamedTuple):
    """Of a page: its mark, and the key of the question, "" for none."""

    mark: str
    key: str


class Shown(NamedTuple):
    """A section as a page shows it: blocks by id, and what to send along by key."""

    blocks: dict[str, Block]
    bases: dict[str, str]

    def copy(self) -> "Shown":
        return Shown(dict(self.blocks), dict(self.bases))


def read(html: str) -> Shown:
    """What of a page has to be sent along."""
    said = [dict(_SAID.findall(tag)) for tag in _BLOCK.findall(html)]
    blocks = {one["block"]: Block(one["mark"], one.get("key", "")) for one in said}
    return Shown(blocks, dict(_BASE.findall(html)))


def questions() -> Mapping[str, Question]:
    """Those of the instrument, by name."""
    return {one.name: one for one in shipped.load(INSTRUMENT).questions()}


def sections() -> list[str]:
    """Names of the sections of the instrument."""
    return [item.name for item in shipped.load(INSTRUMENT).items]


def answer_to(question: Question, who: int, turn: int) -> str:
    """An answer that keeps every question asked that can be."""
    if question.kind == "integer":
        return str(1 + who % 50 + 100 * turn)
    if question.choices:
        return question.choices[0].name
    return f"What respondent {who} says at turn {turn}"


class Filling:
    """One respondent. `acknowledged`: all that the service said it had saved, in order."""

    def __init__(self, of: Respondent, number: int, pages: Mapping[str, Shown]) -> None:
        self.of, self.number = of, number
        self.pages = {name: page.copy() for name, page in pages.items()}
        self.acknowledged: list[Acknowledged] = []
        self.lost = 0
        """How often no answer came to what was sent."""

    def talk(self) -> Talk:
        """Never ends. RuntimeError where an answer is refused, or was not counted once."""
        asked, order = questions(), sections()
        start = self.number % len(order)
        turn = 0
        while True:
            for section in order[start:] + order[:start]:
                page = self.pages[section]
                done: set[str] = set()
                while key := self._next(page, done, asked, turn):
                    done.add(key)
                    yield from self._save(page, key, answer_to(asked[key], self.number, turn))
            if not self.acknowledged:
                raise RuntimeError(f"no question is asked on the pages of {self.of.address}")
            turn += 1

    def _next(self, page: Shown, done: set[str], asked: Mapping[str, Question], turn: int) -> str:
        for block in page.blocks.values():
            if block.key and block.key not in done and (turn == 0 or asked[block.key].kind in FREE):
                return block.key
        return ""

    def _save(self, page: Shown, key: str, value: str) -> Talk:
        have = " ".join(f"{name}={block.mark}" for name, block in page.blocks.items())
        base = page.bases[key]
        body = urlencode({f"b.{key}": base, f"a.{key}": value, "key": key, "have": have}).encode()
        request = post(f"{self.of.address}/answers", self.of.cookie, body)
        while (answer := (yield request)) is None or answer.status >= 500:
            self.lost += 1
        if answer.status != 200:
            raise RuntimeError(f"{key} of {self.of.address}: {answer.status} {answer.body[:300]!r}")
        told = json.loads(answer.body)
        before = int(base.partition(":")[0])
        if told["revision"] != before + 1:
            raise RuntimeError(f"{key} of {self.of.address}: {before} became {told['revision']}")
        self.acknowledged.append(Acknowledged(self.of.pk, key, value, told["revision"]))
        _apply(page, key, told)


def _apply(page: Shown, key: str, told: Mapping[str, object]) -> None:
    """Bring a page up to date, as the script does."""
    new = {name: read(str(html)) for name, html in dict(told["blocks"]).items()}  # type: ignore[call-overload]
    kept = {}
    for name in list(told["order"]):  # type: ignore[call-overload]
        kept[name] = new[name].blocks[name] if name in new else page.blocks[name]
        if kept[name].key == key:
            kept[name] = Block(str(told["mark"]), key)
    page.blocks.clear()
    page.blocks.update(kept)
    for one in new.values():
        page.bases.update(one.bases)
    page.bases[key] = f"{told['revision']}:{told['digest']}"


def pages_of(respondents: Sequence[Respondent]) -> list[bytes]:
    """Requests for every section of these returns, mixed."""
    return [
        get(f"{one.address}/sections/{quote_plus(section)}", one.cookie)
        for section in sections()
        for one in respondents
    ]
