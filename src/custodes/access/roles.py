"""The roles people have in a body."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Roles of a holder first, then those of an oversight office."""

    SURVEILLANCE_LEAD = "surveillance_lead"
    IT_SECURITY = "it_security"
    PROCUREMENT = "procurement"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    SENIOR_RESPONSIBLE_OFFICER = "senior_responsible_officer"
    READER = "reader"
    ANALYST = "analyst"
    HEAD_OF_OFFICE = "head_of_office"

    @property
    def label(self) -> str:
        return "IT security" if self is Role.IT_SECURITY else self.value.replace("_", " ").capitalize()

    @property
    def told(self) -> str:
        """What whoever has it mostly does, for those who give it."""
        return TOLD[self]


TOLD: Mapping[Role, str] = {
    Role.SURVEILLANCE_LEAD: "Keeps the register and the people in it, imports, shares, withdraws",
    Role.IT_SECURITY: "Keeps the register, imports, settles conflicting evidence",
    Role.PROCUREMENT: "Adds and changes systems and devices",
    Role.DATA_PROTECTION_OFFICER: "Reads everything with its history, downloads it, answers requests for information",
    Role.SENIOR_RESPONSIBLE_OFFICER: "Answers for the register: reads everything, shares it, lets people in",
    Role.READER: "Reads the register",
    Role.ANALYST: "Reads and downloads what bodies share with the office",
    Role.HEAD_OF_OFFICE: "As an analyst, and lets people in",
}

OFFICE_ROLES = frozenset({Role.ANALYST, Role.HEAD_OF_OFFICE})
HOLDER_ROLES = tuple(role for role in Role if role not in OFFICE_ROLES)
