"""Answers saved one by one by a script: what was acknowledged is kept, and only what changed comes back."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from markupsafe import escape
from parsed import parsed
from sent_forms import fields_of
from waves import answered, kept, wave

from cast import Cast, sign_in
from custodes.audit.models import Event
from custodes.survey import actions
from custodes.survey.models import Answer, Return


@pytest.fixture
def begun(cast: Cast) -> Return:
    made = wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])
    return actions.start_return(by=cast.lead, wave=made, body=cast.oxmere)


class Script:
    """What the page's script holds and sends: the fields of each block, and the mark that it has of each."""

    def __init__(self, client: Client, of: Return, name: str = "about", body: str = "oxmere") -> None:
        self.client, self.address = client, f"/bodies/{body}/returns/{of.pk}"
        html = client.get(f"{self.address}/sections/{name}").content.decode()
        self.fields: dict[str, Any] = fields_of(html)
        self.marks = {
            one.attrs["data-block"]: one.attrs["data-mark"]
            for one in parsed(html).all(class_="custodes-block")
        }

    def send(self, key: str, value: str, **more: str) -> Any:
        """Type into the field of a question; the answer of the service as it came."""
        self.fields[f"a.{key}"] = value
        self.fields |= {f"{name}.{key}": text for name, text in more.items()}
        own = {name: text for name, text in self.fields.items() if name.partition(".")[2] == key}
        have = " ".join(f"{id}={mark}" for id, mark in self.marks.items())
        sent = {**own, "key": key, "have": have}
        return self.client.post(f"{self.address}/answers", sent, headers={"accept": "application/json"})

    def save(self, key: str, value: str, **more: str) -> Any:
        """The same, acknowledged."""
        answer = self.send(key, value, **more)
        assert answer.status_code == 200, answer.content
        told = answer.json()
        self.fields[f"b.{key}"] = f"{told['revision']}:{told['digest']}"
        self.marks[key] = told["mark"]
        for id, html in told["blocks"].items():
            block = parsed(html).all(class_="custodes-block")[0]
            self.marks[id] = block.attrs["data-mark"]
            self.fields |= fields_of(f'<form class="custodes-form" method="post" id="section">{html}</form>')
        self.marks = {id: mark for id, mark in self.marks.items() if id in told["order"]}
        return told


def test_one_answer_is_saved_and_what_came_because_of_it_is_sent(cast: Cast, begun: Return) -> None:
    script = Script(sign_in(Client(), cast.lead), begun)
    told = script.save("runs", "yes")
    assert told["revision"] == 1
    assert told["order"] == ["runs", "cameras"]
    assert list(told["blocks"]) == ["cameras"]
    assert Event.objects.filter(action="survey.answer").count() == 1
    told = script.save("cameras", "12")
    assert list(told["blocks"]) == ["makers"]
    assert "Who made the 12?" in told["blocks"]["makers"]
    told = script.save("cameras", "13")
    assert list(told["blocks"]) == ["makers"]  # its label has changed
    assert script.save("makers", "Axis")["blocks"] == {}
    told = script.save("runs", "no")
    assert told["order"] == ["runs", "not-counted"]
    assert "Axis" in told["blocks"]["not-counted"]


def test_what_is_wrong_is_saved_and_said(cast: Cast, begun: Return) -> None:
    script = Script(sign_in(Client(), cast.lead), begun)
    script.save("runs", "yes")
    told = script.save("cameras", "about 120")
    assert told["problem"] == "Enter a whole number, like 120"
    assert told["to_correct"] == [{"text": "How many?: Enter a whole number, like 120", "href": "#q-cameras"}]
    assert Answer.objects.get(key="cameras").value == "about 120"
    told = script.save("cameras", "120")
    assert (told["problem"], told["to_correct"]) == ("", [])


def test_the_same_again_changes_nothing(cast: Cast, begun: Return) -> None:
    script = Script(sign_in(Client(), cast.lead), begun)
    assert [script.send("runs", "yes").status_code for _ in range(2)] == [
        200,
        200,
    ]  # the first answer was lost
    assert Answer.objects.get().revision == 1
    assert Event.objects.filter(action="survey.answer").count() == 1


def test_what_was_typed_and_undone_is_not_put_over_what_somebody_else_said_meanwhile(
    cast: Cast, begun: Return
) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "120"})
    script = Script(sign_in(Client(), cast.lead), begun)
    answered(begun, cast.it_security, {"cameras": "125"})
    answer = script.send("cameras", "120")
    assert answer.status_code == 409
    assert "Tomas Quill changed this answer while you did" in parsed(answer.json()["html"]).text
    assert script.save("cameras", "125")["revision"] == 2  # typed as the other has it: nothing to choose


def test_what_is_typed_back_after_an_acknowledgement_was_lost_is_not_said_to_be_saved(
    cast: Cast, begun: Return
) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "120"})
    script = Script(sign_in(Client(), cast.lead), begun)
    assert script.send("cameras", "1200").status_code == 200  # and this did not reach the page
    answer = script.send("cameras", "120")
    assert answer.status_code == 409
    assert Answer.objects.get(key="cameras").value == "1200"
    assert answer.json()["message"] == "You changed this answer in another window."
    block = parsed(answer.json()["html"])
    assert "You changed this answer in another window" in block.text
    assert "Take the other: 1,200" in block.text
    script.fields |= {"b.cameras": block.one(name="b.cameras").attrs["value"], "k.cameras": "1"}
    script.save("cameras", "120", c="mine")
    assert Answer.objects.get(key="cameras").value == "120"


def test_what_nobody_changed_is_acknowledged_as_it_stands(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes"})
    script = Script(sign_in(Client(), cast.lead), begun)
    assert script.save("runs", "yes")["revision"] == 1
    assert Event.objects.filter(action="survey.answer").count() == 1


def test_what_cannot_be_saved_says_why(cast: Cast, begun: Return) -> None:
    script = Script(sign_in(Client(), cast.lead), begun)
    answer = script.send("runs", "", s="withheld")
    assert (answer.status_code, answer.json()["problem"]) == (422, "Say which exemption applies")
    assert script.send("colour", "red").status_code == 422
    assert not Answer.objects.exists()
    assert script.send("runs", "", s="withheld", e="s.31").status_code == 200


def test_two_answers_are_both_shown_and_one_is_chosen(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "120"})
    script = Script(sign_in(Client(), cast.lead), begun)
    answered(begun, cast.it_security, {"cameras": "125"})
    answer = script.send("cameras", "130")
    assert answer.status_code == 409
    block = parsed(answer.json()["html"])
    assert "Tomas Quill changed this answer while you did" in block.text
    assert Answer.objects.get(key="cameras").value == "125"
    script.fields |= {"b.cameras": block.one(name="b.cameras").attrs["value"], "k.cameras": "1"}
    assert script.send("cameras", "130").status_code == 409  # until one is chosen
    told = script.save("cameras", "130", c="theirs")
    assert 'value="125"' in told["blocks"]["cameras"]
    script.fields = {name: text for name, text in script.fields.items() if name[:2] not in ("c.", "k.")}
    answered(begun, cast.it_security, {"cameras": "126"})
    html = parsed(script.send("cameras", "131").json()["html"])
    script.fields["b.cameras"] = html.one(name="b.cameras").attrs["value"]
    script.save("cameras", "131", c="mine")
    assert Answer.objects.get(key="cameras").value == "131"


def test_who_may_not_answer_does_not(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes"})
    script = Script(sign_in(Client(), cast.lead), begun)
    for who, status in ((cast.reader, 403), (cast.stranger, 404), (cast.analyst, 403), (cast.nobody, 404)):
        script.client = sign_in(Client(), who)
        assert script.send("runs", "no").status_code == status
    actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.thornby)
    other = Script(sign_in(Client(), cast.stranger), begun, "plates", "thornby")
    assert other.save("reads", "yes")["revision"] == 1
    assert other.send("runs", "no", b="1:x").status_code == 403
    assert Answer.objects.get(key="runs").value == "yes"


def test_who_was_signed_out_is_told_so(cast: Cast, begun: Return) -> None:
    script = Script(sign_in(Client(), cast.lead), begun)
    session = script.client.session
    session["began"] = session["seen"] = 0
    session.save()
    assert script.send("runs", "yes").status_code == 401
    sign_in(script.client, cast.lead)
    assert script.save("runs", "yes")["revision"] == 1


def test_a_submitted_return_takes_nothing(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "no"})
    script = Script(sign_in(Client(), cast.lead), begun)
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)
    answer = script.send("runs", "yes")
    assert (answer.status_code, "html" in answer.json()) == (409, False)
    assert "submitted" in answer.json()["message"]


def test_an_answer_takes_few_queries(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "120", "makers": "Axis"})
    script = Script(sign_in(Client(), cast.lead), begun)
    script.save("cameras", "121")
    with CaptureQueriesContext(connection) as asked:
        script.save("cameras", "122")
    assert len(asked) <= 22, [one["sql"][:90] for one in asked]


def test_what_is_drawn_once_for_everybody_shows_to_each_what_is_theirs(cast: Cast, begun: Return) -> None:
    other = actions.start_return(by=cast.stranger, wave=begun.wave, body=cast.thornby)
    texts = {'</textarea><b>"Axis"</b>': begun, "\ue000 Hikvision & co": other}
    for text, of in texts.items():
        answered(of, cast.lead, {"runs": "yes", "cameras": "12", "makers": text})
    for (mine, of), theirs in zip(texts.items(), reversed(texts), strict=True):
        who = cast.lead if of is begun else cast.stranger
        html = (
            sign_in(Client(), who)
            .get(f"/bodies/{of.body.slug}/returns/{of.pk}/sections/about")
            .content.decode()
        )
        assert fields_of(html)["a.makers"] == [mine]
        assert str(escape(mine)) in html
        assert str(escape(theirs)) not in html
