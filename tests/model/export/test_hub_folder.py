"""The folder for model hubs: its card says what is known, and its programs read as Inkling does."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.errors import BadInput
from model.export import hub_folder
from model.export.hub_folder import write_hub_folder
from model.export.model_card import measured, write_card
from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from model.network.recognizer import Recognizer
from model.network.weights import RunCard, Weights, default_weights, load_weights
from tests.model.conftest import make_weights, run_python

FILES = {"README.md", "config.json", "model.safetensors"}
PROGRAM = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
READ_IMAGES = """
probabilities, is_known = read(np.load("images.npy"), load("model.safetensors"))
np.savez("read.npz", probabilities=probabilities, is_known=is_known)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / "my network"


def programs_of(folder: Path) -> list[str]:
    """Return the Python programs that a card gives, that with NumPy alone first."""
    return PROGRAM.findall((folder / "README.md").read_text())


def run_program(folder: Path, program: str) -> str:
    process = run_python("-c", f"import os; os.chdir({str(folder)!r})\n{program}")
    assert process.returncode == 0, process.stderr
    return process.stdout


@pytest.mark.parametrize("weights", [default_weights(), make_weights()], ids=["shipped", "plain"])
def test_the_cards_program_reads_as_inkling_does_with_numpy_alone(
    weights: Weights, folder: Path, hand_drawn: list[Drawing]
) -> None:
    write_hub_folder(folder, weights)
    images = np.concatenate([rasterize(hand_drawn), np.zeros((1, 1, 28, 28), np.float32)])
    np.save(folder / "images.npy", images)
    run_program(folder, programs_of(folder)[0] + READ_IMAGES)
    read = np.load(folder / "read.npz")
    predictions = Recognizer(weights).predict(images)
    expected = [prediction.probabilities for prediction in predictions]
    assert np.abs(read["probabilities"] - expected).max() < 1e-5
    assert np.abs(read["is_known"] - [each.is_known for each in predictions]).max() < 1e-5


def test_its_example_is_a_one_to_numpy_and_to_an_onnx_runtime(folder: Path) -> None:
    pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx")
    names = write_hub_folder(folder, default_weights())
    assert {path.name for path in folder.iterdir()} == set(names) == {*FILES, "model.onnx"}
    for program in programs_of(folder):
        assert run_program(folder, program).startswith("1 0.98")


def test_without_the_onnx_library_it_does_without_that_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert set(write_hub_folder(folder, default_weights())) == FILES
    assert "onnx" not in (folder / "README.md").read_text().lower()


def test_the_weights_are_as_inkling_has_them(folder: Path) -> None:
    weights = default_weights()
    write_hub_folder(folder, weights)
    again = load_weights(folder / "model.safetensors")
    assert again.card == weights.card
    config = json.loads((folder / "config.json").read_text())
    assert config["id2label"]["7"] == "7"
    assert config["run_card"]["test_error"] == weights.card.test_error


def test_the_card_says_how_it_was_trained_and_how_sure_its_errors_are() -> None:
    card = RunCard(
        recipe="thorough",
        data="MNIST + built-in ink",
        seed=1,
        validation_error=0.0048,
        test_error=0.0037,
        known_threshold=3.0,
    )
    text = write_card("tens", replace(default_weights(), card=card), ())
    assert text.startswith("---\nlicense: mit\n")
    assert 'datasets: ["mnist"]' in text
    assert '"value": 0.9963' in text
    assert "| data | MNIST + built-in ink |" in text
    assert "| the test images of MNIST, 10,000 characters | 0.37 % | 0.27 to 0.51 % |" in text
    assert "held out of the training, 5,000 characters | 0.48 % | 0.32 to 0.71 % |" in text


@pytest.mark.parametrize(
    "card",
    [
        RunCard(test_error=0.0037),  # of what data nobody knows
        RunCard(test_error=0.0037, data="letters.jsonl"),
        RunCard(test_error=0.00371234, data="MNIST"),  # no share of 10,000
        RunCard(test_error=0.0037, data="MNIST", base="inkling", own_count=12, own_error=0.1),
    ],
)
def test_an_interval_is_given_only_where_the_count_is_known(card: RunCard) -> None:
    assert [metric.interval for metric in measured(card)] == [None] * len(list(measured(card)))
    text = write_card("mine", make_weights(card=card), ())
    assert "| 0.37 % |  |" in text


def test_what_somebody_trained_has_a_licence_only_they_can_name() -> None:
    text = write_card("mine", make_weights(card=RunCard(own_count=12)), ())
    assert text.startswith("---\nlicense: unknown\n")
    assert "has not said" in text
    assert "12 drawings of one person" in text


def test_foreign_names_cannot_break_the_card() -> None:
    card = RunCard(data="a | b\n---\n<script>", recipe="x")
    text = write_card('"quoted": [name]\n', make_weights(card=card), ())
    assert r"| data | a \| b\n---\n&lt;script&gt; |" in text
    assert text.count("\n---\n") == 1


def test_what_is_there_already_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for _ in range(2):
        with pytest.raises(BadInput, match=r"cannot write .*mine: it is there already$"):
            write_hub_folder(folder, default_weights())
        (folder / "kept.txt").write_text("mine")
    assert [path.name for path in folder.iterdir()] == ["kept.txt"]


def test_it_is_there_whole_or_not_at_all(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(hub_folder, "write_card", fail)
    with pytest.raises(BadInput, match="No space left"):
        write_hub_folder(folder, default_weights())
    assert not list(folder.parent.iterdir())
