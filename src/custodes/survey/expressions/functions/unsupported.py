"""Functions that an author may well write, and that a return cannot have: what is said then."""

_CHANGES = (
    "It would come out differently each time, and a return has to come out the same whenever it is computed."
)
_OUTSIDE = "It reads a list that is no part of the form. Ask for it, or calculate it with if()."
_MAP = "It is of places on a map, which are not asked for in a return."

UNSUPPORTED = {
    "uuid": _CHANGES,
    "random": _CHANGES,
    "randomize": _CHANGES,
    "pulldata": _OUTSIDE,
    "instance": _OUTSIDE,
    "area": _MAP,
    "distance": _MAP,
    "digest": "It is for signing, which a return is otherwise.",
    "jr:itext": "It is written by programs. The label of a choice is jr:choice-name(${question}, '${question}').",
}
"""Functions of ODK XForms, each with why it is not supported."""

ELSEWHERE = {
    "last": "Count them: ${repeat}[position() = count(${repeat})].",
    "substring": "Use substr(text, start, end), which counts from 0.",
    "floor": "Use int(), or round().",
    "ceiling": "Use int() or round() of the number and what makes it round up.",
    "text": "A question is its answer: leave out “/text()”.",
    "name": "Name the question as ${name}.",
    "local-name": "Name the question as ${name}.",
    "namespace-uri": "Name the question as ${name}.",
    "id": "Name the question as ${name}.",
    "lang": "There is no attribute of language in a return.",
}
"""Functions of XPath 1.0 that ODK XForms leaves out, each with what to write instead."""
