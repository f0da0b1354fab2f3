import pyarrow as pa
import pytest

from custodes.evidence.addresses import plain_ips, plain_macs, read_ip, read_mac


@pytest.mark.parametrize(
    "typed",
    [
        "44:19:b6:01:02:03",
        "44-19-B6-01-02-03",
        "4419.b601.0203",
        "4419B6010203",
        "44 19 B6 01 02 03",
        "４４:19:B6:01:02:03",
    ],
)
def test_every_way_to_write_a_mac(typed: str) -> None:
    assert read_mac(typed) == ("4419B6010203", "")


@pytest.mark.parametrize(
    "typed",
    [
        "44:19:B6:01:02",
        "44:19:B6:O1:02:03",
        "441234567890123",
        "00:00:00:00:00:00",
        "FF-FF-FF-FF-FF-FF",
        "44:19:B6:01:02:03 / 44:19:B6:01:02:04",
        "Hikvision",
    ],
)
def test_what_is_no_mac_is_dropped_with_a_reason(typed: str) -> None:
    value, problem = read_mac(typed)
    assert value == ""
    assert problem


@pytest.mark.parametrize("typed", ["", "n/a", "Unknown", "-", "N/K"])
def test_silence_is_no_mistake(typed: str) -> None:
    assert read_mac(typed) == ("", "")
    assert read_ip(typed) == ("", "")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("10.0.0.5", "10.0.0.5"),
        ("10.0.0.5:554", "10.0.0.5"),
        ("10.0.0.5/24", "10.0.0.5"),
        ("http://10.0.0.5/doc/page", "10.0.0.5"),
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]:80", "2001:db8::1"),
    ],
)
def test_every_way_to_write_an_ip_address(typed: str, address: str) -> None:
    assert read_ip(typed) == (address, "")


@pytest.mark.parametrize(
    "typed", ["10.0.0.256", "10.0.0", "010.001.002.003", "camera-12", "10.0.0.5, 10.0.0.6"]
)
def test_what_is_no_ip_address_is_dropped_with_a_reason(typed: str) -> None:
    value, problem = read_ip(typed)
    assert value == ""
    assert problem


def test_the_quick_way_agrees_with_the_careful_one() -> None:
    macs = [
        "44:19:b6:01:02:03",
        "4419.b601.0203",
        "00:00:00:00:00:00",
        "nope",
        "",
        "44-19-B6-01-02-0G",
        "FFFFFFFFFFFF",
    ]
    for typed, quick in zip(macs, plain_macs(pa.array(macs)).to_pylist(), strict=True):
        assert quick in (None, read_mac(typed)[0])
        assert (quick is None) == (read_mac(typed)[0] == "")
    ips = ["10.0.0.5", "256.1.1.1", "1.2.3", "01.2.3.4", "255.255.255.255", "0.0.0.0", "x", ""]
    for typed, quick in zip(ips, plain_ips(pa.array(ips)).to_pylist(), strict=True):
        assert quick == (read_ip(typed)[0] or None)
