"""What a run trains on, from its sources."""

from pathlib import Path

import numpy as np
import pytest

from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.training.events import TrainingEvent
from model.training.recipes import TrainingConfig, make_config
from model.training.training_data import TrainingData, load_training_data


def load(config: TrainingConfig, sources: tuple[str, ...], mnist: Path) -> TrainingData:
    events = load_training_data(config, sources, mnist)
    while True:
        try:
            event: TrainingEvent = next(events)
            assert event
        except StopIteration as stop:
            return stop.value


@pytest.mark.parametrize(("repeats", "counts"), [(1, {1}), (2, {2}), (0.5, {0, 1}), (1.25, {1, 2})])
def test_an_epoch_shows_images_as_often_as_the_recipe_says(
    small_mnist: Path, repeats: float, counts: set[int]
) -> None:
    data = load(make_config("inkling", mnist_repeats=repeats), ("mnist",), small_mnist)
    shown = np.bincount(data.epoch, minlength=data.train.size)
    assert set(shown.tolist()) == counts
    assert len(data.epoch) == round(repeats * 540)


def test_errors_are_mnists_but_confidence_is_fitted_on_all_sources(small_mnist: Path) -> None:
    config = make_config("inkling", ink_digits=100, ink_others=20)
    data = load(config, ("mnist", "ink"), small_mnist)
    assert data.train.size == 540 + 120
    assert data.validation is not None
    assert data.calibration is not None
    assert data.validation.size == 60
    assert data.test.size == 200
    assert data.calibration.size > 1000
    assert (data.calibration.labels < 0).any()
    assert (data.validation.labels >= 0).all()


def test_without_mnist_errors_are_those_of_what_there_is(
    tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    path = tmp_path / "mine.jsonl"
    write_drawings(path, hand_drawn * 10)
    data = load(make_config("inkling"), (str(path),), tmp_path)
    assert data.test.size == 10
    assert data.validation is not None
    assert data.validation.size == 10
    # The parts are apart: each drawing is in one of them.
    assert data.train.size + 20 == 100
