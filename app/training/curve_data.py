"""What a learning curve shows of a run, and what it says of it; without Qt."""

import csv
import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from model.text import percent

SMOOTHING = 0.15  # share of a new loss in the curve's running mean

Curve = tuple[list[int], list[float]]
"""Steps, and the value at each."""


@dataclass
class RunCurves:
    """The curves of one run."""

    steps: int = 0
    """How many steps it takes; 0 where that is not known yet."""
    name: str = ""
    """What it trains, in a few words."""
    least_loss: float | None = None
    """The least mean loss that its targets allow, in nats; None where that is not known."""
    losses: Curve = field(default_factory=lambda: ([], []))
    """The running mean of the losses."""
    validation_errors: Curve = field(default_factory=lambda: ([], []))
    raw_losses: list[float] = field(default_factory=list)
    """The losses themselves, at the steps of `losses`."""

    def copy(self) -> "RunCurves":
        """Return the curves as they are now; these may grow."""
        (steps, losses), (measured, errors) = self.losses, self.validation_errors
        return replace(
            self,
            losses=(steps.copy(), losses.copy()),
            validation_errors=(measured.copy(), errors.copy()),
            raw_losses=self.raw_losses.copy(),
        )

    @property
    def last_step(self) -> int:
        """The step where the plot ends."""
        return max(self.steps, self.losses[0][-1] if self.losses[0] else 0, 1)

    def add_loss(self, step: int, loss: float) -> None:
        """Add a training loss."""
        steps, losses = self.losses
        losses.append(losses[-1] + SMOOTHING * (loss - losses[-1]) if losses else loss)
        steps.append(step)
        self.raw_losses.append(loss)

    def add_validation_error(self, step: int, error: float) -> None:
        """Add a validation error, in [0, 1]."""
        self.validation_errors[0].append(step)
        self.validation_errors[1].append(error)

    def read_out(self, index: int) -> str:
        """Return the values at the index-th loss as text."""
        step, loss = self.losses[0][index], self.losses[1][index]
        measured = bisect_right(self.validation_errors[0], step)
        parts = [f"step {step:,}", f"loss {loss:.3f}"]
        if measured:
            parts.append(f"error {percent(self.validation_errors[1][measured - 1])}")
        return "  ·  ".join(parts)


def describe_loss(least_loss: float | None) -> str:
    """Return what the loss is and where it ends, in plain words."""
    what = (
        "The loss is the cross-entropy between what the network says of the training images and "
        "what it is to say of them."
    )
    if least_loss is None:
        return what
    if least_loss == 0:
        return f"{what} It is to be wholly sure of each label, so the loss can fall to 0."
    return (
        f"{what} It is to stay a little unsure even of a label, and wholly unsure of what is no "
        f"character: so the loss of the best network would end at {least_loss:.2f}, not at 0. "
        "How much it lies above that is what is left to learn."
    )


def format_csv(runs: Sequence[RunCurves]) -> str:
    """Return runs as a table, a row a step with a value; empty where there is none."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("run", "name", "step", "loss", "mean_loss", "validation_error"))
    for number, run in enumerate(runs, 1):
        writer.writerows((number, run.name, *row) for row in _rows(run))
    return out.getvalue()


def _rows(run: RunCurves) -> Iterator[tuple[object, ...]]:
    losses = dict(zip(run.losses[0], zip(run.raw_losses, run.losses[1], strict=True), strict=True))
    errors = dict(zip(*run.validation_errors, strict=True))
    for step in sorted({*losses, *errors}):
        loss, mean_loss = losses.get(step, ("", ""))
        yield step, loss, mean_loss, errors.get(step, "")
