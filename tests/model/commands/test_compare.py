"""The old way beside the network, on the command line."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from model.commands import compare as command
from model.commands.command_line import main
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.shallow import comparison
from model.shallow.comparison import NETWORK_TITLE, STAIRCASE
from model.shallow.staircase_chart import PAGE_PX
from tests.conftest import HAND_DRAWN
from tests.model.commands.test_bad_input import refusal


def test_each_step_is_measured_on_each_of_the_data(
    small_mnist: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chart = tmp_path / "chart.png"
    assert (
        main(
            [
                "compare",
                str(HAND_DRAWN),
                "--mnist",
                str(small_mnist),
                "--chart",
                str(chart),
                "--json",
            ]
        )
        == 0
    )
    steps = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(step["features"], step["classifier"]) for step in steps] == [
        *(tuple(stair.choice) for stair in STAIRCASE),
        (None, "network"),
    ]
    for step in steps:
        assert list(step) == ["features", "classifier", "title", "adds", "seconds", "errors"]
        assert list(step["errors"]) == ["MNIST", str(HAND_DRAWN)]
        assert all(0 <= error <= 1 for error in step["errors"].values())
        assert step["seconds"] > 0
    # Squares, one place for each class: even a template tells them, the network never saw any.
    assert steps[0]["errors"]["MNIST"] == 0
    assert steps[-1]["errors"][str(HAND_DRAWN)] == 0
    with Image.open(chart) as page:
        assert (page.format, page.size) == ("PNG", PAGE_PX)
        assert len(page.convert("RGB").getcolors(100_000) or []) > 50


def test_a_set_of_other_classes_is_refused_before_anything_is_fitted(
    small_mnist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "KMNIST has no image of the classes 0 to 9" in refusal(
        capsys, "compare", "kmnist", "--mnist", small_mnist
    )


def test_people_get_a_line_a_step_and_hear_what_is_left_out_without_scikit_learn(
    small_mnist: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    hand_drawn: list[Drawing],
) -> None:
    monkeypatch.setattr(comparison, "is_scikit_learn_here", lambda: False)
    monkeypatch.setattr(command, "STAIRCASE", STAIRCASE[:3])
    DrawingCollection().add([Entry(drawing) for drawing in hand_drawn])
    assert main(["compare", "mine", "--mnist", str(small_mnist)]) == 0
    captured = capsys.readouterr()
    heading, *lines = captured.out.splitlines()
    assert re.fullmatch(r"step +to fit +MNIST +your drawings +it adds", heading)
    # Without the forest, and with the network.
    assert len(lines) == 3
    [left_out] = captured.err.splitlines()
    assert "Raw pixels + random forest is left out" in left_out
    assert 'pip install "inkling-pad[shallow]"' in left_out
    assert re.match(r"Raw pixels \+ nearest template +0\.\d s +0\.00 % +\d+\.00 %  one", lines[0])
    assert lines[-1].startswith(NETWORK_TITLE)


def test_bad_input_is_refused_before_anything_is_fitted(
    small_mnist: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "compare", None)
    known = ["--mnist", small_mnist]
    letters = tmp_path / "letters.jsonl"
    letters.write_text(
        '{"strokes": [[[0, 0], [9, 9]]], "label": "A"}\n'
        '{"strokes": [[[0, 9], [9, 0]]], "label": "B"}\n'
    )
    assert "holds no drawing that is labelled" in refusal(capsys, "compare", letters, *known)
    assert "gone.jsonl" in refusal(capsys, "compare", tmp_path / "gone.jsonl", *known)
    assert "mine.jsonl" in refusal(capsys, "compare", "mine", *known)
    assert "it is a folder" in refusal(capsys, "compare", "--chart", tmp_path, *known)
    assert "overwritten" in refusal(capsys, "compare", letters, "--chart", letters, *known)
