"""UNIPEN's files: the collection's own, the UCI's digits, and what Qt's keyboard records."""

from pathlib import Path

import pytest

from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from tests.model.ink.helpers import points, refusal

UCI = """ .INCLUDE dene.doc
.LEXICON "0" "1" "2"
.HIERARCHY DIGIT
.COORD X Y
.SEGMENT DIGIT 0 ? "8"
.COMMENT 8 2 1
.PEN_DOWN
 273  323
 272  322
.PEN_UP
.DT 100
.SEGMENT DIGIT 1-2 ? "5"
.COMMENT 5 2 2
.PEN_DOWN
 100  200
.PEN_UP
.DT 100
.PEN_DOWN
 1  2
 3  -4
.PEN_UP
"""
WORDS = """.VERSION 1.0
.WRITER_ID  abc
.HIERARCHY PAGE WORD CHARACTER
.COORD X Y T P
.SEGMENT WORD 0-2 OK "at"
.SEGMENT CHARACTER 0,1:0-1:1 ? "a"
.SEGMENT CHARACTER 1:2-2 ? "\\""
.PEN_DOWN
1 1 0 50
2 2 10 60
.PEN_UP
9 9 20 0
.PEN_DOWN
3 3 0 1
4 4 10 1
5 5 20 1
.PEN_UP
.PEN_DOWN
6.5 6 0 1
"""
QT = """.VERSION 1.0
.HIERARCHY CHARACTER
.COORD X Y T
.SEGMENT CHARACTER
.X_DIM 800
.PEN_DOWN
1 2 0
3 4 10
.PEN_UP
.SEGMENT CHARACTER ? "b"
.PEN_DOWN
5 6 0
.PEN_UP
"""


def read(tmp_path: Path, text: str | bytes) -> list[Drawing]:
    path = tmp_path / "ink.dat"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_drawings(path))


def test_the_ucis_digits_come_with_labels_and_the_right_way_up(tmp_path: Path) -> None:
    eight, five = read(tmp_path, UCI)
    assert (eight.label, five.label) == ("8", "5")
    assert points(eight) == [[[273, -323], [272, -322]]]
    assert points(five) == [[[100, -200]], [[1, -2], [3, 4]]]


def test_of_segments_within_segments_the_finest_are_the_drawings(tmp_path: Path) -> None:
    first, second = read(tmp_path, WORDS)
    assert (first.label, first.writer) == ("a", "abc")
    assert points(first) == [[[1, -1], [2, -2]], [[3, -3], [4, -4]]]
    assert second.label == '"'
    assert points(second) == [[[5, -5]], [[6.5, -6]]]


def test_a_segment_that_names_no_strokes_has_those_that_follow(tmp_path: Path) -> None:
    first, second = read(tmp_path, QT)
    assert (first.label, second.label) == (None, "b")
    assert points(first) == [[[1, -2], [3, -4]]]
    assert points(second) == [[[5, -6]]]


def test_without_segments_each_box_is_a_drawing(tmp_path: Path) -> None:
    text = ".START_BOX\n.PEN_DOWN\n1 2\n.PEN_UP\n.START_BOX\n.START_BOX\n.PEN_DOWN\n3 4\n"
    first, second = read(tmp_path, text + ".PEN_DOWN\n5 6\n")
    assert (points(first), points(second)) == ([[[1, -2]]], [[[3, -4]], [[5, -6]]])


def test_without_boxes_all_is_one_drawing(tmp_path: Path) -> None:
    [drawing] = read(tmp_path, ".PEN_DOWN\n1 2\n.PEN_UP\n.PEN_DOWN\n3 4\n")
    assert points(drawing) == [[[1, -2]], [[3, -4]]]


def test_old_files_are_not_always_utf_8(tmp_path: Path) -> None:
    [drawing] = read(tmp_path, '.SEGMENT CHARACTER 0 ? "ñ"\n.PEN_DOWN\n1 2\n'.encode("latin-1"))
    assert drawing.label == "ñ"


def test_a_pen_down_without_points_counts(tmp_path: Path) -> None:
    [drawing] = read(tmp_path, ".SEGMENT A 0-1\n.PEN_DOWN\n.PEN_UP\n.PEN_DOWN\n1 2\n")
    assert points(drawing) == [[[1, -2]]]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('.INCLUDE other.dat\n.SEGMENT A 0 ? "a"\n', "line 1: the strokes are in other files"),
        ("1 2\n", "line 1: no line begins with a keyword"),
        (".PEN_DOWN\n1 2\n3\n", "line 1: a stroke whose points do not have 2 numbers each"),
        ("\n.COORD X Y T\n.PEN_DOWN\n1 2\n", "line 3: a stroke whose points do not have 3"),
        (".COORD T P\n", "line 1: coordinates without X and Y"),
        (".PEN_DOWN\n1 two\n", "line 1: a number is not one"),
        (".PEN_DOWN\n1 inf\n", "line 1: a coordinate is not within"),
        ('.PEN_DOWN\n1 2\n.SEGMENT A 1 ? "a"\n', "line 3: a segment of strokes that are not"),
        (".PEN_DOWN\n1 2\n.SEGMENT A 1-0 ?\n", "line 3: a segment of strokes that are not"),
        (".PEN_DOWN\n1 2\n.SEGMENT A 0- ?\n", "line 3: a segment whose strokes are not named"),
        (f".PEN_DOWN\n1 2\n.SEGMENT A {'9' * 5000}\n", "line 3: a segment whose strokes are not"),
        (".SEGMENT 0-1\n", "line 1: a segment that is not one"),
        (".PEN_DOWN\n" + "1 2\n" * 100_001, "line 1: a drawing of more than 100000 points"),
        (".A\n" * 300_001, "line 300000: more than 300000 statements"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "ink.unipen"
    path.write_text(text)
    assert refusal(path).startswith(f"{path}, {fault}")


def test_segments_cannot_multiply_a_files_strokes(tmp_path: Path) -> None:
    text = ".PEN_DOWN\n1 2\n" * 1000 + ".SEGMENT A 0-999\n" * 1000
    with pytest.raises(BadInput, match="segments that name the same strokes again and again"):
        read(tmp_path, text)
