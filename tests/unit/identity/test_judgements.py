"""A person's judgement outranks the score, says so, and can be taken back."""

import pytest
from small_registers import CONFLICT, FLAGGED, OTHER, assessed

from cast import Cast
from custodes.audit.models import Event
from custodes.concerns.actions import run_waiting
from custodes.concerns.models import Refresh
from custodes.concerns.tables import tables_of
from custodes.errors import Conflict, Invalid
from custodes.evidence.models import Observation
from custodes.identity.actions import REPLACED, judge, take_back
from custodes.identity.conclusion import Clue, Identification
from custodes.identity.identify import identify
from custodes.identity.makers import meant
from custodes.identity.models import Judgement
from custodes.register.actions import withdraw_devices
from custodes.register.models import Device

WHY = "The plate inside the housing says so."


def settle(cast: Cast, device: Device, value: str, about: str = "maker") -> Judgement:
    held = Device.objects.get(pk=device.pk)
    made = judge(by=cast.it_security, device=held, about=about, value=value, reason=WHY, base=held.revision)
    run_waiting()
    return made


def now(device: Device) -> Device:
    return Device.objects.select_related("product").get(pk=device.pk)


def judged(brand: str, model: str, maker: str) -> Identification:
    return identify([Clue(brand, model, judged=maker)])[0]


@pytest.fixture
def disputed(cast: Cast) -> Device:
    """The label says Axis, the model number and the MAC address say Hikvision."""
    (device,) = assessed(cast.oxmere, cast.lead, [CONFLICT])
    assert device.product.conflict
    return device


def test_a_judgement_of_the_maker_outranks_the_score(cast: Cast, disputed: Device) -> None:
    settle(cast, disputed, "Hikvision")
    product = now(disputed).product
    assert (product.status, product.maker, product.conflict, product.confidence) == (
        "identified",
        "Hikvision",
        False,
        1.0,
    )
    assert product.reasons.startswith("A person settled that Hikvision made it.")
    assert "MAC block" in product.reasons  # what the evidence says is not hidden
    assert product.listed == "affected"


def test_what_the_label_says_stays_true_of_the_label(cast: Cast, disputed: Device) -> None:
    settle(cast, disputed, "Hikvision")
    assert now(disputed).brand == "Axis"
    assert now(disputed).product.known_brand == "Axis Communications"
    row = tables_of(Device.objects.all()).identifications.to_pylist()[0]
    assert (row["maker"], row["brand_as_given"], row["made_by"]) == ("Hikvision", "Axis", "Hikvision")


def test_taken_back_the_evidence_speaks_again(cast: Cast, disputed: Device) -> None:
    made = settle(cast, disputed, "Axis")
    assert now(disputed).product.listed == "not_affected"
    take_back(by=cast.lead, judgement=made, reason="The housing was swapped.")
    run_waiting()
    assert now(disputed).product_id == disputed.product_id
    assert now(disputed).product.conflict
    made.refresh_from_db()
    assert (made.taken_back_by, made.taken_back_reason) == (cast.lead, "The housing was swapped.")


def test_other_devices_that_say_the_same_are_not_settled_with_it(cast: Cast) -> None:
    first, second = assessed(cast.oxmere, cast.lead, [CONFLICT, CONFLICT])
    settle(cast, first, "Hikvision")
    assert (now(first).product.maker, now(second).product.maker) == ("Hikvision", "")


def test_a_second_judgement_replaces_the_first(cast: Cast, disputed: Device) -> None:
    first = settle(cast, disputed, "Axis")
    second = settle(cast, disputed, "Hikvision")
    first.refresh_from_db()
    assert (first.taken_back_reason, first.taken_back_by) == (REPLACED, cast.it_security)
    assert list(Judgement.objects.filter(taken_back_at=None)) == [second]
    assert now(disputed).product.maker == "Hikvision"


@pytest.mark.parametrize(("about", "value"), [("brand", "Hikvision"), ("model", "P3245-LV")])
def test_a_judgement_of_brand_or_model_is_what_the_device_says(
    cast: Cast, disputed: Device, about: str, value: str
) -> None:
    before = Observation.objects.count()
    made = settle(cast, disputed, value, about)
    assert getattr(now(disputed), about) == value
    assert Observation.objects.count() == before  # what sources said is as it was
    take_back(by=cast.it_security, judgement=made, reason="I misread it.")
    assert getattr(now(disputed), about) == getattr(disputed, about)


def test_a_maker_that_nobody_lists_is_taken_as_it_is(cast: Cast, disputed: Device) -> None:
    settle(cast, disputed, "Vantage Optics of Thornby")
    product = now(disputed).product
    assert (product.status, product.maker) == ("identified", "Vantage Optics of Thornby")
    assert product.vulnerable != "not_affected"
    assert product.vulnerable


def test_events_tell_what_changed_and_why(cast: Cast, disputed: Device) -> None:
    made = settle(cast, disputed, "Hikvision")
    event = Event.objects.filter(action="identity.judge").get()
    assert (event.person, event.reason, event.subject, event.body) == (
        cast.it_security.pk,
        WHY,
        str(disputed.pk),
        cast.oxmere.pk,
    )
    assert event.said["changed"] == {"maker": ["", "Hikvision"]}
    take_back(by=cast.lead, judgement=made, reason="Wrong camera.")
    event = Event.objects.filter(action="identity.take_back").get()
    assert (event.said["changed"], event.said["value"]) == ({"maker": ["Hikvision", ""]}, "Hikvision")
    assert Refresh.objects.filter(body=cast.oxmere).exists()


def test_everything_that_is_wrong_is_said_at_once(cast: Cast, disputed: Device) -> None:
    with pytest.raises(Invalid) as wrong:
        judge(
            by=cast.lead, device=disputed, about="maker", value="various", reason=" ", base=disputed.revision
        )
    assert wrong.value.fields.keys() == {"value", "reason"}
    assert not Judgement.objects.exists()


def test_who_has_not_seen_the_latest_cannot_settle_it(cast: Cast, disputed: Device) -> None:
    settle(cast, disputed, "Hikvision")
    with pytest.raises(Conflict):
        judge(by=cast.lead, device=disputed, about="maker", value="Axis", reason=WHY, base=disputed.revision)
    assert now(disputed).product.maker == "Hikvision"


def test_a_judgement_is_taken_back_once(cast: Cast, disputed: Device) -> None:
    made = settle(cast, disputed, "Hikvision")
    with pytest.raises(Invalid):
        take_back(by=cast.lead, judgement=made, reason="")
    take_back(by=cast.lead, judgement=made, reason="Wrong camera.")
    with pytest.raises(Conflict):
        take_back(by=cast.lead, judgement=made, reason="Wrong camera.")


def test_nothing_is_settled_about_a_withdrawn_device(cast: Cast, disputed: Device) -> None:
    withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[disputed.pk], reason="sold")
    with pytest.raises(Invalid):
        settle(cast, disputed, "Hikvision")


def test_hardware_under_another_name_keeps_both_names_concerns(cast: Cast) -> None:
    """The person says whose hardware it is; the label's own advisories go on bearing on it."""
    (device,) = assessed(cast.oxmere, cast.lead, [{**OTHER, "model": "unmarked dome 2"}])
    settle(cast, device, "Dahua")
    said = {(f.concern, f.verdict) for f in now(device).product.findings if f.kind == "watchlist"}
    assert ("ndaa-889/dahua-technology", "affected") in said or any(
        "dahua" in c and v == "affected" for c, v in said
    )


@pytest.mark.parametrize(
    ("brand", "maker", "how"),
    [
        ("Hikvision", "Hikvision", "direct"),
        ("Hikvision / Dahua", "Hikvision", "direct"),
        ("Honeywell", "Dahua Technology", "relabel"),
        ("Smarteye", "Dahua Technology", "relabel"),
        ("Vantage", "Vantage", "direct"),
        ("various", "Vantage", "direct"),
        ("", "Hikvision", "direct"),
    ],
)
def test_how_the_settled_maker_bears(brand: str, maker: str, how: str) -> None:
    found = judged(brand, "X-100", maker)
    first = found.attributions[0]
    assert (first.maker, first.how, first.certain) == (maker, how, True)
    assert (found.status, found.maker, found.conflict) == ("identified", maker, False)


def test_no_other_hardware_is_possible_once_it_is_settled() -> None:
    assert any(a.maker == "Dahua Technology" for a in identify([Clue("Honeywell", "")])[0].attributions)
    assert {a.maker for a in judged("Honeywell", "", "Honeywell").attributions} == {"Honeywell"}


def test_nobody_has_settled_anything_without_a_judgement() -> None:
    clues = [Clue(**{name: FLAGGED[name] for name in ("brand", "model")}), Clue("Honeywell", "HBW2PER1")]
    assert not any(reason.startswith("A person") for found in identify(clues) for reason in found.reasons)


@pytest.mark.parametrize(
    ("typed", "maker"),
    [
        ("hikvision", "Hikvision"),
        ("HIK", "Hikvision"),
        ("Hikvison", "Hikvision"),
        ("Axis", "Axis Communications"),
        ("浙江大华", "Dahua Technology"),
        ("Smallco Ltd", "Smallco Ltd"),
    ],
)
def test_a_maker_by_any_of_its_names(typed: str, maker: str) -> None:
    assert meant(typed) == maker


@pytest.mark.parametrize("typed", ["various", "Dahua or Hikvision", "Wyse", "Sony chip", "Bosch & unknown"])
def test_what_names_no_one_maker_is_refused(typed: str) -> None:
    """Taken for a maker nobody lists, it would hide what is known of the real one."""
    with pytest.raises(Invalid) as wrong:
        meant(typed)
    assert wrong.value.fields["value"]
