"""Keys sort as tuples of numbers do, and an interval holds exactly the versions between its bounds."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from custodes.register.versions import exactly, interval, readings
from custodes.register.versions.keys import number
from custodes.register.versions.reading import Reading, place

parts = st.lists(st.integers(0, 12_000), min_size=2, max_size=5).map(tuple)
dates = st.dates(min_value=datetime.date(2005, 1, 1), max_value=datetime.date(2039, 12, 31))
hik_numbers = st.tuples(st.integers(0, 40), st.integers(0, 99), st.integers(0, 999))


def bare(version: tuple[int, ...]) -> tuple[int, ...]:
    """The reference: numbers without the zeros at their end."""
    kept = list(version)
    while kept and kept[-1] == 0:
        kept.pop()
    return tuple(kept)


def dotted(version: tuple[int, ...]) -> str:
    # a leading "v" keeps 2021.3.4 from being a date in both the code and the reference
    return "v" + ".".join(map(str, version)) + ".0.0.1"


def read(maker: str, text: str) -> Reading:
    return readings(maker, text)[0]


@given(st.integers(0, 10**20), st.integers(0, 10**20))
def test_numbers_sort_as_numbers(a: int, b: int) -> None:
    assert (number(str(a)) < number(str(b))) == (a < b)


@given(parts, parts)
def test_keys_sort_as_tuples(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    left, right = (*a, 0, 0, 1), (*b, 0, 0, 1)
    assert (read("", dotted(a)).low < read("", dotted(b)).low) == (bare(left) < bare(right))
    assert (read("", dotted(a)) == read("", dotted(b))) == (bare(left) == bare(right))


@given(parts, parts, parts, st.booleans(), st.booleans())
def test_an_interval_holds_exactly_what_lies_between(
    low: tuple[int, ...], high: tuple[int, ...], version: tuple[int, ...], low_in: bool, high_in: bool
) -> None:
    a, b, v = ((*t, 0, 0, 1) for t in (low, high, version))
    span = interval("", low=dotted(low), low_inclusive=low_in, high=dotted(high), high_inclusive=high_in)
    if a > b or (a == b and not (low_in and high_in)):
        assert span is None
        return
    assert span is not None
    expected = (a < v or (low_in and a == v)) and (v < b or (high_in and v == b))
    assert (place(read("", dotted(version)), span) == "inside") == expected


@given(hik_numbers, dates)
def test_a_less_precise_hikvision_reading_encloses_the_more_precise(
    numbers: tuple[int, int, int], date: datetime.date
) -> None:
    major, minor, patch = numbers
    full = read("Hikvision", f"V{major}.{minor}.{patch} build {date:%y%m%d}")
    for vague in (f"V{major}.{minor}.{patch}", f"{major}.{minor}"):
        span = read("Hikvision", vague)
        assert span.scheme == full.scheme
        assert span.low <= full.low
        assert full.high <= span.high


@given(hik_numbers, dates)
def test_a_less_precise_dahua_reading_encloses_the_more_precise(
    numbers: tuple[int, int, int], date: datetime.date
) -> None:
    major, minor, patch = numbers
    version = f"{major}.{minor:03}.0000000.{patch}.R"
    full, span = read("Dahua Technology", f"{version}.{date:%y%m%d}"), read("Dahua Technology", version)
    assert span.low <= full.low <= full.high <= span.high


@given(
    st.sampled_from(["", "Hikvision", "Dahua Technology", "Axis Communications", "D-Link", "DJI", "Uniview"]),
    st.text(),
)
def test_any_text_reads_or_does_not_but_never_fails(maker: str, text: str) -> None:
    for reading in readings(maker, text):
        assert reading.low <= reading.high
        assert reading.scheme


@given(
    st.sampled_from(["", "Hikvision", "Dahua Technology", "Axis Communications", "D-Link"]),
    st.from_regex(r"[0-9.vVbr_ -]{1,16}", fullmatch=True),
)
def test_a_version_is_inside_itself(maker: str, text: str) -> None:
    span = exactly(maker, text)
    if span is not None:
        same = [reading for reading in readings(maker, text) if reading.scheme == span.scheme]
        # a date with separators is a build in a bound, and may be anything on a device
        assert not same or place(same[0], span) == "inside"


readable = st.sampled_from(
    [
        ("Hikvision", "V5.4.5 build 170123"),
        ("Hikvision", "V5.4.5"),
        ("Hikvision", "170123"),
        ("EZVIZ", "DS-2CD2032-I V5.4.5_170123"),
        ("Dahua Technology", "2.400.0000000.1.R.170101"),
        ("Dahua Technology", "2.400.0000000.1.R"),
        ("TP-Link", "1.1.15 Build 170130 Rel.15378n"),
        ("TP-Link", "Tapo C200 1.1.15"),
        ("Uniview", "DIPC-B1213.6.5.170215"),
        ("Axis Communications", "10.12.182"),
        ("Bosch Security Systems", "CPP6 6.44.0020"),
        ("DJI", "v01.00.0500"),
        ("VIVOTEK", "FD8177-VVTK-0106a"),
        ("D-Link", "1.05b03"),
        ("", "1.04.02"),
        ("", "1.7.6_6300"),
        ("", "20170314"),
        ("", "1-2-3"),
    ]
)
added = st.one_of(
    st.from_regex(r"[a-z]{2,10}", fullmatch=True),
    st.sampled_from(
        [
            "not",
            "below",
            "before",
            "after",
            "until",
            "to-be",
            "upgrade",
            "updated",
            "planned",
            "target",
            "checked",
            "installed",
            "was",
            "or",
            "and",
            "some",
            "approx",
            "~",
            "<",
            ">",
            "update",
            "rel",
            "hotfix",
            "(planned)",
            "(target)",
            "n/a",
        ]
    ),
    st.tuples(
        st.sampled_from(["", "V", "v"]), st.integers(11, 40), st.integers(0, 99), st.integers(0, 900)
    ).map(lambda t: f"{t[0]}{t[1]}.{t[2]}.{t[3]}"),
    st.dates(min_value=datetime.date(2018, 1, 1), max_value=datetime.date(2039, 12, 31)).flatmap(
        lambda day: st.sampled_from(
            [
                f"{day:{shape}}"
                for shape in ("%y%m%d", "%Y%m%d", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "build %y%m%d")
            ]
        )
    ),
)


@given(
    readable, st.lists(added, min_size=1, max_size=2), st.sampled_from([" ", ", ", " / ", " - ", "_", "; "])
)
def test_an_addition_never_makes_a_version_later(original: tuple[str, str], more: list[str], by: str) -> None:
    maker, text = original
    plain = {reading.scheme: reading for reading in readings(maker, text)}
    for reading in readings(maker, by.join([text, *more])):
        if reading.scheme in plain:
            assert reading.low <= plain[reading.scheme].high, (text, more, by)


@given(readable, st.from_regex(r"[a-z]{2,10}", fullmatch=True), st.sampled_from([" ", ", ", ": "]))
def test_a_word_in_front_never_makes_a_version_later(original: tuple[str, str], word: str, by: str) -> None:
    maker, text = original
    plain = {reading.scheme: reading for reading in readings(maker, text)}
    for reading in readings(maker, f"{word}{by}{text}"):
        if reading.scheme in plain:
            assert reading.low <= plain[reading.scheme].high
