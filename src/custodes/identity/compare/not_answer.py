"""What is typed where a maker should be but names none: "various", "N/A - no CCTV", "Exempt s.24"."""

import re
from functools import cache

from custodes import packs
from custodes.identity.compare.text import fold


def meaning(text: str) -> str:
    """What a non-answer means in plain words ("the information is withheld"); "" if it is not one."""
    plain = " ".join(fold(text).split())
    if not _any().match(plain):
        return ""
    return next(says for pattern, says in _patterns() if pattern.match(plain))


@cache
def _any() -> re.Pattern[str]:
    """All patterns in one: most cells are no non-answer, and one look tells."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _patterns()), re.IGNORECASE)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = packs.table("not_answers")
    return tuple((re.compile(row["pattern"], re.IGNORECASE), row["meaning"]) for row in rows)
