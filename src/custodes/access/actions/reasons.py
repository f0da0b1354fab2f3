"""Why something was done."""

from custodes.errors import Invalid


def said(reason: str) -> str:
    """The reason as it is kept. Raises Invalid where there is none."""
    kept = reason.strip()
    if not kept:
        raise Invalid("No reason was given.", fields={"reason": "Say why"})
    return kept
