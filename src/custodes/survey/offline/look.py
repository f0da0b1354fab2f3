"""How a workbook of a return looks: what is to be filled in stands out, what cannot be changed is protected."""

from collections.abc import Collection, Mapping
from typing import Any

from custodes.survey.offline.columns import (
    ANSWER,
    EXEMPTION,
    HOW,
    MACHINE,
    NOTE,
    OTHER,
    QUESTION,
    SHOWN,
    STATE,
)

WIDTHS = {QUESTION: 52, HOW: 42, ANSWER: 40, STATE: 12, EXEMPTION: 18, OTHER: 22, NOTE: 36}
COLUMNS = (*SHOWN, *MACHINE)
AT = {column: at for at, column in enumerate(COLUMNS)}
"""Where each column stands, from 0."""
PROTECTED = {"format_columns": True, "format_rows": True, "select_locked_cells": True, "sort": False}
"""What can be done to a sheet besides filling it in. It has no password: it is to prevent slips."""

_TOP: Mapping[str, Any] = {"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 11}
_FILL: Mapping[str, Any] = {**_TOP, "locked": False, "border": 1, "border_color": "#505A5F"}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {**_TOP, "bold": True, "font_size": 16, "text_wrap": False},
    "text": _TOP,
    "heading": {**_TOP, "bold": True, "bottom": 2, "bg_color": "#F3F2F1"},
    "group": {**_TOP, "bold": True, "font_size": 13, "top": 1},
    "said": {**_TOP, "top": 1},
    "question": {**_TOP, "bold": True},
    "choice": {**_TOP, "indent": 2},
    "grey": {**_TOP, "font_color": "#505A5F", "italic": True},
    "grey_choice": {**_TOP, "font_color": "#505A5F", "italic": True, "indent": 2},
    "shut": {**_TOP, "bg_color": "#F3F2F1", "num_format": "@"},
    "fill": {**_FILL, "bg_color": "#FFFBE6", "num_format": "@"},
    "fill_number": {**_FILL, "bg_color": "#FFFBE6", "num_format": "General", "align": "left"},
    "fill_date": {**_FILL, "bg_color": "#FFFBE6", "num_format": "d mmmm yyyy", "align": "left"},
    "machine": {"font_color": "#505A5F", "num_format": "@"},
}


def formats(book: Any) -> dict[str, Any]:
    """The formats of a book by what they are for."""
    return {name: book.add_format(dict(look)) for name, look in _FORMATS.items()}


def set_up(sheet: Any, footer: str, unused: Collection[str] = ()) -> None:
    """Widths, hidden columns, and how a sheet is printed: as wide as a page, with its headings on each.

    `unused`: columns in which nothing can be said on this sheet.
    """
    for column, at in AT.items():
        hidden = {"hidden": True} if column in MACHINE or column in unused else {}
        sheet.set_column(at, at, WIDTHS.get(column, 14), None, hidden)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{footer.replace('&', '&&')[:200]}&RPage &P of &N")
    sheet.protect("", dict(PROTECTED))
