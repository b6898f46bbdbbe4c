"""Training as its consumers see it: a sequence of events."""

import dataclasses
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.data import sources
from model.data.image_sets import MNIST
from model.data.labelled import MOST_REPEATS
from model.data.source import BuiltInInk, Folders
from model.errors import BadInput
from model.handwriting.styles import LETTERS
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.training import train
from model.training.events import (
    Finished,
    Snapshot,
    Started,
    Stepped,
    TrainingEvent,
    Validated,
    Working,
    to_json,
)
from model.training.recipes import RECIPES, TrainingConfig, make_config

pytestmark = pytest.mark.usefixtures("small_training")


def small(
    recipe: str = "inkling", data: tuple[str, ...] = ("mnist",), **choices: Any
) -> TrainingConfig:
    choices = {"device": "cpu", "batch_size": 20, "epochs": 3, **choices}
    return make_config(recipe, data, **choices)


def folders(mnist: Path) -> Folders:
    return Folders(named={MNIST.name: mnist})


def run(config: TrainingConfig, mnist: Path) -> list[TrainingEvent]:
    return list(train(config, folders(mnist)))


def of(kind: type, events: list[TrainingEvent]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def test_a_run_emits_its_events_in_order(small_mnist: Path) -> None:
    events = run(small(), small_mnist)
    [started], [finished] = of(Started, events), of(Finished, events)
    assert events[-1] is finished
    before = events[: events.index(started)]
    assert {type(event) for event in before} == {Working}
    assert started.train_count == 540 * RECIPES["inkling"].mixture["mnist"]
    assert (started.validation_count, started.test_count) == (60, 200)
    steps = [event.step for event in of(Stepped, events)]
    assert steps[0] == 1
    assert steps[-1] == started.steps
    assert steps == sorted(set(steps))
    assert [event.step for event in of(Validated, events)] == [
        epoch * 27 + step for epoch in range(3) for step in (13, 27)
    ]
    remaining = of(Stepped, events)[-1].remaining_s
    assert remaining == 0


def test_it_learns_and_its_card_says_so(small_mnist: Path) -> None:
    card = of(Finished, run(small(epochs=4), small_mnist))[0].weights.card
    assert card.test_error < 0.1
    assert card.validation_error < 0.2
    assert (card.recipe, card.data, card.seed) == ("inkling", "MNIST", 0)
    assert card.device == "cpu"
    assert card.seconds > 0
    assert card.temperature > 0
    assert card.known_threshold is not None
    assert card.date


def test_the_same_seed_gives_the_same_network(small_mnist: Path) -> None:
    first, again, other = (
        of(Finished, run(small(epochs=1, seed=seed), small_mnist))[0].weights.parameters
        for seed in (1, 1, 2)
    )
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["fc2.weight"], other["fc2.weight"])


def test_snapshots_are_copies(small_mnist: Path) -> None:
    events = run(small(epochs=1), small_mnist)
    snapshots = of(Snapshot, events)
    assert len(snapshots) >= 2
    first, last = snapshots[0].weights.parameters, snapshots[-1].weights.parameters
    assert not np.array_equal(first["conv1.weight"], last["conv1.weight"])


def test_lecture_is_the_slides_recipe(small_mnist: Path) -> None:
    lecture = RECIPES["lecture"]
    assert (lecture.learning_rate, lecture.batch_size, lecture.epochs) == (0.1, 100, 10)
    assert (lecture.momentum, lecture.weight_decay, lecture.label_smoothing) == (0, 0, 0)
    assert (lecture.shuffle, lecture.one_cycle, lecture.holds_out) == (False, False, False)
    assert lecture.augmentation is None
    assert lecture.mixture == {"mnist": 1}
    events = run(make_config("lecture", device="cpu", epochs=2), small_mnist)
    [started] = of(Started, events)
    assert (started.train_count, started.validation_count, started.steps) == (600, 0, 12)
    assert of(Validated, events) == []
    card = of(Finished, events)[0].weights.card
    assert card.validation_error is None
    assert card.temperature == 1


def test_built_in_ink_trains_without_any_file(tmp_path: Path) -> None:
    ink = BuiltInInk(characters=600, noncharacters=60)
    config = small(data=("ink",), ink=ink, epochs=2)
    events = run(config, tmp_path / "nowhere")
    [started] = of(Started, events)
    assert started.data == "built-in ink"
    assert started.train_count == 660
    shares = [event.share for event in of(Working, events) if event.share is not None]
    assert max(shares) == 1
    assert of(Finished, events)[0].weights.card.test_error < 0.9


def test_letters_are_learned_without_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "DRAWN_TEST_COUNT", 400)
    monkeypatch.setattr(sources, "DRAWN_VALIDATION_COUNT", 200)
    ink = BuiltInInk(characters=2_000, noncharacters=100)
    config = small(data=("letters",), ink=ink, epochs=4, batch_size=50)
    events = run(config, tmp_path / "nowhere")
    weights = of(Finished, events)[0].weights
    assert list(weights.classes) == list(LETTERS)
    assert weights.card.data == "built-in letters"
    assert weights.card.test_error < 0.6  # by chance 0.98


def test_mixed_sources_are_joined(small_mnist: Path) -> None:
    ink = BuiltInInk(characters=100, noncharacters=20)
    config = small(data=("mnist", "ink"), ink=ink, epochs=1)
    [started] = of(Started, run(config, small_mnist))
    assert started.data == "MNIST + built-in ink"
    assert started.train_count == 540 * config.mixture["mnist"] + 120


def test_an_ink_file_trains_and_keeps_parts_for_measuring(
    tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    path = tmp_path / "mine.jsonl"
    write_drawings(path, hand_drawn * 10)
    events = run(small(data=(str(path),), epochs=1, batch_size=200), tmp_path)
    [started] = of(Started, events)
    assert (started.validation_count, started.test_count) == (10, 10)
    assert started.train_count == 80 * MOST_REPEATS
    assert started.data == "mine.jsonl"


def test_too_few_drawings_are_refused(tmp_path: Path, hand_drawn: list[Drawing]) -> None:
    path = tmp_path / "few.jsonl"
    write_drawings(path, hand_drawn[:5])
    with pytest.raises(BadInput, match="too few"):
        run(small(data=(str(path),)), tmp_path)


def test_a_pause_of_the_consumer_is_not_the_runs_time(small_mnist: Path) -> None:
    paused_s = 0.0
    begin = time.monotonic()
    for event in train(small(epochs=1), folders(small_mnist)):
        if isinstance(event, Stepped) and paused_s < 0.3:
            paused_at = time.monotonic()
            time.sleep(0.1)
            paused_s += time.monotonic() - paused_at
        if isinstance(event, Finished):
            seconds = event.weights.card.seconds
            assert seconds is not None
            assert seconds <= time.monotonic() - begin - paused_s
    assert paused_s > 0


def test_a_run_can_be_closed_at_any_event(small_mnist: Path) -> None:
    for kind in (Working, Started, Stepped, Snapshot):
        events = train(small(epochs=50), folders(small_mnist))
        next(event for event in events if isinstance(event, kind))
        begin = time.perf_counter()
        events.close()
        assert time.perf_counter() - begin < 5  # fifty epochs would take longer


def test_no_more_is_emitted_than_a_window_can_show(small_mnist: Path) -> None:
    steps = of(Stepped, run(small(epochs=4), small_mnist))
    emitted_s = [event.elapsed_s for event in steps[1:-1]]
    assert len(emitted_s) > 3
    assert min(np.diff(emitted_s)) > 1 / 30


def test_a_teacher_learns_first_and_shows(small_mnist: Path) -> None:
    config = small(epochs=1, teacher_epochs=2, batch_size=50)
    events = run(config, small_mnist)
    [started], [finished] = of(Started, events), of(Finished, events)
    shares = [event.share for event in of(Working, events) if "teacher" in event.what]
    assert shares
    assert shares == sorted(shares)
    assert started.steps == 11  # the network's own
    alone = of(Finished, run(small(epochs=1, batch_size=50), small_mnist))[0].weights
    taught = finished.weights
    assert taught.card.test_error < alone.card.test_error
    assert not np.array_equal(taught.parameters["fc2.bias"], alone.parameters["fc2.bias"])


@pytest.mark.parametrize("learning_rate", [3.0, 10.0])
def test_divergence_is_refused_by_name(small_mnist: Path, learning_rate: float) -> None:
    with pytest.raises(BadInput, match=r"diverged at step \d+: try a lower learning rate"):
        run(small("lecture", learning_rate=learning_rate, epochs=1), small_mnist)


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_refused_by_name(small_mnist: Path, device: str) -> None:
    import torch

    if torch.cuda.is_available() or torch.backends.mps.is_available():
        pytest.skip("this machine has a GPU")
    with pytest.raises(BadInput, match=device):
        run(small(device=device), small_mnist)


def test_auto_trains_on_the_cpu_where_no_gpu_runs(small_mnist: Path) -> None:
    import torch

    if torch.cuda.is_available() or torch.backends.mps.is_available():
        pytest.skip("this machine has a GPU")
    [started] = of(Started, run(small(device="auto", epochs=1), small_mnist))
    assert started.device == "cpu"


def test_cuda_trains_where_there_is_one(small_mnist: Path) -> None:
    import torch

    if not torch.cuda.is_available():
        pytest.skip("no CUDA GPU")
    card = of(Finished, run(small(device="cuda", epochs=4), small_mnist))[0].weights.card
    assert card.device.startswith("cuda")
    assert card.test_error < 0.1


def test_what_has_one_drawing_of_each_label_is_learned_and_nothing_is_measured(
    tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    path = tmp_path / "one of each.jsonl"
    write_drawings(path, hand_drawn)
    events = run(small("quick", (str(path),), epochs=1), tmp_path)
    assert of(Started, events)[0].test_count == 0
    card = of(Finished, events)[0].weights.card
    assert (card.test_error, card.validation_error, card.known_threshold) == (None, None, None)


def test_events_become_json_by_their_names() -> None:
    assert to_json(Stepped(1, 2.0, 0.5, 1.5)) == {
        "event": "stepped",
        "step": 1,
        "loss": 2.0,
        "elapsed_s": 0.5,
        "remaining_s": 1.5,
    }


@pytest.mark.parametrize(
    "choices",
    [
        {"epochs": 0},
        {"batch_size": 0},
        {"learning_rate": 0.0},
        {"seed": -1},
        {"device": "tpu"},
        {"drawings": 0},
        {"drawings": 100, "sources": ["mnist"]},
    ],
)
def test_choices_out_of_range_are_refused(choices: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=str(next(iter(choices)).split("_")[0])):
        make_config("inkling", **choices)


def test_how_much_is_drawn_can_be_said() -> None:
    usual = make_config("inkling", ["letters"]).ink
    more = make_config("inkling", ["letters"], drawings=10 * usual.characters).ink
    assert more.characters == 10 * usual.characters
    assert more.noncharacters == 10 * usual.noncharacters


def test_a_config_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        RECIPES["inkling"].epochs = 1  # type: ignore[misc]
