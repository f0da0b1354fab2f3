"""What is typed where a maker should be but names none: "various", "N/A - no CCTV", "Exempt s.24"."""

import re
from functools import cache

from custodes import packs
from custodes.identity.compare.text import fold


def meaning(text: str) -> str:
    """What a non-answer means in plain words ("the information is withheld"); "" if it is not one."""
    plain = " ".join(fold(text).split())
    return next((says for pattern, says in _patterns() if pattern.search(plain)), "")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(row["pattern"], re.IGNORECASE), row["meaning"]) for row in packs.table("not_answers")
    )
