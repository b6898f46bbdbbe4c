"""What the tests of the old way share: drawn digits, whose fitting takes a moment."""

from functools import cache

import numpy as np
import pytest

from model.data.classes import DIGITS
from model.data.dataset import Dataset
from model.data.progress import complete
from model.handwriting.synthesis import synthesize_digits
from model.shallow.choices import to_shares
from model.shallow.pipeline import Pipeline, PipelineChoice, fit

COUNT = 600


@pytest.fixture(scope="session")
def drawn() -> Dataset:
    """600 digits in Inkling's own hand."""
    return Dataset.of_drawings(synthesize_digits(COUNT, 1), DIGITS)


@pytest.fixture(scope="session")
def others() -> Dataset:
    """200 more."""
    return Dataset.of_drawings(synthesize_digits(200, 9), DIGITS)


@cache
def fitted(features: str, classifier: str, dataset: Dataset, seed: int = 0) -> Pipeline:
    """Fit a pipeline; the same one is fitted once, since nothing changes it."""
    return complete(fit(PipelineChoice(features, classifier), dataset, seed))


def images_of(dataset: Dataset) -> np.ndarray:
    """Return (N, 1, 28, 28) in [0, 1]."""
    return to_shares(dataset.images)


def error_of(pipeline: Pipeline, dataset: Dataset) -> float:
    """Return the share that is misread."""
    predicted = [prediction.index for prediction in pipeline.predict(images_of(dataset))]
    return float(np.mean(predicted != dataset.labels))
