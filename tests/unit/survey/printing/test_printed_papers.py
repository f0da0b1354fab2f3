"""Papers: what stands on them, and that they are accessible PDF in which no answer is anything but text."""

import re
import zlib
from collections import Counter
from typing import Any

import pytest
from offline_returns import EVERY_KIND
from waves import answered, kept, wave

from cast import Cast, body
from custodes.errors import UserError
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import BodyAsked, Covered, Return, Submission
from custodes.survey.printing import typesetting
from custodes.survey.printing.empty_form import instrument_paper, instrument_pdf
from custodes.survey.printing.papers import (
    return_paper,
    return_pdf,
    submission_paper,
)
from custodes.survey.sections import Seen

HOSTILE = (
    '#panic(1) #import "x.typ" #read("/etc/passwd") *bold* _em_ = Heading\n= Heading\n- list\n+ 1\n/ a: b\n'
    "$x^2$ `raw` @ref <label> // gone /* gone */ \\ ~ \\u{41} [link](http://x.test) https://x.test ]])}} ${words}"
)


@pytest.fixture
def begun(cast: Cast) -> Return:
    run = wave(kept(cast.office, cast.analyst, EVERY_KIND), cast.analyst, [cast.oxmere, cast.thornby])
    return actions.start_return(by=cast.lead, wave=run, body=cast.oxmere)


def submitted(cast: Cast, of: Return, reason: str = "") -> Submission:
    of.refresh_from_db()
    return actions.submit(by=cast.senior_responsible_officer, of=of, base=of.revision, reason=reason)


def insides(made: bytes) -> bytes:
    """The objects of a PDF, unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.S)
    return made + b"".join(_unpacked(stream) for stream in streams)


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def elements(made: bytes) -> Counter[str]:
    """How many of each kind there are among its tags."""
    return Counter(
        name.decode() for name in re.findall(rb"/Type/StructElem.{0,80}?/S/(\w+)", insides(made), re.S)
    )


def items(paper: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What stands at each question, by its number."""
    return {
        one["number"]: one for section in paper["sections"] for run in section["runs"] for one in run["items"]
    }


def test_a_return_is_a_tagged_pdf_with_title_language_and_tables_that_have_headings(
    cast: Cast, begun: Return
) -> None:
    made = return_pdf(answered(begun, cast.lead, {"words": "Much"}))
    whole = insides(made)
    for wanted in (
        b"/Lang(en-GB)",
        b"/MarkInfo",
        b"/StructTreeRoot",
        b"pdfuaid:part>1<",
        b"/DisplayDocTitle true",
    ):
        assert wanted in whole.replace(b" (", b"(").replace(b"/Lang (", b"/Lang("), wanted
    assert b"Draft. Autumn: return of Oxmere Constabulary (fictional)" in whole
    found = elements(made)
    assert (found["H1"], found["Table"]) == (2, 4)
    assert found["TH"] == 2 + 3 * 3
    assert found["Figure"] == 0


def test_no_answer_is_anything_but_text(cast: Cast, begun: Return) -> None:
    tame = elements(return_pdf(answered(begun, cast.lead, {"words": "one\ntwo\n\nthree\nfour\nfive"})))
    hostile = return_pdf(
        answered(begun, cast.lead, {"words": Given(State.ANSWERED, HOSTILE), "place[1]": HOSTILE})
    )
    assert b"http://x.test" not in insides(hostile)
    assert {kind: found for kind, found in elements(hostile).items() if kind[0] in "HTLF"} == {
        kind: found for kind, found in tame.items() if kind[0] in "HTLF"
    }


def test_what_no_font_has_is_replaced_and_said(begun: Return, cast: Cast) -> None:
    answered(begun, cast.lead, {"words": "海康 made \x07 it \ufeff in Łódź \U0001f600 \u202e end\u00ad"})
    paper = return_paper(begun)
    changed = typesetting.displayable(paper)
    assert items(changed)["1.1"]["answer"].startswith("▯▯ made ")
    assert "Łódź" in items(changed)["1.1"]["answer"]
    assert changed["facts"][-1][0] == "Characters"
    assert return_pdf(begun).startswith(b"%PDF-")
    answered(begun, cast.lead, {"words": "Plain"})
    assert typesetting.displayable(return_paper(begun))["facts"][-1][0] != "Characters"


def test_letters_that_no_font_sets_together_are_replaced_too(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"words": "Mark on nothing: 海\u0951 \u0326\u20dd x\u1ab0\u0489 é"})
    assert return_pdf(begun).startswith(b"%PDF-")
    paper = typesetting.displayable(return_paper(begun), usual_only=True)
    assert items(paper)["1.1"]["answer"] == "Mark on nothing: ▯  x é"


def test_a_draft_says_so_and_shows_how_each_question_stands(cast: Cast, begun: Return) -> None:
    answers = {
        "words": Given(State.ANSWERED, "Much", note="Asked before"),
        "cameras": "about 9",
        "runs": "no",
        "several": "yes",
        "shares": Given(State.ANSWERED, "other", "with the county"),
        "since": "2021-03-27",
        "place[1]": Given(State.WITHHELD, exemption="s.31"),
    }
    answered(begun, cast.lead, answers)
    paper = return_paper(begun)
    assert (paper["mark"], paper["title"][:6]) == ("DRAFT", "Draft.")
    found = items(paper)
    assert found["1.1"]["extra"] == [("Note", "Asked before")]
    assert ("To be corrected", "Enter a whole number, like 120") in found["1.2"]["extra"]
    assert [one[0] for one in found["1.6"]["extra"]] == ["Not counted"]
    assert (found["1.3"]["answer"], found["1.3"]["absent"]) == ("", "No answer")
    assert "with the county" in found["1.5"]["answer"]
    assert found["1.8"]["answer"] == "27 March 2021"
    assert found["2.1"]["answer"] == "Withheld: s.31"


def test_a_submission_is_as_it_was_sealed_with_its_hash(cast: Cast, begun: Return) -> None:
    Covered.objects.filter(body=cast.thornby).delete()
    Covered.objects.create(of=begun, wave=begun.wave, body=cast.thornby, section="general")
    answered(begun, cast.lead, {"words": "First", "cameras": "1200"})
    actions.save_answer(
        by=cast.lead, of=begun, key="cameras", given=Given(State.ANSWERED, "3"), base=0, body=cast.thornby
    )
    first = submitted(cast, begun)
    actions.begin_correction(by=cast.senior_responsible_officer, of=begun, reason="Counted again")
    answered(begun, cast.lead, {"words": "Second"})
    second = submitted(cast, begun, reason="Counted again")
    begun.wave.instrument = kept(cast.office, cast.analyst, EVERY_KIND, version="2")
    begun.wave.save()
    Covered.objects.filter(of=begun, body=cast.thornby).delete()
    papers = [submission_paper(one) for one in Submission.objects.order_by("number")]
    assert [first, second] == list(Submission.objects.order_by("number"))
    assert ["Questionnaire", "A small survey, version 1"] in papers[1]["facts"]
    assert ["It also answers for", "Thornby Borough Council (fictional)"] in papers[1]["facts"]
    assert [items(paper)["1.1"]["answer"] for paper in papers] == ["First", "Second"]
    assert ["SHA-256 of the contents", first.digest] in papers[0]["facts"]
    assert ["Why it was corrected", "Counted again"] in papers[1]["facts"]
    assert items(papers[0])["1.2"]["answer"] == "1,200"
    assert items(papers[0])["1.2"]["extra"] == [("Only Thornby Borough Council (fictional)", "3")]
    assert "DRAFT" not in str(papers[0])


def test_an_empty_form_has_room_for_every_kind_of_answer(cast: Cast, begun: Return) -> None:
    version = begun.wave.instrument
    paper = instrument_paper(version)
    found = items(paper)
    assert set(found) >= {f"1.{number}" for number in range(1, 12)} | {"2.1", "2.2"}
    assert found["1.6"]["choices"] == ["Yes", "No", "We do not know"]
    assert "Asked if the answer to “Do you run them?” is “Yes”." in found["1.6"]["told"]
    assert (found["1.1"]["space"], found["1.2"]["space"], found["1.4"]["space"]) == (5, 1, 0)
    assert "Must be answered." in found["1.1"]["told"]
    assert "copy the page for more" in str(paper["sections"][1]["runs"])
    assert elements(instrument_pdf(version))["H1"] == 2


def test_a_paper_that_takes_too_long_is_stopped(
    cast: Cast, begun: Return, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "LONGEST", 0.001)
    with pytest.raises(UserError, match="too long to be set"):
        return_pdf(begun)


def test_papers_for_another_body_hold_what_it_sees_and_say_so(cast: Cast, begun: Return) -> None:
    marsham = body("Marsham Constabulary")
    BodyAsked.objects.create(wave=begun.wave, body=marsham)
    actions.cover(by=None, of=begun, body=marsham, sections=["general", "parts"])
    answered(begun, cast.lead, {"words": "Much", "cameras": "12", "place[1]": "High Street"})
    for of_body, value in ((cast.oxmere, "5"), (marsham, "7")):
        actions.save_answer(
            by=cast.lead,
            of=begun,
            key="cameras",
            given=Given(value=value, state=State.ANSWERED),
            base=0,
            body=of_body,
        )
    sealed = submitted(cast, begun)
    for seen, said in (
        (Seen(frozenset({"general"}), marsham), (True, False, True, False)),
        (Seen(frozenset({"parts"}), cast.thornby), (False, True, False, False)),
        (None, (True, True, True, True)),
    ):
        for paper in (return_paper(begun, seen), submission_paper(sealed, seen)):
            told = str(paper)
            found = ("Much" in told, "High Street" in told, "Only Marsham" in told, "Only Oxmere" in told)
            assert found == said
            assert ("Shown here" in told) == (seen is not None)
