"""Figures worked out one by one in plain Python: the oracle that `counting` is held to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from custodes.publication.figures.conditions import ALWAYS, truth
from custodes.publication.figures.counting import Group, Working
from custodes.publication.figures.definitions import Figure, Unit

States = Mapping[str, Sequence[tuple[str, str]]]
"""By question, the answers of one unit as (state, value)."""


def states_in(
    units: pa.Table, answers: pa.Table, read: Collection[str]
) -> dict[Unit, dict[str, dict[str, list[tuple[str, str]]]]]:
    """What each unit answered to these questions, from tables as `counting` has them; units in order."""
    found: dict[Unit, dict[str, dict[str, list[tuple[str, str]]]]] = {unit: {} for unit in Unit}
    for unit, name in sorted(zip(units["unit"].to_pylist(), units["id"].to_pylist(), strict=True)):
        found[Unit(unit)][name] = {}
    asked = answers.filter(pc.is_in(answers["question"], value_set=pa.array(sorted(read), pa.string())))
    for unit, name, question, *answer in zip(*(column.to_pylist() for column in asked.columns), strict=True):
        found[Unit(unit)][name].setdefault(question, []).append((answer[0], answer[1]))
    return found


def work_out(figure: Figure, units: Mapping[Unit, Mapping[str, States]]) -> Working:
    """A figure over units: by what they are, by id, what they answered."""
    belongs = None if figure.mixed else figure.belongs
    who: dict[Group, list[str]] = defaultdict(list)
    for one, states in sorted(units[figure.unit].items()):
        group = Group(truth(belongs, states) if belongs else True, truth(figure.counts, states))
        who[group].append(one)
    base = _base(figure, units[Unit.BODY].values()) if figure.mixed else None
    return Working(figure, {group: tuple(ids) for group, ids in who.items()}, base)


def _base(figure: Figure, bodies: Iterable[States]) -> int:
    return sum(truth(figure.belongs or ALWAYS, states) is True for states in bodies)
