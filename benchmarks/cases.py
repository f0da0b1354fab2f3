"""How often the right maker and the right verdict come out, on labelled cases.

    python benchmarks/cases.py FOLDER        (make cases)

FOLDER holds `vendor_cases.csv` (id, text, canonical, category: what people type as a maker) and
`match_cases.csv` (id, vendor, model, firmware, cve, expected, category, reason). Each is written out as the
list of cameras that a user would send and goes the way of every list: intake, identification, verdicts.
Where FOLDER/../data holds feeds they are pulled into a temporary store first; else the packs alone answer.

Printed: accuracy by category, precision, recall and F1 of `affected`, and each miss with the reason given
for it. A verdict that is not among the findings counts as `not_affected`. A *false clean* is a case that is
affected or unknown and comes out as `not_affected`. Exit 1 below 97%, below F1 0.97, or with any false clean.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from custodes import clock
from custodes.assessment import Assessment, Sources, assess, sources
from custodes.concerns.feeds import pull
from custodes.concerns.feeds.store import open_store
from custodes.evidence.intake import take_in

LEAST_RIGHT, LEAST_F1 = 0.97, 0.97
SEVERAL, NOBODY = "*AMBIG*", "NONE"
"""How vendor cases write "several makers" and "not an answer, or a maker that nobody lists"."""
NO_FINDING = "not_affected"

Case = dict[str, str]


class Outcome(NamedTuple):
    """One case, what came out, and the reasons that were given with it."""

    case: Case
    category: str
    expected: str
    got: str
    reasons: str

    @property
    def right(self) -> bool:
        return self.got == self.expected

    @property
    def false_clean(self) -> bool:
        return self.expected in ("affected", "unknown") and self.got == "not_affected"


class Score(NamedTuple):
    """Precision, recall and F1 of one answer; all 1.0 where it is neither expected nor given."""

    precision: float
    recall: float
    f1: float


def read_cases(path: Path) -> list[Case]:
    """The cases of a file, in order."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def known(data: Path | None, store: Path) -> Sources:
    """What is known today: packs, and the feeds in the folder `data`, pulled into `store`."""
    held = open_store(store)
    if data is not None and data.is_dir():
        pull.from_folder(held, data, str(data))
    return sources(held, clock.today())


def vendor_outcomes(cases: Sequence[Case], given: Sources) -> list[Outcome]:
    """What each text in the brand column is taken for: a maker, several, or nobody."""
    found = _assessed([{"system": case["id"], "brand": case["text"]} for case in cases], given)
    said = {row["system"]: row for row in found.identifications.to_pylist()}
    return [_vendor_outcome(case, said.get(case["id"])) for case in cases]


def _vendor_outcome(case: Case, row: dict[str, str] | None) -> Outcome:
    if row is None:
        got, reasons = "(row rejected)", ""
    else:
        got = {"identified": row["maker"], "ambiguous": SEVERAL}.get(row["status"], NOBODY)
        reasons = row["reasons"]
    return Outcome(case, case["category"], case["canonical"], got, reasons)


def match_outcomes(cases: Sequence[Case], given: Sources) -> list[Outcome]:
    """The verdict on each device and CVE."""
    rows = [
        {"system": c["id"], "brand": c["vendor"], "model": c["model"], "firmware": c["firmware"]}
        for c in cases
    ]
    found = _assessed(rows, given)
    system = {row["row"]: row for row in found.identifications.to_pylist()}
    said = {
        (system[f["row"]]["system"], f["concern"]): (f["verdict"], f["reasons"])
        for f in found.findings.select(["row", "concern", "verdict", "reasons"]).to_pylist()
    }
    about = {row["system"]: _standing(row) for row in system.values()}
    outcomes = []
    for case in cases:
        got, reasons = said.get(
            (case["id"], case["cve"]), (NO_FINDING, about.get(case["id"], "Row rejected."))
        )
        outcomes.append(Outcome(case, case["category"], case["expected"], got, reasons))
    return outcomes


def _standing(row: dict[str, str]) -> str:
    return f"No finding: {row['coverage']}, {row['status']} {row['maker']} “{row['model']}”. {row['reasons']}"


def _assessed(rows: Sequence[dict[str, str]], given: Sources) -> Assessment:
    """The whole way from a file that a user would send."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cases.csv"
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return assess(take_in([path]).table, given)


def score(outcomes: Sequence[Outcome], answer: str = "affected") -> Score:
    """How well one answer is given."""
    right = sum(o.expected == o.got == answer for o in outcomes)
    expected = sum(o.expected == answer for o in outcomes)
    given = sum(o.got == answer for o in outcomes)
    precision = right / given if given else float(not expected)
    recall = right / expected if expected else float(not given)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(precision, recall, f1)


def accuracy(outcomes: Sequence[Outcome]) -> float:
    """The share that is right; 1.0 of none."""
    return sum(o.right for o in outcomes) / len(outcomes) if outcomes else 1.0


def by_category(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Outcomes by the category of their case, categories in order of name."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.category].append(outcome)
    return dict(sorted(groups.items()))


def show(title: str, outcomes: Sequence[Outcome]) -> None:
    """Print accuracy by category, then the whole, then each miss."""
    print(f"\n{title}\n{'category':<22}{'right':>7}{'of':>6}{'share':>9}")
    for category, group in by_category(outcomes).items():
        print(f"{category:<22}{sum(o.right for o in group):>7}{len(group):>6}{accuracy(group):>9.1%}")
    print(f"{'all':<22}{sum(o.right for o in outcomes):>7}{len(outcomes):>6}{accuracy(outcomes):>9.1%}")
    for outcome in outcomes:
        if not outcome.right:
            about = [
                v
                for k, v in outcome.case.items()
                if k in ("id", "text", "vendor", "model", "firmware", "cve")
            ]
            print(f"  {'FALSE CLEAN ' if outcome.false_clean else ''}{' | '.join(about)}")
            print(f"    expected {outcome.expected}, got {outcome.got}. {outcome.reasons}")


def main(folder: Path) -> int:
    """Run both files of a folder; the exit code."""
    with TemporaryDirectory() as store:
        given = known(folder.parent / "data", Path(store))
        vendors = vendor_outcomes(read_cases(folder / "vendor_cases.csv"), given)
        matches = match_outcomes(read_cases(folder / "match_cases.csv"), given)
    show("Makers as people type them", vendors)
    show("Devices and vulnerabilities", matches)
    affected, cleans = score(matches), sum(o.false_clean for o in matches)
    print(
        f"\naffected: precision {affected.precision:.3f}, recall {affected.recall:.3f}, F1 {affected.f1:.3f}; "
        f"false cleans: {cleans}"
    )
    good = min(accuracy(vendors), accuracy(matches)) >= LEAST_RIGHT and affected.f1 >= LEAST_F1
    return 0 if good and not cleans else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python benchmarks/cases.py FOLDER")
    sys.exit(main(Path(sys.argv[1])))
