"""`inkling recognize` on numbers: their text, their parts, and what was expected."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.commands.command_line import main
from model.data.classes import Classes
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.network.weights import save_weights
from tests.conftest import FOLDER, HAND_DRAWN
from tests.model.commands.test_bad_input import refusal
from tests.model.conftest import make_weights, write_row

OF_ONE = ["file", "index", "text", "label", "confidence", "probabilities", "is_known"]


@pytest.fixture
def numbers(tmp_path: Path, hand_drawn: list[Drawing]) -> Path:
    """A file with the numbers 3407 and 58, written with room between the digits."""
    path = tmp_path / "numbers.jsonl"
    rows = [[hand_drawn[int(digit)] for digit in text] for text in ("3407", "58")]
    write_drawings(path, [write_row(row) for row in rows])
    return path


def recognize(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, Any]]:
    assert main(["recognize", *map(str, arguments), "--weights", "default", "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_number_is_given_with_its_parts(
    capsys: pytest.CaptureFixture[str], numbers: Path, hand_drawn: list[Drawing]
) -> None:
    first, second = recognize(capsys, numbers)
    assert (first["text"], first["label"], second["text"]) == ("3407", "3407", "58")
    assert list(first) == [*OF_ONE, "parts", "rival"]
    assert 0.5 < first["confidence"] <= 1
    assert first["rival"]["text"] != "3407"
    assert 0 <= first["rival"]["confidence"] < first["confidence"]
    assert [part["label"] for part in first["parts"]] == list("3407")
    assert [part["strokes"] for part in first["parts"]] == [[0], [1, 2], [3], [4]]
    four = first["parts"][1]
    assert list(four) == ["label", "confidence", "box", "strokes", "spans", "is_known"]
    assert four["spans"] == [[1 + i, 0, len(s)] for i, s in enumerate(hand_drawn[4].strokes)]
    left, top, right, bottom = hand_drawn[4].bounds()
    assert four["box"] == pytest.approx([left + 330, top, right + 330, bottom])
    assert 0.5 < four["is_known"] <= 1


def test_people_see_the_number(capsys: pytest.CaptureFixture[str], numbers: Path) -> None:
    assert main(["recognize", str(numbers), "--weights", "default"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[2] for line in lines] == ["3407", "58"]
    assert all(line[3].endswith(" %") for line in lines)


def test_single_takes_all_ink_for_one_character(
    capsys: pytest.CaptureFixture[str], numbers: Path
) -> None:
    for result in recognize(capsys, numbers, "--single"):
        assert list(result) == OF_ONE
        assert len(result["label"]) == 1


def test_numbers_has_a_part_of_a_digit_alone(capsys: pytest.CaptureFixture[str]) -> None:
    for result in recognize(capsys, HAND_DRAWN, "--numbers"):
        [part] = result["parts"]
        assert part["label"] == result["text"] == str(result["index"])


def test_what_is_no_number_has_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    others = FOLDER / "ink" / "others.jsonl"
    assert [result["text"] for result in recognize(capsys, others, "--numbers")] == [None] * 4
    assert main(["recognize", str(others), "--numbers", "--weights", "default"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[2] for line in lines] == ["not a digit"] * 4


def test_a_long_file_is_read_on_all_cores_to_the_same_result(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    hand_drawn: list[Drawing],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "long.jsonl"
    write_drawings(path, [write_row([hand_drawn[i % 10], hand_drawn[3]]) for i in range(11)])
    at_once = recognize(capsys, path)
    monkeypatch.setattr("model.reading.many.NUMBERS_CHUNK", 1)
    assert recognize(capsys, path) == at_once
    assert [result["text"] for result in at_once] == [f"{i % 10}3" for i in range(11)]


def test_a_number_is_not_explained_but_its_ink_as_one_character_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    path, out = tmp_path / "number.jsonl", tmp_path / "why.png"
    write_drawings(path, [write_row([hand_drawn[5], hand_drawn[8]])])
    line = refusal(capsys, "recognize", path, "--weights", "default", "--explain", out)
    assert line == (
        f"inkling: {path}: read as the number 58, and --explain takes one character; with "
        "--single it is read as one"
    )
    assert not out.exists()
    assert recognize(capsys, path, "--explain", out, "--single")
    assert out.is_file()


def test_numbers_are_for_digits_and_either_or(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, numbers: Path
) -> None:
    weights = tmp_path / "w.safetensors"
    save_weights(weights, replace(make_weights(), classes=Classes("abcdefghij")))
    line = refusal(capsys, "recognize", numbers, "--numbers", "--weights", weights)
    assert "digits 0 to 9, not of a, b, c" in line
    assert main(["recognize", str(numbers), "--weights", str(weights), "--json"]) == 0
    for printed in capsys.readouterr().out.splitlines():
        assert list(json.loads(printed)) == OF_ONE
    assert "not allowed with" in refusal(capsys, "recognize", numbers, "--numbers", "--single")
