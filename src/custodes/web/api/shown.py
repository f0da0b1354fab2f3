"""Systems and devices as the API shows them."""

import datetime as dt
from typing import Annotated, Any

from django.db.models import TextChoices
from pydantic import Field

from custodes.register.models import Device, Kept, ProductVersion, System
from custodes.register.terms import (
    Capability,
    Connectivity,
    Operator,
    QuantityBasis,
    SiteClass,
    Technology,
    Volume,
)
from custodes.web.api.shapes import LARGEST, Day, Given, Short, Shown, Text, Withdrawn

NOT_ASSESSED = "not_assessed"


def word(choices: type[TextChoices]) -> Any:
    """A word of the register, or none. The register's own checks refuse others, so all mistakes come at once."""
    return Annotated[Short, Field(json_schema_extra={"enum": ["", *choices.values]})]


class SystemSaid(Given):
    """What can be said of a system."""

    name: Short = ""
    technology: word(Technology) = ""  # type: ignore[valid-type]
    purpose: Text = ""
    operator: word(Operator) = ""  # type: ignore[valid-type]
    operator_name: Short = ""
    site_class: word(SiteClass) = ""  # type: ignore[valid-type]
    connectivity: word(Connectivity) = ""  # type: ignore[valid-type]
    capabilities: list[word(Capability)] = Field([], max_length=50)  # type: ignore[valid-type]
    volume: int | None = Field(None, ge=0, le=LARGEST)
    volume_unit: word(Volume) = ""  # type: ignore[valid-type]


class SystemShown(Shown):
    """A system, and since when the office that oversees its body sees it."""

    id: int
    body: str = Field(description="Short name of the body that operates it")
    name: str
    technology: str
    purpose: str
    operator: str
    operator_name: str
    site_class: str
    connectivity: str
    capabilities: list[str]
    volume: int | None
    volume_unit: str
    shared_at: dt.datetime | None = Field(
        description="Null for a draft, and for who only uses it: what its body shares is not theirs to know"
    )
    revision: int
    created_at: dt.datetime
    changed_at: dt.datetime
    withdrawn: Withdrawn | None


class DeviceSaid(Given):
    """What can be said of a device. Quantity null: not known."""

    brand: Text = ""
    model: Text = ""
    firmware: Text = ""
    hardware: Text = ""
    serial: Text = ""
    mac: Short = Field("", description="Twelve hexadecimal digits, with or without separators")
    ip: Short = ""
    hostname: Text = ""
    site: Text = ""
    supplier: Text = ""
    technology: word(Technology) = ""  # type: ignore[valid-type]
    site_class: word(SiteClass) = ""  # type: ignore[valid-type]
    connectivity: word(Connectivity) = ""  # type: ignore[valid-type]
    quantity: int | None = Field(None, ge=0, le=LARGEST)
    quantity_basis: word(QuantityBasis) = ""  # type: ignore[valid-type]
    installed: Day | None = None
    supported_until: Day | None = None


class Identification(Shown):
    """Who really made it, concluded from all the evidence."""

    status: str = Field(description="identified, ambiguous, unknown, not_an_answer; or not_assessed")
    maker: str
    made_by: str = Field(description="Who makes the hardware under the label, where that is another")
    brand: str
    model: str
    confidence: float
    conflict: bool = Field(description="Label and other evidence disagree")
    reasons: str


class Standing(Shown):
    """What is wrong with it. Only `not_affected` is good news; anything else that is not `affected` is unknown."""

    vulnerable: str = Field(
        description="affected, unknown, not_affected, not_covered, not_identified; or not_assessed"
    )
    exploited: str = Field(description="... by a vulnerability that is known to be exploited")
    listed: str = Field(description="On any watchlist: affected, unknown, not_affected; or not_assessed")
    assessed_at: dt.datetime | None


class DeviceShown(Shown):
    """A device: what its evidence says, who made it, what is wrong with it."""

    id: int
    body: str = Field(description="Short name")
    system: int
    system_name: str
    brand: str
    model: str
    firmware: str
    hardware: str
    serial: str
    mac: str
    ip: str
    hostname: str
    site: str
    supplier: str
    technology: str
    site_class: str
    connectivity: str
    quantity: int | None
    quantity_basis: str
    installed: dt.date | None
    supported_until: dt.date | None
    disagreement: bool = Field(description="Sources disagree about brand or model, and nobody has settled it")
    identification: Identification
    standing: Standing
    revision: int
    created_at: dt.datetime
    changed_at: dt.datetime
    withdrawn: Withdrawn | None


def system(found: System, *, sharing: bool) -> SystemShown:
    """`found` with its body. `sharing`: whether it may be told since when it is shared."""
    said = {name: getattr(found, name) for name in SystemSaid.model_fields}
    return SystemShown(
        id=found.pk,
        body=found.body.slug,
        shared_at=found.shared_at if sharing else None,
        **said,
        **_kept(found),
    )


def device(found: Device) -> DeviceShown:
    """`found` with its body, system and product version."""
    return DeviceShown(
        id=found.pk,
        body=found.body.slug,
        system=found.system_id,
        system_name=found.system.name,
        disagreement=found.disagreement,
        identification=_identification(found.product),
        standing=standing(found.product),
        **{name: getattr(found, name) for name in Device.SAID},
        **_kept(found),
    )


def _kept(found: Kept) -> dict[str, Any]:
    return {
        "revision": found.revision,
        "created_at": found.created_at,
        "changed_at": found.changed_at,
        "withdrawn": withdrawn(found),
    }


def withdrawn(found: Kept) -> Withdrawn | None:
    """None while it is in the register."""
    if not found.withdrawn_at:
        return None
    by = str(found.withdrawn_by) if found.withdrawn_by else "Custodes"
    return Withdrawn(at=found.withdrawn_at, by=by, reason=found.withdrawn_reason)


def _identification(product: ProductVersion) -> Identification:
    return Identification(
        status=product.status if product.assessed_at else NOT_ASSESSED,
        maker=product.maker,
        made_by=product.made_by,
        brand=product.known_brand,
        model=product.known_model,
        confidence=product.confidence,
        conflict=product.conflict,
        reasons=product.reasons,
    )


def standing(product: ProductVersion) -> Standing:
    """Nothing that nobody has looked at is shown as not affected."""
    looked = product.assessed_at is not None
    vulnerable = (looked and product.vulnerable) or NOT_ASSESSED
    return Standing(
        vulnerable=vulnerable,
        exploited=exploited(vulnerable, product.exploited if looked else ""),
        listed=(looked and product.listed) or NOT_ASSESSED,
        assessed_at=product.assessed_at,
    )


def exploited(vulnerable: str, found: str) -> str:
    """Whether by something known to be exploited. A product that nobody could check is not clear of it either."""
    checked = vulnerable in ("affected", "unknown", "not_affected")
    return found or ("not_affected" if checked else vulnerable)
