"""Lines of the data set Quick, Draw!, as it is published."""

from pathlib import Path

import pytest

from model.ink.ink_file import read_drawings
from model.ink.parallel import map_ink
from model.ink.quick_draw import parse_quick_drawing
from tests.model.ink.helpers import points, refusal

SIMPLIFIED = (
    '{"word":"cat","countrycode":"VE","timestamp":"2017-03-02 23:25:10.07453 UTC",'
    '"recognized":true,"key_id":"5201136883597312",'
    '"drawing":[[[130,113,99],[72,40,27]],[[76],[28]]]}'
)
RAW = (
    '{"key_id":"5891796615823360","word":"nose","countrycode":"AE",'
    '"timestamp":"2017-03-01 20:41:36.70725 UTC","recognized":false,'
    '"drawing":[[[129.5,128.25],[11.1,11.0],[0,17]]]}'
)


def test_both_kinds_of_drawings_are_read_with_their_words(tmp_path: Path) -> None:
    path = tmp_path / "full_simplified_cat.ndjson"
    path.write_text(f"{SIMPLIFIED}\n{RAW}\n")
    cat, nose = read_drawings(path)
    assert (cat.label, nose.label) == ("cat", "nose")
    assert points(cat) == [[[130, 72], [113, 40], [99, 27]], [[76, 28]]]
    assert points(nose) == [[[129.5, 11.1], [128.25, 11.0]]]


def test_files_of_any_length_are_worked_through_in_chunks(tmp_path: Path) -> None:
    path = tmp_path / "cats.ndjson"
    path.write_text(f"{SIMPLIFIED}\n" * 1200)
    assert list(map_ink(path, len)) == [500, 500, 200]


def test_a_word_too_long_for_a_label_is_none() -> None:
    line = SIMPLIFIED.replace('"cat"', f'"{"cat" * 11}"')
    assert parse_quick_drawing(line).label is None


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("[]", "not an object"),
        ('{"word":"cat"}', "not an object"),
        ('{"drawing":{}}', "not an object"),
        ('{"word":7,"drawing":[]}', '"word" is not a string'),
        ('{"drawing":[[[1,2],[3]]]}', "a stroke is not a list of x"),
        ('{"drawing":[[[1,2]]]}', "a stroke is not a list of x"),
        ('{"drawing":[[[],[]]]}', "a stroke is not a list of x"),
        ('{"drawing":[[1,2]]}', "a stroke is not a list of x"),
        ('{"drawing":[[["1"],["2"]]]}', "a stroke is not a list of x"),
        ('{"drawing":[[[true],[null]]]}', "a stroke is not a list of x"),
        ('{"drawing":[[[1e999],[1]]]}', "a coordinate is not within"),
        ('{"drawing":[[[NaN],[1]]]}', "a coordinate is NaN"),
        ('{"drawing":[[[' + "9" * 400 + "],[1]]]}", "a coordinate is a number of hundreds"),
        ('{"drawing":[[[' + "9" * 5000 + "],[1]]]}", "not valid JSON"),
        ('{"drawing":' + "[" * 100_000, "not valid JSON"),
        ('{"drawing":[[[' + "1," * 100_000 + "1],[1]]]}", "a drawing of more than"),
        ('{"drawing":[', "not valid JSON"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "cat.ndjson"
    path.write_text(f"{SIMPLIFIED}\n{line}\n")
    assert refusal(path).startswith(f"{path}, line 2: {fault}")
