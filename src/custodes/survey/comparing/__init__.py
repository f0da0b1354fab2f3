"""What of two versions of an instrument can be compared, and what two waves said. Pure: docs/how-to/compare-waves.md."""

from custodes.survey.comparing.questions import Likeness, Pair, pairs
from custodes.survey.comparing.waves import Compared, QuestionCompared, Side, compare

__all__ = ["Compared", "Likeness", "Pair", "QuestionCompared", "Side", "compare", "pairs"]
