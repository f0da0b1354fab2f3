"""What a walk along the chain says of every kind of tampering, and of a chain that is sound."""

from typing import Any

import pytest
from made_up_chain import chain, changed, end, walked

from custodes.audit.chain import COVERED, START, Row
from custodes.audit.reading import Broken
from custodes.audit.walk import NAMED

TEN = chain(10)
OTHERWISE: dict[str, Any] = {
    "at": "2026-03-01T10:00:05.000001+00:00",
    "action": "register.withdraw_device",
    "person": None,
    "person_name": "Silas Crane",
    "through": "command",
    "request": "",
    "body": 4,
    "subject_kind": "system",
    "subject": "99",
    "reason": "because",
    "details": "{}",
    "previous": "0" * 64,
}


def test_a_sound_chain_has_no_problem() -> None:
    assert walked(TEN, end(TEN)) == []
    assert walked([], (0, START)) == []


@pytest.mark.parametrize("column", [name for name in COVERED if name != "sequence"])
@pytest.mark.parametrize("place", [0, 4, 9], ids=["first", "middle", "last"])
def test_a_change_of_any_column_is_found_where_it_is(column: str, place: int) -> None:
    rows = [*TEN]
    rows[place] = changed(
        TEN[place], column, OTHERWISE[column] if place or column != "previous" else "1" * 64
    )
    (said,) = walked(rows, end(TEN))
    assert said.startswith(f"Event {place + 1} (")
    assert "was changed after it was recorded" in said


def test_a_digest_that_was_changed_is_found() -> None:
    rows = [*TEN]
    rows[4] = changed(TEN[4], "digest", "a" * 64)
    first, second = walked(rows, end(TEN))
    assert "Event 5" in first
    assert "Event 6" in second


def test_an_event_that_was_rewritten_with_a_digest_that_fits_is_found_by_the_next() -> None:
    rows = [*TEN]
    rows[4] = changed(TEN[4], "reason", "made up", seal=True)
    (said,) = walked(rows, end(TEN))
    assert said.startswith("Event 6 (")
    assert "recorded after another event" in said


def test_the_last_event_rewritten_is_found_by_the_end() -> None:
    rows = [*TEN[:9], changed(TEN[9], "reason", "made up", seal=True)]
    (said,) = walked(rows, end(TEN))
    assert said == "Event 10 is the last, but not the one that the end of the history names: rewritten."


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ([1], "Event 1 is missing."),
        ([5], "Event 5 is missing."),
        ([5, 6, 7], "Events 5 to 7 are missing."),
        ([10], "Event 10 is missing at the end."),
        ([8, 9, 10], "Events 8 to 10 are missing at the end."),
        (list(range(1, 11)), "Events 1 to 10 are missing at the end."),
    ],
)
def test_events_that_were_removed_are_named(gone: list[int], said: str) -> None:
    assert walked([row for row in TEN if row[0] not in gone], end(TEN)) == [said]


def test_all_problems_are_told_and_not_just_the_first() -> None:
    rows = [row for row in TEN if row[0] not in (3, 10)]
    rows[4] = changed(rows[4], "reason", "made up")
    said = walked(rows, end(TEN))
    assert len(said) == 3
    assert said[0] == "Event 3 is missing."
    assert said[1].startswith("Event 6 (")
    assert said[2] == "Event 10 is missing at the end."


def test_an_event_removed_and_the_others_moved_up_is_found_and_explained() -> None:
    rows = [*TEN[:4], *(changed(row, "sequence", row[0] - 1) for row in TEN[5:])]
    said = walked(rows, (9, TEN[9][-1]))
    assert (
        said[0]
        == "Events 5 to 9 were changed after they were recorded: what they say does not fit their digests."
    )
    assert "What stands as event 5 is event 6, moved or copied." in said


def test_two_events_that_changed_places_are_named() -> None:
    rows = [*TEN]
    rows[2], rows[6] = changed(TEN[6], "sequence", 3), changed(TEN[2], "sequence", 7)
    said = walked(rows, end(TEN))
    assert "What stands as event 3 is event 7, moved or copied." in said
    assert "What stands as event 7 is event 3, moved or copied." in said


def test_an_event_that_was_put_in_between_is_found() -> None:
    made_up = changed(changed(TEN[4], "subject", "404"), "previous", TEN[3][-1], seal=True)
    later = [changed(row, "sequence", row[0] + 1) for row in TEN[4:]]
    said = walked([*TEN[:4], made_up, *later], (11, TEN[9][-1]))
    assert said[0].startswith("Events 6 to 11 were changed")


def test_an_event_that_was_added_after_the_end_is_found() -> None:
    eleventh = changed(changed(TEN[9], "sequence", 11), "previous", TEN[9][-1], seal=True)
    assert walked([*TEN, eleventh], end(TEN)) == ["Event 11 is after the end of the history: added by hand."]


def test_an_end_that_is_gone_is_told() -> None:
    assert walked(TEN, None) == ["The mark of the end of the history is gone."]


def test_copies_and_disorder_in_a_file_are_told() -> None:
    assert walked([*TEN[:5], TEN[4], *TEN[5:]], end(TEN)) == [
        "Event 5 (register.change_device by Ida Marlowe, 2026-03-01 10:00:05 UTC) is there more than once."
    ]
    said = walked([*TEN[:3], TEN[4], TEN[3], *TEN[5:]], end(TEN))
    assert said[0] == "Event 4 is missing."
    assert "Event 4 (" in said[1]
    assert "a later one stands before it" in said[1]


def test_what_no_event_can_hold_is_a_change_and_no_crash() -> None:
    for value in (b"\x00\xff", 3.5, float("nan"), ["x"]):
        rows: list[Row] = [*TEN]
        rows[3] = changed(TEN[3], "reason", value)
        (said,) = walked(rows, end(TEN))
        assert said.startswith("Event 4 (")


def test_a_line_that_is_no_event_is_told_with_its_number() -> None:
    rows = [*TEN[:3], Broken(5, "the line is no event"), *TEN[3:]]
    assert walked(rows, end(TEN)) == ["Line 5: the line is no event."]  # type: ignore[arg-type]


def test_a_part_may_have_gaps_but_no_changes() -> None:
    some = [TEN[1], TEN[4], TEN[5], TEN[8]]
    assert walked(some, end(some), part=True) == []
    some[1] = changed(some[1], "reason", "made up")
    (said,) = walked(some, end(some), part=True)
    assert said.startswith("Event 5 (")


def test_a_history_full_of_changes_names_some_and_counts_the_rest() -> None:
    """Every second event: none of them stands beside another, with which it could be told together."""
    rows = chain(3 * NAMED)
    for place in range(0, len(rows), 2):
        rows[place] = changed(rows[place], "person_name", "Somebody else")
    said = walked(rows, end(rows))
    assert len(said) == NAMED + 1
    assert "Event 1 (" in said[0]
    assert said[-1] == f"{NAMED // 2:,} more problems are not named here."
