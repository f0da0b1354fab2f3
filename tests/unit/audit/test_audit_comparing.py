"""One history held against another."""

from collections.abc import Sequence

from made_up_chain import chain, changed

from custodes.audit.chain import Row
from custodes.audit.comparing import MOST, Difference, Side, compare
from custodes.audit.verify import NOW
from custodes.audit.walk import Chain

TEN = chain(10)
MARCH, APRIL = "2026-03-02T00:00:00+00:00", "2026-04-02T00:00:00+00:00"


def compared(here: Sequence[Row], there: Sequence[Row], *, made: str = NOW, part: bool = False) -> Difference:
    """The database, or a file made at `made`, against an export of March."""
    one, other = Chain(), Chain(part)
    name = "" if made == NOW else "later.jsonl"
    return compare(
        Side(name, one, one.follow(here), made), Side("march.jsonl", other, other.follow(there), MARCH)
    )


def test_an_earlier_export_is_the_beginning_of_what_there_is() -> None:
    found = compared(TEN, TEN[:6])
    assert found.problems == []
    assert found.notes == [
        "The database has 4 more events than event 6, where march.jsonl ends; up to there they are compared."
    ]


def test_events_that_the_database_has_lost_are_a_problem() -> None:
    found = compared(TEN[:7], TEN)
    assert found.problems == [
        "march.jsonl has 3 more events than event 7, where the database ends: removed, or an older backup was restored."
    ]


def test_of_two_exports_the_later_one_must_not_be_the_shorter() -> None:
    assert compared(TEN[:7], TEN, made=APRIL).problems != []
    earlier = compared(TEN[:7], TEN, made="2026-02-01T00:00:00+00:00")
    assert earlier.problems == []
    assert len(earlier.notes) == 1


def test_a_chain_that_was_written_anew_is_found_against_an_export_with_what_changed() -> None:
    """Whoever rewrites an event and every digest after it leaves a sound chain: only an export shows it."""
    anew = [*TEN[:4], changed(TEN[4], "reason", "made up", seal=True)]
    for row in TEN[5:]:
        anew.append(changed(row, "previous", anew[-1][-1], seal=True))
    walk = Chain()
    assert list(walk.follow(anew))
    assert walk.problems == []
    found = compared(anew, TEN)
    assert found.problems[0] == "Event 5 is not as in march.jsonl: reason “” became “made up”."
    assert len(found.problems) == 6


def test_a_history_of_another_register_is_told_in_one_line() -> None:
    (said,) = compared(chain(10, start="1" * 64), TEN).problems
    assert "another register" in said


def test_an_event_missing_in_between_is_told_as_it_was() -> None:
    found = compared([*TEN[:4], *TEN[5:]], TEN)
    assert found.problems == [
        "march.jsonl has event 5: register.change_device by Ida Marlowe, 2026-03-01 10:00:05 UTC."
    ]


def test_a_part_is_compared_where_it_has_events() -> None:
    assert compared(TEN, [TEN[2], TEN[7]], part=True).problems == []
    found = compared(TEN, [TEN[2], changed(TEN[7], "reason", "was so", seal=True)], part=True)
    assert found.problems == ["Event 8 is not as in march.jsonl: reason “was so” became “”."]


def test_many_differences_are_counted_after_the_first() -> None:
    long = chain(MOST + 50)
    other = [long[0], *(changed(row, "reason", "x") for row in long[1:])]
    found = compared(other, long)
    assert len(found.problems) == MOST + 1
    assert found.problems[-1] == "49 more events are not as in march.jsonl."
