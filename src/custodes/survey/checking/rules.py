"""Which rule looks at which link of a question (`terms.toml`)."""

from collections.abc import Callable, Mapping

from custodes.survey.checking import capabilities, concerns, connection, counts, makers, operating
from custodes.survey.checking.found import COVERS_NOBODY, Asked, Finding, before_looking, unchecked
from custodes.survey.checking.held import Held

Rule = Callable[[Asked, Held], Finding]

RULES: Mapping[str, Rule] = {
    "operated": operating.operated,
    "technologies": operating.technologies,
    "systems": counts.system_count,
    "devices": counts.devices,
    "makers": makers.makers,
    "models": makers.models,
    "suppliers": makers.suppliers,
    "flagged": concerns.flagged,
    "vulnerable": concerns.vulnerable,
    "connectivity": connection.connectivity,
    "standalone": connection.standalone,
    "capabilities": capabilities.capabilities,
    "live_stream": capabilities.live_stream,
    "operators": operating.operators,
}


def look(asked: Asked, held: Held, covered: int) -> Finding:
    """What the registers say of an answer. `covered`: how many bodies it is given for."""
    if not covered:
        return unchecked(COVERS_NOBODY)
    early = before_looking(asked.standing)
    return early or RULES[asked.standing.question.register](asked, held)
