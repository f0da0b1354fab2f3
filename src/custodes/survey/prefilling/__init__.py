"""Answers suggested from the register and from the wave before. None counts until a person takes it (ADR 0020)."""

from custodes.survey.prefilling.proposals import Proposed, proposals_for

__all__ = ["Proposed", "proposals_for"]
