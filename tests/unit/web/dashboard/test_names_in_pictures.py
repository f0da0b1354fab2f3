"""What stands beside the bars of a picture."""

from custodes.concerns.models import Tally
from custodes.web.pages.dashboard.pictures import LONGEST_NAME, chart


def test_a_list_is_named_by_its_title_not_by_its_id() -> None:
    verdicts = {verdict: {"devices": 1} for verdict in ("affected", "unknown", "not_affected")}
    titles = {"survey-2022": "Makers flagged by the 2022 police survey", "fcc": "FCC Covered List"}
    sources = {"watchlists": [{"id": name, "title": title} for name, title in titles.items()]}
    found = chart("list", Tally(counts={"by_list": dict.fromkeys(titles, verdicts)}, sources=sources))
    assert found
    assert [bar.name for bar in found.bars] == ["FCC Covered List", "Makers flagged by the 2022…"]
    assert all(len(bar.name) <= LONGEST_NAME for bar in found.bars)
