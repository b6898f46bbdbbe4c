"""What a run tells of itself: its moments, and the least that its loss can be."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from model.data.classes import DIGITS
from model.data.image_sets import MNIST
from model.data.source import BuiltInInk, Folders
from model.ink.drawing import Drawing
from model.network.weights import default_weights
from model.training import learn, train
from model.training.events import Finished, Snapshot, Started, Stepped, TrainingEvent
from model.training.recipes import make_config
from model.training.targets import Targets


def run_on(mnist: Path, recipe: str = "quick", **choices: Any) -> list[TrainingEvent]:
    config = make_config(recipe, ("mnist",), device="cpu", batch_size=20, epochs=2, **choices)
    return list(train(config, Folders(named={MNIST.name: mnist})))


def least_loss(events: Sequence[TrainingEvent]) -> float | None:
    [started] = [event for event in events if isinstance(event, Started)]
    return started.least_loss


def test_there_is_a_snapshot_after_each_step_that_is_a_power_of_two(small_mnist: Path) -> None:
    events = run_on(small_mnist)
    steps = [event.step for event in events if isinstance(event, Snapshot)]
    assert steps == sorted(set(steps))
    assert {1, 2, 4, 8, 16, 32} <= set(steps)


def test_a_snapshot_holds_the_weights_of_its_step(small_mnist: Path) -> None:
    [first, second] = [
        [event for event in run_on(small_mnist) if isinstance(event, Snapshot)][:2]
        for _ in range(2)
    ]
    for once, again in zip(first, second, strict=True):
        assert once.step == again.step
        np.testing.assert_array_equal(
            once.weights.parameters["fc2.bias"], again.weights.parameters["fc2.bias"]
        )


def test_learning_a_hand_has_snapshots_of_its_first_steps_too(hand_drawn: list[Drawing]) -> None:
    events = list(learn(default_weights(), hand_drawn[3:4]))  # nothing is left out of one
    steps = [event.step for event in events if isinstance(event, Snapshot)]
    assert {1, 2, 4, 8, 16, 32} <= set(steps)
    least = least_loss(events)
    assert least is not None
    losses = [event.loss for event in events if isinstance(event, Stepped)]
    assert 0.05 < least < losses[0]


def test_hard_targets_can_be_learned_to_a_loss_of_nothing(small_mnist: Path) -> None:
    assert least_loss(run_on(small_mnist, "lecture")) == 0


def test_soft_targets_leave_a_loss(small_mnist: Path) -> None:
    # 5 % of each label are shared by ten classes: -(0.955 ln 0.955 + 9 * 0.005 ln 0.005).
    assert least_loss(run_on(small_mnist)) == pytest.approx(0.2824, abs=1e-4)


def test_no_loss_of_a_run_is_less_than_the_least(small_mnist: Path) -> None:
    events = run_on(small_mnist, label_smoothing=0.3)
    least = least_loss(events)
    assert least is not None
    assert min(event.loss for event in events if isinstance(event, Stepped)) > least


def test_what_is_no_character_is_to_be_taken_for_all_classes_alike() -> None:
    targets = Targets(make_config("lecture"), DIGITS, torch.device("cpu"))
    assert targets.least_loss(np.array([3, -1])) == pytest.approx(math.log(10) / 2)


@pytest.mark.usefixtures("small_training")
def test_where_a_teacher_says_what_to_learn_the_least_loss_is_not_known() -> None:
    ink = BuiltInInk(characters=60, noncharacters=20)
    config = make_config("inkling", ("ink",), device="cpu", epochs=1, teacher_epochs=1, ink=ink)
    events = list(train(config, Folders()))
    assert isinstance(events[-1], Finished)
    assert least_loss(events) is None
