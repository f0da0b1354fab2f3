"""Answers held against the register of the body that gives them, and against each other (ADR 0020)."""

from custodes.survey.checking.contradictions import Check, Contradiction, Kind, checks_of, contradictions_of
from custodes.survey.checking.found import Result

__all__ = ["Check", "Contradiction", "Kind", "Result", "checks_of", "contradictions_of"]
