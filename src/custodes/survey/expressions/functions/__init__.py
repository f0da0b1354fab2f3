"""The functions of ODK XForms: `FUNCTIONS` has those that are supported, `UNSUPPORTED` what is said of the others."""

from custodes.survey.expressions.calling import FUNCTIONS
from custodes.survey.expressions.functions import choices, dates, logic, nodes, numbers, texts
from custodes.survey.expressions.functions.unsupported import ELSEWHERE, UNSUPPORTED

__all__ = ["ELSEWHERE", "FUNCTIONS", "UNSUPPORTED", "choices", "dates", "logic", "nodes", "numbers", "texts"]
