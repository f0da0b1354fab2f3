"""Product names of sources against models as people write them."""

import pytest

from custodes.concerns.products import Product, model

SAME = [
    ("ds-2cd2583g2-i\\(s\\)_firmware", "DS-2CD2583G2-IS"),
    ("ds-2cd2583g2-i\\(s\\)_firmware", "DS-2CD2583G2-I"),
    ("ds-2cd2046g2-iu\\/sl", "DS-2CD2046G2-IU/SL"),
    ("ipc-hx3xxx", "IPC-HDW3441T-ZAS"),
    ("ipc-hx5xxx", "IPC-HFW5442E-ZE"),
    ("DH-IPC-HDW1XXX", "IPC-HDW1431T1-S4"),
    ("ipc-hum7xxx", "IPC-HUM7442"),
    ("sd22", "SD22404T-GN"),
    ("ds-76xxni-mx", "DS-7608NI-M2/8P"),
    ("nvr4xxx-4ks2", "NVR4216-4KS2"),
    ("vmb30x0", "Arlo VMB3010"),
    ("tapo_c200_firmware", "C200"),
    ("DS-2CD2xx2F-I Series", "DS-2CD2132F-IWS"),
    ("ds-2dfx_series", "DS-2DF8236I-AEL"),
    ("c1_indoor_hd_camera", "C1"),
    ("nvrmini_2", "NVRmini2"),
    ("RLC-4XX series", "RLC-410W"),
    ("snc-cx600", "SNC-CX600"),
]
MAYBE = [
    ("ds-2cd2032-i", "DS-2CD2032"),
    ("p3245", "P3245-LV"),
    ("nvr4xxx-4ks2", "NVR4216-16P-4KS2"),
    ("Q-Series", "QNV-8080R"),
    ("Mavic 3", "Mavic 3 Classic"),
]
OTHER = [
    ("tapo_c200", "Tapo C210"),
    ("ip2m-841b", "IP2M-841EB"),
    ("dcs-2530l", "DCS-2132L"),
    ("ipc-hx5xxx", "IPC-HDW1431T1-S4"),
    ("ds-2cd2186g2-isu", "DS-2CD2143G2-I"),
    ("sd22", "SD29204T"),
    ("snc-cx600", "SNC-CH600"),
    ("p3245", "P32"),
]


@pytest.mark.parametrize(("product", "recorded"), SAME)
def test_is_that_product(product: str, recorded: str) -> None:
    assert Product(product).match(model(recorded)) == "same"


@pytest.mark.parametrize(("product", "recorded"), MAYBE)
def test_may_be_that_product(product: str, recorded: str) -> None:
    assert Product(product).match(model(recorded)) == "maybe"


@pytest.mark.parametrize(("product", "recorded"), OTHER)
def test_is_another_product(product: str, recorded: str) -> None:
    assert Product(product).match(model(recorded)) is None


def test_the_makers_own_name_says_nothing() -> None:
    assert (
        Product("axis_a1001", "Axis Communications").match(model("AXIS A1001", "Axis Communications"))
        == "same"
    )
    assert Product("dahua asi7xxx", "Dahua Technology").match(model("ASI7213Y", "Dahua Technology")) == "same"


def test_every_spelling_of_optional_parts() -> None:
    assert Product("ds-2cd2012\\(a\\)-i\\(s\\)").exact == {
        "ds2cd2012i",
        "ds2cd2012ai",
        "ds2cd2012is",
        "ds2cd2012ais",
    }
