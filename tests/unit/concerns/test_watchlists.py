"""Watchlists: read from TOML or refused with everything that is wrong; what each says of a device, and when."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import feed_files as made
import pytest

from custodes import packs
from custodes.concerns import listings, watchlists
from custodes.concerns.feeds import pull
from custodes.concerns.feeds.lists import ListedEntry, listed
from custodes.concerns.feeds.store import open_store
from custodes.concerns.listings import UNIDENTIFIED, Context, Finding, Owner, findings, owners
from custodes.concerns.watchlists import Watchlist, own, parse, shipped, with_feed
from custodes.errors import PackError
from custodes.identity.conclusion import Clue, Identification
from custodes.identity.identify import identify

DAY = dt.date(2026, 3, 1)
ANYWHERE = Context("cctv_external", "not_sensitive")
HEAD = 'id = "ours"\ntitle = "Our list"\nissuer = "A council"\nsource = "https://example.org/ours"\nbasis = "ethical"\n'


def ours(entries: str, head: str = "") -> Watchlist:
    return parse(HEAD + head + entries, "ours.toml")


def entry(maker: str = "Hikvision", **more: str) -> str:
    lines = {"id": '"it"', "maker": f'"{maker}"', **more}
    return "\n[[entry]]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())


def criterion(**more: str) -> str:
    lines = {"id": '"a-country"', "property": '"country"', **more}
    return "\n[[criterion]]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())


def identified(brand: str, model: str = "", mac: str = "", day: dt.date = DAY) -> Identification:
    return identify([Clue(brand, model, mac)], as_of=day)[0]


def said(
    lists: Sequence[Watchlist] | Watchlist,
    brand: str,
    model: str = "",
    context: Context = ANYWHERE,
    day: dt.date = DAY,
) -> list[Finding]:
    lists = [lists] if isinstance(lists, Watchlist) else lists
    found = findings(lists, identified(brand, model, day=day), context, day)
    assert all(f.reasons and f.source for f in found)
    return found


def verdicts(
    lists: Sequence[Watchlist] | Watchlist,
    brand: str,
    model: str = "",
    context: Context = ANYWHERE,
    day: dt.date = DAY,
) -> list[str]:
    return [f.verdict for f in said(lists, brand, model, context, day)]


# reading


def test_a_list_of_ones_own() -> None:
    found = ours(entry() + criterion(values='["CN"]'))
    assert (found.id, found.title, found.issuer) == ("ours", "Our list", "A council")
    assert [(e.id, e.maker, e.basis, e.source) for e in found.entries] == [
        ("it", "Hikvision", "ethical", "https://example.org/ours"),
        ("a-country", "", "ethical", "https://example.org/ours"),
    ]


def test_an_entry_says_it_better_than_its_list() -> None:
    found = ours(
        entry(basis='"legal"', source='"https://example.org/it"', technologies='["drone"]'),
        'technologies = ["anpr"]\naffiliates = true\n',
    )
    (only,) = found.entries
    assert (only.basis, only.source, only.technologies, only.affiliates) == (
        "legal",
        "https://example.org/it",
        ("drone",),
        True,
    )


def test_everything_wrong_is_said_at_once_and_named() -> None:
    with pytest.raises(PackError) as error:
        parse(
            'id = "ours"\n'
            + entry("Hik Vision Ltd", id='"one"')
            + entry(id='"two"', basis='"moral"', source='"https://example.org"')
            + entry(id='"three"'),
            "mine.toml",
        )
    assert error.value.message == (
        "mine.toml: one: “Hik Vision Ltd” is not a maker we know; one: no source;"
        " two: basis “moral” is not one of security, ethical, legal; three: no source"
    )
    assert "makers.csv" in error.value.mend


UNREADABLE = {
    "not TOML": "id = \n",
    "no id": 'title = "x"\n' + entry(),
    "an entry without id": HEAD + '\n[[entry]]\nmaker = "Hikvision"\n',
    "an entry without maker": HEAD + '\n[[entry]]\nid = "it"\n',
    "a criterion of another property": HEAD + criterion(property='"colour"', values='["red"]'),
    "entries that are no tables": HEAD + 'entry = ["Hikvision"]\n',
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_a_list_that_cannot_be_read_is_refused_by_name(text: str) -> None:
    with pytest.raises(PackError, match=r"^mine\.toml: "):
        parse(text, "mine.toml")


SILENTLY_WRONG = {
    "a date in quotation marks": entry(**{"from": '"2022-01-01"'}),
    "a date with a time": entry(**{"from": "2022-01-01T00:00:00"}),
    "a technology there is not": entry(technologies='["drones"]'),
    "technologies as one text": entry(technologies='"drone"'),
    "a site class there is not": entry(site_classes='["secret"]'),
    "a criterion without values": criterion(),
    "values as one text": criterion(values='"CN"'),
    "a country in words": criterion(values='["China"]'),
    "a list of nothing": "",
    "two entries of one id": entry() + entry("Dahua Technology"),
    "a key that is misspelt": entry(technology='["drone"]'),
}


@pytest.mark.parametrize("text", SILENTLY_WRONG.values(), ids=SILENTLY_WRONG)
def test_what_would_make_a_list_silent_is_refused(text: str) -> None:
    """A list that can name nobody makes devices look clear of it."""
    with pytest.raises(PackError):
        ours(text)


@pytest.mark.parametrize("kind", ["missing", "a folder", "UTF-16"])
def test_a_list_that_cannot_be_opened_is_a_plain_error(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "mine.toml"
    if kind == "a folder":
        path.mkdir()
    elif kind == "UTF-16":
        path.write_text(HEAD + entry(), encoding="utf-16")
    with pytest.raises(PackError, match=r"mine\.toml"):
        own([path])


def test_own_lists_and_shipped_ones_are_of_one_form(tmp_path: Path) -> None:
    for file in (f for f in packs.files() if f.name.endswith(".toml")):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert own(sorted(tmp_path.iterdir())) == shipped()


# when

TERM = {"from": "2022-06-01", "to": "2023-01-01"}


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2022-05-31", False),
        ("2022-06-01", True),
        ("2022-12-31", True),
        ("2023-01-01", False),
    ],
)
def test_an_entry_holds_from_its_first_day_to_the_day_before_it_left(day: str, held: bool) -> None:
    assert verdicts(ours(entry(**TERM)), "Hikvision", day=dt.date.fromisoformat(day)) == ["affected"] * held


def test_an_entry_without_dates_always_holds() -> None:
    assert verdicts(ours(entry()), "Hikvision", day=dt.date(1999, 1, 1)) == ["affected"]


@pytest.mark.parametrize(
    ("id_", "day"),
    [("ndaa-889", "2018-08-13"), ("fcc-covered-list", "2021-03-12"), ("survey-2022", "2022-06-01")],
)
def test_the_shipped_lists_begin_on_their_day(id_: str, day: str) -> None:
    first, (watchlist,) = dt.date.fromisoformat(day), [w for w in shipped() if w.id == id_]
    assert verdicts(watchlist, "Hikvision", day=first - dt.timedelta(1)) == []
    assert verdicts(watchlist, "Hikvision", day=first) == ["affected"]


def test_a_list_that_did_not_exist_cannot_be_unknown() -> None:
    found = findings(shipped(), identified("various"), ANYWHERE, dt.date(2019, 1, 1))
    assert [f.concern for f in found] == ["ndaa-889"]


# where


@pytest.mark.parametrize(
    ("technology", "site_class", "expected"),
    [
        ("drone", "sensitive", "affected"),
        ("anpr", "sensitive", "not_affected"),
        ("drone", "not_sensitive", "not_affected"),
        ("", "sensitive", "unknown"),
        ("drone", "", "unknown"),
        ("", "", "unknown"),
        ("", "not_sensitive", "not_affected"),
        ("anpr", "", "not_affected"),
    ],
)
def test_what_is_in_scope(technology: str, site_class: str, expected: str) -> None:
    scoped = ours(entry(), 'technologies = ["drone"]\nsite_classes = ["sensitive"]\n')
    (found,) = said(scoped, "Hikvision", context=Context(technology, site_class))
    assert found.verdict == expected
    assert ("none was recorded" in found.reasons) == (not technology or not site_class)


@pytest.mark.parametrize("technology", ["UAV fleet", "unmanned system"])
def test_a_technology_we_do_not_know_rules_nothing_out(technology: str) -> None:
    assert verdicts(ours(entry(technologies='["drone"]')), "Hikvision", context=Context(technology, "")) == [
        "unknown"
    ]


def test_uses_in_scope_are_shown_and_not_decided() -> None:
    (found,) = said(ours(entry(uses='"Guarding of borders."')), "Hikvision")
    assert found.verdict == "affected"
    assert "Uses in scope: Guarding of borders." in found.reasons


def test_a_criterion_says_nothing_of_what_is_out_of_scope() -> None:
    drones = ours(criterion(values='["CN"]'), 'technologies = ["drone"]\n')
    assert verdicts(drones, "Hikvision") == []
    assert verdicts(drones, "Hikvision", context=Context("", "")) == ["unknown"]


# whom


def test_another_maker_is_not_named() -> None:
    assert said(ours(entry()), "Axis", "P3245-LV") == []


@pytest.mark.parametrize("brand", ["various", "see installer", "Canon Street depot", ""])
def test_a_maker_nobody_knows_is_unknown_on_each_list(brand: str) -> None:
    found = said(shipped(), brand)
    assert [(f.concern, f.verdict, f.reasons) for f in found] == [
        (watchlist.id, "unknown", UNIDENTIFIED) for watchlist in shipped()
    ]


def test_one_of_several_makers_is_unknown() -> None:
    assert verdicts(ours(entry()), "Hikvision / Dahua") == ["unknown"]
    assert verdicts(ours(entry("Axis Communications")), "Hikvision / Dahua") == []


def test_evidence_that_conflicts_is_unknown_but_for_the_label_itself() -> None:
    identity = identified("Axis", "P3245-LV", mac="4419B6010")
    assert identity.conflict
    for maker, verdict in (("Hikvision", "unknown"), ("Axis Communications", "affected")):
        assert [f.verdict for f in findings([ours(entry(maker))], identity, ANYWHERE, DAY)] == [verdict]


def test_an_affiliate_is_reached_through_its_owner_where_the_list_says_so() -> None:
    (found,) = said(ours(entry(affiliates="true")), "EZVIZ")
    assert found.verdict == "affected"
    assert "It names Hikvision with its affiliates. EZVIZ is owned by" in found.reasons
    assert said(ours(entry(affiliates="false")), "EZVIZ") == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2018-01-31", []),
        ("2018-02-01", ["affected"]),
        ("2022-12-31", ["affected"]),
        ("2024-01-01", []),
    ],
)
def test_an_affiliate_is_one_only_while_it_is_owned(day: str, expected: list[str]) -> None:
    """Lorex was Dahua's from February 2018 to 2023."""
    owned = {(r["owner"], r["from"], r["to"]) for r in packs.table("ownership") if r["maker"] == "Lorex"}
    assert ("Zhejiang Dahua Technology Co., Ltd.", "2018-02", "2023") in owned
    found = said(
        ours(entry("Dahua Technology", affiliates="true")), "Lorex", "LNB8005", day=dt.date.fromisoformat(day)
    )
    assert [f.verdict for f in found if "affiliates" in f.reasons] == expected


def test_owners_of_owners_count_and_the_chain_is_told() -> None:
    chain = owners("2N", DAY)
    assert [o.name for o in chain][:2] == ["Axis Communications", "Canon"]
    assert chain[1].chain.startswith("2N is owned by Axis Communications AB")
    assert "Axis Communications is owned by Canon Inc." in chain[1].chain
    assert verdicts(ours(entry("Canon", affiliates="true")), "2N", "Helios IP") == ["affected"]
    assert owners("2N", dt.date(2014, 1, 1)) == ()


def test_a_label_that_is_named_counts_whoever_makes_the_hardware() -> None:
    identity = identified("Honeywell", "HBW2PER1", day=dt.date(2020, 1, 1))
    assert (identity.brand, identity.maker) == ("Honeywell", "Dahua Technology")
    for maker, inferred in (("Honeywell", False), ("Dahua Technology", True)):
        (found,) = findings([ours(entry(maker))], identity, ANYWHERE, dt.date(2020, 1, 1))
        assert (found.verdict, found.inferred) == ("affected", inferred), maker


def test_a_possible_relabel_is_unknown_and_says_why() -> None:
    (found,) = said(ours(entry()), "Swann", "SWNHD-887")
    assert (found.verdict, found.inferred) == ("unknown", True)
    assert "Swann has sold Hikvision hardware" in found.reasons
    assert "not known for this model" in found.reasons


def test_a_criterion_by_the_country_of_the_maker() -> None:
    china, abroad = ours(criterion(values='["CN"]')), ours(criterion(values_not='["US"]'))
    assert verdicts(china, "Hikvision") == verdicts(abroad, "Hikvision") == ["affected"]
    assert verdicts(china, "Axon", "Body 3") == verdicts(abroad, "Axon", "Body 3") == []
    assert verdicts(abroad, "Axis", "P3245-LV") == ["affected"]
    assert "has its head office in CN" in said(china, "Hikvision")[0].reasons


def test_a_criterion_by_the_country_of_an_owner() -> None:
    (found,) = said(ours(criterion(values='["CN"]')), "Pyronix")
    assert found.verdict == "affected"
    assert "Pyronix is owned by" in found.reasons
    assert "Its country is CN." in found.reasons
    assert said(ours(criterion(values='["CN"]')), "Pyronix", day=dt.date(2015, 12, 31)) == []


def test_a_maker_whose_country_nobody_knows_is_unknown() -> None:
    assert next(r for r in packs.table("makers") if r["maker"] == "TP-Link")["country"] == ""
    (found,) = said(ours(criterion(values='["CN"]')), "TP-Link", "Tapo C200")
    assert found.verdict == "unknown"
    assert "The country of TP-Link is not known." in found.reasons


def test_an_owner_whose_country_nobody_knows_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    fund = Owner("A fund", "", "Bosch Security Systems is owned by a fund.")
    monkeypatch.setattr(listings, "owners", lambda maker, day: (fund,))
    assert verdicts(ours(criterion(values='["CN"]')), "Bosch", "NBE-6502-AL") == ["unknown"]


def test_a_makers_unknown_country_does_not_hide_that_of_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    """No maker of the packs is like that today; the first one that is must not come out as merely unknown."""
    countries = {**watchlists.countries(), "Pyronix": ""}
    monkeypatch.setattr(listings, "countries", lambda: countries)
    assert verdicts(ours(criterion(values='["CN"]')), "Pyronix") in (["affected"], ["unknown"])


def test_a_certain_link_outweighs_a_possible_one() -> None:
    """Honeywell has sold Hikvision hardware too; the label itself is certain."""
    assert verdicts(ours(entry("Honeywell")), "Honeywell", "HC30W45R3") == ["affected"]


# feeds


def test_a_feed_adds_makers_the_package_does_not_name(tmp_path: Path) -> None:
    text = made.FCC.replace(b'Acme ""Cams""', b"Uniview and Hikvision")
    (tmp_path / "fcc.csv").write_bytes(text)
    store = open_store(tmp_path / "feeds")
    pull.from_folder(store, tmp_path / "fcc.csv", "here")
    before, after = shipped(), with_feed(shipped(), listed(store))
    added = {w.id: w.entries[len(b.entries) :] for b, w in zip(before, after, strict=True)}
    assert {id_ for id_, entries in added.items() if entries} == {"fcc-covered-list"}
    (new,) = added["fcc-covered-list"]  # Hikvision was there already
    assert (new.maker, new.since, new.basis) == ("Uniview", dt.date(2025, 12, 22), "legal")
    assert new.source == "https://www.fcc.gov/supplychain/coveredlist"
    fcc = next(w for w in after if w.id == "fcc-covered-list")
    assert [f.verdict for f in said(fcc, "Uniview", "IPC2124") if f.concern.endswith("/uniview")] == [
        "affected"
    ]
    assert said(fcc, "Uniview", "IPC2124", day=dt.date(2025, 12, 21)) == []


def test_what_a_feed_adds_reaches_affiliates_where_its_list_does() -> None:
    fcc = next(w for w in shipped() if w.id == "fcc-covered-list")
    assert all(e.affiliates for e in fcc.entries)
    (grown,) = with_feed([fcc], {fcc.id: [ListedEntry(fcc.id, "Canon", None, "https://example.org")]})
    assert [f.concern for f in said(grown, "Axis", "P3245-LV") if "canon" in f.concern]


def test_a_pulled_list_that_the_package_does_not_know_is_asked_too() -> None:
    new = {"some-entity-list": [ListedEntry("some-entity-list", "Uniview", None, "https://example.org")]}
    assert [
        f for f in said(with_feed(shipped(), new), "Uniview", "IPC2124") if "some-entity-list" in f.concern
    ]


def test_an_empty_feed_changes_nothing() -> None:
    assert with_feed(shipped(), {}) == shipped()
