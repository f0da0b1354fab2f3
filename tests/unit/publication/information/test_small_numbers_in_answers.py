"""No number below five can be worked out from an answer, whatever of it is set against what."""

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from custodes.publication.information.figures import NOT_KNOWN, Numbers
from custodes.publication.information.small import BELOW, Given, without_small


def register(
    makers: Mapping[str, int], not_known: tuple[int, int, int] = (0, 0, 0), **more: Numbers
) -> dict[str, Numbers]:
    """Figures that fit together: all devices are outside cameras, and on no watchlist unless `more` says so."""
    known = sum(makers.values())
    devices = known + sum(not_known)
    ambiguous, not_an_answer, unknown = not_known
    certainty = dict(
        zip(("identified", "ambiguous", "not_an_answer", "unknown"), (known, *not_known), strict=True)
    )
    found = {
        "devices": {"all": devices},
        "technology": {"cctv_external": devices, "drone": 0, "not given": 0},
        "maker": {**makers, NOT_KNOWN: ambiguous + not_an_answer + unknown},
        "certainty": certainty,
        "watchlists": {"affected": 0, "unknown": 0, "not_affected": devices},
        "systems_technology": {"cctv_external": 9, "not given": 0},
    }
    found |= more
    return found | {"systems": {"all": sum(found["systems_technology"].values())}}


def possible(given: Mapping[str, int | None], total: int, most: int) -> Iterator[dict[str, int]]:
    """Every way to fill in what is not given, so that it adds up."""
    hidden = [row for row, number in given.items() if number is None]
    shown = {row: number for row, number in given.items() if number is not None}
    for tried in product(range(most + 1), repeat=len(hidden)):
        if sum(tried) + sum(shown.values()) == total:
            yield {**shown, **dict(zip(hidden, tried, strict=True))}


def small_ones(found: Mapping[str, Numbers]) -> Iterator[tuple[str, str]]:
    for name, rows in found.items():
        yield from ((name, row) for row, number in rows.items() if 1 <= number < BELOW)


def test_a_small_number_is_not_given_nor_what_would_give_it_away() -> None:
    found = register({"Axis": 50, "Bosch": 3, "Hanwha": 12})
    given = without_small(found, [])
    assert given["maker"] == {"Axis": 50, "Bosch": None, "Hanwha": None, NOT_KNOWN: 0}
    assert given["devices"] == {"all": 65}
    assert given["technology"]["cctv_external"] == 65


def test_what_is_large_enough_is_all_given() -> None:
    found = register({"Axis": 50, "Bosch": 5}, (5, 6, 0))
    assert without_small(found, ["Bosch"]) == found


def test_none_at_all_is_given_as_none() -> None:
    given = without_small(register({"Axis": 50}), [])
    assert given["technology"]["drone"] == 0
    assert given["certainty"]["unknown"] == 0


def test_a_register_of_few_devices_gives_nothing_away() -> None:
    given = without_small(register({"Axis": 3}), [])
    assert given["devices"] == {"all": None}
    assert given["maker"]["Axis"] is given["certainty"]["identified"] is None


@pytest.mark.parametrize(
    "not_known", [(2, 0, 0), (2, 30, 0), (2, 3, 0), (1, 1, 1), (4, 6, 20), (0, 3, 9), (30, 2, 4)]
)
@pytest.mark.parametrize("makers", [{"Axis": 20, "Bosch": 9}, {"Axis": 20, "Bosch": 2}, {"Axis": 6}])
def test_makers_and_how_far_they_are_known_do_not_give_each_other_away(
    makers: dict[str, int], not_known: tuple[int, int, int]
) -> None:
    found = register(makers, not_known)
    given = without_small(found, [])
    worlds = list(_worlds(given, found["devices"]["all"]))
    for name, row in small_ones({name: found[name] for name in ("maker", "certainty")}):
        assert given[name][row] is None
        assert len({world[name][row] for world in worlds}) > 1, (name, row, given)


def _worlds(given: Given, devices: int) -> Iterator[dict[str, dict[str, int]]]:
    """Every way to fill in both tables: they share of how many devices the maker is known."""
    for certainty in possible(given["certainty"], devices, 60):
        for makers in possible(given["maker"], devices, 60):
            if makers[NOT_KNOWN] == devices - certainty["identified"]:
                yield {"maker": makers, "certainty": certainty}


def test_who_knows_a_watchlist_does_not_learn_of_a_small_maker_on_it() -> None:
    """15 on a list that names two makers, 12 of one of them: that would leave 3."""
    found = register(
        {"Axis": 50, "Hikvision": 12, "Dahua": 3, "Bosch": 7},
        watchlists={"affected": 15, "unknown": 0, "not_affected": 57},
    )
    given = without_small(found, ["Hikvision", "Dahua"])
    assert given["watchlists"] == found["watchlists"]
    assert (given["maker"]["Hikvision"], given["maker"]["Dahua"]) == (None, None)
    assert (given["maker"]["Axis"], given["maker"]["Bosch"]) == (50, 7)


def test_where_one_maker_alone_is_on_watchlists_they_are_not_given() -> None:
    found = register(
        {"Axis": 50, "Dahua": 3, "Bosch": 7}, watchlists={"affected": 3, "unknown": 0, "not_affected": 57}
    )
    given = without_small(found, ["Dahua"])
    assert set(given["watchlists"].values()) == {None}
    assert given["maker"] == {"Axis": 50, "Dahua": None, "Bosch": None, NOT_KNOWN: 0}


def test_systems_are_protected_as_devices_are() -> None:
    found = register(
        {"Axis": 50}, systems_technology={"cctv_external": 9, "anpr": 2, "drone": 0, "not given": 6}
    )
    given = without_small(found, [])
    assert given["systems_technology"] == {"cctv_external": 9, "anpr": None, "drone": 0, "not given": None}
    assert given["systems"] == {"all": 17}


def test_systems_on_no_sensitive_site_are_all_told_of() -> None:
    found = register({"Axis": 50}, systems_technology={"cctv_external": 1, "anpr": 2, "not given": 0})
    assert without_small(found, [], ["cctv_external", "anpr"]) == found
    given = without_small(found, [], ["anpr"])
    assert given["systems_technology"] == {"cctv_external": None, "anpr": 2, "not given": 0}
    assert given["systems"] == {"all": None}


FEW = st.integers(0, 12)
NAMES = ["Axis", "Bosch", "Dahua", "Hikvision"]
TECHNOLOGIES = ["cctv_external", "anpr", "drone", "not given"]


@drawn(
    st.fixed_dictionaries(dict.fromkeys(NAMES, FEW)),
    st.tuples(FEW, FEW, FEW),
    st.fixed_dictionaries(dict.fromkeys(TECHNOLOGIES, FEW)),
    st.fixed_dictionaries(dict.fromkeys(TECHNOLOGIES, FEW)),
    st.fixed_dictionaries(dict.fromkeys(["affected", "unknown", "not_affected"], FEW)),
    st.sets(st.sampled_from(NAMES)),
    st.sets(st.sampled_from(TECHNOLOGIES)),
)
def test_in_no_table_is_a_single_number_left_out(
    makers: dict[str, int],
    not_known: tuple[int, int, int],
    systems: dict[str, int],
    technologies: dict[str, int],
    listed: dict[str, int],
    flagged: set[str],
    harmless: set[str],
) -> None:
    """It would be what is missing of the total."""
    devices = sum(makers.values()) + sum(not_known)
    found = register(
        makers,
        not_known,
        systems_technology=systems,
        technology=adding_up(technologies, devices),
        watchlists=adding_up(listed, devices),
    )
    given = without_small(found, flagged, harmless)
    for name, row in small_ones(found):
        told = (name == "systems_technology" and row in harmless) or (
            name == "systems" and _told(systems, harmless)
        )
        assert given[name][row] is None or told
    for name in found.keys() - {"devices", "systems"}:
        whole = "systems" if name == "systems_technology" else "devices"
        left_out = [row for row, number in given[name].items() if number is None]
        assert len(left_out) != 1 or given[whole]["all"] is None, (name, given)
    for name, rows in given.items():
        assert {number for row, number in rows.items() if number not in (None, found[name][row])} == set()


def adding_up(drawn: Mapping[str, int], total: int) -> dict[str, int]:
    """Numbers of at most these, the last of which is whatever is missing of the total."""
    found, rest = {}, total
    for row, number in drawn.items():
        found[row] = min(number, rest)
        rest -= found[row]
    return found | {row: found[row] + rest}


def _told(systems: Mapping[str, int], harmless: set[str]) -> bool:
    return {name for name, number in systems.items() if number} <= harmless
