"""What a training run tells, in order. `TrainingEvent` is their union.

(Notice | Fetching | Working)* -> Started -> (Stepped | Validated | Snapshot | Working)* ->
Compared? -> Finished. Only learning a hand tells Compared. A run that fails raises instead; a run
that is closed early just ends.
"""

import dataclasses
import time
from dataclasses import dataclass
from typing import Any

from model.network.weights import Weights

TOLD_INTERVAL_S = 1 / 20
"""More often than this nothing is told: it would only queue up before a window."""


@dataclass(frozen=True)
class Notice:
    """One sentence that the user should read, such as a GPU that cannot be used."""

    message: str


@dataclass(frozen=True)
class Fetching:
    """MNIST is being downloaded; sizes in bytes."""

    source: str
    received: int
    total: int


@dataclass(frozen=True)
class Working:
    """Something without steps goes on; told again and again while it does.

    `share` of it is done, in [0, 1], where that is known.
    """

    what: str
    share: float | None = None


@dataclass(frozen=True)
class Started:
    """The data are loaded and the first step follows."""

    recipe: str
    data: str
    device: str
    seed: int
    epochs: int
    steps: int
    train_count: int
    validation_count: int
    test_count: int


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
    """A copy of the weights as they are, so that a drawing can be read while they change."""

    weights: Weights


@dataclass(frozen=True)
class Compared:
    """What learning a hand has changed; errors in [0, 1], of digits that it did not learn from."""

    own_count: int
    """How many distinct drawings it learned from."""
    own_error_before: float | None
    own_error_after: float | None
    """On the user's drawings, each left out in its turn; None where there were too few."""
    everyone: str
    """What everyone's digits are: "MNIST" or "built-in ink"."""
    everyone_error_before: float
    everyone_error_after: float

    @property
    def own_change(self) -> str:
        """What share of the user's drawings is read right, before and after."""
        before, after = self.own_error_before, self.own_error_after
        if before is None or after is None:
            return "yours: too few to tell"
        return f"yours {1 - before:.0%} → {1 - after:.0%}".replace("%", " %")

    @property
    def everyone_change(self) -> str:
        """What share of everyone's digits is read right, before and after."""
        before, after = self.everyone_error_before, self.everyone_error_after
        return f"everyone's {1 - before:.2%} → {1 - after:.2%}".replace("%", " %")

    def __str__(self) -> str:
        """Say both, as a user would."""
        return f"{self.own_change}, {self.everyone_change}"


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


class Throttle:
    """Lets few of many through: what happens all the time is told once an interval."""

    def __init__(self, interval_s: float = TOLD_INTERVAL_S) -> None:
        self._interval_s = interval_s
        self._last_s = time.monotonic()

    def is_due(self) -> bool:
        """Return whether the interval has gone by since this last said so, or since the start."""
        now_s = time.monotonic()
        if now_s - self._last_s < self._interval_s:
            return False
        self._last_s = now_s
        return True
