"""The roles people have in a body."""

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


OFFICE_ROLES = frozenset({Role.ANALYST, Role.HEAD_OF_OFFICE})
HOLDER_ROLES = tuple(role for role in Role if role not in OFFICE_ROLES)
