"""One row of the sheet `survey` as a question or the head of a group."""

import re

from custodes.survey import ours
from custodes.survey.instrument import ALWAYS, Choice, Group, Item, Question, Repeat
from custodes.survey.sheets import Row
from custodes.survey.types import Type, meant

YES, NO = frozenset(("yes", "true", "true()")), frozenset(("", "no", "false", "false()"))
_NAME = re.compile(r"[^\W\d][\w.\-]*")
"""A letter or underscore, then letters, digits, and _ - . (what XML allows an element to be called)."""
_EXPRESSION = re.compile(r"[$()=<>/]|(?<=\s)(?:and|or)(?=\s)")
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
_SHOWN = ("asked", "told", "as_text")


def straight(text: str) -> str:
    """An expression with the quotation marks that XPath knows: spreadsheet programs make them curly."""
    return text.translate(_STRAIGHT)


def name_of(row: Row, otherwise: str = "") -> str:
    """The name of a row, or `otherwise` where it may be left out; what is wrong with it is said."""
    name = row.text("name") or otherwise
    if not name:
        row.error("name", "There is no name.", "Give it one: letters, digits and _, as “devices_outside”.")
    elif not _NAME.fullmatch(name):
        row.error(
            "name", f"“{name}” cannot be a name.", f"Write “{_mended(name)}”: no spaces, no other signs."
        )
    elif name == "meta":
        row.error("name", "“meta” is a name that XForms needs for itself.", "Choose another.")
    return name


def _mended(name: str) -> str:
    words = re.sub(r"[^\w.\-]+", "_", name).strip("_")
    return words if _NAME.fullmatch(words) else f"q_{words}"


def question(row: Row, found: Type, name: str, choices: tuple[Choice, ...]) -> Question:
    """The question of a row whose type was understood."""
    kind = _kind(row, found)
    _look_at_label(row, found)
    made = Question(
        kind,
        name,
        row.words("label"),
        row.words("hint"),
        yes_or_no(row, "required"),
        straight(row.text("relevant")),
        straight(row.text("constraint")),
        row.words("constraint_message"),
        straight(row.text("calculation")),
        row.text("default"),
        found.list_name if choices else "",
        choices,
        found.or_other,
        straight(row.text("choice_filter")),
        row.text("parameters"),
        row.text("appearance"),
        yes_or_no(row, "read_only"),
        *ours.columns(row, kind),
    )
    if kind == "calculate" and not (made.calculation or made.default):
        row.error(
            "calculation",
            "There is nothing to calculate.",
            "Write the expression in the column “calculation”.",
        )
    return made


def _kind(row: Row, found: Type) -> str:
    """What becomes of a type of XLSForm here; said where it is not what the form means."""
    kind = found.kind
    assert kind is not None  # begins and ends are no questions
    if kind.treatment == "as_text":
        row.warn("type", f"“{kind.name}” is asked as text: {kind.why}.", "Say in the hint what to write.")
        return "text"
    if kind.treatment == "left_out":
        row.warn(
            "type", f"“{kind.name}” is left out, and stays blank: {kind.why}.", "Nothing needs to be done."
        )
        return "hidden"
    return "text" if "${" in found.list_name else kind.name


def _look_at_label(row: Row, found: Type) -> None:
    treatment = found.kind.treatment if found.kind else ""
    if treatment not in _SHOWN or row.words("label") or not row.sheet.of("label"):
        return
    if row.words("hint"):
        row.warn(
            "label",
            "There is no label: the hint alone is shown.",
            "Write the question in the column “label”.",
        )
    else:
        row.error("label", "There is no label: nobody could see what is asked.", "Write the question.")


def yes_or_no(row: Row, column: str) -> str:
    """`ALWAYS`, "" for no, or the expression that says when."""
    text = row.text(column)
    if text.lower() in YES:
        return ALWAYS
    if text.lower() in NO:
        return ""
    if not _EXPRESSION.search(text):
        row.error(
            column,
            f"“{text}” is neither yes nor no, nor an expression.",
            "Write yes or no, or when, as “${devices} > 0”.",
        )
        return ""
    return straight(text)


def unnamed(found: Type) -> bool:
    """Whether a row of this type may do without a name, as XLSForm has it."""
    return found.kind is not None and found.kind.name in ("note", "audit")


def say_unknown(row: Row, text: str) -> None:
    """What is wrong with a type that was not understood."""
    if not text:
        row.error("type", "There is no type.", "Write what is asked for: text, integer, select_one LIST, ...")
        return
    near = meant(text)
    mend = (
        f"Write “{near}” if that is meant."
        if near
        else "The types that are known are in the reference of instruments."
    )
    row.error("type", f"“{text}” is no type that is known.", mend)


def group(row: Row, repeats: bool, name: str, items: tuple[Item, ...]) -> Group:
    """The group that a row begins, with what was found in it."""
    head = (
        name,
        row.words("label"),
        items,
        row.words("hint"),
        straight(row.text("relevant")),
        row.text("appearance"),
    )
    return Repeat(*head, straight(row.text("repeat_count"))) if repeats else Group(*head)
