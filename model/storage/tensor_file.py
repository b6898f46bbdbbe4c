"""Arrays and texts in one safetensors file, and the fields of a card among these. No pickle."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray

from model.errors import BadInput, reason_of
from model.storage.files import read_bounded, write_atomically

MAX_TEXT_LENGTH = 1_000

Limits = Mapping[str, tuple[float, float]]
"""Between what the numbers of a card lie, by field; its other fields are texts."""


class TensorFile(NamedTuple):
    """What such a file holds, by names."""

    arrays: Mapping[str, NDArray[Any]]
    metadata: Mapping[str, str]


def read_tensors(path: Path, max_bytes: int) -> TensorFile:
    """Read a safetensors file; raises BadInput, naming the file and the fault."""
    return parse_tensors(read_bounded(path, max_bytes), path)


def parse_tensors(data: bytes, path: Path) -> TensorFile:
    """Return what a safetensors file holds; raises BadInput, which names the file as `path`."""
    try:
        arrays = safetensors.numpy.load(data)
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    except (safetensors.SafetensorError, KeyError, ValueError, TypeError) as error:
        raise BadInput(f"{path}: not a whole safetensors file ({reason_of(error)})") from error
    metadata = header.get("__metadata__") or {}
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise BadInput(f"{path}: its metadata are not texts by names")
    return TensorFile(arrays, metadata)


def write_tensors(
    path: Path, arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]
) -> None:
    """Write a safetensors file, whole or not at all; raises BadInput when it cannot be written."""
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    write_atomically(path, safetensors.numpy.save(contiguous, dict(metadata)))


def parse_field(metadata: Mapping[str, str], name: str, path: Path) -> Any:
    """Return what JSON a text of the metadata holds; raises BadInput where it is none."""
    try:
        return json.loads(metadata[name])
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: its metadata {name} is not JSON") from error


def parse_card(
    metadata: Mapping[str, str],
    names: Mapping[str, str],
    limits: Limits,
    whole: Collection[str],
    path: Path,
) -> dict[str, Any]:
    """Return the fields of a card that are there and not null; raises BadInput where one is wrong.

    names: what each field is called in the file; whole: those that are whole numbers.
    """
    fields: dict[str, Any] = {}
    for field, name in names.items():
        value = parse_field(metadata, name, path) if name in metadata else None
        if value is None:
            continue
        if fault := _fault_in(value, limits.get(field), field in whole):
            raise BadInput(f"{path}: its metadata {name} {fault}")
        fields[field] = value
    return fields


def format_card(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the metadata of a card's fields; those that are None are left out."""
    return {name: json.dumps(value) for name, value in fields.items() if value is not None}


def _fault_in(value: object, limits: tuple[float, float] | None, is_whole: bool) -> str | None:
    """Return what is wrong with a field's value in a card."""
    if limits is None:
        if not isinstance(value, str):
            return "is not a text"
        is_long = len(value) > MAX_TEXT_LENGTH
        return f"is longer than {MAX_TEXT_LENGTH} characters" if is_long else None
    is_int = isinstance(value, int) and not isinstance(value, bool)
    if not is_int and (is_whole or not isinstance(value, float)):
        return "is not a whole number" if is_whole else "is not a number"
    low, high = limits
    if not low <= value <= high:  # type: ignore[operator]  # NaN is not, either
        return f"is not within {low:g} and {high:g}"
    return None
