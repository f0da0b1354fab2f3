"""What an answer says, what the register holds, and what the holder says about the difference. Pure reads."""

import hashlib
from typing import Any, NamedTuple

from custodes.survey.filling import Outcome, Standing
from custodes.survey.models import Explanation, Return


class Contradiction(NamedTuple):
    """An answer that the evidence contradicts. Both sentences are whole, so that each can be read by itself."""

    standing: Standing
    answer: str
    """“You answer that no external camera is of a flagged maker.”"""
    evidence: str
    """“Your register holds 14 that are, of which 9 by relabel.”"""
    explanation: Explanation | None = None

    @property
    def digest(self) -> str:
        """Tells this contradiction from another of the same answer: an explanation holds for one alone."""
        return hashlib.sha256(f"{self.standing.key}\n{self.answer}\n{self.evidence}".encode()).hexdigest()

    def told(self) -> dict[str, Any]:
        """As a submission holds it."""
        said = self.explanation.text if self.explanation else ""
        key = str(self.standing.key)
        return {"question": key, "answer": self.answer, "evidence": self.evidence, "explanation": said}


def contradictions_of(of: Return, outcome: Outcome) -> list[Contradiction]:
    """Every contradiction of a return as it stands, with what was said of it."""
    explained = {
        (one.key, one.contradiction): one for one in Explanation.objects.filter(of=of).order_by("at")
    }
    return [
        found._replace(explanation=explained.get((str(found.standing.key), found.digest)))
        for found in _found(of, outcome)
    ]


def _found(of: Return, outcome: Outcome) -> list[Contradiction]:
    return []
