"""Fetching one file from a server that cuts, delays, refuses or changes its mind."""

import datetime as dt
import email.utils
from hashlib import sha256
from pathlib import Path

import pytest
from feed_server import Busy, Cut, FeedServer

from custodes.concerns.feeds import files
from custodes.concerns.feeds.fetch import TRIES, Fetcher, Refused
from custodes.errors import FeedError

BODY = bytes(range(256)) * 400


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "feed.bin"


def test_a_cut_connection_is_resumed_where_it_broke(
    server: FeedServer, fetcher: Fetcher, target: Path
) -> None:
    server.files["/f"] = BODY
    server.faults["/f"] = [Cut(70_000), Cut(10_000)]
    assert fetcher.file(f"{server.url}/f", target).read_bytes() == BODY
    starts = [int(asked.headers["Range"][6:-1]) for asked in server.asked if asked.headers["Range"]]
    assert len(server.asked) == 3
    assert starts == sorted(starts)
    assert 0 < starts[0] <= 70_000 < starts[1] <= 80_000


def test_without_ranges_it_starts_over(server: FeedServer, fetcher: Fetcher, target: Path) -> None:
    server.ranges = False
    server.files["/f"] = BODY
    server.faults["/f"] = [Cut(70_000)]
    assert fetcher.file(f"{server.url}/f", target).read_bytes() == BODY
    assert [asked.headers["Range"] for asked in server.asked] == [None, None]


def test_a_later_run_resumes_what_an_earlier_one_left(
    server: FeedServer, fetcher: Fetcher, target: Path
) -> None:
    server.files["/f"] = BODY
    server.faults["/f"] = [Cut(70_000), *[Busy(503)] * TRIES]
    with pytest.raises(FeedError, match="503"):
        fetcher.file(f"{server.url}/f", target)
    assert not target.exists()
    server.faults.clear()
    assert fetcher.file(f"{server.url}/f", target).read_bytes() == BODY
    assert server.asked[-1].headers["Range"]


def test_a_file_that_changed_meanwhile_is_never_spliced(
    server: FeedServer, fetcher: Fetcher, target: Path
) -> None:
    server.files["/f"] = BODY
    server.faults["/f"] = [Cut(70_000), *[Busy(503)] * TRIES]
    with pytest.raises(FeedError):
        fetcher.file(f"{server.url}/f", target)
    server.faults.clear()
    server.files["/f"] = b"new" * 50_000
    assert fetcher.file(f"{server.url}/f", target).read_bytes() == b"new" * 50_000


def test_a_part_that_is_longer_than_the_file_is_dropped(
    server: FeedServer, fetcher: Fetcher, target: Path
) -> None:
    server.files["/f"] = BODY
    fetcher.file(f"{server.url}/f", target)
    target.rename(target.with_name("feed.bin.part"))
    target.with_name("feed.bin.tag").write_text(f'"{sha256(BODY).hexdigest()[:16]}"')
    assert fetcher.file(f"{server.url}/f", target).read_bytes() == BODY


@pytest.mark.parametrize("status", [403, 429, 503])
def test_it_waits_when_asked_to(status: int, server: FeedServer, fetcher: Fetcher, target: Path) -> None:
    said: list[str] = []
    fetcher.tell = lambda what, done, total: said.append(what)
    server.files["/f"] = BODY
    server.faults["/f"] = [Busy(status, "0"), Busy(status)]
    assert fetcher.file(f"{server.url}/f", target).read_bytes() == BODY
    assert said[-1] == "fetching f"


def test_retry_after_may_be_a_date(server: FeedServer, fetcher: Fetcher, target: Path) -> None:
    past = email.utils.format_datetime(dt.datetime(2020, 1, 1, tzinfo=dt.UTC), usegmt=True)
    server.files["/f"] = BODY
    server.faults["/f"] = [Busy(429, past)]
    assert fetcher.file(f"{server.url}/f", target).read_bytes() == BODY


def test_a_server_that_asks_for_hours_is_left_alone(
    server: FeedServer, fetcher: Fetcher, target: Path
) -> None:
    server.faults["/f"] = [Busy(429, "7200")]
    with pytest.raises(FeedError, match="120 minutes") as caught:
        fetcher.file(f"{server.url}/f", target)
    assert "carries on" in caught.value.mend
    assert len(server.asked) == 1


def test_a_missing_file_is_not_asked_for_again(server: FeedServer, fetcher: Fetcher, target: Path) -> None:
    with pytest.raises(Refused, match="404"):
        fetcher.file(f"{server.url}/nothing?secret=1", target)
    assert len(server.asked) == 1


def test_a_message_does_not_repeat_the_query(server: FeedServer, fetcher: Fetcher, target: Path) -> None:
    with pytest.raises(Refused) as caught:
        fetcher.file(f"{server.url}/nothing?key=secret", target)
    assert "secret" not in caught.value.message


def test_a_flood_is_cut_off(
    server: FeedServer, fetcher: Fetcher, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 50_000)
    server.files["/f"] = BODY
    with pytest.raises(Refused, match="is over"):
        fetcher.file(f"{server.url}/f", target)
    assert not target.exists()


def test_it_gives_up_in_the_end(server: FeedServer, fetcher: Fetcher, target: Path) -> None:
    server.faults["/f"] = [Busy(503)] * (TRIES + 5)
    with pytest.raises(FeedError, match="503"):
        fetcher.file(f"{server.url}/f", target)
    assert len(server.asked) == TRIES


def test_nobody_there(fetcher: Fetcher, target: Path) -> None:
    with FeedServer() as gone:
        url = gone.url
    with pytest.raises(FeedError, match="no connection"):
        fetcher.file(f"{url}/f", target)
