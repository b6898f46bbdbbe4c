"""What a training run emits, in order. `TrainingEvent` is the union of all.

(Notice | Fetching | Working)* -> Started -> (Stepped | Validated | Snapshot | Working)* ->
Compared? -> Finished. Only a run that learns a hand, or signs, emits Compared. A run that fails
raises an exception instead; a run that is closed early just ends.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

from model.data.progress import Fetching, Notice, Working
from model.network.weights import Weights
from model.text import percent

__all__ = [
    "Compared",
    "Fetching",
    "Finished",
    "Notice",
    "Snapshot",
    "Started",
    "Stepped",
    "TrainingEvent",
    "Validated",
    "Working",
    "to_json",
]


@dataclass(frozen=True)
class Started:
    """The data are loaded and the first step follows."""

    recipe: str
    data: str
    classes: tuple[str, ...]
    device: str
    seed: int
    epochs: int
    steps: int
    train_count: int
    validation_count: int
    test_count: int
    least_loss: float | None = None
    """The mean entropy of the targets, in nats: no network's mean loss is less. None: not known."""


@dataclass(frozen=True)
class Stepped:
    """Steps up to `step` (from 1) are done; `loss` is the mean since the last such event."""

    step: int
    loss: float
    elapsed_s: float
    remaining_s: float


@dataclass(frozen=True)
class Validated:
    """The network as it is after `step` misreads this fraction of the validation data."""

    step: int
    error: float


@dataclass(frozen=True)
class Snapshot:
    """A copy of the weights as they are, so that a drawing can be read while they change.

    `step`: how many steps they have learned.
    """

    weights: Weights
    step: int = 0


@dataclass(frozen=True)
class Compared:
    """What learning a hand, or signs, gives: errors in [0, 1], on drawings that were not learned.

    `own` are the user's own drawings, each left out in its turn; their errors are None where there
    were too few. Signs that no network knew before have no error before, and are nobody else's.
    """

    own_count: int
    """How many distinct drawings it learned from."""
    own_error_before: float | None
    own_error_after: float | None
    everyone: str | None = None
    """The source that stands for everyone, such as "MNIST"; None where none has the classes."""
    everyone_error_before: float | None = None
    everyone_error_after: float | None = None
    is_of_signs: bool = False
    """Whether new signs were learned, which everyone else has not drawn."""

    @property
    def own_change(self) -> str:
        """The share of the user's own drawings that is read right, before and after."""
        before, after = self.own_error_before, self.own_error_after
        if after is None:
            return "yours: too few to tell"
        if before is None:
            return f"yours {percent(1 - after, 0)}"
        return f"yours {percent(1 - before, 0)} → {percent(1 - after, 0)}"

    @property
    def everyone_change(self) -> str:
        """The share of everyone's drawings that is read right, before and after."""
        before, after = self.everyone_error_before, self.everyone_error_after
        if before is None or after is None:
            return "everyone's: nothing to measure on"
        return f"everyone's {percent(1 - before)} → {percent(1 - after)}"

    def __str__(self) -> str:
        """Say both, as a user would; of signs there is only the user's own."""
        return self.own_change if self.is_of_signs else f"{self.own_change}, {self.everyone_change}"


@dataclass(frozen=True)
class Finished:
    """The run is over; the card in `weights` holds its errors, time and device."""

    weights: Weights


TrainingEvent = (
    Notice | Fetching | Working | Started | Stepped | Validated | Snapshot | Compared | Finished
)


def to_json(event: TrainingEvent) -> dict[str, Any]:
    """Return the event as a JSON object, named by its class; weights are not written."""
    fields = dataclasses.asdict(event) if not isinstance(event, Snapshot | Finished) else {}
    return {"event": type(event).__name__.lower(), **fields}
