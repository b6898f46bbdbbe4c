import contextlib
import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import BadInput
from model.handwriting.synthesis import synthesize_numbers
from model.ink.bounds import MAX_COORDINATE_PX, MAX_POINTS
from model.ink.drawing import Drawing, Part, Trace
from model.ink.ink_file import looks_like_ink, read_drawings, write_drawings
from model.ink.json_lines import append_lines, format_drawing, parse_drawing
from model.storage.paths import home_folder
from tests.model.conftest import lines_drawing, run_python
from tests.model.ink.helpers import refusal
from tests.model.storage.test_files import LIMITED

GOOD_LINE = '{"strokes":[[[1,2],[3,4]]]}'

coordinates = st.floats(-MAX_COORDINATE_PX, MAX_COORDINATE_PX)
plain_points = st.tuples(coordinates, coordinates)
pressed_points = st.tuples(coordinates, coordinates, st.floats(0, 1))
strokes = st.one_of(
    st.lists(plain_points, min_size=1, max_size=20),
    st.lists(pressed_points, min_size=1, max_size=20),
).map(lambda points: np.array(points, np.float64))
drawings = st.builds(
    Drawing,
    st.lists(strokes, max_size=4).map(tuple),
    st.none() | st.text(min_size=1, max_size=3),
    st.none() | st.text(min_size=1, max_size=8),
)
TWO_DIGITS = '"strokes":[[[1,2],[3,4],[5,6]],[[7,8]]],"label":"17"'


# Round trips


@given(st.lists(drawings, max_size=4), st.sampled_from(["ink.jsonl", "ink.jsonl.gz"]))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Drawing], name: str
) -> None:
    path = tmp_path_factory.mktemp("ink") / name
    write_drawings(path, drawn)
    assert list(read_drawings(path)) == drawn
    assert path.read_bytes().startswith(b"\x1f\x8b") == name.endswith(".gz")


@given(st.lists(drawings, min_size=1, max_size=4), st.sampled_from(["ink.jsonl", "ink.jsonl.gz"]))
def test_appending_one_by_one_equals_writing_all(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Drawing], name: str
) -> None:
    path = tmp_path_factory.mktemp("ink") / "new" / name
    for drawing in drawn:
        append_lines(path, format_drawing(drawing).encode())
    assert list(read_drawings(path)) == drawn


@given(drawings)
def test_equal_drawings_have_equal_hashes(drawing: Drawing) -> None:
    again = parse_drawing(format_drawing(drawing))
    assert again == drawing
    assert hash(again) == hash(drawing)


def test_drawings_that_differ_in_anything_are_unequal() -> None:
    drawing = lines_drawing([(0, 1), (2, 3)], label="7")
    moved = lines_drawing([(0, 1), (2, 4)], label="7")
    pressed = Drawing((np.array([[0, 1, 1], [2, 3, 1.0]]),), "7")
    unlabelled = Drawing(drawing.strokes)
    written = Drawing(drawing.strokes, "7", "someone")
    assert len({drawing, moved, pressed, unlabelled, written, Drawing()}) == 6


def test_a_minus_zero_hashes_as_the_zero_that_it_equals() -> None:
    drawing, negative = lines_drawing([(0.0, 1.0)]), lines_drawing([(-0.0, 1.0)])
    assert drawing == negative
    assert hash(drawing) == hash(negative)


def test_one_line_holds_what_the_contract_says() -> None:
    drawing = Drawing((np.array([[1, 2, 0.5], [3, 4, 1]]),), "7", "someone")
    line = format_drawing(drawing)
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert json.loads(line) == {
        "strokes": [[[1, 2, 0.5], [3, 4, 1]]],
        "label": "7",
        "writer": "someone",
    }
    assert json.loads(format_drawing(Drawing())) == {"strokes": []}


def test_the_parts_of_a_number_are_written_beside_its_label() -> None:
    parts = (Part("1", (Trace(0, 0, 2),)), Part("7", (Trace(0, 1, 3), Trace(1, 0, 1))))
    line = f'{{{TWO_DIGITS},"parts":[{{"label":"1","spans":[[0,0,2]]}},' + (
        '{"label":"7","spans":[[0,1,3],[1,0,1]]}]}'
    )
    drawing = parse_drawing(line)
    assert drawing.parts == parts
    assert json.loads(format_drawing(drawing)) == json.loads(line)
    assert parse_drawing(format_drawing(drawing)) == drawing


def test_written_numbers_are_read_with_their_parts(tmp_path: Path) -> None:
    numbers = synthesize_numbers(60, seed=1)
    write_drawings(tmp_path / "numbers.jsonl", numbers)
    assert list(read_drawings(tmp_path / "numbers.jsonl")) == numbers
    traces = [trace for number in numbers for part in number.parts for trace in part.traces]
    assert any(trace.first for trace in traces)  # some are joined by the pen


def test_a_space_between_lines_of_writing_has_no_part() -> None:
    drawing = parse_drawing(
        '{"strokes":[[[1,2]],[[7,8]]],"label":"1 7","parts":'
        '[{"label":"1","spans":[[0,0,1]]},{"label":"7","spans":[[1,0,1]]}]}'
    )
    assert [part.label for part in drawing.parts] == ["1", "7"]


@pytest.mark.parametrize("suffix", [".inkml", ".svg"])
def test_other_formats_keep_the_label_of_a_number_without_its_parts(
    tmp_path: Path, suffix: str
) -> None:
    [number] = synthesize_numbers(1, seed=1)
    write_drawings(tmp_path / f"number{suffix}", [number])
    [read] = read_drawings(tmp_path / f"number{suffix}")
    assert (read.label, read.parts) == (number.label, ())
    assert len(read.strokes) == len(number.strokes)


ONE, SEVEN = '{"label":"1","spans":[[0,0,2]]}', '{"label":"7","spans":[[0,1,3],[1,0,1]]}'


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ('"17"', '"parts" is not a list'),
        ('{"label":"1"}', '"parts" is not a list'),
        (f"[{ONE}]", 'the labels of "parts" do not spell the "label"'),
        (f"[{SEVEN},{ONE}]", 'the labels of "parts" do not spell the "label"'),
        (f"[{ONE},{SEVEN},{SEVEN}]", 'the labels of "parts" do not spell the "label"'),
        ("[1,7]", 'one of the "parts" is not an object'),
        ('[{"spans":[[0,0,1]]}]', 'one of the "parts" is not an object'),
        ('[{"label":"","spans":[[0,0,1]]}]', 'one of the "parts" is not an object'),
        ('[{"label":1,"spans":[[0,0,1]]}]', '"label" is not a string'),
        ('[{"label":"1"}]', 'one of the "parts" is not an object'),
        ('[{"label":"1","spans":[]}]', 'one of the "parts" is not an object'),
        ('[{"label":"1","spans":{"0":1}}]', 'one of the "parts" is not an object'),
        ('[{"label":"1","spans":[[0,0]]}]', "a span is not a list"),
        ('[{"label":"1","spans":[0]}]', "a span is not a list"),
        ('[{"label":"1","spans":[[0,0,1.0]]}]', "a span is not a list"),
        ('[{"label":"1","spans":[[0,0.5,2]]}]', "a span is not a list"),
        ('[{"label":"1","spans":[[0,0,true]]}]', "a span is not a list"),
        ('[{"label":"1","spans":[["0","0","1"]]}]', "a span is not a list"),
        ('[{"label":"1","spans":[[2,0,1]]}]', "a span is of points that are not there"),
        ('[{"label":"1","spans":[[-1,0,1]]}]', "a span is of points that are not there"),
        ('[{"label":"1","spans":[[0,-1,1]]}]', "a span is of points that are not there"),
        ('[{"label":"1","spans":[[0,0,4]]}]', "a span is of points that are not there"),
        ('[{"label":"1","spans":[[0,2,2]]}]', "a span is of points that are not there"),
        ('[{"label":"1","spans":[[0,0,' + "9" * 400 + "]]}]", "a span is of points that are not"),
        (f'[{ONE},{{"label":"7","spans":[[0,0,3]]}}]', 'two of the "parts" have the same ink'),
        (f'[{ONE},{{"label":"7","spans":[[0,0,2]]}}]', 'two of the "parts" have the same ink'),
    ],
)
def test_parts_that_are_none_of_the_drawing_are_refused(
    tmp_path: Path, parts: str, fault: str
) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_text(f'{GOOD_LINE}\n{{{TWO_DIGITS},"parts":{parts}}}\n')
    message = refusal(path)
    assert message.startswith(f"{path}, line 2: {fault}")
    assert "\n" not in message


def test_parts_without_a_label_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_text(f'{{"strokes":[[[1,2],[3,4]]],"parts":[{ONE}]}}')
    assert refusal(path).startswith(f'{path}, line 1: the labels of "parts" do not spell')


def test_fields_of_others_and_whole_numbers_are_read() -> None:
    drawing = parse_drawing('{"device": "tablet", "strokes": [[[1, 2]]], "label": null}')
    assert drawing == lines_drawing([(1, 2)])
    assert drawing.strokes[0].dtype == np.float64


def test_blank_lines_and_foreign_line_ends_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_bytes(f"\n{GOOD_LINE}\r\n  \r\n\n{GOOD_LINE}".encode())
    assert len(list(read_drawings(path))) == 2


def test_an_empty_file_holds_no_drawing(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.touch()
    assert list(read_drawings(path)) == []


def test_gzip_is_known_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_bytes(gzip.compress(GOOD_LINE.encode()))
    assert list(read_drawings(path)) == [lines_drawing([(1, 2), (3, 4)])]


def test_appending_goes_on_after_a_last_line_without_its_end(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_text(f"{GOOD_LINE}\n{GOOD_LINE}")
    append_lines(path, format_drawing(lines_drawing([(5, 6)], label="1")).encode())
    assert [drawing.label for drawing in read_drawings(path)] == [None, None, "1"]
    assert path.read_text().startswith(f"{GOOD_LINE}\n{GOOD_LINE}\n")


def test_an_empty_label_or_writer_is_none() -> None:
    drawing = parse_drawing('{"strokes":[[[1,2]]],"label":"","writer":""}')
    assert drawing == lines_drawing([(1, 2)])


def test_the_longest_label_and_writer_are_kept() -> None:
    drawing = parse_drawing(json.dumps({"strokes": [], "label": "é" * 32, "writer": "w" * 200}))
    assert (drawing.label, drawing.writer) == ("é" * 32, "w" * 200)


def test_half_a_character_in_a_text_is_replaced(tmp_path: Path) -> None:
    drawing = parse_drawing(r'{"strokes":[],"label":"\ud83da","writer":"\ud83d\ude00\udc00"}')
    assert (drawing.label, drawing.writer) == ("\ufffda", "\U0001f600\ufffd")
    write_drawings(tmp_path / "ink.jsonl", [drawing])
    assert list(read_drawings(tmp_path / "ink.jsonl")) == [drawing]


# Refusals, each naming the file and the place


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_bad_json_on_line_17_names_the_file_and_the_line(tmp_path: Path, compress) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "ink.jsonl"
    lines = [GOOD_LINE] * 30
    lines[16] = '{"strokes":[[[1,2],'
    path.write_bytes(compress("\n".join(lines).encode()))
    assert refusal(path) == f"{path}, line 17: not valid JSON"


def test_drawings_before_a_bad_line_are_still_read(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_text(f"{GOOD_LINE}\n{GOOD_LINE}\nnonsense\n")
    found = read_drawings(path)
    assert next(found) == next(found)
    with pytest.raises(BadInput, match="line 3"):
        next(found)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"strokes":[[[1,Infinity]]]}', "a coordinate is Infinity"),
        ('{"strokes":[[[-Infinity,1]]]}', "a coordinate is -Infinity"),
        ('{"strokes":[[[NaN,1]]]}', "a coordinate is NaN"),
        ('{"strokes":[[[1e999,1]]]}', "a coordinate is not within"),
        ('{"strokes":[[[1,-1e999]]]}', "a coordinate is not within"),
        ('{"strokes":[[[1,1.1e6]]]}', "a coordinate is not within"),
        ('{"strokes":[[[1,2,1.5]]]}', "a pressure is not within"),
        ('{"strokes":[[[1,2,-0.1]]]}', "a pressure is not within"),
        ('{"strokes":[[[1,2,1e999]]]}', "a pressure is not within"),
        ('{"strokes":[[[1,2],[3,4,0.5]]]}', "a stroke is not a list"),
        ('{"strokes":[[[1,2],[3]]]}', "a stroke is not a list"),
        ('{"strokes":[[[1]]]}', "a stroke is not a list"),
        ('{"strokes":[[[1,2,0.5,4]]]}', "a stroke is not a list"),
        ('{"strokes":[[1,2]]}', "a stroke is not a list"),
        ('{"strokes":[[]]}', "a stroke is not a list"),
        ('{"strokes":[[[]]]}', "a stroke is not a list"),
        ('{"strokes":[[["1","2"]]]}', "a stroke is not a list"),
        ('{"strokes":[[[null,2]]]}', "a stroke is not a list"),
        ('{"strokes":[[[true,false]]]}', "a stroke is not a list"),
        ('{"strokes":[{"x":1}]}', "a stroke is not a list"),
        ('{"strokes":["abc"]}', "a stroke is not a list"),
        ('{"strokes":[7]}', "a stroke is not a list"),
        ('{"strokes":[[[1,' + "9" * 400 + "]]]}", "a stroke is not a list"),
        ('{"strokes":[[[1,' + "9" * 5000 + "]]]}", "not valid JSON"),
        ('{"strokes":' + "[" * 200 + "]" * 200 + "}", "a stroke is not a list"),
        ("[" * 100_000, "not valid JSON"),
        ('{"strokes":{}}', 'not an object with a list of "strokes"'),
        ('{"strokes":null}', 'not an object with a list of "strokes"'),
        ('{"label":"7"}', 'not an object with a list of "strokes"'),
        ("[[[1,2]]]", 'not an object with a list of "strokes"'),
        ("7", 'not an object with a list of "strokes"'),
        ('{"strokes":[],"label":7}', '"label" is not a string'),
        ('{"strokes":[],"writer":["a"]}', '"writer" is not a string'),
        ('{"strokes":[],"label":[]}', '"label" is not a string'),
        ('{"strokes":[],"label":0}', '"label" is not a string'),
        (f'{{"strokes":[],"label":"{"7" * 33}"}}', '"label" has 33 characters, not 1 to 32'),
        (f'{{"strokes":[],"writer":"{"w" * 201}"}}', '"writer" has 201 characters, not 1 to 200'),
        ('{"strokes":[{"ab":1}]}', "a stroke is not a list"),
        ('{"strokes":[[{"x":1,"y":2}]]}', "a stroke is not a list"),
        ('{"strokes":[["12"]]}', "a stroke is not a list"),
        # NumPy would make a table of texts, each as long as the longest: 28 GB.
        ('{"strokes":[["' + "a" * 7_000_000 + '"' + ',""' * 1000 + "]]}", "a stroke is not a list"),
        (f"{GOOD_LINE} {GOOD_LINE}", "not valid JSON"),
        (b'{"strokes":[],"label":"\xff"}', "not valid JSON"),
        (b"\x00" * 10, "not valid JSON"),
    ],
)
def test_what_the_contract_does_not_allow_is_refused(
    tmp_path: Path, line: str | bytes, fault: str
) -> None:
    path = tmp_path / "ink.jsonl"
    data = line if isinstance(line, bytes) else line.encode()
    path.write_bytes(GOOD_LINE.encode() + b"\n" + data)
    message = refusal(path)
    assert message.startswith(f"{path}, line 2: {fault}")
    assert "\n" not in message


@pytest.mark.parametrize("stroke_points", [1_000_000, 100])
def test_a_drawing_of_a_million_points_is_refused(tmp_path: Path, stroke_points: int) -> None:
    path = tmp_path / "ink.jsonl.gz"
    stroke = "[" + ",".join(["[1,2]"] * stroke_points) + "]"
    million = ",".join([stroke] * (1_000_000 // stroke_points))
    path.write_bytes(gzip.compress(f'{GOOD_LINE}\n{{"strokes":[{million}]}}'.encode(), 1))
    assert refusal(path) == f"{path}, line 2: a drawing of more than {MAX_POINTS} points"


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl.gz"
    path.write_bytes(gzip.compress(b" " * 20_000_000, 1))
    assert "line 1: longer than" in refusal(path)


@pytest.mark.parametrize("kept", [3, 11, 40, -9, -4, -1])
def test_truncated_gzip_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "ink.jsonl.gz"
    write_drawings(path, [lines_drawing([(x, 2), (3, x)]) for x in range(100)])
    path.write_bytes(path.read_bytes()[:kept])
    assert refusal(path).startswith(f"{path}: damaged gzip data after line ")


@pytest.mark.parametrize("place", [0.3, 0.6, 0.999])
def test_damaged_gzip_is_refused(tmp_path: Path, place: float) -> None:
    path = tmp_path / "ink.jsonl.gz"
    drawn = [lines_drawing([tuple(point)]) for point in np.random.default_rng(0).random((500, 2))]
    write_drawings(path, drawn)
    data = bytearray(path.read_bytes())
    data[int(len(data) * place)] ^= 0xFF
    path.write_bytes(data)
    assert refusal(path).startswith(str(path))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    missing = tmp_path / "missing.jsonl"
    assert refusal(missing) == f"cannot read {missing}: No such file or directory"
    assert refusal(tmp_path).startswith(f"cannot read {tmp_path}: ")


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("ink") / "ink.jsonl"
    path.write_bytes(data)
    with contextlib.suppress(BadInput):  # any other error fails the test
        list(read_drawings(path))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(json_values, json_values)
def test_any_json_is_read_or_refused(strokes: object, label: object) -> None:
    try:
        drawing = parse_drawing(json.dumps({"strokes": strokes, "label": label}))
    except BadInput:
        return
    assert all(np.isfinite(stroke).all() for stroke in drawing.strokes)


def test_ink_is_known_by_its_name_or_its_first_bytes(tmp_path: Path) -> None:
    for name, data, is_ink in [
        ("a.jsonl", b"", True),
        ("A.JSONL.GZ", b"", True),
        ("drawn", GOOD_LINE.encode(), True),
        ("indented", b"\n  " + GOOD_LINE.encode(), True),
        ("squeezed", gzip.compress(GOOD_LINE.encode()), True),
        ("picture", b"\x89PNG\r\n\x1a\n", False),
        ("empty", b"", False),
    ]:
        (tmp_path / name).write_bytes(data)
        assert looks_like_ink(tmp_path / name) == is_ink, name


# Failing writes lose nothing

APPEND = """
import sys
from pathlib import Path
from model.errors import BadInput
from model.ink.json_lines import append_lines, format_drawing, parse_drawing
try:
    drawing = parse_drawing('{"strokes":[[' + ",".join(["[1,2]"] * int(sys.argv[2])) + "]]}")
    append_lines(Path(sys.argv[1]), format_drawing(drawing).encode())
except BadInput as error:
    print(error)
print(Path(sys.argv[1]).read_text(), end="")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_an_append_that_does_not_fit_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ink.jsonl"
    write_drawings(path, [lines_drawing([(x, 2), (3, x)]) for x in range(10)])
    before = path.read_text()
    process = run_python("-c", LIMITED + APPEND, path, "500")
    assert process.returncode == 0, process.stderr
    assert process.stdout == f"cannot write {path}: the disk is full\n{before}"


def test_an_append_to_a_full_disk_leaves_the_file_as_it_was(
    small_disk: tuple[Path, tuple[str | Path, ...]],
) -> None:
    path = small_disk[0] / "old.safetensors"
    process = run_python("-c", APPEND, path, "30000", prefix=small_disk[1])
    assert process.returncode == 0, process.stderr
    message, left = process.stdout.splitlines()
    assert message.startswith(f"cannot write {path}: ")
    assert left == "old"


def test_a_failing_write_leaves_the_old_ink(tmp_path: Path) -> None:
    path = tmp_path / "folder.jsonl"
    path.mkdir()
    with pytest.raises(BadInput, match=r"cannot write .*folder\.jsonl"):
        append_lines(path, format_drawing(lines_drawing([(1, 2)])).encode())
    assert not home_folder().exists()
