"""`inkling synthesize --numbers`: by the synthesiser, or of the digits of an ink file."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.commands.command_line import main
from model.evaluation.contact_sheet import NUMBER_PX
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings, write_drawings
from tests.conftest import FOLDER, HAND_DRAWN
from tests.model.commands.test_bad_input import refusal


def synthesize(out: Path, *arguments: object) -> list[Drawing]:
    command = ["synthesize", str(out), "--numbers", *map(str, arguments)]
    assert main(command) == 0
    return list(read_drawings(out))


def test_numbers_are_written_as_ink(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = synthesize(tmp_path / "numbers.jsonl", "--count", 40)
    assert "40 numbers in " in capsys.readouterr().out
    lengths = {len(number.label or "") for number in numbers}
    assert len(numbers) == 40
    assert min(lengths) == 2
    assert 4 < max(lengths) <= 10
    assert all((number.label or "").isdecimal() for number in numbers)


def test_the_lengths_are_chosen(tmp_path: Path) -> None:
    numbers = synthesize(tmp_path / "numbers.jsonl", "--count", 20, "--lengths", "3-4")
    assert {len(number.label or "") for number in numbers} == {3, 4}
    numbers = synthesize(tmp_path / "tens.jsonl", "--count", 5, "--lengths", "10")
    assert {len(number.label or "") for number in numbers} == {10}


def test_a_page_shows_numbers_on_wide_tiles(tmp_path: Path) -> None:
    assert main(["synthesize", str(tmp_path / "page.png"), "--numbers", "--count", "7"]) == 0
    with Image.open(tmp_path / "page.png") as page:
        assert page.width > 6 * NUMBER_PX[0]
        px = np.asarray(page)
    assert (px[: NUMBER_PX[1], : NUMBER_PX[0]] < 128).any()


def test_numbers_are_composed_of_one_writers_digits_each(
    tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    digits = tmp_path / "digits.jsonl"
    write_drawings(
        digits,
        [
            *(Drawing(digit.strokes, digit.label, "low") for digit in hand_drawn[:5]),
            *(Drawing(digit.strokes, digit.label, "high") for digit in hand_drawn[5:]),
            Drawing(hand_drawn[9].strokes, "letter", "low"),
            Drawing((), "9", "low"),
            Drawing(hand_drawn[9].strokes, "9", "of a single digit"),
        ],
    )
    numbers = synthesize(tmp_path / "composed.jsonl", "--ink", digits, "--count", 60)
    assert {number.writer for number in numbers} == {"low", "high"}
    assert {len(number.label or "") for number in numbers} == {3, 4, 5}  # nobody has six digits
    for number in numbers:
        label = number.label or ""
        assert len(set(label)) == len(label)
        assert set(label) <= set("01234" if number.writer == "low" else "56789")
        assert len(number.strokes) == len(label) + ("4" in label)


def test_the_same_seed_composes_the_same(tmp_path: Path) -> None:
    def compose(seed: int) -> list[Drawing]:
        out = tmp_path / "composed.jsonl"
        return synthesize(out, "--ink", HAND_DRAWN, "--count", 5, "--seed", seed)

    first = compose(4)
    assert compose(4) == first
    assert compose(5) != first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lengths", "3-6"], "give --numbers, too"),
        (["--numbers", "--lengths", "6-3"], "no span within 2 and 32"),
        (["--numbers", "--lengths", "1-3"], "no span within 2 and 32"),
        (["--numbers", "--lengths", "2-33"], "no span within 2 and 32"),
        (["--numbers", "--lengths", "some"], "no span within 2 and 32"),
        (["--numbers", "--lengths", "7"], "without --ink, numbers have 2, 3,"),
        (["--numbers", "--others"], "goes with neither"),
        (["--numbers", "--paper"], "goes with neither"),
        (["--numbers", "--ink", str(FOLDER / "ink" / "others.jsonl")], "others.jsonl: "),
        (["--numbers", "--ink", "nowhere.jsonl"], "nowhere.jsonl"),
    ],
)
def test_what_cannot_be_written_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    out = tmp_path / "numbers.jsonl"
    assert said in refusal(capsys, "synthesize", out, *arguments)
    assert not out.exists()


def test_the_ink_that_is_read_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ink = tmp_path / "digits.jsonl"
    ink.write_bytes(HAND_DRAWN.read_bytes())
    line = refusal(capsys, "synthesize", ink, "--numbers", "--ink", ink)
    assert "would be overwritten" in line
    assert ink.read_bytes() == HAND_DRAWN.read_bytes()
