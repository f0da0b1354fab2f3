import re
import xml.etree.ElementTree as ET

from custodes.publication.charts import COLOURS, Bar, Chart, picture

ANSWERS = {"affected": "Affected", "unknown": "Cannot be ruled out", "not_affected": "Not affected"}
HOSTILE = 'A <b> & role="x" id="y" fill="#f4a259"'
CHART = Chart(
    "by-maker",
    "By maker",
    "Two bars.",
    ANSWERS,
    [Bar(HOSTILE, {"affected": 3, "unknown": 2}), Bar("Axis", {"not_affected": 5})],
)


def drawn() -> list[ET.Element]:
    return [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", picture(CHART), re.DOTALL)]


def test_names_are_drawn_as_typed_and_never_become_markup() -> None:
    wide, _ = drawn()
    texts = ["".join(element.itertext()) for element in wide.iter() if element.tag.endswith("text")]
    assert any(text.startswith('A <b> & role="x"') for text in texts)


def test_answers_differ_by_texture_and_not_by_colour_alone() -> None:
    for svg in drawn():
        fills = {element.get("fill") for element in svg.iter() if element.tag.endswith("path")}
        assert COLOURS["affected"] in fills
        assert any(
            fill and fill.startswith("url(#by-maker-") and fill.endswith("-unknown)") for fill in fills
        )
        assert COLOURS["unknown"] not in fills


def test_ids_differ_between_the_two_widths() -> None:
    wide, narrow = ({element.get("id") for element in svg.iter()} - {None} for svg in drawn())
    assert not wide & narrow


def test_a_bar_says_how_many_of_how_many() -> None:
    wide, _ = drawn()
    assert {"3 of 5", "0 of 5"} <= {"".join(element.itertext()) for element in wide.iter()}


def test_the_same_chart_is_the_same_picture() -> None:
    assert picture(CHART) == picture(CHART)
