"""Forms for tests, written as tables of text, one for each sheet: read from a workbook as an office's are."""

import io
import tempfile
from pathlib import Path

from custodes.survey.filling import Form, Given, State
from custodes.survey.instrument import Instrument
from custodes.survey.xlsform import read

YES_NO = """
list_name | name      | label
yes_no    | yes       | Yes
yes_no    | no        | No
yes_no    | not_known | We do not know
"""


def workbook(survey: str, choices: str = YES_NO, settings: str = "") -> bytes:
    """The bytes of an XLSForm workbook. A cell of a table is what stands between two bars."""
    import xlsxwriter  # type: ignore[import-untyped]

    sheets = {
        "survey": survey,
        "choices": choices,
        "settings": settings or "form_title | form_id | version\nA form | form | 1",
    }
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(table.strip().splitlines()):
                for column, cell in enumerate(line.split("|")):
                    sheet.write_string(at, column, cell.strip())
    return buffer.getvalue()


def instrument(survey: str, choices: str = YES_NO, settings: str = "") -> Instrument:
    """The instrument in such tables; they have no errors, neither for us nor for pyxform."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(workbook(survey, choices, settings))
        found = read(path)
    assert found.instrument, found.problems
    return found.instrument


def form(survey: str, choices: str = YES_NO, settings: str = "") -> Form:
    """The same, ready to be filled in."""
    return Form.of(instrument(survey, choices, settings))


def given(text: str) -> dict[str, Given]:
    """Answers from `a=1; b[2]=x y; c~not_known`: a tilde is a state that was said instead of an answer."""
    found = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        key, is_answer, value = part.partition("=")
        if not is_answer:
            key, _, state = part.partition("~")
            found[key.strip()] = Given(State(state.strip()))
        else:
            found[key.strip()] = Given(State.ANSWERED, value.strip())
    return found
