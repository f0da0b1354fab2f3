"""What another version of its instrument would do to a wave that runs: before it is done, and as it is done. Pure reads."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from custodes.survey.comparing import Likeness, Pair, pairs
from custodes.survey.comparing.questions import OF_OTHERS
from custodes.survey.filling import Form, State
from custodes.survey.filling.keys import parse
from custodes.survey.instrument import Repeat
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Covered, InstrumentVersion, Return, Wave


class Touched(NamedTuple):
    """A return of the wave, and the keys of what was answered in it and is asked otherwise, or no more."""

    of: Return
    again: list[str]
    gone: list[str]


class Cover(NamedTuple):
    """A section that a return answers for a body, all by their numbers and names."""

    of: int
    body: int
    section: str


class Amendment(NamedTuple):
    """From the version that a wave runs on to another one."""

    pairs: list[Pair]
    again: Mapping[str, str]
    """Questions whose answers somebody should look at again, and why."""
    new_sections: tuple[str, ...]
    gone_sections: tuple[str, ...]
    follows: Mapping[str, str]
    """Of new sections, the one before that most of their questions stood in: its coverage is theirs."""
    touched: list[Touched]
    """Every return of the wave."""
    added: list[Cover]
    """What returns come to cover."""
    dropped: list[Cover]
    """What they cover no more, as the section is gone."""

    @property
    def changed(self) -> list[Pair]:
        """Questions that are not as they were or not asked as they were; also new ones and those that are gone."""
        return [pair for pair in self.pairs if pair.why or pair.likeness is not Likeness.SAME]

    @property
    def submitted(self) -> list[Return]:
        """Returns that stay as they were submitted."""
        return [one.of for one in self.touched if one.of.first_submitted_at]

    @property
    def ready(self) -> list[Return]:
        """Returns that go back from sign-off."""
        return [one.of for one in self.touched if one.of.state == Return.State.READY]


def amendment_of(wave: Wave, version: InstrumentVersion) -> Amendment:
    """What the version would do to the wave. Three queries, however many returns there are."""
    now, before = form_of(version), form_of(wave.instrument)
    found = pairs(now, before, by_name=True)
    names = [part.item.name for part in now.sections]
    old = [part.item.name for part in before.sections]
    new = tuple(name for name in names if name not in old)
    gone = tuple(name for name in old if name not in names)
    follows = {name: source for name in new if (source := _source(name, now, before))}
    returns = list(Return.objects.filter(wave=wave).select_related("body").order_by("pk"))
    covers = [Cover(*row) for row in Covered.objects.filter(wave=wave).values_list("of", "body", "section")]
    added = _added(new, follows, covers, returns)
    again = {pair.name: _why(pair) for pair in found if _is_asked_otherwise(pair)}
    touched = _touched(wave, returns, again, now)
    return Amendment(found, again, new, gone, follows, touched, added, _dropped(gone, covers, added))


def _is_asked_otherwise(pair: Pair) -> bool:
    return pair.here is not None and pair.there is not None and pair.likeness is not Likeness.SAME


def _why(pair: Pair) -> str:
    """As whoever looks at the answer again reads it."""
    return " ".join(("This question was changed.", *(text for text in pair.why if text != OF_OTHERS)))


def _touched(wave: Wave, returns: Iterable[Return], again: Mapping[str, str], now: Form) -> list[Touched]:
    keys: dict[int, tuple[list[str], list[str]]] = {one.pk: ([], []) for one in returns}
    answered = Answer.objects.filter(of__wave=wave).exclude(state=State.BLANK)
    for of, key in answered.values_list("of", "key").order_by("key").distinct():
        if of not in keys:
            continue  # begun this very moment
        if not has_place(now, key):
            keys[of][1].append(key)
        elif key.partition("[")[0] in again:
            keys[of][0].append(key)
    return [Touched(one, *keys[one.pk]) for one in returns]


def has_place(form: Form, key: str) -> bool:
    """Whether a form asks what is answered by a key."""
    found = parse(key)
    part = form.by_name.get(found.name) if found else None
    if found is None or part is None:
        return False
    around = len(part.place.repeats) - isinstance(part.item, Repeat)
    return (part.asked or isinstance(part.item, Repeat)) and len(found.times) == around


def _source(section: str, now: Form, before: Form) -> str:
    """The section in which most of the questions of a new one stood before, "" where none did."""
    asked = (name for name, part in now.by_name.items() if part.section == section and part.asked)
    sources = Counter(before.by_name[name].section for name in asked if name in before.by_name)
    return sources.most_common(1)[0][0] if sources else ""


def _added(
    new: Iterable[str], follows: Mapping[str, str], covers: list[Cover], returns: Iterable[Return]
) -> list[Cover]:
    """New sections are answered where those were that they came from; else where a body answers by itself, or most."""
    own = {one.body_id: one.pk for one in returns}
    parts = Counter((one.body, one.of) for one in covers)
    bodies = sorted({one.body for one in covers})

    def best(body: int) -> int:
        of = {one for covered, one in parts if covered == body}
        return own[body] if own.get(body) in of else max(sorted(of), key=lambda one: parts[body, one])

    found: list[Cover] = []
    for section in new:
        source = {one.body: one.of for one in covers if one.section == follows.get(section)}
        kept = {one.body for one in covers if one.section == section}  # from a version that had it before
        found += [Cover(source.get(body) or best(body), body, section) for body in bodies if body not in kept]
    return found


def _dropped(gone: Iterable[str], covers: list[Cover], added: list[Cover]) -> list[Cover]:
    """Covered no more, where the return still covers anything of the body: who was covered stays so."""
    left = {(one.of, one.body) for one in (*covers, *added) if one.section not in set(gone)}
    return [one for one in covers if one.section in set(gone) and (one.of, one.body) in left]
