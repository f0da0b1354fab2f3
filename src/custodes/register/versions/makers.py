"""Which schemes each maker's strings are read in, most telling first."""

from custodes.register.versions import (
    axis,
    bosch,
    dahua,
    dates,
    dji,
    dotted,
    hikvision,
    huawei,
    lines,
    tplink,
    vivotek,
)
from custodes.register.versions.scheme import Scheme

Schemes = tuple[Scheme, ...]

_GENERIC: Schemes = (dotted.SCHEME, dates.DATE)
_HIKVISION: Schemes = (hikvision.SCHEME, dates.BUILD)
_DAHUA: Schemes = (dahua.SCHEME, dates.BUILD)
_NUMBERED_BUILDS: Schemes = (dotted.scheme(b="build"), dates.DATE)

_BY_MAKER: dict[str, Schemes] = {
    **dict.fromkeys(
        ("hikvision", "ezviz", "hilook", "hiwatch", "annke", "safire", "lts", "grundig security"), _HIKVISION
    ),
    **dict.fromkeys(
        ("dahua technology", "dahua", "amcrest", "imou", "lorex", "honeywell", "ic realtime", "cp plus"),
        _DAHUA,
    ),
    **dict.fromkeys(("axis communications", "axis"), (axis.SCHEME, dates.DATE)),
    **dict.fromkeys(("bosch security systems", "bosch"), (bosch.SCHEME, dates.DATE)),
    **dict.fromkeys(("tp-link", "tapo", "kasa", "vigi"), (tplink.SCHEME, dates.BUILD)),
    "dji": (dji.SCHEME, dates.DATE),
    "vivotek": (vivotek.SCHEME, dates.DATE),
    "uniview": (lines.UNIVIEW, dates.BUILD),
    **dict.fromkeys(("johnson controls", "illustra"), (lines.ILLUSTRA, dates.DATE)),
    "huawei": (huawei.SCHEME, dates.DATE),
    **dict.fromkeys(("d-link", "trendnet"), _NUMBERED_BUILDS),
    "motioneye": (dotted.scheme(b="beta"), dates.DATE),
}


def schemes(maker: str) -> Schemes:
    """The schemes of a canonical maker; the generic ones where it has none of its own."""
    return _BY_MAKER.get(maker.casefold(), _GENERIC)
