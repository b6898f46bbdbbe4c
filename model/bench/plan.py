"""What a benchmark is asked for, and a figure that it gives.

Both sides of a ratio are measured in turns within one run, each in a process of its own, since
what one leaves behind (warm threads, a tuned allocator, imported modules) would help the other.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib import import_module
from multiprocessing import get_context
from typing import Any

from model.data.image_sets import MNIST
from model.data.source import Folders
from model.ink.parallel import changed_environment

ROUNDS = 3
"""How often each side is measured."""
TARGET_ERROR = 0.01
"""The test error that training is timed to."""

Result = tuple[float, float]
"""Seconds of training, and the test error after it."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to measure on, and for how long."""

    device: str
    folders: Folders
    quick: bool
    """Fewer rounds, and nothing that takes minutes."""

    def have_mnist(self) -> None:
        """Download MNIST where it is not on disk yet; raises BadInput."""
        for _ in MNIST.fetch(self.folders):
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
    function: Callable[..., object] | str,
    *arguments: object,
    environment: Mapping[str, str] | None = None,
) -> Any:
    """Return what a function returns, called in a fresh process that sees this environment.

    The function may be named, as "module:function": only the new process then imports it.
    """
    with (
        changed_environment(environment or {}),
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
    ):
        return pool.submit(call, function, *arguments).result()


def call(function: Callable[..., object] | str, *arguments: object) -> Any:
    """Return what a function, which may be named as for `in_new_process`, returns."""
    if not isinstance(function, str):
        return function(*arguments)
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)(*arguments)
