"""Sources besides MNIST on the command line: sets of its family, and labelled ink."""

from dataclasses import replace
from pathlib import Path

import pytest

from model.handwriting.synthesis import synthesize_digits
from model.ink.ink_file import write_drawings
from model.network.weights import load_weights
from tests.model.commands.test_command_line import TRAIN, json_lines


def test_a_set_of_the_family_is_trained_on_and_measured(
    capsys: pytest.CaptureFixture[str], small_mnist: Path, tmp_path: Path
) -> None:
    (small_mnist / "MNIST").rename(small_mnist / "KMNIST")
    out, here = tmp_path / "w.safetensors", ("--datasets", small_mnist)
    events = json_lines(
        capsys, "train", "--data", "kmnist", *here, "--epochs", 1, "--out", out, *TRAIN
    )
    weights = load_weights(out)
    assert "".join(weights.classes) == "おきすつなはまやれを"
    assert weights.card.data == "KMNIST"
    [result] = json_lines(capsys, "evaluate", "kmnist", *here, "--weights", out)
    assert result["count"] == 200
    assert result["error"] == pytest.approx(events[-1]["test_error"])


def test_ink_of_any_labels_is_trained_on_and_measured_on_other_people(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    names = {"0": "ring", "1": "bar"}
    drawings = [
        replace(drawing, label=names[drawing.label], writer=f"writer {number % 20}")
        for number, drawing in enumerate(synthesize_digits(600, seed=4))
        if drawing.label in names
    ]
    path, out = tmp_path / "signs.jsonl", tmp_path / "w.safetensors"
    write_drawings(path, drawings)
    events = json_lines(capsys, "train", "--data", path, "--out", out, "--epochs", 1, *TRAIN)
    [started] = [event for event in events if event["event"] == "started"]
    assert started["classes"] == ["bar", "ring"]
    assert started["steps"] > 200  # few drawings are shown often
    assert started["test_count"] + started["validation_count"] < len(drawings) / 2
    weights = load_weights(out)
    assert weights.card.data == "signs.jsonl"
    assert weights.card.test_error is not None
    assert weights.card.test_error < 0.1
