"""SVG: what drawing programs write, and what Inkling does."""

import gzip
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QPointF
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF, Qt
from PySide6.QtSvg import QSvgRenderer

from model.ink.bounds import MAX_COORDINATE_PX
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings, write_drawings
from tests.model.conftest import lines_drawing
from tests.model.ink.helpers import points, refusal

INKSCAPE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="210mm" height="297mm" viewBox="0 0 210 297" version="1.1" id="svg1"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns="http://www.w3.org/2000/svg" xmlns:svg="http://www.w3.org/2000/svg">
  <sodipodi:namedview id="namedview1" pagecolor="#ffffff"><inkscape:grid/></sodipodi:namedview>
  <defs id="defs1">
    <inkscape:path-effect effect="spiro" id="path-effect1" />
    <clipPath id="clip"><path d="M 0,0 H 10 V 10 Z" /></clipPath>
  </defs>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1" transform="translate(10,20)">
    <path style="fill:none;stroke:#000000;stroke-width:0.264583px" d="m 1,2 3,4 -1,-1" id="p1" />
    <svg:path style="fill:none;stroke:#000000" d="M 5,6 L 7,8 z m 1,1 h 2" id="p2" />
  </g>
  <g inkscape:groupmode="layer" style="display:none"><path stroke="black" d="M 0,0 9,9"/></g>
</svg>
"""
CAIRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="595pt" height="842pt" viewBox="0 0 595 842">
<defs><g id="glyph-0-0"><path d="M 0 0 L 1 1"/></g></defs>
<rect x="0" y="0" width="595" height="842" fill="rgb(100%, 100%, 100%)" fill-opacity="1"/>
<path fill-rule="nonzero" fill="rgb(100%, 100%, 100%)" fill-opacity="1" d="M 0 0 L 9 0 L 9 9 Z"/>
<use xlink:href="#glyph-0-0" x="5" y="6"/>
<path fill="none" stroke-width="1.41" stroke-linecap="round" stroke="rgb(0%, 0%, 0%)"
 d="M 10 20 L 30 40 " transform="matrix(2,0,0,-1,5,100)"/>
</svg>
"""


def svg(content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">{content}</svg>'


def read(tmp_path: Path, text: str) -> list[list[list[float]]]:
    """Return the strokes of an SVG file."""
    path = tmp_path / "ink.svg"
    path.write_text(text)
    drawings = list(read_drawings(path))
    assert len(drawings) <= 1
    return points(drawings[0]) if drawings else []


def read_path(tmp_path: Path, data: str) -> list[list[list[float]]]:
    return read(tmp_path, svg(f'<path d="{data}"/>'))


# Files of other programs


def test_inkscapes_layers_are_one_drawing_where_they_are_shown(tmp_path: Path) -> None:
    assert read(tmp_path, INKSCAPE) == [
        [[11, 22], [14, 26], [13, 25]],
        [[15, 26], [17, 28], [15, 26]],
        [[16, 27], [18, 27]],
    ]


def test_cairos_paper_and_glyphs_are_no_ink(tmp_path: Path) -> None:
    assert read(tmp_path, CAIRO) == [[[25, 80], [65, 60]]]


def test_packed_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "ink.svgz"
    path.write_bytes(gzip.compress(INKSCAPE.encode()))
    assert len(next(read_drawings(path)).strokes) == 3


def test_an_svg_without_ink_holds_no_drawing(tmp_path: Path) -> None:
    assert read(tmp_path, svg("<text>7</text>")) == []


# Paths


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("M1 2L3 4", [[[1, 2], [3, 4]]]),
        ("m1 2 3 4", [[[1, 2], [4, 6]]]),
        ("M1,2,3,4", [[[1, 2], [3, 4]]]),
        ("M1-2-3.5.5e1", [[[1, -2], [-3.5, 5]]]),
        ("M0 0H5V6h-1v-2", [[[0, 0], [5, 0], [5, 6], [4, 6], [4, 4]]]),
        ("M0 0L1 0 1 1Z", [[[0, 0], [1, 0], [1, 1], [0, 0]]]),
        ("M0 0L1 0ZL2 2", [[[0, 0], [1, 0], [0, 0]], [[0, 0], [2, 2]]]),
        ("M0 0L1 0zm2 2h1", [[[0, 0], [1, 0], [0, 0]], [[2, 2], [3, 2]]]),
        ("M0 0L1 0L0 0Z", [[[0, 0], [1, 0], [0, 0]]]),
        ("M5 5Z", [[[5, 5]]]),
        ("M5 5h0", [[[5, 5], [5, 5]]]),
        ("M5 5M6 6", []),
        ("", []),
        ("none", []),
        ("M0 0C0 0 3 3 3 3", [[[0, 0], [1.5, 1.5], [3, 3]]]),
        ("M0 0A0 5 0 0 0 3 3", [[[0, 0], [3, 3]]]),
        ("M0 0A5 5 0 0 0 0 0", [[[0, 0], [0, 0]]]),
    ],
)
def test_straight_paths_are_read_to_the_point(
    tmp_path: Path, data: str, expected: list[list[list[float]]]
) -> None:
    strokes = read_path(tmp_path, data)
    assert [s[0] for s in strokes] == [s[0] for s in expected]
    assert [s[-1] for s in strokes] == [s[-1] for s in expected]
    if "C" not in data:
        assert strokes == expected


@pytest.mark.parametrize(
    "data",
    [
        "M150 100A50 50 0 0 1 50 100A50 50 0 0 1 150 100",
        "M150 100a50 50 0 1 0-100 0 50,50,0,10,100,0",
        "M150 100a50 50 30 01-50 50",
        "M100 50A1 1 0 0 1 100 150",  # radii too small to reach
    ],
)
def test_arcs_lie_on_their_circle(tmp_path: Path, data: str) -> None:
    [stroke] = read_path(tmp_path, data)
    distances = np.hypot(*(np.array(stroke) - 100).T)
    assert np.allclose(distances, 50)
    assert len(stroke) > 8


def test_an_arc_is_the_short_or_the_long_way_round_on_either_side(tmp_path: Path) -> None:
    lengths = {}
    for flags in ("00", "01", "10", "11"):
        [stroke] = read_path(tmp_path, f"M50 0A50 50 0 {flags} 0 50")
        array = np.array(stroke)
        steps = np.hypot(*np.diff(array, axis=0).T).sum()
        middle = array[len(array) // 2]
        lengths[flags] = (round(steps / (50 * math.pi / 2)), bool(middle.sum() > 50))
    assert lengths == {"00": (1, False), "01": (1, True), "10": (3, False), "11": (3, True)}


CURVES = [
    "M10 100C40 10 65 10 95 100S150 190 190 100",
    "M10 100c30-90 55-90 85 0s55 90 95 0",
    "M10 150Q52 10 95 150T190 100",
    "M10 150q42-140 85 0t95-50 -20 20",
    "M10 150T95 50 190 100",
    "M20 20S60 180 100 100 180 20 180 180",
    "M100 20A80 40 30 1 0 180 100 20 60-45 0 0 20 100",
    "M20 100a40 80 70 0160-20l-10 90z",
    "M20 20h160v160H20V100l50-20zm50 50l20 20",
]
TRANSFORMS = [
    "",
    "translate(20)",
    "translate(10,-5) scale(.8)",
    "rotate(30 100 100)",
    "scale(.5,1.2)rotate(-10)",
    "skewX(20),skewY(-10)",
    "matrix(.7 .2 -.3 .8 40 10)",
]


def pixels(image: QImage) -> np.ndarray:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].astype(int)


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("data", CURVES)
def test_curves_are_where_qt_draws_them(tmp_path: Path, data: str, transform: str) -> None:
    moved = f' transform="{transform}"' if transform else ""
    style = 'fill="none" stroke="black" stroke-width="4"'
    # The pen keeps its width, as Qt's does in `drawn`.
    text = svg(f'<g{moved}><path {style} vector-effect="non-scaling-stroke" d="{data}"/></g>')
    shown, drawn = (QImage(200, 200, QImage.Format.Format_Grayscale8) for _ in range(2))
    for image in (shown, drawn):
        image.fill(255)
    painter = QPainter(shown)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(text.encode())).render(painter)
    painter.end()
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(Qt.GlobalColor.black, 4))
    for stroke in read(tmp_path, text):
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in stroke]))
    painter.end()
    ink = 255 - pixels(shown)
    assert np.abs(pixels(shown) - pixels(drawn)).sum() < 0.15 * ink.sum()


# Shapes and what is not seen


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ('<line x1="1" y1="2" x2="3" y2="4"/>', [[1, 2], [3, 4]]),
        ('<line x2="1in" y2="3pt"/>', [[0, 0], [96, 4]]),
        ('<polyline points="1,2 3,4 5,6"/>', [[1, 2], [3, 4], [5, 6]]),
        ('<polyline points="1 2-3-4 5"/>', [[1, 2], [-3, -4]]),
        ('<polygon points="1,2 3,4 5,6"/>', [[1, 2], [3, 4], [5, 6], [1, 2]]),
        ('<rect x="1" y="2" width="3" height="4"/>', [[1, 2], [4, 2], [4, 6], [1, 6], [1, 2]]),
    ],
)
def test_shapes_are_strokes(tmp_path: Path, shape: str, expected: list[list[float]]) -> None:
    assert read(tmp_path, svg(shape)) == [expected]


@pytest.mark.parametrize(
    ("shape", "radii"),
    [('<circle cx="5" cy="6" r="2"/>', (2, 2)), ('<ellipse cx="5" cy="6" rx="2" ry="3"/>', (2, 3))],
)
def test_round_shapes_are_closed_strokes(
    tmp_path: Path, shape: str, radii: tuple[float, float]
) -> None:
    [stroke] = read(tmp_path, svg(shape))
    assert np.allclose(np.hypot(*((np.array(stroke) - (5, 6)) / radii).T), 1)
    assert np.allclose(stroke[0], stroke[-1])


LINE = 'd="M1 2L3 4"'


@pytest.mark.parametrize(
    "content",
    [
        f'<path {LINE} display="none"/>',
        f'<path {LINE} style="stroke: red; DISPLAY : none"/>'.replace("DISPLAY", "display"),
        f'<path {LINE} visibility="hidden"/>',
        f'<g visibility="collapse"><path {LINE} visibility="inherit"/></g>',
        f'<g display="none"><path {LINE} display="inline" stroke="black"/></g>',
        f'<g style="opacity:0"><path {LINE}/></g>',
        f'<path {LINE} stroke="none" fill="none"/>',
        f'<path {LINE} stroke="transparent" fill="#FFF"/>',
        f'<path {LINE} fill="white"/>',
        '<rect width="3" height="4" fill="red"/>',
        '<rect width="100%" height="100%"/>',
        '<circle cx="1em" r="3"/>',
        *(
            f"<{name}><path {LINE}/></{name}>"
            for name in ("defs", "clipPath", "mask", "pattern", "marker", "symbol", "metadata")
        ),
        f'<x:path xmlns:x="http://example.com" {LINE}/>',
        f'<script>document.write("{LINE}")</script>',
        '<image href="http://example.com/a.png"/><use href="http://example.com/a.svg#b"/>',
        '<style>@import url("http://example.com/a.css");</style>',
        "<polyline/><polygon points=''/><path/>",
    ],
)
def test_what_is_not_seen_is_no_ink(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, svg(content)) == []


@pytest.mark.parametrize(
    "content",
    [
        f"<path {LINE}/>",
        f'<path {LINE} class="pen" fill="none"/>',
        f'<g fill="none" stroke="blue"><path {LINE}/></g>',
        f'<g stroke="none"><path {LINE} style="stroke:#000!important"/></g>',
        f'<g visibility="hidden"><path {LINE} visibility="visible"/></g>',
        f'<path {LINE} fill="black" stroke="none"/>',
        f'<switch><a href="x"><path {LINE}/></a></switch>',
    ],
)
def test_what_is_seen_is_ink(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, svg(content)) == [[[1, 2], [3, 4]]]


# Refusals


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('<path d="1 2"/>', "a path that does not begin with M"),
        ('<path d="L1 2"/>', "a path that does not begin with M"),
        ('<path d="M1"/>', "a path with a wrong count of numbers after M"),
        ('<path d="M"/>', "a path with a wrong count of numbers after M"),
        ('<path d="M1 2L3"/>', "a path with a wrong count of numbers after L"),
        ('<path d="M1 2C3 4 5 6 7"/>', "a path with a wrong count of numbers after C"),
        ('<path d="M1 2Z3"/>', "a path with a wrong count of numbers after Z"),
        ('<path d="M1 2B3 4"/>', "a list of numbers with something else in it"),
        ('<path d="M1 2A1 1 0 2 0 3 3"/>', "a path with an arc that is not one"),
        ('<path d="M1 2A1 1 0 0 0 3"/>', "a path with an arc that is not one"),
        ('<path d="M1 2L1e999 3"/>', "a number is not within"),
        ('<path d="M1 2L1e7 3"/>', "a coordinate is not within"),
        ('<path d="M' + "9" * 5000 + ' 1L1 1"/>', "a number is not within"),
        ('<path d="M0 0' + "L1 1" * 100_001 + '"/>', "a drawing of more than 100000 points"),
        ('<path d="M0 0' + "M1 1" * 200_001 + '"/>', "paths of more than 200000 commands"),
        (('<path d="M0 0' + "h1" * 60_000 + '"/>') * 2, "a drawing of more than 100000 points"),
        ('<path d="M0 0' + " " * 4_000_000 + '"/>', "a path or list of more than 4000000"),
        ('<polyline points="' + "1 " * 2_000_001 + '"/>', "a path or list of more than 4000000"),
        ('<polyline points="1 a"/>', "a list of numbers with something else in it"),
        ('<g transform="turn(3)"/>', "a transform that is not one"),
        ('<g transform="scale(1"/>', "a transform that is not one"),
        ('<g transform="scale()"/>', "a transform scale with 0 numbers"),
        ('<g transform="matrix(1 2 3)"/>', "a transform matrix with 3 numbers"),
        ('<g transform="' + "scale(1)" * 100_001 + '"/>', "more than 100000 transforms"),
        ('<g style="' + "a:b;" * 1001 + '"/>', "a style of more than 1000 declarations"),
        ('<g transform="scale(1e9)">' * 50 + f"<path {LINE}/>", "a coordinate is not within"),
        ("<g>" * 10_000, "elements nested more than 200 deep"),
        ("<g/>" * 300_001, "more than 300000 elements"),
        ("<g>", "not valid XML (mismatched tag)"),
        ("&unknown;", "not valid XML (undefined entity)"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, content: str, fault: str) -> None:
    path = tmp_path / "ink.svg"
    path.write_text(f"\n{svg(content)}")
    assert refusal(path).startswith(f"{path}, line 2: {fault}")


# Inkling's own

coordinates = st.floats(-MAX_COORDINATE_PX, MAX_COORDINATE_PX)
strokes = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=8).map(
    lambda listed: np.array(listed, np.float64)
)


@given(st.lists(strokes, min_size=1, max_size=4).map(tuple))
def test_one_drawing_is_written_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[np.ndarray, ...]
) -> None:
    path = tmp_path_factory.mktemp("ink") / "ink.svg"
    write_drawings(path, [Drawing(drawn, "7", "some <one>")])
    [drawing] = read_drawings(path)
    assert (drawing.label, drawing.writer) == ("7", "some <one>")
    assert points(drawing) == [stroke.tolist() for stroke in drawn]


def test_several_drawings_lie_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "page.svgz"
    line = lines_drawing([(1000, 1000), (1010, 1020)], label="1")
    write_drawings(path, [line, Drawing(), line, lines_drawing([(5, 5)]), line])
    [page] = read_drawings(path)
    assert page.label is None
    boxes = [Drawing((stroke,)).bounds() for stroke in page.strokes]
    assert np.allclose(boxes[0], (31, 12, 69, 88))
    assert np.allclose(boxes[1], np.add(boxes[0], (200, 0, 200, 0)))
    assert np.allclose(boxes[2], (50, 150, 50, 150))
    assert np.allclose(boxes[3], np.add(boxes[0], (100, 100, 100, 100)))


def test_a_page_of_nothing_can_be_written(tmp_path: Path) -> None:
    for name, drawn in (("none.svg", []), ("empty.svg", [Drawing(label="1")])):
        write_drawings(tmp_path / name, drawn)
        assert list(read_drawings(tmp_path / name)) == []


def test_what_is_written_is_shown_by_qt(tmp_path: Path) -> None:
    path = tmp_path / "ink.svg"
    write_drawings(path, [lines_drawing([(100, 100), (300, 300)], [(200, 100)], label="<")])
    image = QImage(100, 100, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    QSvgRenderer(str(path)).render(painter)
    painter.end()
    shown = pixels(image)
    assert shown[50, 50] == shown[10, 50] == 0  # the line's middle, and the dot
    assert shown[90, 10] == 255
