"""What a run trains on, from its sources."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.data.dataset import NON_CHARACTER
from model.data.image_sets import MNIST
from model.data.labelled import MOST_REPEATS
from model.data.progress import complete
from model.data.source import BuiltInInk, Folders
from model.handwriting.synthesis import synthesize_noncharacters
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.storage.tensor_file import MAX_TEXT_LENGTH
from model.training.mixture import TrainingData, load_mixture, name_mixture
from model.training.recipes import TrainingConfig, make_config
from tools.campaign.small_training import HELD_OUT_COUNT

pytestmark = pytest.mark.usefixtures("small_training")


def load(config: TrainingConfig, mnist: Path) -> TrainingData:
    return complete(load_mixture(config, Folders(named={MNIST.name: mnist})))


@pytest.mark.parametrize(("repeats", "counts"), [(1, {1}), (2, {2}), (0.5, {0, 1}), (1.25, {1, 2})])
def test_an_epoch_shows_images_as_often_as_the_recipe_says(
    small_mnist: Path, repeats: float, counts: set[int]
) -> None:
    data = load(make_config("inkling", mixture={"mnist": repeats}), small_mnist)
    shown = np.bincount(data.epoch, minlength=len(data.train))
    assert set(shown.tolist()) == counts
    assert len(data.epoch) == round(repeats * 540)


def test_a_recipe_that_shows_much_shows_what_it_is_made_for_as_often_as_it_says(
    small_mnist: Path,
) -> None:
    ink = BuiltInInk(characters=100, noncharacters=20)
    data = load(make_config("thorough", ink=ink), small_mnist)
    assert len(data.epoch) == 14 * 540 + 120
    assert len(data.refining) == 8 * 540 + 120 // 4


def test_errors_are_mnists_but_confidence_is_fitted_on_all_sources(small_mnist: Path) -> None:
    config = make_config("inkling", ink=BuiltInInk(characters=100, noncharacters=20))
    data = load(config, small_mnist)
    assert len(data.train) == 540 + 120
    assert data.validation is not None
    assert data.calibration is not None
    assert len(data.validation) == 60
    assert len(data.test) == 200
    assert len(data.calibration) == 60 + HELD_OUT_COUNT + HELD_OUT_COUNT // 4
    assert (data.calibration.labels < 0).any()
    assert (data.validation.labels >= 0).all()


def test_no_class_of_one_source_is_shown_as_none_of_anothers(
    tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    path = tmp_path / "letters.jsonl"
    letters = [replace(drawing, label="AB"[n % 2]) for n, drawing in enumerate(hand_drawn * 4)]
    write_drawings(path, letters)
    ink = BuiltInInk(characters=20, noncharacters=300)
    config = make_config("inkling", ["ink", str(path)], ink=ink)
    drawn = synthesize_noncharacters(300, (config.seed + 1) * 1_000_003)
    data = load(config, tmp_path)
    assert list(data.train.classes) == [*"0123456789", "A", "B"]
    others = sum(drawing.label not in ("A", "B") for drawing in drawn)
    assert (data.train.labels[: 20 + others] == NON_CHARACTER).sum() == others < 300
    assert (data.train.labels[20 + others :] != NON_CHARACTER).all()


def test_without_mnist_errors_are_those_of_what_there_is(
    tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    path = tmp_path / "mine.jsonl"
    write_drawings(path, hand_drawn * 10)
    data = load(make_config("inkling", [str(path)]), tmp_path)
    assert len(data.test) == 10
    assert data.validation is not None
    assert len(data.validation) == 10
    # The parts are apart: each drawing is in one of them. What is learned is varied.
    assert len(data.train) == 80 * MOST_REPEATS


def test_however_many_files_there_are_a_run_card_can_name_them() -> None:
    files = [f"{'long' * 30}-{number}.jsonl" for number in range(20)]
    name = name_mixture(make_config("inkling", files))
    assert name.startswith(f"{files[0]} + {files[1]}")
    assert len(name) <= MAX_TEXT_LENGTH
    assert name_mixture(make_config("inkling")) == "MNIST + built-in ink"
