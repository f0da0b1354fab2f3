"""Nothing of a section shows through another to people of a body who may not see it."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from django.test import Client
from parsed import parsed
from sent_forms import fields_of
from waves import answered, instrument, kept, wave

from cast import Cast, sign_in
from custodes.access.models import Body, Person
from custodes.survey import actions
from custodes.survey.filling import Form
from custodes.survey.filling.seeing import NOT_SHOWN, hidden_from
from custodes.survey.models import Return, Submission
from custodes.survey.printing.papers import return_paper, submission_paper
from custodes.survey.sections import Seen

pytestmark = pytest.mark.django_db
SPEAKING = """
type        | name    | label                               | calculation            | default   | constraint
begin_group | about   | About you                           |                        |           |
integer     | cameras | How many?                           |                        |           |
text        | makers  | Who made them?                      |                        |           |
end_group   |         |                                     |                        |           |
begin_group | plates  | Number plates                       |                        |           |
note        | told    | You said ${cameras} and ${twice}.   |                        |           |
integer     | reading | How many of the ${cameras} do?      |                        |           | . <= ${cameras}
integer     | twice   | Twice as many                       | ${cameras} * 2         |           |
integer     | more    | And one more                        | ${twice} + 1           |           |
integer     | own     | Reading, and one more               | ${reading} + 1         |           |
text        | whose   | Whose are the ${reading} of them?   |                        | ${makers} |
end_group   |         |                                     |                        |           |
"""
HIDDEN = ("4117", "4,117", "8234", "8,234", "8235", "8,235", "Ebro")


@pytest.fixture
def begun(cast: Cast) -> Return:
    autumn = wave(kept(cast.office, cast.analyst, SPEAKING), cast.analyst, [cast.oxmere, cast.thornby])
    of = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    actions.delegate(by=cast.lead, of=of, section="plates", to=cast.thornby)
    actions.cover(by=cast.lead, of=of, body=cast.thornby, sections=["plates"])
    return answered(of, cast.lead, {"cameras": "4117", "makers": "Ebro", "reading": "35"})


class Pages:
    def __init__(self, who: Person, body: Body, of: Return) -> None:
        self.client, self.at = sign_in(Client(), who), f"/bodies/{body.slug}/returns/{of.pk}"

    def html(self, page: str) -> str:
        answer = self.client.get(f"{self.at}/{page}".rstrip("/"))
        assert answer.status_code == 200, page
        return answer.content.decode()

    def workbook(self) -> str:
        book = openpyxl.load_workbook(io.BytesIO(self.client.get(f"{self.at}/workbook").content))
        cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        return " ".join(str(cell) for cell in cells if cell is not None)

    def seen(self) -> Iterator[tuple[str, str]]:
        """Every page and file of a draft that has the section on it."""
        for page in ("", "sections/plates", "check", "answers/reading/history", "answers/reading/bodies",
                     "answers/reading/thornby", "answers/whose/bodies"):  # fmt: skip
            yield page, parsed(self.html(page)).text
        yield "workbook", self.workbook()


def test_what_others_hold_stands_on_no_page_and_in_no_file(cast: Cast, begun: Return) -> None:
    for page, text in Pages(cast.stranger, cast.thornby, begun).seen():
        assert not [one for one in HIDDEN if one in text], page
    section = parsed(Pages(cast.stranger, cast.thornby, begun).html("sections/plates")).text
    assert "You said … and …." in section
    assert section.count(NOT_SHOWN) == 2
    assert "36" in section  # what rests on their own section alone
    assert "Whose are the 35 of them?" in section
    ours = parsed(Pages(cast.lead, cast.oxmere, begun).html("sections/plates")).text
    assert "You said 4117 and 8234." in ours
    assert NOT_SHOWN not in ours
    assert "Ebro" in ours


def test_what_a_script_is_told_holds_no_more(cast: Cast, begun: Return) -> None:
    pages = Pages(cast.stranger, cast.thornby, begun)
    sent = fields_of(pages.html("sections/plates"))
    given = {**sent, "key": "reading", "a.reading": "40", "have": ""}
    told = pages.client.post(f"{pages.at}/answers", given).json()
    assert "41" in str(told["blocks"])
    assert not [one for one in HIDDEN if one in str(told)]
    wrong = {
        **sent,
        "b.reading": f"{told['revision']}:{told['digest']}",
        "key": "reading",
        "a.reading": "5000",
    }
    assert pages.client.post(f"{pages.at}/answers", wrong).json()[
        "problem"
    ]  # it is to be answered as it counts


def test_what_was_sealed_shows_no_more_either(cast: Cast, begun: Return) -> None:
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)
    pages, seen = Pages(cast.stranger, cast.thornby, begun), Seen(frozenset({"plates"}), cast.thornby)
    begun.refresh_from_db()
    made = [str(return_paper(begun, seen)), str(submission_paper(Submission.objects.get(), seen))]
    for text in (
        *made,
        *(parsed(pages.html(f"submissions{page}")).text for page in ("", "/1", "/1/answers")),
    ):
        assert not [one for one in HIDDEN if one in text]
    for text in (*made, parsed(pages.html("submissions/1/answers")).text):
        assert text.count(NOT_SHOWN) == 2
        assert "How many of the … do?" in text
    assert "4,117" in str(submission_paper(Submission.objects.get()))


def test_what_is_worked_out_from_what_is_hidden_is_hidden() -> None:
    form = Form.of(instrument(SPEAKING))
    assert hidden_from(form, {"plates"}) >= {"about", "cameras", "makers", "twice", "more", "plates"}
    assert not hidden_from(form, {"plates"}) & {"reading", "own", "whose", "told"}
    assert hidden_from(form, {"about", "plates"}) == frozenset()
