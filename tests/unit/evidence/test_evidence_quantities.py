import pytest

from custodes.evidence.quantities import LARGEST, read_quantity


@pytest.mark.parametrize(
    ("typed", "value", "basis"),
    [
        ("5", 5, "counted"),
        ("557.0", 557, "counted"),
        ("1,200", 1200, "counted"),
        ("1 200", 1200, "counted"),
        ("12,345,67", None, ""),
        ("x4", 4, "counted"),
        ("4x", 4, "counted"),
        ("4 no.", 4, "counted"),
        ("20 cameras", 20, "counted"),
        ("３", 3, "counted"),
        ("Twelve", 12, "counted"),
        ("approx 40", 40, "estimated"),
        ("Approximately 1,200", 1200, "estimated"),
        ("c.40", 40, "estimated"),
        ("c. 40", 40, "estimated"),
        ("circa 40", 40, "estimated"),
        ("~40", 40, "estimated"),
        ("40+", 40, "estimated"),
        ("40ish", 40, "estimated"),
        ("40?", 40, "estimated"),
        ("40 (est)", 40, "estimated"),
        (">40", 40, "estimated"),
        ("at least 40", 40, "estimated"),
        ("about twelve", 12, "estimated"),
        ("dozen", 12, "estimated"),
        ("two dozen", 24, "estimated"),
        ("a couple of", 2, "estimated"),
        ("2-3", 3, "estimated"),
        ("10 to 20", 15, "estimated"),
        ("0", 0, "not_held"),
        ("0.0", 0, "not_held"),
        ("none held", 0, "not_held"),
        ("Not held", 0, "not_held"),
        ("nil", 0, "not_held"),
        ("", 1, "assumed"),
        ("   ", 1, "assumed"),
    ],
)
def test_a_number_as_people_type_it(typed: str, value: int | None, basis: str) -> None:
    read = read_quantity(typed)
    if value is None:
        assert read.rejects
    else:
        assert (read.value, read.basis, read.problem) == (value, basis, "")


@pytest.mark.parametrize(
    "typed",
    [
        "lots",
        "several",
        "a few",
        "-5",
        "(5)",
        "2.5",
        "1.200",
        "1e3",
        "see installer",
        "20-10",
        "1/2",
        "c",
        "=2",
    ],
)
def test_what_cannot_be_read_rejects_the_row_and_says_how_to_mend_it(typed: str) -> None:
    read = read_quantity(typed)
    assert read.rejects
    assert read.problem
    assert read.mend


@pytest.mark.parametrize("typed", ["n/k", "N/K", "not known", "unknown", "?", "-", "tbc", "n/a"])
def test_an_unknown_number_is_one_device_assumed_and_said(typed: str) -> None:
    read = read_quantity(typed)
    assert (read.value, read.basis, read.rejects) == (1, "assumed", False)
    assert "not known" in read.problem


def test_absurd_numbers_are_rejected() -> None:
    assert not read_quantity(str(LARGEST)).rejects
    assert read_quantity(str(LARGEST + 1)).rejects
    assert read_quantity("9" * 400).rejects
