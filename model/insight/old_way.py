"""Pipelines of the old way as the window has them: fitted on what there is, kept, found again."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import NamedTuple

from model.data.classes import DIGITS
from model.data.dataset import Dataset
from model.data.image_sets import MNIST
from model.data.progress import Progress
from model.data.source import BuiltInInk, Demand, Folders
from model.data.sources import BUILT_IN_INK
from model.shallow.choices import CLASSIFIER_KINDS
from model.shallow.comparison import measure
from model.shallow.files import load_pipeline, pipeline_path, save_pipeline
from model.shallow.pipeline import CLASSIFIERS, FEATURES, Pipeline, PipelineChoice, fit
from model.shallow.scikit_learn import HOW_TO_GET_IT, is_scikit_learn_here

CLASSES = DIGITS
"""What pipelines of the window tell apart: all that they are fitted on are digits."""
DRAWN_COUNT = 20_000
"""So much built-in ink stands in for all of MNIST."""
MNIST_COUNT = 60_000
DRAWN_A_S = 1_500
"""So many characters of built-in ink are drawn in a second, about."""
FEATURES_S: Mapping[str, float] = {"raw": 1, "deskewed": 5, "hog": 8, "pca": 6}
CLASSIFIER_S: Mapping[str, float] = {
    "template": 2,
    "logistic": 20,
    "knn": 20,
    "forest": 30,
    "svm": 8,
    "rbf": 25,
}
"""About how long 60,000 images take, to fit, on two cores."""


def kept_choices() -> set[PipelineChoice]:
    """Return the choices whose pipelines are kept."""
    choices = (PipelineChoice(features, kind) for features in FEATURES for kind in CLASSIFIERS)
    return {choice for choice in choices if pipeline_path(choice).is_file()}


def load_kept(choice: PipelineChoice) -> Pipeline | None:
    """Return the kept pipeline of a choice, or None; raises BadInput where it is damaged."""
    path = pipeline_path(choice)
    return load_pipeline(path) if path.is_file() else None


class Expected(NamedTuple):
    """What a fit would be."""

    data: str
    """The title of what it would be on: MNIST where that is on disk, else built-in ink."""
    images: int
    about_s: float


def expect_fit(choice: PipelineChoice, count: int | None, folders: Folders) -> Expected:
    """Return on what, on how many images and for about how long a pipeline would be fitted."""
    is_mnist = MNIST.is_on_disk(folders)
    all_images = MNIST_COUNT if is_mnist else DRAWN_COUNT
    images = min(count or all_images, all_images)
    drawing_s = 0.0 if is_mnist else images / DRAWN_A_S
    about_s = FEATURES_S[choice.features] + CLASSIFIER_S[choice.classifier]
    title = (MNIST if is_mnist else BUILT_IN_INK).title
    return Expected(title, images, drawing_s + about_s * images / MNIST_COUNT)


def fit_and_keep(
    choice: PipelineChoice, folders: Folders, count: int | None = None
) -> Generator[Progress | Pipeline, None, Pipeline]:
    """Fit a pipeline, keep it, yield it, and measure it; closed early, it stays as far as it came.

    count: how many images it is fitted on; None: all. Raises BadInput where that fails.
    """
    train, test, title = yield from load_training(folders, count)
    pipeline = yield from fit(choice, train, data=title)
    save_pipeline(pipeline_path(choice), pipeline)
    yield pipeline  # it reads while it is measured
    error = yield from measure(pipeline, test, f"measuring on {title}")
    pipeline = pipeline.with_card(replace(pipeline.card, test_error=error))
    save_pipeline(pipeline_path(choice), pipeline)
    return pipeline


def what_is_missing(choice: PipelineChoice) -> str:
    """Return how to get what a fit of this needs and is not installed; empty where all is here."""
    needs_it = CLASSIFIER_KINDS[choice.classifier].needs_scikit_learn
    return HOW_TO_GET_IT if needs_it and not is_scikit_learn_here() else ""


class Training(NamedTuple):
    """What pipelines are fitted to and measured on."""

    train: Dataset
    test: Dataset
    title: str


def load_training(
    folders: Folders, count: int | None = None
) -> Generator[Progress, None, Training]:
    """Read MNIST where it is on disk, else draw built-in ink; count: how many images to fit to."""
    if MNIST.is_on_disk(folders):
        split = yield from MNIST.load(Demand(folders=folders, holds_out=False))
        train = split.train if count is None else split.train.select(slice(count))
        return Training(train, split.test, MNIST.title)
    ink = BuiltInInk(characters=min(count or DRAWN_COUNT, DRAWN_COUNT), noncharacters=0)
    split = yield from BUILT_IN_INK.load(Demand(holds_out=False, ink=ink))
    return Training(split.train, split.test, BUILT_IN_INK.title)
