"""Questions that administrators answer."""

from django import forms

from custodes.access.models import Body
from custodes.web.govuk.fields import Hinted
from custodes.web.pages.people.forms import Reason
from custodes.web.pages.sign_in.forms import address

KINDS = (
    (Body.Kind.HOLDER.value, Hinted("It holds surveillance cameras", "A force, council, trust, university")),
    (
        Body.Kind.OFFICE.value,
        Hinted("It oversees bodies that hold them", "A commissioner, inspector, auditor"),
    ),
)


class NewBody(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="What is it?", choices=KINDS, widget=forms.RadioSelect)
    sector = forms.CharField(
        label="Sector", max_length=60, required=False, help_text="Police force, council, university"
    )


class ChangeBody(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    sector = forms.CharField(
        label="Sector", max_length=60, required=False, help_text="Police force, council, university"
    )
    base = forms.IntegerField(widget=forms.HiddenInput)


class NewOversight(forms.Form):
    office = forms.ModelChoiceField(
        label="Which office?",
        queryset=Body.objects.filter(kind=Body.Kind.OFFICE),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    body = forms.ModelChoiceField(
        label="Which body does it oversee?",
        queryset=Body.objects.filter(kind=Body.Kind.HOLDER),
        empty_label="Choose a body",
    )


class CollaborationForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    lead = forms.ModelChoiceField(
        label="Which body leads?",
        queryset=Body.objects.filter(kind=Body.Kind.HOLDER),
        empty_label="Choose a body",
    )
    members = forms.ModelMultipleChoiceField(
        label="Which others take part?",
        queryset=Body.objects.filter(kind=Body.Kind.HOLDER),
        widget=forms.CheckboxSelectMultiple,
    )


class ChangeCollaboration(CollaborationForm):
    base = forms.IntegerField(widget=forms.HiddenInput)


class InviteAdministrator(forms.Form):
    email = address("Their e-mail address", "their")


class ChangeAddress(Reason):
    email = address("Their new e-mail address", "their")
    field_order = ("email", "reason")
