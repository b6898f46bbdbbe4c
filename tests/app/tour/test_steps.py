"""What the steps say: true of any network, and no longer than there is room for."""

from dataclasses import replace

import numpy as np
import pytest

from app.tour.example import example_of
from app.tour.steps import STEPS, Facts
from app.tour.watched_run import WatchedRun, short_config
from app.views.views import KINDS
from model.data.classes import DIGITS, Classes
from model.data.source import Folders
from model.errors import BadInput
from model.ink.raster import rasterize
from model.insight.layers import layers_of
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.training.events import Snapshot, TrainingEvent
from tests.app.training.conftest import finished, started, stepped

SIGNS = Classes(["cat", "dog", "cow"])


def facts(classes: Classes = DIGITS, run: WatchedRun | None = None, *, ink: bool = True) -> Facts:
    example = example_of(DIGITS)
    assert example is not None
    assert example.drawing is not None
    images = rasterize([example.drawing] if ink else [])
    if not ink:
        images = np.zeros((1, 1, 28, 28), np.float32)
    return Facts(classes=classes, layers=layers_of(classes), images=images, run=run)


def walked(count: int) -> WatchedRun:
    """Return a run of which so many events were brought."""
    weights = default_weights()
    events: list[TrainingEvent] = [started(301), stepped(1, 2.31), Snapshot(weights, 1), finished()]
    run = WatchedRun(lambda: (event for event in events))
    run.let_go()
    walk = run.walk()
    for _ in range(count):
        next(walk)
    return run


def test_each_step_names_a_view_that_there_is() -> None:
    assert {step.view for step in STEPS} <= {kind.name for kind in KINDS}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.title)
@pytest.mark.parametrize("classes", [DIGITS, SIGNS], ids=["digits", "signs"])
@pytest.mark.parametrize("events", [None, 0, 1, 4, 5])
def test_each_step_says_little_and_whole_sentences(step, classes, events) -> None:  # type: ignore[no-untyped-def]
    text = step.say(facts(classes, None if events is None else walked(events)))
    assert 60 < len(text) < 260
    assert text.endswith((".", "…"))
    if classes is SIGNS:
        assert "digit" not in text


def test_figures_are_those_of_the_network() -> None:
    said = [step.say(facts(SIGNS)) for step in STEPS]
    weights = sum(layer.weight_count for layer in layers_of(SIGNS))
    assert weights != 105_506
    assert f"{weights:,} weights" in said[4]
    assert "each of 3 classes" in said[4]
    assert "one of cat, dog, cow" in said[7]


def test_of_the_old_way_is_promised_only_what_comes_of_fitting() -> None:
    there = replace(facts(), has_old_way=True)
    for step in STEPS:
        assert step.is_of_old_way == (step.say(there) != step.say(facts()))
        if step.is_of_old_way:
            assert "fit" in step.say(there)
            assert len(step.say(there)) < 260


def test_the_gap_is_counted_on_the_drawing() -> None:
    image = np.zeros((1, 1, 28, 28), np.float32)
    image[0, 0, 10:14, 5:9] = 1  # a block: shifted, it changes at its left and right edge
    block = Facts(classes=DIGITS, layers=layers_of(DIGITS), images=image)
    assert block.changed_by_shift == 8
    assert "8 of the 784 numbers" in STEPS[1].say(block)
    assert "0 of the" not in STEPS[1].say(facts(ink=False))


def test_the_run_is_told_as_it_goes() -> None:
    step, epoch = STEPS[5], STEPS[6]
    assert not step.is_done(facts(run=walked(2)))
    assert step.is_done(facts(run=walked(4)))
    assert "was 2.31; to guess among 10 gives 2.30" in step.say(facts(run=walked(4)))
    assert not epoch.is_done(facts(run=walked(4)))
    assert "600 images in 301 steps" in epoch.say(facts(run=walked(4)))
    assert epoch.is_done(facts(run=walked(5)))
    assert "misreads 1.00 % of 200 images" in epoch.say(facts(run=walked(5)))


def test_the_short_run_needs_no_download() -> None:
    config = short_config(Folders())
    assert list(config.mixture) == ["ink"]
    assert config.epochs == 1


def test_an_example_is_one_of_the_classes_and_read_so() -> None:
    example = example_of(DIGITS)
    assert example is not None
    assert example.drawing is not None
    [prediction] = Recognizer(default_weights()).predict(rasterize([example.drawing]))
    assert prediction.text == example.label


def test_of_unknown_classes_there_is_no_example() -> None:
    assert example_of(SIGNS) is None


def test_a_run_that_fails_hands_its_failure_on() -> None:
    def fail():  # type: ignore[no-untyped-def]
        raise BadInput("no such device")
        yield

    with pytest.raises(BadInput, match="no such device"):
        list(WatchedRun(fail).walk())
