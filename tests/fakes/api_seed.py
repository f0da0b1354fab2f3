"""Fills a service's database with the cast and an estate, and prints tokens of the surveillance lead as JSON.

Run as a program of its own, in the environment of the service: `python api_seed.py 8`.
"""

import json
import sys
from pathlib import Path


def main(tokens: int) -> None:
    """`tokens`: how many, as each has so many requests a minute."""
    import django

    django.setup()
    from api_programs import Program, estate_of

    from cast import assemble
    from custodes.access.permissions import Scope

    cast = assemble()
    estate = estate_of(cast)
    made = {
        "tokens": [Program(cast.lead, tuple(Scope)).secret for _ in range(tokens)],
        "system": estate.system.pk,
        "device": estate.device.pk,
        "use": estate.use.pk,
        "number": estate.imported.pk,
    }
    print(json.dumps(made))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main(int(sys.argv[1]))
