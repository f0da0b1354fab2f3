"""Fills a service's database with the cast and two returns begun, and prints who fills them in, as JSON.

Run as a program of its own, in the environment of the service: for each return its address and the session of its lead.
"""

import json
import sys
from pathlib import Path


def main() -> None:
    import django

    django.setup()
    from django.test import Client
    from waves import kept, wave

    from cast import assemble, sign_in
    from custodes.survey import actions

    cast = assemble()
    autumn = wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])
    made = []
    for lead, body in ((cast.lead, cast.oxmere), (cast.stranger, cast.thornby)):
        of = actions.start_return(by=lead, wave=autumn, body=body)
        session = sign_in(Client(), lead).cookies["sessionid"].value
        made.append((session, f"/bodies/{body.slug}/returns/{of.pk}", of.pk))
    print(json.dumps(made))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
