"""Feeds from their publishers: paged, chosen, checked; resumed after a failure; one failing leaves the rest."""

import hashlib
import re
from pathlib import Path

import feed_files as made
import pytest
from feed_server import Busy, Cut, FeedServer, Wrong

from custodes import packs
from custodes.concerns.feeds import nvd_api
from custodes.concerns.feeds.epss import epss
from custodes.concerns.feeds.fetch import TRIES, Fetcher
from custodes.concerns.feeds.kev import kev
from custodes.concerns.feeds.public import pull
from custodes.concerns.feeds.records import csaf_documents, cve5_records, nvd_records
from custodes.concerns.feeds.registry import mac_registry
from custodes.concerns.feeds.sources import FACTS, NVD_KEYWORDS, Sources, public
from custodes.concerns.feeds.store import FEEDS, Store

ALL_QUERIES = nvd_api.queries
PER_PAGE = 2
HIKVISION = [made.nvd(f"CVE-2025-{n:04}", configurations=[made.CONFIGURATION]) for n in range(1, 6)]
CAMERA = [made.nvd("CVE-2026-12345"), made.nvd("CVE-2026-0002", vulnStatus="Rejected"), HIKVISION[0]]


def nvd(query: dict[str, str]) -> bytes:
    """NVD, answering two of its queries, a few records a page."""
    found = {"cpe:2.3:*:hikvision": HIKVISION}.get(query.get("virtualMatchString", ""), [])
    found = CAMERA if query.get("keywordSearch") == "camera" else found
    start = int(query["startIndex"])
    return made.nvd_page(found[start : start + PER_PAGE], start, len(found))


@pytest.fixture(autouse=True)
def _few_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two queries instead of two hundred; one test below asks them all."""
    queries: list[dict[str, str]] = [
        {"virtualMatchString": "cpe:2.3:*:hikvision"},
        {"keywordSearch": "camera"},
    ]
    monkeypatch.setattr(nvd_api, "queries", lambda: queries)


@pytest.fixture
def publishers(server: FeedServer) -> FeedServer:
    server.pages["/nvd"] = nvd
    server.files |= {
        "/kev.json": made.kev(),
        "/epss.csv.gz": made.EPSS_GZ,
        "/oui.csv": made.MA_L,
        "/mam.csv": made.MA_M,
        "/cve5/2026/12xxx/CVE-2026-12345.json": made.cve5("CVE-2026-12345"),
        "/csaf/index.txt": b"2026/icsa-26-001-01.json\n2025/icsa-25-001-01.json\n../../escape.json\n",
    }
    for name in ("2026/icsa-26-001-01", "2025/icsa-25-001-01"):
        body = made.csaf(name[5:].upper())
        server.files[f"/csaf/{name}.json"] = body
        server.files[f"/csaf/{name}.json.sha512"] = (
            f"{hashlib.sha512(body).hexdigest()}  {name}.json\n".encode()
        )
    return server


@pytest.fixture
def sources(publishers: FeedServer) -> Sources:
    at = publishers.url
    return Sources(
        nvd=f"{at}/nvd",
        cve5=f"{at}/cve5/",
        csaf=f"{at}/csaf/",
        kev=f"{at}/kev.json",
        epss=f"{at}/epss.csv.gz",
        mac=(f"{at}/oui.csv", f"{at}/mam.csv"),
        nvd_pause=0,
    )


def scaffolding(store: Store) -> list[str]:
    return sorted(path.name for path in store.folder.iterdir() if "." in path.name)


def test_everything_is_pulled(
    store: Store, sources: Sources, fetcher: Fetcher, publishers: FeedServer
) -> None:
    report = pull(store, sources, fetcher)
    assert report.problems == []
    assert [held.feed for held in report.pulled] == ["nvd", "cve5", "csaf", "kev", "epss", "mac"]
    assert [r["id"] for r in nvd_records(store)] == [
        *(r["id"] for r in HIKVISION),
        "CVE-2026-0002",
        "CVE-2026-12345",
    ]
    assert [r["cveMetadata"]["cveId"] for r in cve5_records(store)] == ["CVE-2026-12345"]
    assert len(list(csaf_documents(store))) == 2
    assert len(kev(store)) == 1
    assert len(epss(store)) == 2
    assert len(mac_registry(store)) == 3
    assert scaffolding(store) == []
    held = store.manifest("kev")
    assert held
    assert held.source == sources.kev


def test_nvd_is_asked_for_every_vendor_of_the_makers_and_every_word(
    store: Store, sources: Sources, fetcher: Fetcher, publishers: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nvd_api, "queries", ALL_QUERIES)
    pull(store, sources, fetcher)
    asked = [request.query for request in publishers.asked if request.path == "/nvd"]
    vendors = {v.strip() for row in packs.table("makers") for v in row["cpe_vendors"].split(";")} - {""}
    assert {q["virtualMatchString"] for q in asked if "virtualMatchString" in q} == {
        f"cpe:2.3:*:{v}" for v in vendors
    }
    assert {q["keywordSearch"] for q in asked if "keywordSearch" in q} == set(NVD_KEYWORDS)
    assert [q["startIndex"] for q in asked if q.get("virtualMatchString") == "cpe:2.3:*:hikvision"] == [
        "0",
        "2",
        "4",
    ]


def test_nvd_carries_on_with_the_page_that_failed(
    store: Store, sources: Sources, fetcher: Fetcher, publishers: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nvd_api, "queries", lambda: [{"virtualMatchString": "cpe:2.3:*:hikvision"}])

    def failing(query: dict[str, str]) -> bytes:
        return b"<html>maintenance</html>" if query["startIndex"] == "2" else nvd(query)

    publishers.pages["/nvd"] = failing
    report = pull(store, sources, fetcher)
    assert {problem.where for problem in report.problems} == {"NVD", "CVE 5 records"}
    assert "page that cannot be used" in report.problems[0].what
    assert store.manifest("nvd") is None
    assert store.manifest("kev")
    publishers.pages["/nvd"] = nvd
    publishers.asked.clear()
    assert "nvd" in [held.feed for held in pull(store, sources, fetcher).pulled]
    assert [r.query["startIndex"] for r in publishers.asked if r.path == "/nvd"] == ["2", "4"]
    assert len(list(nvd_records(store))) == 5


def test_pages_that_end_too_early_are_not_a_whole_feed(
    store: Store, sources: Sources, fetcher: Fetcher, publishers: FeedServer
) -> None:
    publishers.pages["/nvd"] = lambda query: made.nvd_page([], int(query["startIndex"]), 5)
    report = pull(store, sources, fetcher)
    assert store.manifest("nvd") is None
    assert "ends too early" in report.problems[0].what


def test_a_query_that_nvd_refuses_is_told_and_the_others_go_on(
    store: Store, sources: Sources, fetcher: Fetcher, publishers: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        nvd_api, "queries", lambda: [{"keywordSearch": "x"}, {"virtualMatchString": "cpe:2.3:*:hikvision"}]
    )
    publishers.faults["/nvd"] = [Wrong(b"", 404)]
    report = pull(store, sources, fetcher)
    assert [problem.where for problem in report.problems] == ["NVD, x"]
    assert len(list(nvd_records(store))) == 5


def test_the_nvd_key_goes_to_nvd_only(
    store: Store, sources: Sources, fetcher: Fetcher, publishers: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NVD_API_KEY", "a-made-up-key")
    pull(store, sources, fetcher)
    with_key = {request.path for request in publishers.asked if request.headers["apiKey"]}
    assert with_key == {"/nvd"}
    kept = [
        path for path in store.folder.rglob("*") if path.is_file() and b"a-made-up-key" in path.read_bytes()
    ]
    assert kept == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ([Wrong()], "a web page, not a feed"),
        ([Wrong(made.EPSS)], "is not CISA KEV"),
        ([Wrong(made.kev()[:-9])], "meant to be CISA KEV"),
        ([Busy(503)] * TRIES, "503"),
        ([Wrong(b"", 410)], "410"),
    ],
)
def test_a_publisher_that_fails_leaves_the_old_edition(
    fault: list[Busy | Wrong],
    reason: str,
    store: Store,
    sources: Sources,
    fetcher: Fetcher,
    publishers: FeedServer,
) -> None:
    pull(store, sources, fetcher)
    before = store.manifest("kev")
    publishers.files["/kev.json"] = made.kev("2026.03.01", "CVE-2025-0005")
    publishers.faults["/kev.json"] = list(fault)
    report = pull(store, sources, fetcher)
    assert [problem.where for problem in report.problems] == ["CISA KEV"]
    assert reason in report.problems[0].what
    assert report.problems[0].mend
    assert store.manifest("kev") == before
    assert len(report.pulled) == 5
    assert pull(store, sources, fetcher).problems == []
    assert set(kev(store)) == {"CVE-2025-0005"}


def test_an_advisory_that_does_not_match_its_hash_is_left_out_and_told(
    store: Store, sources: Sources, fetcher: Fetcher, publishers: FeedServer
) -> None:
    publishers.files["/csaf/2026/icsa-26-001-01.json"] += b" "
    report = pull(store, sources, fetcher)
    assert [problem.where for problem in report.problems] == ["CSAF, 2026/icsa-26-001-01.json"]
    held = store.manifest("csaf")
    assert held
    assert held.problems == tuple(report.problems)
    assert [d["document"]["tracking"]["id"] for d in csaf_documents(store)] == ["ICSA-25-001-01"]


def test_an_interrupted_feed_carries_on(
    store: Store, sources: Sources, fetcher: Fetcher, publishers: FeedServer
) -> None:
    publishers.faults["/mam.csv"] = [Busy(503)] * TRIES
    pull(store, sources, fetcher)
    assert store.manifest("mac") is None
    assert scaffolding(store) == ["mac.partial"]
    publishers.faults["/mam.csv"] = [Cut(40)]
    pull(store, sources, fetcher)
    assert len(mac_registry(store)) == 3
    assert publishers.times_asked("/oui.csv") == 1


def test_what_was_begun_days_ago_is_begun_again(
    store: Store, sources: Sources, fetcher: Fetcher, publishers: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishers.faults["/mam.csv"] = [Busy(503)] * TRIES
    pull(store, sources, fetcher)
    monkeypatch.setenv("CUSTODES_TODAY", "2026-03-04")
    pull(store, sources, fetcher)
    assert publishers.times_asked("/oui.csv") == 2


def test_the_public_addresses_are_the_publishers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    known = public()
    hosts = {
        re.sub(r"https://([^/]+)/.*", r"\1", url) for url in (known.nvd, known.kev, known.epss, *known.mac)
    }
    assert hosts == {
        "services.nvd.nist.gov",
        "www.cisa.gov",
        "epss.empiricalsecurity.com",
        "standards-oui.ieee.org",
    }
    assert known.nvd_pause >= 6
    monkeypatch.setenv("NVD_API_KEY", "k")
    assert 0.6 <= public().nvd_pause < 1


def test_every_feed_has_its_facts() -> None:
    assert tuple(FACTS) == FEEDS
    assert all(re.match("https://", facts.page) for facts in FACTS.values())


def test_nothing_is_kept_outside_the_store(
    store: Store, sources: Sources, fetcher: Fetcher, tmp_path: Path
) -> None:
    pull(store, sources, fetcher)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
