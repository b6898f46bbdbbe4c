"""What the shipped network reads on the real pad, drawn there by mouse events."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings, write_drawings
from model.reading.prediction import Prediction
from tests.app.conftest import WAIT_MS, draw
from tests.conftest import FOLDER

STYLES = list(read_drawings(FOLDER / "ink" / "styles.jsonl"))
OTHERS = list(read_drawings(FOLDER / "ink" / "others.jsonl"))


def read(window: MainWindow, qtbot: QtBot, drawing: Drawing) -> Prediction:
    window.pad.clear()
    draw(window.pad, drawing.strokes)
    with qtbot.waitSignal(window.predicted, timeout=WAIT_MS):
        pass
    assert window.prediction is not None
    return window.prediction


@pytest.mark.parametrize("index", range(len(STYLES)))
def test_styles_that_mnist_lacks_are_read(window: MainWindow, qtbot: QtBot, index: int) -> None:
    prediction = read(window, qtbot, STYLES[index])
    assert prediction.label == STYLES[index].label
    assert prediction.is_accepted


@pytest.mark.parametrize("index", range(4), ids=["scribble", "A", "dot", "line"])
def test_what_is_no_digit_is_answered_so(window: MainWindow, qtbot: QtBot, index: int) -> None:
    prediction = read(window, qtbot, OTHERS[index])
    assert not prediction.is_accepted
    assert "not a digit" in window.prediction_panel.accessibleDescription()


def test_pad_and_command_line_give_the_same_probabilities(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    drawings = [*hand_drawn, *STYLES, *OTHERS]
    path = tmp_path / "ink.jsonl"
    write_drawings(path, drawings)
    command = [sys.executable, "-m", "model", "recognize", str(path), "--json"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    results = [json.loads(line) for line in output.splitlines()]
    for drawing, result in zip(drawings, results, strict=True):
        prediction = read(window, qtbot, drawing)
        probabilities = list(result["probabilities"].values())
        np.testing.assert_allclose(prediction.probabilities, probabilities, atol=0.02)
        assert prediction.is_known == pytest.approx(result["is_known"], abs=0.02)
