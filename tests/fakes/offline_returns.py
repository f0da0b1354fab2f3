"""A return of a form with every kind of question, downloaded, uploaded and merged as the pages do it."""

import io
from collections.abc import Collection

from custodes.access.models import Person
from custodes.survey import actions
from custodes.survey.actions.returns import section_names
from custodes.survey.models import Answer, Return
from custodes.survey.offline.comparing import Compared, Kind, compare
from custodes.survey.offline.opening import open_return
from custodes.survey.offline.reading import Reading, read
from custodes.survey.offline.writing import write

EVERY_KIND = """
type                     | name     | label                    | required | relevant        | constraint | calculation
begin_group              | general  | General                  |          |                 |            |
text                     | words    | What do you do?          | yes      |                 |            |
integer                  | cameras  | How many?                |          |                 | . >= 0     |
decimal                  | cost     | What does it cost?       |          |                 |            |
select_one yes_no        | runs     | Do you run them?         |          |                 |            |
select_one yes_no or_other | shares | Do you share?            |          |                 |            |
select_multiple yes_no   | several  | Which of these?          |          | ${runs} = 'yes' |            |
rank yes_no              | order    | In which order?          |          |                 |            |
date                     | since    | Since when?              |          |                 |            |
time                     | at       | At what time?            |          |                 |            |
dateTime                 | moment   | When exactly?            |          |                 |            |
acknowledge              | seen     | Have you read this?      |          |                 |            |
calculate                | twice    |                          |          |                 |            | ${cameras} * 2
note                     | told     | There are ${twice} eyes  |          |                 |            |
end_group                |          |                          |          |                 |            |
begin_group              | parts    | Parts                    |          |                 |            |
begin_repeat             | site     | Site                     |          |                 |            |
text                     | place    | Where is it?             |          |                 |            |
begin_repeat             | pole     | Pole                     |          |                 |            |
integer                  | height   | How high?                |          |                 |            |
end_repeat               |          |                          |          |                 |            |
end_repeat               |          |                          |          |                 |            |
end_group                |          |                          |          |                 |            |
"""


def downloaded(of: Return, sections: Collection[str] | None = None, name: str = "Ida Marlowe") -> bytes:
    """The workbook of a return, for somebody who fills in all of it, or only some sections."""
    file = io.BytesIO()
    write(of, file, sections=section_names(of.wave) if sections is None else sections, name=name)
    return file.getvalue()


def uploaded(of: Return, data: bytes, sections: Collection[str] | None = None) -> Reading:
    """What is read of a workbook."""
    mine = section_names(of.wave) if sections is None else sections
    return read(of, open_return(data, "filled.xlsx"), sections=mine)


def merged(of: Return, by: Person, compared: Collection[Compared], take: Collection[str] = ()) -> int:
    """Save what is new and changed, and of conflicts those whose key is in `take`."""
    taken = [
        actions.Merging(one.edit.key, one.edit.given, one.revision)
        for one in compared
        if one.kind in (Kind.NEW, Kind.CHANGED) or (one.kind is Kind.CONFLICT and one.edit.key in take)
    ]
    return actions.merge(by=by, of=of, answers=taken)


def kinds(of: Return, data: bytes) -> dict[str, str]:
    """Key to what saving would do, of everything that the workbook says otherwise."""
    reading = uploaded(of, data)
    assert reading.problems == []
    return {one.name: one.kind.value for one in compare(of, reading.edits)}


def standing(of: Return) -> dict[str, str]:
    """Every answer that is not blank, by key."""
    return dict(Answer.objects.filter(of=of, body=None).exclude(state="blank").values_list("key", "value"))
