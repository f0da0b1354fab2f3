"""A site of one publication: what an office looks at before it publishes."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence

from custodes.publication.package import sealed
from custodes.publication.site.model import Shown, ShownWave, Site


def site_of(
    files: Mapping[str, bytes],
    *,
    number: int,
    title: str,
    slug: str,
    address: str,
    at: dt.datetime,
    earlier: Sequence[Shown] = (),
) -> Site:
    """The site as it would be with these files as the next edition of a wave, every page marked as a preview.

    `files`: with or without key, hashes and signature. `address`: of the site, ending in a slash. `earlier`: editions
    that are shown, the newest first.
    """
    contents = sealed.seal(files)
    digest = hashlib.sha256(contents).hexdigest()
    shown = Shown(lambda: contents, number, title, at, digest, preview=True)
    return Site([ShownWave(slug, [shown, *earlier])], address)
