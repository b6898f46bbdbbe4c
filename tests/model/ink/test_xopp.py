"""Xournal++'s files, as it writes them."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from model.ink.ink_file import read_drawings
from model.ink.xopp import read_xopp
from tests.model.ink.helpers import points, refusal

HEAD = """<?xml version="1.0" standalone="no"?>
<xournal creator="xournalpp 1.2.3" fileversion="4">
<title>Xournal++ document - see https://xournalpp.github.io/</title>
<preview>iVBORw0KGgo=</preview>
"""
PAGE = """<page width="595.27559100" height="841.88976400">
<background type="solid" color="#ffffffff" style="lined"/>
<layer>
%s
</layer>
</page>
"""
PEN = '<stroke tool="pen" color="#000000ff" width="%s" capStyle="round">%s</stroke>'


def document(*pages: str) -> str:
    return HEAD + "".join(PAGE % page for page in pages) + "</xournal>\n"


TWO_PAGES = document(
    "\n".join(
        [
            PEN % ("1.41 0.705 1.41", "10.5 20 30.25 40 50 60"),
            '<stroke tool="highlighter" color="#ffff007f" width="8.5">1 2 3 4</stroke>',
            '<stroke tool="eraser" color="#ffffffff" width="8.5">1 2 3 4</stroke>',
            '<text font="Sans" size="12" x="10" y="20" color="#000000ff">1 2 3 4</text>',
            PEN % ("1.41", "70 80"),
        ]
    ),
    "",
    PEN % ("0.85", "1 2 3 4"),
)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_each_page_with_pen_strokes_is_a_drawing(tmp_path: Path, pack) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "notes.xopp"
    path.write_bytes(pack(TWO_PAGES.encode()))
    first, second = read_drawings(path)
    assert (first.label, first.writer) == (None, None)
    varying, dot = first.strokes
    assert varying.tolist() == [[10.5, 20, 0.5], [30.25, 40, 1], [50, 60, 1]]
    assert dot.tolist() == [[70, 80]]
    assert points(second) == [[[1, 2], [3, 4]]]


def test_layers_of_a_page_belong_together(tmp_path: Path) -> None:
    path = tmp_path / "notes.xopp"
    layers = (PEN % ("1", "1 2 3 4")) + "</layer><layer>" + (PEN % ("1", "5 6 7 8"))
    path.write_text(document(layers))
    [drawing] = read_xopp(path)
    assert len(drawing.strokes) == 2


@pytest.mark.parametrize("width", ["0 1 1", "1 1", "-1 1 1", "", "1 1 1 1 1"])
def test_widths_that_do_not_fit_the_points_are_no_pressure(tmp_path: Path, width: str) -> None:
    path = tmp_path / "notes.xopp"
    path.write_text(document(PEN % (width, "1 2 3 4 5 6")))
    [drawing] = read_xopp(path)
    assert drawing.strokes[0].shape == (3, 2)


def test_a_pen_pressed_harder_than_its_width_is_pressed_fully(tmp_path: Path) -> None:
    path = tmp_path / "notes.xopp"
    path.write_text(document(PEN % ("1e-300 1e300 2", "1 2 3 4 5 6")))
    [drawing] = read_xopp(path)
    assert np.array_equal(drawing.strokes[0][:, 2], [1, 1, 1])


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (PEN % ("1", "1 2 3"), "line 8: a stroke has an x without a y"),
        (PEN % ("1", "1 2 3 four"), "line 8: a number is not one"),
        (PEN % ("1", "1 2 3 1e999"), "line 8: a coordinate is not within"),
        (PEN % ("1", "1 2 nan 4"), "line 8: a coordinate is not within"),
        (PEN % ("1 nan", "1 2 3 4"), "line 8: a pressure is not within 0 and 1"),
        (PEN % ("1", "1 2 " * 100_001), "line 8: a drawing of more than 100000 points"),
        ("<layer>", "line 10: not valid XML (mismatched tag)"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, page: str, fault: str) -> None:
    path = tmp_path / "notes.xopp"
    path.write_text(document(page))
    assert refusal(path).startswith(f"{path}, {fault}")


def test_the_points_of_all_strokes_of_a_page_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "notes.xopp"
    path.write_text(document((PEN % ("1", "1 2 " * 40_000)) * 3))
    assert refusal(path) == f"{path}, line 8: a drawing of more than 100000 points"
