"""The feeds as data: what each is for, where it is published, on what terms, how often it changes."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class FeedFacts:
    """What a reader should know of one feed.

    `without`: what a run cannot say when it is missing. `fresh_days`: how old it may be before
    `feeds status` calls it old (three times its usual interval of change). `terms`: in our words, from
    the publisher's `page`.
    """

    title: str
    purpose: str
    without: str
    fresh_days: int
    terms: str
    page: str


FACTS = {
    "nvd": FeedFacts(
        "NVD",
        "known vulnerabilities and the versions they affect",
        "only the vulnerabilities that ship with Custodes are known; a device may be affected by others",
        21,
        'Public domain. NIST asks for this notice: "This product uses data from the NVD API but is not '
        'endorsed or certified by the NVD."',
        "https://nvd.nist.gov/developers/start-here",
    ),
    "cve5": FeedFacts(
        "CVE 5 records",
        "what the assigners themselves say is affected",
        "vulnerabilities that NVD has not analysed yet cannot be matched",
        21,
        "Free to use and copy under the CVE Program's terms of use.",
        "https://www.cve.org/Legal/TermsOfUse",
    ),
    "csaf": FeedFacts(
        "CSAF advisories",
        "CISA's advisories, with fixes and mitigations",
        "findings carry no advisory, and what only an advisory says is not matched",
        21,
        "Marked TLP:WHITE: disclosure is not limited.",
        "https://github.com/cisagov/CSAF",
    ),
    "kev": FeedFacts(
        "CISA KEV",
        "which vulnerabilities are known to be exploited",
        "findings do not say which vulnerabilities are being exploited, beyond those that ship with Custodes",
        21,
        "Public domain (CC0).",
        "https://www.cisa.gov/known-exploited-vulnerabilities-catalog",
    ),
    "epss": FeedFacts(
        "EPSS",
        "how likely exploitation is in the next 30 days",
        "findings carry no exploitation likelihood",
        3,
        "Free to use; FIRST asks to be cited.",
        "https://www.first.org/epss/",
    ),
    "mac": FeedFacts(
        "MAC registry",
        "whose network hardware a device has",
        "only the MAC prefixes that ship with Custodes tell a maker; a label that contradicts another goes unnoticed",
        90,
        "Published by IEEE for anyone to consult.",
        "https://standards.ieee.org/products-programs/regauth/",
    ),
    "watchlists": FeedFacts(
        "Watchlists",
        "published lists, and your own, beside those that ship with Custodes",
        "the watchlists that ship with Custodes are used, as of their own dates",
        270,
        "As each issuer states.",
        "https://www.fcc.gov/supplychain/coveredlist",
    ),
}

# Words that find a vulnerability of a camera before NVD has put a product name on it.
NVD_KEYWORDS = ("camera", "video recorder", "NVR", "DVR", "video surveillance", "drone", "license plate")


@dataclass(frozen=True)
class Sources:
    """Where `custodes feeds pull` goes. Folders end in "/". `nvd_pause`: seconds between two requests."""

    nvd: str
    cve5: str
    csaf: str
    kev: str
    epss: str
    mac: tuple[str, ...]
    nvd_pause: float


def public() -> Sources:
    """The publishers' own addresses.

    NVD allows 10 requests a minute, or 100 with a key (https://nvd.nist.gov/developers/start-here).
    """
    return Sources(
        nvd="https://services.nvd.nist.gov/rest/json/cves/2.0",
        cve5="https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves/",
        csaf="https://raw.githubusercontent.com/cisagov/CSAF/develop/csaf_files/OT/white/",
        kev="https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
        epss="https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
        mac=(
            "https://standards-oui.ieee.org/oui/oui.csv",
            "https://standards-oui.ieee.org/oui28/mam.csv",
            "https://standards-oui.ieee.org/oui36/oui36.csv",
        ),
        nvd_pause=0.7 if nvd_key() else 6.5,
    )


def nvd_key() -> str:
    """The user's own NVD API key, from `NVD_API_KEY`; "" without one. It is sent to NVD only."""
    return os.environ.get("NVD_API_KEY", "").strip()
