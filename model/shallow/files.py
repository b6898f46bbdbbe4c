"""Pipelines as files: what was fitted and a card, as safetensors. Never unpickled."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from model.data.classes import Classes
from model.errors import BadInput
from model.ink.field import FIELD
from model.network.weights import parse_classes
from model.shallow.choices import (
    CLASSIFIER_KINDS,
    FEATURE_KINDS,
    blocks_of_arrays,
    feature_count,
)
from model.shallow.classifiers import Arrays, Misshapen, take
from model.shallow.neighbours import NearestNeighbours
from model.shallow.pipeline import RAW, Pipeline, PipelineCard, PipelineChoice
from model.storage.paths import home_folder
from model.storage.tensor_file import (
    Limits,
    format_card,
    parse_card,
    read_tensors,
    write_tensors,
)

MAX_FILE_BYTES = 500_000_000
"""Nearest neighbours hold their images: 60,000 take up to 95 MB."""
FORMAT_VERSION = 1
LIMITS: Limits = {
    "count": (0, 1e9),
    "seconds": (0, 1e9),
    "seed": (0, 2**32 - 1),
    "test_error": (0, 1),
    "temperature": (1e-6, 1e9),
}
WHOLE_FIELDS = ("count", "seed")
BLOCKS, CLASSIFIER, IMAGES = "blocks.", "classifier.", "images"
"""How the names of arrays begin; the images are one."""
CHOICE = {"features": "features", "classifier": "classifier"}


def pipelines_folder() -> Path:
    """Return the folder of the pipelines that are kept."""
    return home_folder() / "pipelines"


def pipeline_path(choice: PipelineChoice) -> Path:
    """Return where the pipeline of a choice is kept: the latest alone."""
    return pipelines_folder() / f"{choice.features}-{choice.classifier}.safetensors"


def save_pipeline(path: Path, pipeline: Pipeline) -> None:
    """Write a pipeline, whole or not at all.

    Raises BadInput where it cannot be written, or where `load_pipeline` would refuse it as too
    large.
    """
    arrays = {f"{CLASSIFIER}{n}": array for n, array in pipeline.classifier.arrays().items()}
    for block in pipeline.blocks:
        arrays |= {f"{BLOCKS}{name}": array for name, array in block.arrays().items()}
    if pipeline.images is not None:
        arrays[IMAGES] = pipeline.images
    size = sum(array.nbytes for array in arrays.values())
    if size > MAX_FILE_BYTES * 0.99:  # the rest is for the names
        raise BadInput(f"cannot write {path}: {size:,} bytes are more than a pipeline may have")
    metadata = format_card(
        dataclasses.asdict(pipeline.card)
        | pipeline.choice._asdict()
        | {"temperature": pipeline.temperature}
    )
    metadata["classes"] = json.dumps(pipeline.classes.names)
    metadata["version"] = str(FORMAT_VERSION)
    write_tensors(path, arrays, metadata)


def load_pipeline(path: Path) -> Pipeline:
    """Read and check a pipeline; raises BadInput, naming the file and the fault."""
    arrays, metadata = read_tensors(path, MAX_FILE_BYTES)
    choice = _parse_choice(metadata, path)
    classes = parse_classes(metadata, path)
    names = {field.name: field.name for field in dataclasses.fields(PipelineCard)}
    names["temperature"] = "temperature"
    fields = parse_card(metadata, names, LIMITS, WHOLE_FIELDS, path)
    temperature = float(fields.pop("temperature", 1.0))
    try:
        return _make(choice, arrays, classes, temperature, PipelineCard(**fields))
    except Misshapen as fault:
        raise BadInput(f"{path}: of its arrays, {fault}") from fault


def _parse_choice(metadata: Mapping[str, str], path: Path) -> PipelineChoice:
    chosen = parse_card(metadata, CHOICE, {}, (), path)
    for name, known in (("features", FEATURE_KINDS), ("classifier", CLASSIFIER_KINDS)):
        if chosen.get(name) not in known:
            raise BadInput(f"{path}: not a pipeline: its {name} are none that Inkling knows")
    return PipelineChoice(**chosen)


def _make(
    choice: PipelineChoice,
    arrays: Arrays,
    classes: Classes,
    temperature: float,
    card: PipelineCard,
) -> Pipeline:
    blocks = blocks_of_arrays(FEATURE_KINDS[choice.features], _named(arrays, BLOCKS))
    classifier = CLASSIFIER_KINDS[choice.classifier].of_arrays(
        _named(arrays, CLASSIFIER), feature_count(blocks), len(classes)
    )
    images = None
    if isinstance(classifier, NearestNeighbours) and choice.features != RAW:
        images = take(arrays, IMAGES, np.uint8, (len(classifier.labels), FIELD, FIELD))
    return Pipeline(
        choice, blocks, classifier, classes, temperature=temperature, card=card, images=images
    )


def _named(arrays: Arrays, beginning: str) -> Arrays:
    """Return the arrays whose names begin so, by the rest of their names."""
    return {
        name.removeprefix(beginning): array
        for name, array in arrays.items()
        if name.startswith(beginning)
    }
