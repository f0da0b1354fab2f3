"""What is written in a query."""

from typing import Any

from django import forms

from custodes.survey.actions.queries import LONGEST_MESSAGE
from custodes.web.govuk.fields import Hinted

ACCEPT, AGAIN, SEND_BACK = "accept", "again", "send_back"


def message(label: str, hint: str = "", required: bool = True) -> forms.CharField:
    """A box for some lines."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_MESSAGE,
        required=required,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Enter a message"},
    )


class AskForm(forms.Form):
    """What the office wants to know."""

    text = message(
        "What do you want to know?",
        "The body reads it as you write it. Do not quote from the registers of other bodies, or from their answers",
    )


class ReplyForm(forms.Form):
    """What the holder says."""

    text = message(
        "Your answer to the query",
        "It does not change the answer in the return. Where that is wrong, begin a correction as well",
    )


class GoOnForm(forms.Form):
    """What the office does with a query that is there."""

    mark_optional = False

    what = forms.ChoiceField(
        label="What do you want to do?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you want to do"},
    )
    text = message(
        "Message to the body",
        "It is needed unless you accept what was said; with a return that is sent back, it says why",
        required=False,
    )

    def __init__(self, *args: Any, answered: bool, can_send_back: bool, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answered = answered
        close = (
            Hinted("Accept what was said", "The query is closed")
            if answered
            else Hinted("Withdraw the query", "It is closed without an answer")
        )
        ask = (
            Hinted("Open it again", "Ask further") if closed else Hinted("Ask again", "The query stays open")
        )
        back = Hinted(
            "Send the return back", "The body can correct all of it; what was submitted stands meanwhile"
        )
        offered = [] if closed else [(ACCEPT, close)]
        offered += [(AGAIN, ask)] + ([(SEND_BACK, back)] if can_send_back else [])
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered

    def clean(self) -> dict[str, Any]:
        """A message is needed for everything but accepting."""
        given = super().clean() or self.cleaned_data
        what, text = given.get("what"), (given.get("text") or "").strip()
        if what and not text and "text" not in self.errors and not (what == ACCEPT and self.answered):
            self.add_error("text", "Enter a message")
        return given
