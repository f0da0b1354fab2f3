"""The rules of accessibility that axe checks, on a page in a browser."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

Rules = dict[str, object]
ALL: Rules = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
OF_WIDTH: Rules = {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}
"""Those whose answer can be another where the same page is narrower. All are asked of the gallery at every width."""
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"


def bring_along(context: "BrowserContext") -> None:
    """Have axe on every page that is opened from now on, instead of handing it over to each."""
    from axe_playwright_python.base import AXE_SCRIPT

    context.add_init_script(AXE_SCRIPT)


def broken_rules(page: "Page", rules: Rules = ALL) -> str:
    """What breaks a rule on a page as wide as it is now, with all that can be unfolded; empty where nothing does."""
    from axe_playwright_python.base import AXE_SCRIPT, AxeResults

    page.evaluate(UNFOLD)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
    # what was kept takes longer to hand over than to find, and nobody reads it
    found = AxeResults(page.evaluate(f"axe.run({options}).then(found => ({{violations: found.violations}}))"))
    return str(found.generate_report()) if found.violations_count else ""
