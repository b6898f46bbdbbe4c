from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from model.errors import BadInput
from model.evaluation.pictures import CHUNK, SERIAL_CHUNKS, accepted_share, evaluate_pictures
from model.ink.drawing import Drawing
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.model.ink.helpers import paint

Row = tuple[str, str, str, str]
"""Path, label, kind and group, as an index has them."""


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


def write_index(folder: Path, rows: Sequence[Row]) -> None:
    lines = ["\t".join(row) for row in [("path", "label", "kind", "group"), *rows]]
    (folder / "labels.tsv").write_text("\n".join(lines) + "\n")


def test_pictures_are_counted_by_kind_and_what_is_no_digit_by_group(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    paint(hand_drawn[7]).save(tmp_path / "seven.png")
    paint(hand_drawn[3], paper=0, ink=255).save(tmp_path / "three.png")
    Image.new("L", (50, 50), 255).save(tmp_path / "empty.png")
    write_index(
        tmp_path,
        [
            ("seven.png", "7", "scan", "digit"),
            ("three.png", "3", "board", "digit"),
            ("empty.png", "0", "scan", "digit"),
            ("seven.png", "7", "scan", "digit"),  # the same path again: one picture
        ],
    )
    result = evaluate_pictures(recognizer, tmp_path)
    assert result.right == pytest.approx(2 / 3)
    assert {kind: len(reads) for kind, reads in result.kinds.items()} == {"board": 1, "scan": 2}
    assert result.to_json()["kinds"]["scan"] == {"count": 2, "right": 0.5}
    assert result.others == {}
    assert result.misleading == []
    assert result.characters.count == 3
    assert result.characters.rejected == pytest.approx(1 / 3)


def test_a_sure_answer_to_what_it_is_not_misleads(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    paint(hand_drawn[7]).save(tmp_path / "seven.png")
    paint(hand_drawn[3]).save(tmp_path / "three.png")
    paint(hand_drawn[5]).save(tmp_path / "unclear.png")
    Image.new("L", (50, 50), 255).save(tmp_path / "nothing.png")
    write_index(
        tmp_path,
        [
            ("three.png", "3", "scan", "digit"),
            ("seven.png", "x", "scan", "nondigit"),
            ("nothing.png", "", "scan", "nondigit"),
            ("unclear.png", "?", "scan", "unclear"),
        ],
    )
    result = evaluate_pictures(recognizer, tmp_path)
    assert [read.file.path.name for read in result.misleading] == ["seven.png"]
    assert list(result.others) == ["nondigit"]
    assert accepted_share(result.others["nondigit"]) == 0.5
    assert result.to_json()["others"] == {"nondigit": {"count": 2, "accepted": 0.5}}


def test_numbers_are_counted_by_group_and_whether_they_pass_for_one_digit(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    row = Image.new("L", (500, 200), 255)
    for place, digit in enumerate((2, 7, 3)):
        row.paste(paint(hand_drawn[digit], 140), (20 + 160 * place, 30))
    row.save(tmp_path / "row.png")
    paint(hand_drawn[7]).save(tmp_path / "seven.png")
    write_index(
        tmp_path,
        [
            ("seven.png", "7", "scan", "digit"),
            ("row.png", "2 73", "scan", "number"),  # where lines end is not counted
        ],
    )
    paint(hand_drawn[8]).save(tmp_path / "eight.png")
    result = evaluate_pictures(recognizer, tmp_path)
    assert result.to_json()["numbers"] == {"number": {"count": 1, "right": 1.0, "as_one": 0.0}}
    assert result.others == {}
    write_index(tmp_path, [("seven.png", "7", "", "digit"), ("eight.png", "88", "", "several")])
    result = evaluate_pictures(recognizer, tmp_path)
    assert result.to_json()["numbers"] == {"several": {"count": 1, "right": 0.0, "as_one": 1.0}}
    assert [read.file.path.name for read in result.misleading] == ["eight.png"]


def test_a_label_of_words_is_no_number(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    paint(hand_drawn[7]).save(tmp_path / "seven.png")
    paint(hand_drawn[8]).save(tmp_path / "eight.png")
    write_index(tmp_path, [("seven.png", "7", "", "digit"), ("eight.png", "page", "", "several")])
    result = evaluate_pictures(recognizer, tmp_path)
    assert result.numbers == {}
    assert list(result.others) == ["several"]


def test_many_pictures_are_read_on_all_cores_to_the_same_result(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    count = CHUNK * (SERIAL_CHUNKS + 2) + 1
    for number in range(count):
        folder = tmp_path / str(number % 10)
        folder.mkdir(exist_ok=True)
        paint(hand_drawn[number % 10], 60).save(folder / f"{number}.png")
    shares: list[float] = []
    result = evaluate_pictures(recognizer, tmp_path, shares.append)
    assert result.characters.count == len(result.reads) == count
    assert result.right == 1
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_folder_without_pictures_of_the_classes_is_refused(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    (tmp_path / "x").mkdir()
    paint(hand_drawn[7]).save(tmp_path / "x" / "seven.png")
    with pytest.raises(BadInput, match="holds no picture that is labelled 0 to 9"):
        evaluate_pictures(recognizer, tmp_path)
