"""The staircase: what each way of reading misreads, from templates to the network."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from model.errors import BadInput
from model.shallow.files import pipelines_folder
from model.storage.files import read_bounded, write_atomically
from model.text import percent, start_with_capital

MAX_BYTES = 1 << 20
MAX_STAIRS = 100


class Stair(NamedTuple):
    """One way to read, measured."""

    title: str
    seconds: float
    """How long it took to fit."""
    errors: Mapping[str, float]
    """The share that is misread, in [0, 1], by the title of what it was measured on."""
    adds: str
    """One sentence that says what is new in this step; empty where nobody has said it."""


class Staircase(NamedTuple):
    """The steps that were measured, and on what."""

    data: tuple[str, ...]
    """The titles of what they were measured on."""
    stairs: tuple[Stair, ...]
    """From the plainest to the network."""
    date: str = ""
    """When, as in "2026-11-25"."""


def describe_stair(stair: Stair) -> str:
    """Return all of a step in words: "Random forest: 2.9 % misread of MNIST; fitted in 30 s."."""
    errors = [f"{percent(error, 1)} misread of {data}" for data, error in stair.errors.items()]
    measured = ", ".join(errors) or "not measured"
    text = f"{start_with_capital(stair.title)}: {measured}; fitted in {seconds(stair.seconds)}."
    return f"{text} {stair.adds}" if stair.adds else text


def seconds(value: float) -> str:
    """Return a time as "0.02 s", "3.1 s" or "95 s"."""
    places = 2 if value < 1 else 1 if value < 10 else 0
    return f"{value:,.{places}f} s"


# What was measured last


def staircase_path() -> Path:
    """Return where the staircase that was measured last is kept."""
    return pipelines_folder() / "staircase.json"


def save_staircase(staircase: Staircase) -> None:
    """Keep a staircase; raises BadInput where it cannot be written."""
    kept = {
        "data": staircase.data,
        "date": staircase.date,
        "stairs": [{**stair._asdict(), "errors": dict(stair.errors)} for stair in staircase.stairs],
    }
    write_atomically(staircase_path(), json.dumps(kept, indent=1).encode())


def load_staircase() -> Staircase | None:
    """Return the staircase that was kept, or None; raises BadInput where it is damaged."""
    path = staircase_path()
    if not path.is_file():
        return None
    try:
        return _take_staircase(json.loads(read_bounded(path, MAX_BYTES)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"{path}: not a staircase that Inkling has written") from error


def _take_staircase(kept: Any) -> Staircase:
    stairs = tuple(_take_stair(one) for one in kept["stairs"][:MAX_STAIRS])
    if not stairs:
        raise ValueError("no steps")
    return Staircase(tuple(map(str, kept["data"])), stairs, str(kept["date"]))


def _take_stair(one: Any) -> Stair:
    errors = {str(data): _take_number(error, 1.0) for data, error in one["errors"].items()}
    return Stair(str(one["title"]), _take_number(one["seconds"], 1e9), errors, str(one["adds"]))


def _take_number(value: Any, most: float) -> float:
    number = float(value)
    if not (math.isfinite(number) and 0 <= number <= most):
        raise ValueError("not a number that can be measured")
    return number
