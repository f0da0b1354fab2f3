"""Answers held against the register of the body that gives them (ADR 0020)."""

from custodes.survey.checking.contradictions import Contradiction, contradictions_of

__all__ = ["Contradiction", "contradictions_of"]
