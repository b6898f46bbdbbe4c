"""`inkling bench`: how fast Inkling is on this machine, each figure beside what it is held against.

Both sides of a ratio are measured in turns within one run, each in a process of its own, since
what one leaves behind (warm threads, a tuned allocator, imported modules) would help the other.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from model.data.datasets import fetch_mnist, has_mnist
from model.errors import BadInput
from model.ink.parallel import CHUNK, ONE_THREAD, changed_environment

if TYPE_CHECKING:
    from model.training.events import TrainingEvent

T = TypeVar("T")

TARGET_ERROR = 0.01
MAX_PLAIN_EPOCHS = 15
"""After so many, the plain loop is taken not to reach the target at all."""
ROUNDS = 3
LEARNED_COUNT = 10
READ_COUNT = 4_000
READ_SINGLY_COUNT = 1_000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to measure on, and for how long."""

    device: str
    mnist: Path
    quick: bool
    """Fewer rounds, and nothing that takes minutes."""

    def have_mnist(self) -> None:
        """Download MNIST where it is not yet; raises BadInput."""
        if not has_mnist(self.mnist):
            for _ in fetch_mnist(self.mnist):
                pass


@dataclass(frozen=True)
class Measure:
    """One figure. `baseline` is the same figure of what it is held against, named by `than`."""

    part: str
    what: str
    value: float | None
    """None where it was not reached."""
    unit: str
    baseline: float | None = None
    than: str | None = None

    @property
    def ratio(self) -> float | None:
        """Inkling's figure as a multiple of the baseline's."""
        return self.value / self.baseline if self.value is not None and self.baseline else None

    def to_json(self) -> dict[str, Any]:
        """Return the figure as JSON has it."""
        return {**asdict(self), "ratio": self.ratio}


Part = Callable[[Plan], Iterator[Measure]]


def in_new_process(
    function: Callable[..., T], *arguments: object, environment: Mapping[str, str] | None = None
) -> T:
    """Return what the function returns, called in a fresh process that sees this environment."""
    with (
        changed_environment(environment or {}),
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
    ):
        return pool.submit(function, *arguments).result()


# Training


def measure_training(plan: Plan) -> Iterator[Measure]:
    """Measure Inkling's engine against the lecture's loop."""
    plan.have_mnist()
    device = in_new_process(_device_name, plan.device)
    is_cpu = device == "cpu"
    epochs = 1 if is_cpu else 10
    plain, own = [], []
    for seed in range(1 if plan.quick else ROUNDS):
        plain.append(in_new_process(_train_plainly, plan, seed, epochs))
        own.append(in_new_process(_train, plan, "lecture", seed, epochs))
    named = "an epoch" if epochs == 1 else f"{epochs} epochs"
    yield _compare_runs(f"{named} of the lecture's recipe", "s", 0, own, plain)
    yield _compare_runs("test error after that", "%", 1, own, plain)
    if plan.quick and is_cpu:
        return
    plain = [in_new_process(_train_plainly, plan, seed, None) for seed in range(ROUNDS)]
    own = [in_new_process(_train, plan, "quick", seed, None) for seed in range(ROUNDS)]
    reached = f"{TARGET_ERROR:.1%} test error"
    if max(error for _, error in own) > TARGET_ERROR:
        yield Measure("training", f"time to {reached}", None, "s")
        return
    yield _compare_runs(f"time to {reached}", "s", 0, own, plain)
    yield _compare_runs(f"{reached}, in fact", "%", 1, own, plain)


Run = tuple[float, float]
"""Seconds of training, and the test error after it."""


def _compare_runs(what: str, unit: str, place: int, own: list[Run], plain: list[Run]) -> Measure:
    factor = 100 if unit == "%" else 1
    mean_own, mean_plain = (
        factor * float(np.mean([r[place] for r in runs])) for runs in (own, plain)
    )
    return Measure("training", what, mean_own, unit, mean_plain, "the plain loop")


def _device_name(name: str) -> str:
    from model.training.devices import choose_device

    return choose_device(name)[0].type


def _train_plainly(plan: Plan, seed: int, epochs: int | None) -> Run:
    """Run the lecture's loop: for so many epochs, or until it reads well enough."""
    import torch._dynamo  # noqa: F401  # ahead of the clock, as in Inkling's engine

    from model.bench import lecture
    from model.data.datasets import load_mnist
    from model.training.devices import choose_device

    device, _ = choose_device(plan.device)
    train = lecture.prepare(load_mnist(plan.mnist, train=True), device)
    test = lecture.prepare(load_mnist(plan.mnist, train=False), device)
    if device.type != "cpu":
        next(lecture.epochs(train[0][:1000], train[1][:1000], seed))  # warm the device up
    seconds = 0.0
    begin = time.perf_counter()
    for epoch, network in enumerate(lecture.epochs(*train, seed), 1):
        _wait_for(device)
        seconds += time.perf_counter() - begin
        if epochs is None or epoch == epochs:
            error = lecture.error(network, *test)
            if epoch == epochs or error <= TARGET_ERROR:
                return seconds, error
            if epoch == MAX_PLAIN_EPOCHS:
                raise BadInput(f"the plain loop misread {error:.2%} after {epoch} epochs")
        begin = time.perf_counter()
    raise AssertionError("the lecture's loop has no end")


def _wait_for(device: Any) -> None:
    import torch

    if device.type != "cpu":
        torch.accelerator.synchronize(device)


def _train(plan: Plan, recipe: str, seed: int, epochs: int | None) -> Run:
    """Run Inkling's engine, as `inkling train` does."""
    from model.training.events import Finished
    from model.training.recipes import make_config
    from model.training.train import train

    config = make_config(recipe, device=plan.device, seed=seed, epochs=epochs)
    if config.device != "cpu" and _device_name(config.device) != "cpu":
        for _ in train(make_config(recipe, device=plan.device, epochs=1), ("mnist",), plan.mnist):
            pass  # warm the device up
    for event in train(config, ("mnist",), plan.mnist):
        if isinstance(event, Finished):
            card = event.weights.card
            assert card.seconds is not None
            assert card.test_error is not None
            return card.seconds, card.test_error
    raise AssertionError("the run told no end")


# Recognition


def measure_recognition(plan: Plan) -> Iterator[Measure]:
    """Measure how fast ink is read, rasterising included, by one core."""
    count = READ_COUNT // 4 if plan.quick else READ_COUNT
    rate, singly_ms = in_new_process(_recognize, count, environment=ONE_THREAD)
    yield Measure("recognition", "drawings read, one core", rate, "1/s")
    for percentile in (50, 99):
        value = float(np.percentile(singly_ms, percentile))
        yield Measure("recognition", f"one drawing, percentile {percentile}", value, "ms")


def _recognize(count: int) -> tuple[float, list[float]]:
    from model.handwriting.synthesis import synthesize_digits
    from model.network.recognizer import Recognizer
    from model.network.weights import default_weights

    recognizer = Recognizer(default_weights())
    drawings = synthesize_digits(count, seed=0)
    recognizer.recognize(drawings[:CHUNK])  # warm up
    begin = time.perf_counter()
    for start in range(0, count, CHUNK):
        recognizer.recognize(drawings[start : start + CHUNK])
    rate = count / (time.perf_counter() - begin)
    singly_ms = []
    for drawing in drawings[:READ_SINGLY_COUNT]:
        begin = time.perf_counter()
        recognizer.recognize([drawing])
        singly_ms.append(1000 * (time.perf_counter() - begin))
    return rate, singly_ms


# Learning a hand


def measure_learning(plan: Plan) -> Iterator[Measure]:
    """Measure how long ten corrections take to learn, PyTorch being loaded."""
    plan.have_mnist()
    seconds = in_new_process(_learn, plan.mnist, 1 if plan.quick else ROUNDS)
    yield Measure("learning", "ten drawings learned, median", float(np.median(seconds)), "s")


def _learn(mnist: Path, rounds: int) -> list[float]:
    seconds = []
    for _ in range(1 + rounds):
        begin = time.perf_counter()
        for _event in start_learning(mnist):
            pass
        seconds.append(time.perf_counter() - begin)
    return seconds[1:]  # the first has warmed up


def start_learning(mnist: Path) -> "Iterator[TrainingEvent]":
    """Begin to learn ten drawings, from the weights that ship."""
    from model.handwriting.synthesis import synthesize_digits
    from model.network.weights import default_weights
    from model.training.learn import learn

    return learn(default_weights(), synthesize_digits(LEARNED_COUNT, seed=0), mnist=mnist)


PARTS: Mapping[str, Part] = {
    "training": measure_training,
    "recognition": measure_recognition,
    "learning": measure_learning,
}
"""What can be measured without a window."""
