"""Returns as they stand: what was answered, by section and body. Pure reads."""

from collections.abc import Mapping
from typing import NamedTuple

from custodes import clock
from custodes.access.models import Body
from custodes.survey.filling import Given, Outcome, work_out
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Return


class Answers(NamedTuple):
    """All answers of a return by their keys: those in common, and by body those in which it differs."""

    common: Mapping[str, Answer]
    of_bodies: Mapping[int, Mapping[str, Answer]]

    def given(self, body: int | None = None) -> dict[str, Given]:
        """The answers that hold for a body: in common, but where it differs."""
        own = self.of_bodies.get(body, {}) if body else {}
        return {key: answer.given for key, answer in {**self.common, **own}.items()}


def answers_of(of: Return) -> Answers:
    """One query."""
    common: dict[str, Answer] = {}
    of_bodies: dict[int, dict[str, Answer]] = {}
    for answer in Answer.objects.filter(of=of):
        kept = common if answer.body_id is None else of_bodies.setdefault(answer.body_id, {})
        kept[answer.key] = answer
    return Answers(common, of_bodies)


def outcome_of(of: Return, answers: Answers | None = None, body: int | None = None) -> Outcome:
    """How every question of a return stands today; with `body`, as it stands for one that differs."""
    found = answers or answers_of(of)
    return work_out(form_of(of.wave.instrument), found.given(body), clock.today())


def bodies_of(of: Return) -> list[Body]:
    """The bodies that any section of a return covers, by name."""
    return list(Body.objects.filter(covered_by__of=of).distinct().order_by("name"))
