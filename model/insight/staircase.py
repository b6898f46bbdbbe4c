"""The staircase as the window has it: measured on what there is, remembered, told in words."""

import json
import math
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from model.data.classes import Classes
from model.data.dataset import Dataset
from model.data.labelled import read_labelled_data
from model.data.progress import Progress, Working
from model.data.source import Folders
from model.data.sources import BUILT_IN_INK
from model.errors import BadInput
from model.home.collection import DrawingCollection
from model.insight.old_way import load_training
from model.network.weights import Weights
from model.shallow.comparison import STAIRCASE, Measured, Tested, compare
from model.shallow.files import pipelines_folder
from model.shallow.pipeline import PipelineChoice
from model.storage.files import read_bounded, write_atomically
from model.text import format_seconds, percent, start_with_capital

OWN = "your drawings"
MAX_BYTES = 1 << 20
MAX_STEPS = 100
MAX_SECONDS = 1e9


class Staircase(NamedTuple):
    """The steps that were measured, and on what."""

    data: tuple[str, ...]
    """What they were measured on, as `Measured.errors` names it."""
    steps: tuple[Measured, ...]
    """From the plainest to the network."""
    date: str
    """When, as in "2026-11-25"."""


# Measuring


def measure_staircase(
    network: Weights, folders: Folders, ink_files: Sequence[Path]
) -> Generator[Progress | Staircase, None, Staircase]:
    """Fit and measure all steps; yields what is measured so far, and keeps that.

    What was kept before stays as long as it has more steps. Measured on the test images of what is
    trained on, on ink files, else on built-in ink, and on the user's own drawings. Raises BadInput
    where that fails.
    """
    train, test, title = yield from load_training(folders)
    tested = [Tested(title, test)]
    tested += yield from _load_tested(folders, ink_files, network.classes, title)
    data = tuple(one.name for one in tested)
    steps: tuple[Measured, ...] = ()
    for event in compare(train, tested, network, data=title, stairs=STAIRCASE):
        if not isinstance(event, Measured):
            yield event
            continue
        if event.choice is None and network.card.data is not None:  # it may have seen more
            event = replace(event, adds=f"{event.adds} (trained on {network.card.data})")
        steps += (event,)
        measured = Staircase(data, steps, datetime.now(UTC).date().isoformat())
        _keep_unless_shorter(measured)
        yield measured
    return measured


def _load_tested(
    folders: Folders, ink_files: Sequence[Path], classes: Classes, trained_on: str
) -> Generator[Progress, None, list[Tested]]:
    tested = []
    for path in ink_files:
        yield Working(f"reading {path.name}")
        tested += _with_labels(path.name.partition(".")[0], read_labelled_data(path), classes)
    if not tested and trained_on != BUILT_IN_INK.title:
        drawn = yield from BUILT_IN_INK.load_test(folders)
        tested += _with_labels(BUILT_IN_INK.title, drawn, classes)
    own = [entry.drawing for entry in DrawingCollection().entries()]
    tested += _with_labels(OWN, Dataset.of_drawings(own, classes), classes)
    return tested


def _with_labels(name: str, dataset: Dataset, classes: Classes) -> list[Tested]:
    """Return what is of these classes as something to measure on; none where there is nothing."""
    dataset = dataset.of_classes(classes)
    return [Tested(name, dataset)] if len(dataset) else []


def _keep_unless_shorter(staircase: Staircase) -> None:
    try:
        kept = load_staircase()
    except BadInput:
        kept = None
    if kept is None or len(kept.steps) <= len(staircase.steps):
        save_staircase(staircase)


# In words


def describe_step(step: Measured) -> str:
    """Return all of a step in words.

    Such as "Raw pixels + random forest: misreads 2.9 % of MNIST; fitted in 30 s. New in it: ...".
    """
    errors = [f"{percent(error, 1)} of {data}" for data, error in step.errors.items()]
    fitted = "" if step.seconds is None else f"; fitted in {format_seconds(step.seconds)}"
    text = f"{start_with_capital(step.title)}: misreads {', '.join(errors) or 'nobody knows'}"
    return f"{text}{fitted}. New in it: {step.adds}."


# What was measured last


def staircase_path() -> Path:
    """Return where the staircase that was measured last is kept."""
    return pipelines_folder() / "staircase.json"


def save_staircase(staircase: Staircase) -> None:
    """Keep a staircase; raises BadInput where it cannot be written."""
    steps = [
        {
            "choice": step.choice,
            "title": step.title,
            "adds": step.adds,
            "seconds": step.seconds,
            "errors": {data: error for data, error in step.errors.items() if math.isfinite(error)},
        }
        for step in staircase.steps
    ]
    kept = {"data": staircase.data, "date": staircase.date, "steps": steps}
    write_atomically(staircase_path(), json.dumps(kept, indent=1).encode())


def load_staircase() -> Staircase | None:
    """Return the staircase that was kept, or None; raises BadInput where it is damaged."""
    path = staircase_path()
    if not path.is_file():
        return None
    data = read_bounded(path, MAX_BYTES)
    try:
        return _parse_staircase(json.loads(data))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadInput(f"{path}: not a staircase that Inkling has written") from error


def _parse_staircase(kept: Any) -> Staircase:
    data, date = tuple(map(_parse_text, kept["data"])), _parse_text(kept["date"])
    steps = tuple(_parse_step(step) for step in kept["steps"])
    if not (data and 0 < len(steps) <= MAX_STEPS):
        raise ValueError("no steps")
    return Staircase(data, steps, date)


def _parse_step(step: Any) -> Measured:
    seconds = step["seconds"]
    return Measured(
        choice=None
        if step["choice"] is None
        else PipelineChoice(*map(_parse_text, step["choice"])),
        title=_parse_text(step["title"]),
        adds=_parse_text(step["adds"]),
        seconds=None if seconds is None else _parse_number(seconds, MAX_SECONDS),
        errors={_parse_text(data): _parse_number(e, 1.0) for data, e in step["errors"].items()},
    )


def _parse_text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _parse_number(value: Any, most: float) -> float:
    number = float(value)
    if not (math.isfinite(number) and 0 <= number <= most):
        raise ValueError("not a number that can be measured")
    return number
