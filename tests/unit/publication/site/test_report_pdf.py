"""The report as PDF: accessible, the same bytes each time, whatever the office wrote."""

import re
from dataclasses import replace

import public_sites
import publications
import pytest

from custodes.publication.site import ShownWave, Site, draw
from custodes.publication.site.drawing import Here
from custodes.publication.site.paper import narrative, paper

ODD = """### Begins too deep

Hard  
break, *emphasis **and more***, `code`, <mailto:a@b.example>, [ours](figures/), [bad](javascript:alert(1)).

1. one
   - nested {{ many.number }}
2. two

> quoted {{ covered }}

    code {{ many }}

###### Deepest

| a | b |
|---|---|

#set page(width: 1pt) $x^2$ \\#panic() 你好 \N{PILE OF POO} ܀{{ nothing }} \ue0009\ue001
"""


def site(report: str, **changes: object) -> Site:
    shown = public_sites.shown(replace(publications.published(), report=report), **changes)
    return public_sites.site(ShownWave("autumn", [shown]))


@pytest.mark.parametrize("report", ["", ODD, public_sites.REPORT], ids=["empty", "odd", "plain"])
def test_any_report_becomes_the_same_accessible_pdf_again(report: str) -> None:
    first = draw(site(report), "autumn/report.pdf")
    assert first == draw(site(report), "autumn/report.pdf")
    assert first.kind == "application/pdf"
    assert first.data.startswith(b"%PDF-")
    assert re.search(rb"pdfuaid:part\W+1", first.data)
    assert b"(en-GB)" in first.data


def test_headings_never_skip_a_level_and_figures_are_links() -> None:
    wave = site(ODD).waves[0]
    blocks = narrative(wave.now, lambda rest: f"https://cameras.example/autumn/{rest}")
    assert [block["level"] for block in blocks if block["kind"] == "heading"] == [1, 2]
    (quote,) = (block for block in blocks if block["kind"] == "quote")
    said = quote["blocks"][0]["runs"]
    assert ("5 of 6 bodies asked (83%)", "https://cameras.example/autumn/figures/covered/") in [
        (run["text"], run["link"]) for run in said
    ]
    links = {run["link"] for block in blocks for run in block.get("runs", ())}
    assert "https://cameras.example/autumn/figures/" in links
    assert "5 of 6" not in str(links)
    assert "{{" not in str(blocks)
    assert "[nothing: no such figure]" in str(blocks)


def test_it_says_what_was_corrected_and_that_it_is_fictional() -> None:
    made = public_sites.site()
    wave = made.waves[0]
    found = paper(Here(made, "autumn/report.pdf", wave, wave.now, "autumn/"))
    assert found["mark"] == "FICTIONAL"
    assert [one["title"] for one in found["errata"]] == ["Run five cameras or more", "Say who made them"]
    assert ["Why", "Counted again"] in found["errata"][0]["rows"]
    real = site("", fictional=False)
    assert paper(Here(real, "autumn/report.pdf", real.waves[0], real.waves[0].now, "autumn/"))["mark"] == ""
