"""What is asked about a device."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms

from custodes.errors import Invalid
from custodes.register.actions.devices import NEEDED
from custodes.register.checks import fitting_device
from custodes.register.models import Device
from custodes.register.terms import Connectivity, QuantityBasis, SiteClass, Technology
from custodes.web.govuk.fields import DateField
from custodes.web.pages.device.columns import LABELS


def _text(name: str, width: int = 20, hint: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": f"govuk-input--width-{width}", "spellcheck": "false"})
    return forms.CharField(label=LABELS[name], required=False, max_length=1000, widget=widget, help_text=hint)


def _select(name: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=LABELS[name], choices=[("", "As its system has it"), *choices.choices], required=False
    )


AS_LISTS_HAVE_IT = ("technology", "site_class", "connectivity")


class DeviceForm(forms.Form):
    """Everything a person can say of a device, and the system it is in."""

    GROUPS: ClassVar = (
        ("What it is", ("brand", "model", "firmware", "hardware", "supplier")),
        ("What tells it apart", ("serial", "mac", "ip", "hostname")),
        ("Where it is", ("system", "site", "technology", "site_class", "connectivity")),
        ("How many there are", ("quantity", "quantity_basis")),
        ("How old it is", ("installed", "supported_until")),
    )
    mark_optional = False

    brand = _text("brand", hint="The name on the device, as it is written there")
    model = _text("model", hint="Such as DS-2CD2143G2-I")
    firmware = _text("firmware", hint="The version as the device shows it")
    hardware = _text("hardware")
    supplier = _text("supplier", hint="Who sold or installed it")
    serial = _text("serial")
    mac = _text("mac", hint="Twelve hexadecimal digits, in any writing")
    ip = _text("ip")
    hostname = _text("hostname")
    system = forms.ChoiceField(label="System", error_messages={"required": "Choose the system it is in"})
    site = _text("site", 30)
    technology = _select("technology", Technology)
    site_class = _select("site_class", SiteClass)
    connectivity = _select("connectivity", Connectivity)
    quantity = forms.IntegerField(
        label=LABELS["quantity"],
        required=False,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        help_text="1 for a single device, more for a batch. Leave it empty when nobody knows",
    )
    quantity_basis = forms.ChoiceField(
        label=LABELS["quantity_basis"],
        choices=[*QuantityBasis.choices, ("", "Not known")],
        widget=forms.RadioSelect,
        required=False,
    )
    installed = DateField(label=LABELS["installed"], required=False, help_text="For example, 27 3 2021")
    supported_until = DateField(
        label=LABELS["supported_until"], required=False, help_text="The last day its maker mends it"
    )

    def __init__(self, *args: Any, systems: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["system"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose a system"), *((str(pk), name) for pk, name in systems.items())]
        self._as_listed = dict(filter(None, map(self._offer_as_listed, AS_LISTS_HAVE_IT)))

    def _offer_as_listed(self, name: str) -> tuple[str, str] | None:
        """What a list said where we have words of our own can be left as it is; nobody has to lose it."""
        value, field = str(self.initial.get(name) or ""), cast(Any, self.fields[name])
        choices = list(field.choices)
        if not value or value in dict(choices):
            return None
        field.choices = [*choices, (value, f"{value} (as a list has it)")]
        return name, value

    def clean(self) -> dict[str, Any]:
        """What the register refuses is said together with what the form does."""
        super().clean()
        given = {
            name: self.cleaned_data[name]
            for name in Device.SAID
            if name in self.cleaned_data and self.cleaned_data[name] != self._as_listed.get(name)
        }
        named = any(given.get(name) for name in ("brand", "model", "mac"))
        if not named and not {"brand", "model", "mac"} & set(self.errors):
            self.add_error("brand", NEEDED)
        try:
            self.said = fitting_device(given)
        except Invalid as error:
            for name, text in error.fields.items():
                self.add_error(name, text)
        return self.cleaned_data
