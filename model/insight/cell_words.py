"""What is said of a cell, in plain words: only what was computed."""

from __future__ import annotations

from model.insight.fields import place_in_words, receptive_field
from model.insight.kernels import Likeness, likeness
from model.insight.layers import INPUT, LOGITS, POOL1, SOFTMAX, SPOKEN, Cell, Flow
from model.insight.sums import main_sources
from model.text import percent, signed, start_with_capital


def kernel_likeness(flow: Flow, channel: int) -> Likeness:
    """Return what a map of the first convolution looks for."""
    return likeness(flow.weights.parameters["conv1.weight"][channel, 0])


def looks_for(flow: Flow, channel: int) -> str:
    """Say what a map of the first convolution looks for, or that no word fits."""
    found = kernel_likeness(flow, channel)
    if found.fits:
        return f"Map {channel + 1} looks for {found.pattern}"
    return f"Map {channel + 1} looks for a pattern that has no name"


def describe(flow: Flow, cell: Cell) -> str:
    """Say what stands in a cell and where it is, in a few words; for a tooltip."""
    where = f"row {cell.row + 1}, column {cell.column + 1}"
    if cell.layer == INPUT:
        return f"Ink, {where}: {flow.value(cell):.2f}"
    name = f"{start_with_capital(flow.name(cell))} of {SPOKEN[cell.layer]}"
    if cell.layer == SOFTMAX:
        return f"{name}: {percent(flow.value(cell), 1)}"
    if not flow.layer(cell.layer).is_flat:
        name = f"{name}, {where}"
    return f"{name}: {signed(flow.value(cell))}"


def tell(flow: Flow, cell: Cell) -> str:
    """Say in one sentence what a cell looks for, and what it found in this drawing."""
    value = flow.value(cell)
    place = place_in_words(receptive_field(flow, cell))
    match cell.layer:
        case "input":
            return (
                f"Row {cell.row + 1}, column {cell.column + 1} is all ink at 1, none at 0; "
                f"here it is {value:.2f}."
            )
        case "conv1" | "pool1":
            answer = f"answers {signed(value)}" if value > 0 else _silence(value)
            return f"{looks_for(flow, cell.channel)}; here, {_where(place)}, it {answer}."
        case "conv2" | "pool2":
            answer = f"answers {signed(value)}" if value > 0 else _silence(value)
            made = "" if value == 0 else _mostly(flow, cell)
            return (
                f"Map {cell.channel + 1} adds up what all {flow.layer(POOL1).shape[0]} maps found "
                f"{_where(place)}; it {answer}{made}."
            )
        case "hidden":
            says = f"says {signed(value)}" if value > 0 else "is silent"
            return f"{_votes(flow, cell.channel)}; here it {says}."
        case "logits":
            return (
                f"All that speaks for {flow.weights.classes[cell.channel]} and against it adds up "
                f"to {signed(value)}{_mostly(flow, cell)}."
            )
        case _:
            logit = signed(flow.value(Cell(LOGITS, cell.channel)))
            return (
                f"Softmax makes {percent(value, 1)} of the {logit} for "
                f"{flow.weights.classes[cell.channel]}: all classes share 100 %."
            )


def _where(place: str) -> str:
    if place in ("top", "foot"):
        return f"at the {place}"
    return "in the middle" if place == "middle" else f"in the {place} part"


def _silence(value: float) -> str:
    return "is silent" if value == 0 else f"says no: {signed(value)}"


def _mostly(flow: Flow, cell: Cell) -> str:
    """Return what adds most to a cell, as the end of a sentence."""
    if flow.layer(cell.layer).is_pool:
        cell = main_sources(flow, cell, 1)[0][0]
    best = max(main_sources(flow, cell, 400), key=lambda source: source[1], default=None)
    if best is None or best[1] <= 0:
        return ""
    return f", the most from {flow.name(best[0])} ({signed(best[1])})"


def _votes(flow: Flow, unit: int) -> str:
    """Say which classes a unit of the hidden layer speaks for and against, by its weights."""
    weights = flow.weights.parameters["fc2.weight"][:, unit]
    classes = flow.weights.classes
    return (
        f"Unit {unit + 1} speaks most for {classes[int(weights.argmax())]} "
        f"({signed(float(weights.max()))}), most against {classes[int(weights.argmin())]} "
        f"({signed(float(weights.min()))})"
    )
