"""Weights files: the network's parameters and their run card, as safetensors. Never unpickled."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.classes import DIGITS, Classes
from model.errors import BadInput
from model.ink.formats import Format
from model.storage.files import read_bounded
from model.storage.tensor_file import (
    Limits,
    format_card,
    parse_card,
    parse_field,
    parse_tensors,
    write_tensors,
)


def parameter_shapes(class_count: int) -> dict[str, tuple[int, ...]]:
    """Return the shapes of `convnet.ConvNet`'s parameters, by name; 105,506 with ten classes."""
    return {
        "conv1.weight": (32, 1, 5, 5),
        "conv1.bias": (32,),
        "conv2.weight": (64, 32, 5, 5),
        "conv2.bias": (64,),
        "fc1.weight": (200, 256),
        "fc1.bias": (200,),
        "fc2.weight": (class_count, 200),
        "fc2.bias": (class_count,),
    }


INPUT_MEAN = 0.1307
INPUT_STD = 0.3081
"""Mean and standard deviation of MNIST's training px. The network itself applies them."""

WEIGHTS = Format("Weights file", (".safetensors",))
MAX_FILE_BYTES = 10_000_000
MAX_PARAMETER = 1e6
"""Four layers of such parameters still give finite float32 logits; trained ones stay below 10."""
TEMPERATURES = (1e-3, 1e3)
FORMAT_VERSION = 1

Parameters = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, kw_only=True)
class RunCard:
    """Where weights come from and what they were measured to be. Errors are in [0, 1].

    None means that it was not measured or is not known.
    """

    recipe: str | None = None
    data: str | None = None
    seed: int | None = None
    device: str | None = None
    seconds: float | None = None
    validation_error: float | None = None
    test_error: float | None = None
    temperature: float = 1.0
    known_threshold: float | None = None
    known_slope: float = 1.0
    """Of what is known, see `calibration.Calibration`; without a threshold nothing is refused."""
    date: str | None = None
    base: str | None = None
    """Of weights that have learned a hand: the version that they started from."""
    own_count: int | None = None
    """How many of the user's drawings they learned, or could not learn."""
    own_error: float | None = None
    """Misread of these, each read by a network that had not learned it."""


LIMITS: Limits = {
    "seed": (0, 2**32 - 1),
    "seconds": (0, 1e9),
    "validation_error": (0, 1),
    "test_error": (0, 1),
    "temperature": TEMPERATURES,
    "known_threshold": (-1e30, 1e30),
    "known_slope": (1e-30, 1e30),
    "own_count": (0, 1e9),
    "own_error": (0, 1),
}
"""Between what the numbers of a run card lie; its other fields are texts."""
WHOLE_FIELDS = ("seed", "own_count")
OLD_NAMES = {"known_threshold": "digit_threshold", "known_slope": "digit_slope"}
"""What fields of the card were called in files without classes."""


@dataclass(frozen=True, eq=False)
class Weights:
    """The network's parameters, float32 by the names of `parameter_shapes`, with their run card."""

    parameters: Parameters
    card: RunCard = RunCard()
    classes: Classes = DIGITS


def load_weights(path: Path) -> Weights:
    """Read and check a weights file; raises BadInput, naming the file and the fault."""
    return parse_weights(read_bounded(path, MAX_FILE_BYTES), path)


def parse_weights(data: bytes, path: Path) -> Weights:
    """Check what a weights file holds; raises BadInput, which names the file as `path`."""
    parameters, metadata = parse_tensors(data, path)
    classes = parse_classes(metadata, path)
    check_parameters(parameters, classes, path)
    return Weights(parameters, _parse_card(metadata, path), classes)


def rename_classes(weights: Weights, renaming: Mapping[str, str | None]) -> Weights:
    """Return weights whose classes have new names; those of None are taken out.

    Where a class would have another's name it keeps its own, and the last two always stay. Nothing
    to do: the weights themselves.
    """
    names = list(weights.classes)
    kept = [index for index, name in enumerate(names) if renaming.get(name, name) is not None]
    if len(kept) < 2:
        kept = list(range(len(names)))
    for index in kept:
        new = renaming.get(names[index])
        if new is not None and new not in names:
            names[index] = new
    names = [names[index] for index in kept]
    if tuple(names) == weights.classes.names:
        return weights
    last = {name: weights.parameters[name][kept] for name in ("fc2.weight", "fc2.bias")}
    return dataclasses.replace(
        weights, parameters={**weights.parameters, **last}, classes=Classes(names)
    )


def check_parameters(parameters: Parameters, classes: Classes, path: object) -> None:
    """Raise BadInput where these are not a network's parameters; path: names them."""
    shapes = parameter_shapes(len(classes))
    if parameters.keys() != shapes.keys():
        raise BadInput(f"{path}: its parameters are not those of Inkling's network")
    for name, shape in shapes.items():
        array = parameters[name]
        if array.shape != shape or array.dtype != np.float32:
            raise BadInput(
                f"{path}: {name} is {array.dtype} {array.shape}, the network has float32 {shape}"
            )
        if not (np.abs(array) <= MAX_PARAMETER).all():  # NaN is not, either
            raise BadInput(f"{path}: {name} holds numbers that are not finite or far too large")


def parse_classes(metadata: Mapping[str, str], path: Path) -> Classes:
    """Return the classes that a file names; a file without them holds the ten digits."""
    if "classes" not in metadata:
        return DIGITS
    names = parse_field(metadata, "classes", path)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadInput(f"{path}: its metadata classes is not a list of names")
    try:
        return Classes(names)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error


def _parse_card(metadata: Mapping[str, str], path: Path) -> RunCard:
    fields = [field.name for field in dataclasses.fields(RunCard)]
    names = {name: name if name in metadata else OLD_NAMES.get(name, name) for name in fields}
    return RunCard(**parse_card(metadata, names, LIMITS, WHOLE_FIELDS, path))


def save_weights(path: Path, weights: Weights) -> None:
    """Write a weights file, whole or not at all.

    Raises BadInput when it cannot be written, or when `load_weights` would refuse it.
    """
    check_parameters(weights.parameters, weights.classes, path)
    write_tensors(path, weights.parameters, file_metadata(weights))


def file_metadata(weights: Weights) -> dict[str, str]:
    """Return what a network's file says of it: the fields of its run card, and its classes."""
    metadata = format_card(dataclasses.asdict(weights.card))
    metadata["classes"] = json.dumps(weights.classes.names)
    metadata["version"] = str(FORMAT_VERSION)
    return metadata


class Shipped(NamedTuple):
    """A network that ships with Inkling."""

    name: str
    """As a command names it."""
    title: str
    """As a person reads it."""
    file: str
    """In `assets`."""


SHIPPED: Mapping[str, Shipped] = {
    network.name: network
    for network in (
        Shipped("digits", "Digits", "default.safetensors"),
        Shipped("letters", "Letters", "letters.safetensors"),
        Shipped("characters", "Digits, letters and signs", "characters.safetensors"),
    )
}
"""The networks that ship, by name; the first is read with until another is chosen."""


def shipped_weights(name: str) -> Weights:
    """Load the weights of one of SHIPPED."""
    with as_file(files("assets") / SHIPPED[name].file) as path:
        return load_weights(path)


def default_weights() -> Weights:
    """Load the weights that are read with until others are chosen: those of digits."""
    return shipped_weights("digits")


def base_of_signs() -> Weights:
    """Load the weights that learning signs starts from: those that know most ink."""
    return shipped_weights("characters")
