"""The staircase: what each way of reading misreads, from templates to the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from model.text import percent, start_with_capital


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
