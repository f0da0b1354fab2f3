"""Everything that the public sees, drawn from publications alone: `addresses(site)` and `draw(site, address)` (ADR 0022).

The service and the static export are these two functions; neither has a query to the register or to returns.
"""

from custodes.publication.site.drawing import Page
from custodes.publication.site.model import Shown, ShownWave, Site
from custodes.publication.site.pages import addresses, draw, not_found
from custodes.publication.site.preview import site_of

__all__ = ["Page", "Shown", "ShownWave", "Site", "addresses", "draw", "not_found", "site_of"]
