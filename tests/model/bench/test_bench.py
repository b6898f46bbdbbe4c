"""`inkling bench`, but for how fast this machine is."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
import torch

from model.bench import lecture, loops, numbers, plan, training
from model.bench.plan import Measure, Plan, in_new_process
from model.data.image_sets import MNIST
from model.data.source import Folders
from tests.conftest import load_mnist
from tests.model.conftest import run_python


def test_a_figure_is_a_multiple_of_its_baseline() -> None:
    assert Measure("training", "an epoch", 3.0, "s", 12.0, "the plain loop").ratio == 0.25
    assert Measure("recognition", "one drawing", 0.4, "ms").ratio is None
    assert Measure("training", "time to 1.0% test error", None, "s", 80.0).ratio is None


def test_each_measurement_has_a_process_and_environment_of_its_own() -> None:
    environment = {"INKLING_TEST": "there"}
    assert in_new_process(os.getenv, "INKLING_TEST", environment=environment) == "there"
    assert "INKLING_TEST" not in os.environ
    assert in_new_process(os.getpid) != os.getpid()


def test_recognition_is_measured_from_the_command_line() -> None:
    process = run_python("-m", "model", "bench", "--quick", "--parts", "recognition", "--json")
    assert process.returncode == 0, process.stderr
    measures = [json.loads(line) for line in process.stdout.splitlines()]
    assert {measure["part"] for measure in measures} == {"recognition"}
    assert [measure["unit"] for measure in measures] == ["1/s", "ms", "ms"]
    assert all(measure["value"] > 0 for measure in measures)


def test_numbers_are_measured_beside_one_character(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "in_new_process", lambda function, *given, **_: function(*given))
    monkeypatch.setattr(numbers, "QUICK_LINES", 3)
    monkeypatch.setattr(numbers, "find_spec", lambda name: None)  # no window
    quick_plan = Plan(device="cpu", folders=Folders(), quick=True)
    median, longest = numbers.measure_numbers(quick_plan)
    assert median.what == "10 digits, 25 strokes, from rest, median"
    assert median.value is not None
    assert median.baseline is not None
    assert longest.value is not None
    assert 0 < median.baseline < median.value <= longest.value
    for line in numbers.make_lines(3):
        assert (len(line.label or ""), len(line.strokes)) == (10, 25)


def test_an_unknown_part_is_refused() -> None:
    process = run_python("-m", "model", "bench", "--parts", "toast")
    assert process.returncode == 2
    assert "toast" in process.stderr


def test_training_is_measured_against_the_plain_loop(
    small_mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "in_new_process", plan.call)
    monkeypatch.setattr(training, "ROUNDS", 1)
    for module in (training, loops):
        monkeypatch.setattr(module, "TARGET_ERROR", 0.5)
    monkeypatch.setattr(loops, "MAX_PLAIN_EPOCHS", 100)
    folders = Folders(named={MNIST.name: small_mnist})
    quick_plan = Plan(device="cpu", folders=folders, quick=False)
    measures = {measure.what: measure for measure in training.measure_training(quick_plan)}
    epoch = measures["an epoch of the lecture's recipe"]
    assert epoch.value is not None
    assert epoch.baseline is not None
    assert 0 < epoch.value < 60
    assert 0 < epoch.baseline < 60
    error = measures["test error after that"]
    assert error.baseline is not None
    # The same recipe: the same network after an epoch, to rounding, but for its first weights.
    assert error.value == pytest.approx(error.baseline, abs=5)


def test_the_plain_loop_learns(small_mnist: Path) -> None:
    cpu = torch.device("cpu")
    train = lecture.prepare(load_mnist(small_mnist, train=True), cpu)
    test = lecture.prepare(load_mnist(small_mnist, train=False), cpu)
    assert train[0].shape[1:] == (1, 28, 28)
    epochs = lecture.epochs(*train, seed=0)
    errors = [lecture.error(next(epochs), *test) for _ in range(15)]
    assert errors[-1] < 0.2
    assert np.mean(errors[:3]) > np.mean(errors[-3:])
