"""Cells of CSV files that a spreadsheet program will show as text, never run as a formula."""

import re

_STARTS_A_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_MARKED = re.compile(r"'+(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")


def safe_cell(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would take it for a formula.

    That is text beginning with = + - @ (also their full-width forms, also after spaces), a tab or a line
    end. Negative numbers are marked too. `plain_cell` takes exactly that mark off again, so nothing is lost.
    Source of the rule: OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
    """
    return "'" + text if _STARTS_A_FORMULA.match(text) else text


def plain_cell(text: str) -> str:
    """The text that `safe_cell` was given."""
    return text[1:] if _MARKED.match(text) else text
