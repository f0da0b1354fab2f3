"""When a question is asked, in words: ${runs} = 'yes' is “Do you run cameras?” is answered “Yes”.

Only what can be said without doubt is put in words; of any other expression, the questions that it looks at are named.
"""

import re

from custodes.survey.filling import Form
from custodes.survey.instrument import Question, Words

_TEST = re.compile(r"\$\{\s*([^}]+?)\s*\}\s*(!=|>=|<=|=|>|<)\s*('[^']*'|\"[^\"]*\"|-?\d+(?:\.\d+)?)")
_SELECTED = re.compile(r"selected\(\s*\$\{\s*([^}]+?)\s*\}\s*,\s*('[^']*'|\"[^\"]*\")\s*\)")
_NOT = re.compile(r"not\(\s*(selected\(.*\))\s*\)")
_NAMED = re.compile(r"\$\{\s*([^}]+?)\s*\}")
_JOINED = re.compile(r"\s+(and|or)\s+")
_SIGNS = {
    "=": "is",
    "!=": "is not",
    ">": "is more than",
    "<": "is less than",
    ">=": "is at least",
    "<=": "is at most",
}
LONGEST = 90
"""Characters of a question that is named in a condition."""


def in_words(form: Form, relevant: str) -> str:
    """“Asked if ...”, or "" where there is no condition."""
    if not relevant:
        return ""
    if one := _one_of(form, relevant.strip()):
        return f"Asked if {one}."
    pieces = _JOINED.split(relevant.strip())
    joins = set(pieces[1::2])
    said = [_said(form, piece) for piece in pieces[::2]]
    if len(joins) < 2 and all(said):
        return f"Asked if {f' {joins.pop()} '.join(said)}." if joins else f"Asked if {said[0]}."
    named = dict.fromkeys(_named(form, name) for name in _NAMED.findall(relevant))
    return f"Asked depending on the answers to {', '.join(named)}." if named else "Not asked of everybody."


def _one_of(form: Form, relevant: str) -> str:
    """Several answers to one question, any of which will do: "" for anything else."""
    pieces = re.split(r"\s+or\s+", relevant)
    tests = [found for piece in pieces if (found := _TEST.fullmatch(piece.strip())) and found[2] == "="]
    if len(tests) < max(2, len(pieces)) or len({test[1] for test in tests}) > 1:
        return ""
    chosen = [_value(form, test[1], test[3]) for test in tests]
    return f"the answer to {_named(form, tests[0][1])} is {' or '.join(chosen)}" if all(chosen) else ""


def _said(form: Form, piece: str) -> str:
    """One test in words, "" for one that is not of a kind that is known."""
    if found := _TEST.fullmatch(piece.strip()):
        return _compared(form, found[1], found[2], found[3])
    if found := _SELECTED.fullmatch(piece.strip()):
        return f"“{_chosen(form, found[1], found[2][1:-1])}” is among the answers to {_named(form, found[1])}"
    if found := _NOT.fullmatch(piece.strip()):
        inner = _said(form, found[1])
        return inner.replace("” is among", "” is not among", 1)
    return ""


def _compared(form: Form, name: str, sign: str, value: str) -> str:
    said = _value(form, name, value)
    if not said:
        return {"!=": f"{_named(form, name)} has an answer", "=": f"{_named(form, name)} has none"}.get(
            sign, ""
        )
    return f"the answer to {_named(form, name)} {_SIGNS[sign]} {said}"


def _value(form: Form, name: str, literal: str) -> str:
    """A number as it is, a text in quotation marks, by the label of its choice; "" for no text."""
    if literal[0] not in "'\"":
        return literal
    return f"“{_chosen(form, name, literal[1:-1])}”" if literal[1:-1] else ""


def _chosen(form: Form, name: str, value: str) -> str:
    return form.labels.get(name, {}).get(value, value)


def _named(form: Form, name: str) -> str:
    """A question by its wording, without answers that it names; one that is worked out by its name."""
    part = form.by_name.get(name)
    if part is None or not (isinstance(part.item, Question) and part.item.asked):
        return f"“{name}”"
    label = without_answers(first(part.item.label)) or name
    return f"“{label if len(label) <= LONGEST else label[: LONGEST - 1] + '…'}”"


def without_answers(text: str) -> str:
    """A text in which answers that it names are left open."""
    return _NAMED.sub("…", text)


def first(words: Words) -> str:
    """A text in the first language of the form that has it, "" where nothing is said."""
    return next(iter(words.values()), "")
