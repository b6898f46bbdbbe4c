"""`inkling evaluate` on numbers, and on single digits with numbers on."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from model.commands.command_line import main
from model.data.folders_out import write_pictures
from model.evaluation.contact_sheet import NUMBER_PX
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from tests.conftest import FOLDER, HAND_DRAWN
from tests.model.commands.test_bad_input import refusal
from tests.model.conftest import write_row

OF_SINGLE = [
    "data", "count", "error", "interval", "confusion", "classes", "ece", "rejected", "writers",
]  # fmt: skip
OF_NUMBERS = [
    "data", "count", "strings_right", "interval", "digits_right", "too_many", "too_few", "rejected",
    "ece", "writers",
]  # fmt: skip


@pytest.fixture
def numbers(tmp_path: Path, hand_drawn: list[Drawing]) -> Path:
    """A file with 567, written three times, once with a wrong label."""
    path = tmp_path / "numbers.jsonl"
    number = replace(write_row(hand_drawn[5:8], writer="me"), parts=())
    write_drawings(path, [number, replace(number, label="5677"), number])
    return path


def evaluate(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    assert main(["evaluate", *map(str, arguments), "--weights", "default", "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    measured: dict[str, Any] = json.loads(captured.out)
    return measured


def test_a_file_of_numbers_is_measured_as_such(
    capsys: pytest.CaptureFixture[str], numbers: Path
) -> None:
    measured = evaluate(capsys, numbers)
    assert list(measured) == OF_NUMBERS
    assert (measured["data"], measured["count"]) == (str(numbers), 3)
    assert measured["strings_right"] == pytest.approx(2 / 3)
    assert measured["digits_right"] == pytest.approx(0.9)
    assert measured["writers"] == {"me": {"count": 3, "error": pytest.approx(1 / 3)}}
    assert main(["evaluate", str(numbers), "--weights", "default"]) == 0
    printed = capsys.readouterr().out
    for words in ("3 numbers", "strings right  66.67 %", "digits right   90.00 %", "33.33 % of"):
        assert words in printed


def test_single_digits_are_measured_as_ever_unless_numbers_are_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    measured = evaluate(capsys, HAND_DRAWN)
    assert list(measured) == OF_SINGLE
    assert evaluate(capsys, HAND_DRAWN, "--single") == measured
    with_numbers = evaluate(capsys, HAND_DRAWN, "--numbers")
    assert list(with_numbers) == [*OF_NUMBERS[:-1], "single_digits", "writers"]
    assert with_numbers["single_digits"] == {
        "count": 10, "taken_apart": 0, "error": 0, "error_single": 0,
    }  # fmt: skip
    assert main(["evaluate", str(HAND_DRAWN), "--numbers", "--weights", "default"]) == 0
    printed = capsys.readouterr().out
    for words in ("10 single digits", "taken apart", "misread with numbers off"):
        assert words in printed


def test_single_leaves_numbers_out(
    capsys: pytest.CaptureFixture[str], numbers: Path, hand_drawn: list[Drawing]
) -> None:
    assert "labelled 0 to 9" in refusal(capsys, "evaluate", numbers, "--single")
    mixed = numbers.with_name("mixed.jsonl")
    write_drawings(mixed, [hand_drawn[4], write_row(hand_drawn[2:4])])
    measured = evaluate(capsys, mixed, "--single")
    assert (list(measured), measured["count"]) == (OF_SINGLE, 1)
    assert evaluate(capsys, mixed)["count"] == 2


def test_the_gallery_shows_misread_numbers_as_ink(
    capsys: pytest.CaptureFixture[str], numbers: Path, tmp_path: Path
) -> None:
    gallery = tmp_path / "worst.png"
    evaluate(capsys, numbers, "--gallery", gallery)
    with Image.open(gallery) as page:
        assert page.width > NUMBER_PX[0]
        tile = np.asarray(page.crop((0, 0, *NUMBER_PX)))
    assert tile.min() < 50 < 200 < tile.max()


def test_what_is_no_digit_is_told_from_numbers(
    capsys: pytest.CaptureFixture[str], numbers: Path
) -> None:
    others = FOLDER / "ink" / "others.jsonl"
    measured = evaluate(capsys, numbers, "--others", others)
    assert measured["auroc"] > 0.8
    assert 0 <= measured["others_rejected"] <= 1


def test_numbers_are_of_ink_files_and_not_taken_apart(
    capsys: pytest.CaptureFixture[str],
    numbers: Path,
    small_mnist: Path,
    tmp_path: Path,
    hand_drawn: list[Drawing],
) -> None:
    write_pictures(tmp_path / "pictures", hand_drawn[:1])
    mnist = ("mnist", "--mnist", small_mnist)
    for data in (mnist, (tmp_path / "pictures",)):
        for flag in ("--numbers", "--single"):
            assert "are for ink files" in refusal(capsys, "evaluate", *data, flag)
    line = refusal(capsys, "evaluate", numbers, "--occlusion")
    assert "--occlusion takes single characters" in line
