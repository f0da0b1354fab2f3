"""What was submitted, read back from its seal: no draft and no register stands in it (ADR 0019). Pure reads."""

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from custodes.survey.filling import Form, State
from custodes.survey.filling.form import Part
from custodes.survey.filling.keys import Key, parse
from custodes.survey.filling.seeing import hidden_from
from custodes.survey.filling.wording import LEFT_OPEN
from custodes.survey.in_words import in_words, words
from custodes.survey.instrument import Group, Question
from custodes.survey.keeping import form_of
from custodes.survey.models import InstrumentVersion, Return, Submission, Wave


class Said(NamedTuple):
    """An answer as it was submitted. Texts are as in `Given`; `source` says how it came in, and is not compared."""

    state: State
    value: str = ""
    other: str = ""
    exemption: str = ""
    note: str = ""
    source: str = ""

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "Said":
        """From what a submission holds of it."""
        return cls(State(told["state"]), *(told.get(name, "") for name in cls._fields[1:]))

    def same(self, other: "Said | None") -> bool:
        """Whether it says what the other says."""
        return other is not None and self._replace(source="") == other._replace(source="")


class Check(NamedTuple):
    """A contradiction with the evidence, as it was submitted: two sentences, and what the holder says of it."""

    answer: str
    evidence: str
    explanation: str


@dataclass(frozen=True)
class Submitted:
    """A submission with the form that it was given on."""

    submission: Submission
    form: Form
    told: Mapping[str, Any]

    def said(self, key: str, body: str = "") -> Said | None:
        """The answer to a question, None where it was not asked. `body`: the slug of one that may differ."""
        own = self.told["differences"].get(body, {})
        found = own[key] if key in own else self.told["answers"].get(key)
        return Said.of(found) if found else None

    @cached_property
    def keys(self) -> list[str]:
        """Everything that was asked of any body, in the order of the form; what it no longer has, last."""
        names = (*self.form.by_name, *sorted(self._by_name.keys() - self.form.by_name.keys()))
        return [key for name in names for key in self._by_name.get(name, ())]

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        differing = (key for own in self.told["differences"].values() for key in own)
        for key in dict.fromkeys((*self.told["answers"], *differing)):
            found[key.partition("[")[0]].append(key)
        return {name: sorted(keys, key=_times) if len(keys) > 1 else keys for name, keys in found.items()}

    def keys_of(self, name: str) -> list[str]:
        """The keys of a question: several in a repeat, none where it was not asked."""
        return self._by_name.get(name, [])

    def differing(self, key: str) -> list[str]:
        """Slugs of the bodies whose answer is another than that in common."""
        differences = self.told["differences"]
        return sorted(body for body, own in differences.items() if key in own) if differences else []

    def bodies(self, key: str) -> list[str]:
        """Slugs of the bodies for which the answer in common was given."""
        part, differing = self.part(key), self.differing(key)
        section = part.section if part else ""
        covers = self.told["covers"].items()
        return [body for body, parts in covers if section in parts and body not in differing]

    def covers(self, key: str) -> bool:
        """Whether the return answers that part for anybody."""
        part = self.part(key)
        return part is None or part.section in self._sections

    @cached_property
    def _sections(self) -> frozenset[str]:
        return frozenset(section for parts in self.told["covers"].values() for section in parts)

    def part(self, key: str) -> Part | None:
        """The question of a key, with its section."""
        return self.form.by_name.get(key.partition("[")[0])

    def question(self, key: str) -> Question | None:
        """None where the form has no such question any more."""
        part = self.part(key)
        return part.item if part and isinstance(part.item, Question) else None

    def checks(self, key: str, body: str = "") -> Sequence[Check]:
        """Contradictions of an answer; with `body`, of that of one that differs."""
        return self._checks.get((key, body), ())

    @cached_property
    def _checks(self) -> Mapping[tuple[str, str], Sequence[Check]]:
        found: dict[tuple[str, str], list[Check]] = defaultdict(list)
        for one in self.told["checks"]:
            place = (one["question"], one.get("body", ""))
            found[place].append(Check(one["answer"], one["evidence"], one["explanation"]))
        return dict(found)

    def wording(self, key: str, hidden: Container[str] = ()) -> str:
        """The question as this return was asked it: with the answers that it names, but those of `hidden` names."""
        question, place = self.question(key), parse(key)
        if question is None or place is None:
            return key
        return _filled_in(
            words(question.label, self.form) or key,
            lambda name: LEFT_OPEN if name in hidden else self._near(name, place),
        )

    def unseen(self, key: str, hidden: Container[str]) -> bool:
        """Whether the form gave its answer, from what people do not see to whom these names are hidden."""
        part = self.part(key)
        by_form = part is not None and (part.calculation or part.read_only or not part.asked)
        return bool(by_form) and key.partition("[")[0] in hidden

    def time_in_words(self, key: str) -> str:
        """Which time of which repeat a question was answered for: "Sites 2", "" outside of any."""
        place, part = parse(key), self.part(key)
        if place is None or part is None or not place.times:
            return ""
        repeats = [self.form.by_name[part.place.path[depth - 1]] for depth in sorted(part.place.repeats)]
        told = []
        for depth, repeat in enumerate(repeats[: len(place.times)]):
            begun = dict.fromkeys(self._times(key, place.times[:depth], depth))
            label = repeat.item.label if isinstance(repeat.item, Group) else {}
            number = list(begun).index(place.times[depth]) + 1
            told.append(f"{words(label, self.form) or repeat.item.name} {number}")
        return ", ".join(told)

    def _times(self, key: str, within: tuple[int, ...], depth: int) -> list[int]:
        """The numbers of the times at a depth, in order: one that was taken out leaves a gap in them."""
        places = (parse(one) for one in self.keys_of(key.partition("[")[0]))
        return [one.times[depth] for one in places if one and one.times[:depth] == within]

    def _near(self, name: str, place: Key) -> str:
        """The answer of that name in the same time of a repeat, else outside of it."""
        for depth in range(len(place.times), -1, -1):
            key = str(Key(name, place.times[:depth]))
            said, question = self.said(key), self.question(key)
            if said and question:
                return in_words(question, said, self.form, unit=False) if said.value else ""
        return ""


def _times(key: str) -> tuple[int, ...]:
    found = parse(key)
    return found.times if found else ()


def concerns(before: Submitted | None, after: Submitted, body: str) -> bool:
    """Whether a submission changed anything of what a body (by its slug) was answered for since the one before.

    What the form worked out anew from sections that are not answered for it is none of its business.
    """
    if before is None:
        return False
    was, now = (set(one.told["covers"].get(body, ())) for one in (before, after))
    hidden = hidden_from(after.form, now)
    keys = (key for key in {*before.keys, *after.keys} if not after.unseen(key, hidden))
    return was != now or any(_is_other(before, after, key, body, now) for key in keys)


def _is_other(before: Submitted, after: Submitted, key: str, body: str, sections: set[str]) -> bool:
    part = after.part(key) or before.part(key)
    if part is None or part.section not in sections:
        return False
    was, now = before.said(key, body), after.said(key, body)
    return not was.same(now) if was else now is not None


def plain_wording(question: Question, form: Form) -> str:
    """A question as it is asked of everybody: where it names another's answer, the name stands in brackets."""
    return _filled_in(words(question.label, form) or question.name, lambda name: f"[{name}]")


def _filled_in(text: str, answer: Any) -> str:
    pieces = text.split("${")
    rest = (piece.partition("}") for piece in pieces[1:])
    return pieces[0] + "".join(f"{answer(name.strip())}{after}" for name, _, after in rest)


def history_of(of: Return) -> list[Submitted]:
    """Every submission of a return, the first one first. At most three queries."""
    return _read(Submission.objects.filter(of=of), of.wave)


def submitted_in(wave: Wave) -> dict[int, list[Submitted]]:
    """Every submission of a wave by its return, the first one first. At most three queries."""
    found: dict[int, list[Submitted]] = defaultdict(list)
    for one in _read(Submission.objects.filter(of__wave=wave), wave):
        found[one.submission.of_id].append(one)
    return dict(found)


def latest_of(wave: Wave, body: str) -> list[Submitted]:
    """The last submission of each return of a wave that answers any section for a body (by its slug), that which was
    submitted last first. At most two queries."""
    later = Submission.objects.filter(of=OuterRef("of"), number__gt=OuterRef("number"))
    named = Submission.objects.filter(~Exists(later), of__wave=wave, contents__contains=f'"{body}"')
    found = [one for one in _read(named, wave) if one.told["covers"].get(body)]
    return sorted(found, key=lambda one: -one.submission.pk)


def _read(submissions: Iterable[Submission], wave: Wave) -> list[Submitted]:
    """With the form of each: an amended wave has submissions that were given on an earlier version."""
    told = [(one, json.loads(one.contents)) for one in _ordered(submissions)]
    digests = {contents["instrument"]["digest"] for _, contents in told} - {wave.instrument.digest}
    earlier = InstrumentVersion.objects.filter(office=wave.office_id, digest__in=digests).defer("workbook")
    forms = {one.digest: form_of(one) for one in earlier} if digests else {}
    now = form_of(wave.instrument)
    return [
        Submitted(one, forms.get(contents["instrument"]["digest"], now), contents) for one, contents in told
    ]


def _ordered(submissions: Any) -> Iterable[Submission]:
    return submissions.select_related("by", "of__body").order_by("of", "number")  # type: ignore[no-any-return]
