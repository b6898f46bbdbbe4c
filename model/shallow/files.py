"""Pipelines as files: arrays and a card, as safetensors. Never unpickled."""

from pathlib import Path

from model.shallow.pipeline import Pipeline
from model.storage.paths import home_folder


def pipelines_folder() -> Path:
    """Return the folder of the pipelines that are kept."""
    return home_folder() / "pipelines"


def save_pipeline(path: Path, pipeline: Pipeline) -> None:
    """Write a pipeline, whole or not at all; raises BadInput where it cannot be written."""
    raise NotImplementedError


def load_pipeline(path: Path) -> Pipeline:
    """Read and check a pipeline; raises BadInput, naming the file and the fault."""
    raise NotImplementedError
