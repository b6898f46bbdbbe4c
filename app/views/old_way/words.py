"""What the view says in words."""

from __future__ import annotations

from model.data.classes import Classes
from model.data.source import Folders
from model.insight.old_way import CLASSES, expect_fit
from model.reading.prediction import Prediction
from model.shallow.pipeline import PipelineCard, PipelineChoice
from model.text import format_seconds, percent, whole_percent


def compare(old: Prediction, network: Prediction) -> str:
    """Return what both read of one drawing, and whether they differ; in a sentence or two."""
    return f"{_compared(old, network)}{only_of(old.classes, network.classes)}"


def only_of(fitted: Classes, classes: Classes) -> str:
    """Return a sentence to follow another where what is fitted knows not what the network does."""
    return "" if fitted == classes else f" The old way here knows {fitted} alone."


def _compared(old: Prediction, network: Prediction) -> str:
    if network.text is None:
        refusal = network.classes.refusal
        if old.text is None:
            return f"Neither reads it: “{refusal}”."
        return f"The old way reads {old.text}, the network says “{refusal}”."
    if old.text is None:
        return f"The old way does not read it, the network reads {network.text}."
    if old.text != network.text:
        return f"The old way reads {old.text}, the network {network.text}."
    sure, network_sure = (whole_percent(one.confidence) for one in (old, network))
    return f"Both read {old.text}; the old way is {sure} sure, the network {network_sure}."


def describe_card(card: PipelineCard) -> str:
    """Return where a fitted pipeline comes from, in a line."""
    data = f" of {card.data}" if card.data else ""
    took = f" in {format_seconds(card.seconds)}" if card.seconds is not None else ""
    text = f"Fitted on {card.count:,} images{data}{took}"
    if card.test_error is not None:
        text += f"; misreads {percent(card.test_error, 1)}"
    return f"{text}."


def first_use(choice: PipelineChoice, count: int | None, folders: Folders, classes: Classes) -> str:
    """Return what to do where the chosen pipeline is not fitted yet, and how long that takes.

    classes: those of the network.
    """
    data, images, about_s = expect_fit(choice, count, folders)
    return (
        "Choose what is made of the ink and what decides by it, and press Fit: about "
        f"{about(about_s)} on {images:,} images of {data}. It is kept for the next time."
        f"{only_of(CLASSES, classes)}"
    )


def about(duration_s: float) -> str:
    """Return a time in round words: "2 s", "20 s", "3 min"."""
    if duration_s < 60:
        step = 1 if duration_s < 10 else 5
        return f"{max(step * round(duration_s / step), 1)} s"
    return f"{round(duration_s / 60)} min"
