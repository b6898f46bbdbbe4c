"""InkML: what the W3C's examples, CROHME, MathWriting and Windows write, and what Inkling does."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import BadInput
from model.ink.bounds import MAX_COORDINATE_PX, MAX_FILE_POINTS
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings, write_drawings
from model.ink.inkml import format_inkml
from tests.model.conftest import lines_drawing
from tests.model.ink.helpers import points, refusal

CROHME = """<ink xmlns="http://www.w3.org/2003/InkML">
<traceFormat>
<channel name="X" type="decimal"/>
<channel name="Y" type="decimal"/>
</traceFormat>
<annotation type="truth">$1+x_{12}$</annotation>
<annotation type="UI">2011_IVC_DEPT_F021_E021</annotation>
<annotation type="writer">CIEL1</annotation>
<annotationXML type="truth" encoding="Content-MathML">
<math xmlns='http://www.w3.org/1998/Math/MathML'><mi xml:id="x">x</mi></math>
</annotationXML>
<trace id="0">
985 3317, 1019 3340
</trace>
<trace id="1">
1 2, 3 4, 5 6
</trace>
<trace id="2">
7 8
</trace>
<trace id="3">
9 9
</trace>
<traceGroup xml:id="4">
<annotation type="truth">Segmentation</annotation>
<traceGroup xml:id="5">
<annotation type="truth">1</annotation>
<traceView traceDataRef="0"/>
<annotationXML href="1"/>
</traceGroup>
<traceGroup xml:id="6">
<annotation type="truth">x</annotation>
<traceView traceDataRef="1"/>
<traceView traceDataRef="2"/>
</traceGroup>
</traceGroup>
</ink>
"""
MATH_WRITING = """<ink xmlns="http://www.w3.org/2003/InkML">
  <annotation type="sampleId">000aa4c444cba3f2</annotation>
  <annotation type="splitTagOriginal">train</annotation>
  <annotation type="label">\\alpha</annotation>
  <annotation type="normalizedLabel">a</annotation>
  <trace id="0">10.5 20.25 0.0,11 21 15.5,12 22 30</trace>
  <trace id="1">30 31 100</trace>
</ink>
"""
WINDOWS = """<?xml version="1.0" encoding="utf-8"?>
<inkml:ink xmlns:emma="http://www.w3.org/2003/04/emma" xmlns:msink="http://schemas.microsoft.com/ink/2010/main" xmlns:inkml="http://www.w3.org/2003/InkML">
  <inkml:definitions>
    <inkml:context xml:id="ctx0">
      <inkml:inkSource xml:id="inkSrc0">
        <inkml:traceFormat>
          <inkml:channel name="X" type="integer" max="32767" units="cm"/>
          <inkml:channel name="Y" type="integer" max="32767" units="cm"/>
          <inkml:channel name="F" type="integer" max="32767" units="dev"/>
        </inkml:traceFormat>
        <inkml:channelProperties>
          <inkml:channelProperty channel="X" name="resolution" value="1000" units="1/cm"/>
        </inkml:channelProperties>
      </inkml:inkSource>
    </inkml:context>
    <inkml:context xml:id="ctx1" contextRef="#ctx0"/>
    <inkml:brush xml:id="br0"><inkml:brushProperty name="width" value="0.05292"/></inkml:brush>
  </inkml:definitions>
  <inkml:traceGroup>
    <inkml:annotationXML><emma:emma version="1.0"/></inkml:annotationXML>
    <inkml:trace contextRef="#ctx0" brushRef="#br0">100 200 0,'5'-7'32767,"1"1"-32767</inkml:trace>
    <inkml:trace contextRef="#ctx1" type="penUp">1 1 1</inkml:trace>
    <inkml:trace contextRef="#ctx1">1 2 32767</inkml:trace>
  </inkml:traceGroup>
</inkml:ink>
"""  # noqa: E501


def ink(content: str) -> str:
    return f'<ink xmlns="http://www.w3.org/2003/InkML">{content}</ink>'


def read(tmp_path: Path, text: str) -> list[Drawing]:
    path = tmp_path / "ink.inkml"
    path.write_text(text)
    return list(read_drawings(path))


# Files of other programs


def test_of_crohmes_formulas_each_symbol_is_a_drawing(tmp_path: Path) -> None:
    one, x, rest = read(tmp_path, CROHME)
    assert (one.label, x.label, rest.label) == ("1", "x", None)
    assert {drawing.writer for drawing in (one, x, rest)} == {"CIEL1"}
    assert points(one) == [[[985, 3317], [1019, 3340]]]
    assert points(x) == [[[1, 2], [3, 4], [5, 6]], [[7, 8]]]
    assert points(rest) == [[[9, 9]]]


def test_without_groups_all_traces_are_one_drawing(tmp_path: Path) -> None:
    [drawing] = read(tmp_path, MATH_WRITING)
    assert drawing.label == "\\alpha"
    assert points(drawing) == [[[10.5, 20.25], [11, 21], [12, 22]], [[30, 31]]]


def test_windows_ink_has_differences_and_force(tmp_path: Path) -> None:
    [drawing] = read(tmp_path, WINDOWS)
    first, second = drawing.strokes
    assert first.tolist() == [[100, 200, 0], [105, 193, 1], [111, 187, 1]]
    assert second.tolist() == [[1, 2, 1]]


def test_differences_are_those_of_the_recommendation(tmp_path: Path) -> None:
    # The example of https://www.w3.org/TR/InkML/#trace
    text = """1125 18432,'23'43,"7"-8,3-5,7 -3,6 2,6 8,3 6"""
    [drawing] = read(tmp_path, ink(f"<trace>{text}</trace>"))
    assert points(drawing) == [
        [
            [1125, 18432],
            [1148, 18475],
            [1178, 18510],
            [1211, 18540],
            [1251, 18567],
            [1297, 18596],
            [1349, 18633],
            [1404, 18676],
        ]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 2, * 3, 4 *", [[1, 2], [1, 3], [4, 3]]),
        ("1 2, ? 3", [[1, 2], [1, 3]]),
        ("1 2,'1'1,*2,1 1", [[1, 2], [2, 3], [2, 5], [3, 6]]),
        ("10 10,'1'2,!5!6,'1'1", [[10, 10], [11, 12], [5, 6], [6, 7]]),
        ('10 10, 12 13, "0"1, 1 0', [[10, 10], [12, 13], [14, 17], [17, 21]]),
        ("1.5-2.5e0,.5 1.", [[1.5, -2.5], [0.5, 1]]),
        ("#A #ff", [[10, 255]]),
        ("1 2,", [[1, 2]]),
    ],
)
def test_values_are_read_however_they_are_spelt(
    tmp_path: Path, text: str, expected: list[list[float]]
) -> None:
    [drawing] = read(tmp_path, ink(f"<trace>{text}</trace>"))
    assert points(drawing) == [expected]


def test_channels_come_in_any_order_and_direction(tmp_path: Path) -> None:
    channels = '<channel name="T"/><channel name="Y" orientation="-ve"/><channel name="X"/>'
    late = '<intermittentChannels><channel name="F"/></intermittentChannels>'
    text = f"<traceFormat>{channels}{late}</traceFormat><trace>0 2 1 9, 0 4 3</trace>"
    [drawing] = read(tmp_path, ink(text))
    assert points(drawing) == [[[1, -2], [3, -4]]]


def test_a_group_says_the_context_of_its_traces(tmp_path: Path) -> None:
    swapped = '<channel name="Y"/><channel name="X"/>'
    plain = '<channel name="X"/><channel name="Y"/>'
    text = (
        f'<definitions><traceFormat xml:id="f">{swapped}</traceFormat>'
        '<context xml:id="c" traceFormatRef="#f"/>'
        f'<context xml:id="d"><traceFormat>{plain}</traceFormat></context></definitions>'
        '<traceGroup contextRef="#c"><trace>1 2</trace><trace contextRef="#d">1 2</trace>'
        "</traceGroup><traceGroup><trace>1 2</trace></traceGroup>"
    )
    first, second = read(tmp_path, ink(text))
    assert points(first) == [[[2, 1]], [[1, 2]]]
    assert points(second) == [[[1, 2]]]


def test_force_of_no_known_scale_is_left_out(tmp_path: Path) -> None:
    channels = '<channel name="X"/><channel name="Y"/><channel name="F"/>'
    trace = "<trace>1 2 0.5</trace><trace>1 2 700</trace>"
    [drawing] = read(tmp_path, ink(f"<traceFormat>{channels}</traceFormat>{trace}"))
    assert points(drawing) == [[[1, 2, 0.5]], [[1, 2]]]


def test_groups_without_a_label_are_parts_of_those_around_them(tmp_path: Path) -> None:
    one, two = "<trace>1 1</trace>", "<trace>2 2</trace>"
    text = f"""<traceGroup><annotation type="Truth"> ab </annotation>
    <traceGroup>{one}</traceGroup><traceGroup>{two}</traceGroup></traceGroup>
    <traceGroup>{one}<traceGroup>{two}</traceGroup></traceGroup>"""
    first, second = read(tmp_path, ink(text))
    assert (first.label, second.label) == ("ab", None)
    assert points(first) == points(second) == [[[1, 1]], [[2, 2]]]


def test_traces_that_are_only_defined_are_no_ink(tmp_path: Path) -> None:
    text = '<definitions><trace xml:id="a">1 1</trace></definitions>'
    view = '<traceGroup><traceView traceDataRef="#a"/></traceGroup>'
    assert read(tmp_path, ink(text)) == []
    assert read(tmp_path, ink(text + view)) == [lines_drawing([(1, 1)])]


def test_an_annotation_of_something_else_is_no_label(tmp_path: Path) -> None:
    text = '<context><annotation type="truth">no</annotation></context><trace>1 1</trace>'
    [drawing] = read(tmp_path, ink(text))
    assert drawing.label is None


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<trace>1</trace>", "a point without all that is drawn"),
        ("<trace>1 2,,3 4</trace>", "a point without all that is drawn"),
        ("<trace>1 2, 3 four</trace>", "a trace with something that is not a value"),
        ("<trace>T F</trace>", "a coordinate that is true or false"),
        ("<trace>* 2</trace>", "a coordinate is not within"),
        ("<trace>1 2,'9e999'1</trace>", "a coordinate is not within"),
        ("<trace>" + "9" * 900 + " 1</trace>", "a coordinate is not within"),
        ("<trace>" + "1 " * 5000 + "</trace>", "points of more than 1000 characters"),
        ("<trace>" + "1 1," * 100_001 + "</trace>", "a drawing of more than 100000 points"),
        ('<traceFormat><channel name="X"/></traceFormat>', "a trace format without"),
        (
            '<traceFormat><channel name="X"/><channel name="Y"/><channel name="F" max="x"/>'
            "</traceFormat>",
            "a number is not one",
        ),
        ('<traceGroup><traceView traceDataRef="#a"/></traceGroup>', "a traceView of no trace"),
        (
            '<traceGroup><traceView traceDataRef="http://example.com#a"/></traceGroup>',
            "a traceView of no trace",
        ),
        ("<traceGroup>", "not valid XML (mismatched tag)"),
        ("<traceGroup>" * 10_000, "elements nested more than 200 deep"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, content: str, fault: str) -> None:
    path = tmp_path / "ink.inkml"
    path.write_text(f"\n{ink(content)}")
    assert refusal(path).startswith(f"{path}, line 2: {fault}")


def test_views_cannot_multiply_a_files_points(tmp_path: Path) -> None:
    path = tmp_path / "ink.inkml"
    view = '<traceGroup><traceView traceDataRef="a"/></traceGroup>'
    path.write_text(ink(f'<trace id="a">{"1 1," * 90_000}</trace>{view * 100}'))
    assert f"drawings of more than {MAX_FILE_POINTS} points" in refusal(path)


# Inkling's own

coordinates = st.floats(-MAX_COORDINATE_PX, MAX_COORDINATE_PX)
strokes = st.one_of(
    st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=8),
    st.lists(st.tuples(coordinates, coordinates, st.floats(0, 1)), min_size=1, max_size=8),
).map(lambda listed: np.array(listed, np.float64))
texts = st.none() | st.text(
    st.characters(
        exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=8,
)
drawings = st.lists(st.builds(Drawing, st.lists(strokes, max_size=3).map(tuple), texts, texts))


@given(drawings)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Drawing]
) -> None:
    path = tmp_path_factory.mktemp("ink") / "ink.inkml"
    write_drawings(path, drawn)
    assert list(read_drawings(path)) == drawn


def test_labels_that_xml_cannot_hold_are_written_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "ink.inkml"
    drawn = [Drawing(label=label) for label in ("<&>\"'", "a\x00\ud800", "a\rb", "]]>")]
    write_drawings(path, drawn)
    labels = [drawing.label for drawing in read_drawings(path)]
    assert labels == ["<&>\"'", "a\ufffd\ufffd", "a\rb", "]]>"]


def test_numbers_are_written_without_exponents() -> None:
    text = format_inkml([lines_drawing([(1e-7, 1e6), (-1.5, 0)])])
    assert ">0.0000001 1000000, -1.5 0<" in text


def test_more_than_can_be_read_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ink.inkml"
    with pytest.raises(BadInput, match=r"cannot write .*ink\.inkml: too many drawings"):
        write_drawings(path, [Drawing()] * 100_000)
    monkeypatch.setattr("model.ink.bounds.MAX_FILE_POINTS", 20)
    with pytest.raises(BadInput, match=r"cannot write .*ink\.inkml: drawings of more than 20"):
        write_drawings(path, [Drawing((np.zeros((7, 2)),))] * 3)
    assert not path.exists()
