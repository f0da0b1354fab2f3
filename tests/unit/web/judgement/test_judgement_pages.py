"""Settling who made a device, in the browser."""

import re

import pytest
from django.test import Client
from small_registers import CONFLICT, OTHER, assessed

from cast import Cast, sign_in
from custodes.concerns.actions import run_waiting
from custodes.identity.actions import judge
from custodes.identity.models import Judgement
from custodes.register.actions import add_device, change_device
from custodes.register.models import Device

pytestmark = pytest.mark.django_db
WHY = "The plate inside the housing says so."


@pytest.fixture
def disputed(cast: Cast) -> Device:
    """The label says Axis, the model number and the MAC address say Hikvision."""
    return assessed(cast.oxmere, cast.lead, [CONFLICT])[0]


@pytest.fixture
def tomas(client: Client, cast: Cast, disputed: Device) -> Client:
    return sign_in(client, cast.it_security)


def address(device: Device, about: str = "maker") -> str:
    return f"/bodies/oxmere/devices/{device.pk}/judge/{about}"


def answer(device: Device, choice: str = "Hikvision", **more: str) -> dict[str, str]:
    base = str(Device.objects.get(pk=device.pk).revision)
    return {"choice": choice, "reason": WHY, "base": base, **more}


def test_the_page_shows_what_speaks_for_each(tomas: Client, disputed: Device) -> None:
    page = tomas.get(address(disputed)).content.decode()
    assert re.search(r"For Axis Communications.*?“Axis” names Axis Communications", page, re.DOTALL)
    assert re.search(r"For Hikvision.*?MAC block", page, re.DOTALL)
    assert page.count('type="radio"') == 3


def test_from_conflict_to_settled(tomas: Client, cast: Cast, disputed: Device) -> None:
    device = f"/bodies/oxmere/devices/{disputed.pk}"
    assert address(disputed) in tomas.get(device).content.decode()
    done = tomas.post(address(disputed), answer(disputed))
    assert (done.status_code, done["Location"]) == (302, device)
    run_waiting()
    page = tomas.get(device).content.decode()
    assert "Settled. Its findings are worked out again" in page
    assert WHY in page
    assert Device.objects.select_related("product").get().product.maker == "Hikvision"
    held = Judgement.objects.get()
    assert (held.by, held.reason) == (cast.it_security, WHY)
    back = f"{device}/judgements/{held.pk}/take-back"
    assert back in page
    assert tomas.post(back, {"reason": "I read the wrong plate."}).status_code == 302
    assert Judgement.objects.get().taken_back_reason == "I read the wrong plate."
    assert tomas.get(back).status_code == 404  # it does not stand any more


def test_something_else_by_any_of_its_names(tomas: Client, disputed: Device) -> None:
    tomas.post(address(disputed), answer(disputed, "-", other="dahua"))
    assert Judgement.objects.get().value == "Dahua Technology"


@pytest.mark.parametrize(
    ("sent", "landing"),
    [
        ({"choice": ""}, "id_choice_0"),
        ({"reason": "  "}, "id_reason"),
        ({"choice": "-"}, "id_other"),
        ({"choice": "-", "other": "various"}, "id_other"),
        ({"choice": "-", "other": "Dahua or Hikvision"}, "id_other"),
        ({"choice": "Nobody Ltd"}, "id_choice_0"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    tomas: Client, disputed: Device, sent: dict[str, str], landing: str
) -> None:
    page = tomas.post(address(disputed), {**answer(disputed), **sent}).content.decode()
    assert f'href="#{landing}"' in page
    assert f'id="{landing}"' in page
    assert "<title>Error: " in page
    assert not Judgement.objects.exists()


def test_who_settles_it_second_sees_that_it_changed(tomas: Client, cast: Cast, disputed: Device) -> None:
    late = answer(disputed)
    change_device(by=cast.lead, device=disputed, said={"site": "Gate"}, base=disputed.revision)
    page = tomas.post(address(disputed), late).content.decode()
    assert "Somebody else changed this device while you did." in page
    assert not Judgement.objects.exists()


def test_brand_and_model_are_chosen_among_what_was_said(tomas: Client, cast: Cast, disputed: Device) -> None:
    page = tomas.get(address(disputed, "model")).content.decode()
    assert 'value="DS-2CD2143G2-I"' in page
    tomas.post(address(disputed, "brand"), answer(disputed, "-", other="Hikvision"))
    assert Device.objects.get().brand == "Hikvision"


def test_a_device_that_names_nobody_can_be_settled(tomas: Client, cast: Cast, disputed: Device) -> None:
    nameless = add_device(by=cast.lead, system=disputed.system, said={"brand": "various"})
    page = tomas.get(address(nameless)).content.decode()
    assert page.count('type="radio"') == 1
    tomas.post(address(nameless), answer(nameless, "-", other="Hikvision"))
    assert Judgement.objects.get().device == nameless


def test_a_standing_judgement_is_shown_before_it_is_replaced(
    tomas: Client, cast: Cast, disputed: Device
) -> None:
    held = judge(
        by=cast.lead, device=disputed, about="maker", value="Axis", reason=WHY, base=disputed.revision
    )
    assert WHY in tomas.get(address(disputed)).content.decode()
    tomas.post(address(disputed), answer(disputed))
    held.refresh_from_db()
    assert held.taken_back_at


def test_who_may_not_judge_is_refused(client: Client, cast: Cast, disputed: Device) -> None:
    held = judge(
        by=cast.lead, device=disputed, about="maker", value="Axis", reason=WHY, base=disputed.revision
    )
    back = f"/bodies/oxmere/devices/{disputed.pk}/judgements/{held.pk}/take-back"
    others = (cast.reader, cast.procurement, cast.stranger, cast.analyst, cast.nobody, cast.administrator)
    for who in others:
        theirs = sign_in(client, who)
        for page in (address(disputed), back):
            assert theirs.get(page).status_code == cast.refusal(who)
            assert theirs.post(page, answer(disputed)).status_code == cast.refusal(who)
    assert list(Judgement.objects.filter(taken_back_at=None)) == [held]


def test_devices_of_other_bodies_and_nonsense_are_not_there(
    tomas: Client, cast: Cast, disputed: Device
) -> None:
    other = assessed(cast.thornby, cast.stranger, [OTHER])[0]
    assert tomas.get(address(other)).status_code == 404
    assert tomas.post(address(other), answer(disputed)).status_code == 404
    assert tomas.get(address(disputed, "colour")).status_code == 404


def test_the_answer_of_ones_own_is_not_called_optional(disputed: Device, tomas: Client) -> None:
    way = f"/bodies/oxmere/devices/{disputed.pk}/judge/maker"
    page = tomas.get(way).content.decode()
    assert "None of these" in page
    assert "(optional)" not in page
    wrong = tomas.post(way, {"reason": WHY, "base": disputed.revision}).content.decode()
    assert "Select an answer, or “None of these”" in wrong
