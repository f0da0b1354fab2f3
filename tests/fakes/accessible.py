"""The rules of accessibility that axe checks, on a page in a browser."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = json.dumps({"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
# what was kept takes longer to hand over than to find, and nobody reads it
BROKEN = f"axe.run({OPTIONS}).then(found => ({{violations: found.violations}}))"
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"


def broken_rules(page: "Page") -> str:
    """What breaks a rule on a page as wide as it is now, with all that can be unfolded; empty where nothing does."""
    from axe_playwright_python.base import AXE_SCRIPT, AxeResults

    page.evaluate(UNFOLD)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(BROKEN))
    return str(found.generate_report()) if found.violations_count else ""
