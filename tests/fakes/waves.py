"""Small waves for tests of surveys: an instrument written as rows, a wave that asks, returns that answer."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from custodes import clock
from custodes.access.models import Body, Oversight, Person
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.instrument import Instrument
from custodes.survey.models import InstrumentVersion, Return, Wave
from custodes.survey.xlsform import read

SMALL = """
type                 | name      | label                       | required | relevant             | constraint
begin_group          | about     | About you                   |          |                      |
select_one yes_no    | runs      | Do you run cameras?         | yes      |                      |
integer              | cameras   | How many?                   |          | ${runs} = 'yes'      | . >= 0
text                 | makers    | Who made the ${cameras}?    |          | ${cameras} > 0       |
end_group            |           |                             |          |                      |
begin_group          | plates    | Number plates               |          | ${runs} = 'yes'      |
select_one yes_no    | reads     | Do they read plates?        |          |                      |
date                 | since     | Since when?                 |          | ${reads} = 'yes'     | . <= today()
end_group            |           |                             |          |                      |
"""
"""Two sections, of which the second applies only where the first says so."""


@cache
def workbook(title: str, rows: str = SMALL, *, version: str = "1", form_id: str = "small") -> bytes:
    """An XLSForm workbook from a table of text; `yes_no` has yes, no and not_known."""
    import io

    import xlsxwriter  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        _fill(book.add_worksheet("survey"), [_cells(line) for line in rows.strip().splitlines()])
        choices = [("yes", "Yes"), ("no", "No"), ("not_known", "We do not know")]
        _fill(
            book.add_worksheet("choices"),
            [["list_name", "name", "label"], *(["yes_no", name, label] for name, label in choices)],
        )
        _fill(
            book.add_worksheet("settings"),
            [["form_title", "form_id", "version"], [title, form_id, version]],
        )
    return buffer.getvalue()


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _fill(sheet: object, rows: Iterable[Sequence[str]]) -> None:
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, cell)  # type: ignore[attr-defined]


def instrument(rows: str = SMALL, **kwargs: str) -> Instrument:
    """The instrument in such a table, which has no errors."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(workbook("A small survey", rows, **kwargs))
        found = read(path)
    assert found.instrument, found.problems
    return found.instrument


def kept(office: Body, by: Person, rows: str = SMALL, **kwargs: str) -> InstrumentVersion:
    """Such an instrument, kept by an office."""
    data = workbook("A small survey", rows, **kwargs)
    return actions.add_instrument(by=by, office=office, workbook=data, name="form.xlsx")


def wave(
    version: InstrumentVersion, by: Person, bodies: Sequence[Body], title: str = "Autumn", days: int = 30
) -> Wave:
    """A wave that is open since a week and for `days` more, and asks these bodies."""
    today = clock.today()
    for body in bodies:
        Oversight.objects.get_or_create(office=version.office, body=body, ended_at=None)
    made = actions.add_wave(
        by=by,
        instrument=version,
        title=title,
        opens_on=today - dt.timedelta(7),
        closes_on=today + dt.timedelta(days),
    )
    actions.ask_bodies(by=by, wave=made, bodies=bodies)
    return made


def answered(of: Return, by: Person, values: Mapping[str, str | Given]) -> Return:
    """The return with these answers, each over what was there before."""
    for key, value in values.items():
        there = of.answers.filter(key=key, body=None).first()
        given = value if isinstance(value, Given) else Given(State.ANSWERED, value)
        actions.save_answer(by=by, of=of, key=key, given=given, base=there.revision if there else 0)
    of.refresh_from_db()
    return of
