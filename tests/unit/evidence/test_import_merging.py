"""Which device a row speaks of: never two devices taken for one, never a row lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.evidence.marks import Known, serial_mark
from custodes.evidence.merging import ANEW, Plan, Row, plan, same_body

BODY = "Oxmere Constabulary (fictional)"


def row(serial: str = "", mac: str = "", quantity: int = 1, system: str = "", technology: str = "") -> Row:
    return Row(serial, mac, quantity, system, technology, "")


def laid_out(rows: list[Row], *known: Known, withdrawn: tuple[Known, ...] = ()) -> Plan:
    return plan(rows, known, withdrawn, BODY)


def targets(rows: list[Row], *known: Known) -> list[int]:
    return list(laid_out(rows, *known).targets)


A, B = "ACCC8E000001", "4419B6010203"
HELD = Known(7, "SN-12345-A", A, 1, "Town centre")


@pytest.mark.parametrize(
    ("speaking", "found"),
    [
        (row("sn 12345 a"), 7),  # written otherwise
        (row("SN12345A", A), 7),
        (row("", A), 7),
        (row("SN12345A", B), ANEW),  # the MAC address contradicts it
        (row("SN99999Z", A), ANEW),  # the serial number contradicts it
        (row("SN12345A", quantity=12), ANEW),  # twelve devices are not that one
        (row("SN12345A", quantity=0), 7),  # "not held" is said of it
        (row(), ANEW),
    ],
)
def test_a_row_speaks_of_a_held_device_where_nothing_contradicts_it(speaking: Row, found: int) -> None:
    assert targets([speaking], HELD) == [found]


@pytest.mark.parametrize("quantity", [2, 40])
def test_a_batch_that_is_held_is_never_the_same_as_a_device(quantity: int) -> None:
    assert targets([row("SN12345A", A)], HELD._replace(quantity=quantity)) == [ANEW]


def test_of_two_with_one_serial_number_the_one_with_the_mac_is_meant() -> None:
    other = HELD._replace(id=8, mac=B)
    assert targets([row("SN12345A", B), row("SN12345A", A)], HELD, other) == [8, 7]


def test_rows_of_one_list_about_one_device_are_evidence_about_that_device() -> None:
    found = laid_out([row("SN12345A"), row("SN12345A", A), row("", A), row("SN55555B")])
    assert list(found.targets) == [-1, -1, -1, -2]
    assert (found.new, found.units, found.again, found.further) == (2, 2, 2, 0)


def test_a_serial_number_copied_down_a_column_makes_no_devices_vanish() -> None:
    rows = [row("SN12345A", f"4419B60000{n:02X}") for n in range(20)]
    assert laid_out(rows).new == 20


@pytest.mark.parametrize(
    "typed",
    ["", "n/a", "unknown", "see label", "0000000", "12345", "123456789", "1", "42", "S/N", "TBC", "------"],
)
def test_what_is_no_serial_number_marks_nothing(typed: str) -> None:
    assert serial_mark(typed) == ""
    assert laid_out([row(typed), row(typed)]).new == 2


@pytest.mark.parametrize(
    "typed", ["ACCC8E000001", "DS-2CD2143G2-I20210101AAWR123456789", "044123456789012", "D1234"]
)
def test_serial_numbers_of_makers_mark_their_devices(typed: str) -> None:
    assert serial_mark(typed)


def test_new_devices_go_where_a_row_says() -> None:
    rows = [
        row("SN12345A", technology="anpr"),
        row("SN12345A", system="Ring  Road"),
        row(system="ring road", technology="anpr"),
        row(technology="drone"),
        row(technology="wombat"),
        row(),
    ]
    found = laid_out(rows)
    assert [tuple(home) for home in found.homes] == [
        ("Ring  Road", "anpr", 2),
        ("Not sorted yet: Drone", "drone", 1),
        ("Not sorted yet", "", 2),
    ]
    assert [found.homes[at].name for at in found.home_of] == [
        "Ring  Road",
        "Ring  Road",
        "Not sorted yet: Drone",
        "Not sorted yet",
        "Not sorted yet",
    ]


def test_it_is_told_what_people_should_look_at() -> None:
    gone = Known(9, "SN77777C", "", None, "Town centre")
    rows = [
        row("SN12345A", system="Fleet"),
        row("SN12345A", system="TOWN CENTRE"),
        row("SN77777C"),
        row(quantity=5),
    ]
    found = laid_out(rows, HELD, withdrawn=(gone,))
    assert (found.elsewhere, found.returning, found.nameless, found.units) == (1, 1, 1, 6)


@pytest.mark.parametrize(
    ("named", "same"),
    [
        ("Oxmere Constabulary", True),
        ("THE OXMERE CONSTABULARY", True),
        ("Oxmere  Constabulary.", True),
        ("Oxmere Council", False),
        ("Thornby", False),
    ],
)
def test_a_body_is_known_by_its_name(named: str, same: bool) -> None:
    assert same_body(named, BODY) is same


serials = st.sampled_from(["", "SN11111", "sn-11111", "SN22222", "n/a", "SN33333"])
macs = st.sampled_from(["", A, B])
some_rows = st.builds(
    Row,
    serials,
    macs,
    st.sampled_from([0, 1, 1, 1, 12]),
    st.sampled_from(["", "Fleet", "fleet"]),
    st.sampled_from(["", "anpr"]),
    st.just(""),
)
some_known = st.builds(Known, st.just(0), serials, macs, st.sampled_from([None, 1, 9]), st.just("Fleet"))


@given(st.lists(some_rows), st.lists(some_known, max_size=4))
def test_every_row_has_its_target_and_the_figures_add_up(rows: list[Row], known: list[Known]) -> None:
    held = [device._replace(id=at) for at, device in enumerate(known)]
    found = laid_out(rows, *held)
    new = Counter(target for target in found.targets if target < 0)
    assert len(found.targets) == len(rows)
    assert sorted(new, reverse=True) == [ANEW - number for number in range(found.new)], (
        "numbered as they come"
    )
    assert found.further + new.total() == len(rows)
    assert found.again == len(rows) - len(set(found.targets))
    assert sum(home.devices for home in found.homes) == found.new == len(found.home_of)
    assert laid_out(rows, *held) == found


@given(st.lists(some_rows), st.lists(some_known, max_size=4))
def test_rows_that_contradict_each_other_or_count_many_are_never_one_device(
    rows: list[Row], known: list[Known]
) -> None:
    held = [device._replace(id=at) for at, device in enumerate(known)]
    of: dict[int, list[tuple[str, str]]] = {d.id: [(serial_mark(d.serial), d.mac)] for d in held}
    for target, one in zip(laid_out(rows, *held).targets, rows, strict=True):
        assert not (one.quantity > 1 and target in of), "a batch is an entry of its own"
        if one.quantity <= 1:
            of.setdefault(target, []).append((serial_mark(one.serial), one.mac))
        else:
            of[target] = []
    for marks in of.values():
        for kind in zip(*marks, strict=True):
            assert len(set(kind) - {""}) <= 1
