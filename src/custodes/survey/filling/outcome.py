"""What one pass over a form found: how each question of a return stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from custodes.survey.expressions import Node
from custodes.survey.filling.form import Form, Part
from custodes.survey.filling.given import Given, State
from custodes.survey.filling.keys import Key
from custodes.survey.filling.wording import filled_in
from custodes.survey.instrument import Choice, Question, Repeat


class Standing(NamedTuple):
    """How a question stands in a return."""

    key: Key
    part: Part
    applies: bool
    given: Given
    """As it was given; kept, and not counted, where it does not apply."""
    value: str
    """The text that counts: given, or calculated; "" where it does not apply or was not answered."""
    wrong: str
    """What is wrong with the answer, "" where nothing is."""
    required: bool
    choices: tuple[Choice, ...]
    """Those that are offered, which a choice filter narrows."""
    suggested: str = ""
    """The default of a question that nobody has answered yet: it counts once somebody gives it as the answer."""
    told: bool = False
    """Whether it is shown and not asked: it is calculated, or read-only here."""
    unseen: bool = False
    """Whether the form gives it a value that is not told here (`seeing.shown_of`)."""

    @property
    def question(self) -> Question:
        assert isinstance(self.part.item, Question)
        return self.part.item

    @property
    def missing(self) -> bool:
        """Whether it must be answered and is not."""
        return self.required and not self.done

    @property
    def done(self) -> bool:
        """Whether nothing more is to be said: it was answered, it was said why not, or the form says it."""
        return self.told or self.given.state is not State.BLANK

    @property
    def not_counted(self) -> bool:
        """Whether something was answered that no longer applies."""
        return not self.applies and self.given.state is not State.BLANK


class Opened(NamedTuple):
    """A group or repeat as it stands among the questions."""

    key: Key
    part: Part
    applies: bool
    times: tuple[int, ...] = ()
    """Of a repeat: the numbers of its times."""
    cut: bool = False
    """Of a repeat: whether it was to have more times than a return can hold (`working_out.MOST_TIMES`)."""


@dataclass
class Outcome:
    """Everything of one return, in the order of the form."""

    form: Form
    given: Mapping[str, Given] = field(default_factory=dict, repr=False)
    standings: dict[Key, Standing] = field(default_factory=dict)
    opened: dict[Key, Opened] = field(default_factory=dict)
    failed: set[Key] = field(default_factory=set)
    """Questions and groups an expression of which could not be worked out: it looks at too much, or comes to too much.

    Nothing is hidden and nothing is refused because of that: they are asked, and a calculation is blank.
    """
    hidden: frozenset[str] = frozenset()
    """Names of which texts do not tell the answers (`seeing.shown_of`)."""
    _nodes: dict[Key, Node] = field(default_factory=dict, repr=False)

    @cached_property
    def asked(self) -> list[Standing]:
        """The questions that apply and that somebody answers."""
        return [one for one in self.standings.values() if one.applies and one.part.asked]

    def of_section(self, name: str) -> list[Standing]:
        """The questions of a section, also those that do not apply."""
        return [one for one in self.standings.values() if one.part.section == name]

    @cached_property
    def left_over(self) -> list[str]:
        """Answers that have no place in the form: of times that were taken out, of questions that are gone. Kept."""
        here = {str(key) for key in (*self.standings, *self.opened)}
        return sorted(
            key for key, one in self.given.items() if one.state is not State.BLANK and key not in here
        )

    def text(self, key: Key, words: str) -> str:
        """A label or hint with the answers that it names: `${name}` becomes the answer, by the label of its choice.

        Names mean what they mean in an expression at `key`: a question, a group, or one time of a repeat, whose label
        is about that time. What is `hidden` is left open.
        """
        if "${" not in words or key not in self._nodes:
            return words
        part, node = self.form.by_name[key.name], self._nodes[key]
        place = part.place
        if isinstance(part.item, Repeat):
            place, node = place.inside("label"), Node("label", parent=node)
        return filled_in(words, self.form, place, node, self._others, self.hidden)

    @cached_property
    def _others(self) -> Mapping[int, str]:
        """What was written where none of the choices fits, by the id of the node."""
        return {
            id(self._nodes[key]): one.given.other
            for key, one in self.standings.items()
            if one.given.other and one.applies
        }
