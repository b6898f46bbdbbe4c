"""A pipeline: blocks that make features, and a classifier, which together read like the network."""

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.data.dataset import NON_CHARACTER, Dataset
from model.data.progress import Progress, Working
from model.ink.drawing import Drawing
from model.ink.raster import Images, rasterize
from model.network.recognizer import softmax
from model.reading.prediction import Prediction
from model.shallow.blocks import Batch, Block, RawPixels
from model.shallow.classifiers import Classifier, Features, NearestTemplate, fit_templates

FEATURES: Mapping[str, str] = {
    "raw": "Raw pixels",
    "deskewed": "Deskewed pixels",
    "hog": "Oriented gradients (HOG)",
    "pca": "Principal components (PCA)",
}
"""The titles of the features, by name, from the plainest on."""
CLASSIFIERS: Mapping[str, str] = {
    "template": "Nearest template",
    "logistic": "Logistic regression",
    "knn": "Nearest neighbours",
    "forest": "Random forest",
    "svm": "Linear SVM",
    "rbf": "RBF kernel, approximated",
}
"""The titles of the classifiers, by name, from the plainest on."""


class PipelineChoice(NamedTuple):
    """Which features, and which classifier; the names are those of FEATURES and CLASSIFIERS."""

    features: str
    classifier: str

    @property
    def title(self) -> str:
        """The choice as a person reads it."""
        return f"{FEATURES[self.features]} + {CLASSIFIERS[self.classifier].lower()}"


@dataclass(frozen=True, kw_only=True)
class PipelineCard:
    """Where a pipeline comes from and what it was measured to be; None means not known."""

    data: str | None = None
    count: int = 0
    """How many images it was fitted on."""
    seconds: float | None = None
    """How long it took to fit, features included."""
    seed: int = 0
    test_error: float | None = None
    """In [0, 1]."""
    date: str | None = None


class Step(NamedTuple):
    """What a block makes of one image."""

    name: str
    title: str
    array: NDArray[np.float32]
    """(28, 28) of pixels, (cells, cells, orientations) of gradients, (components,) of PCA."""
    sentence: str


@dataclass(frozen=True, eq=False)
class Neighbour:
    """An image that the classifier was fitted on, near the one that is read."""

    index: int
    """Its index among those images."""
    distance: float
    """Euclidean, between features."""
    label: str
    image: NDArray[np.float32]
    """(28, 28) in [0, 1], ink = 1, before any block."""


class Pipeline:
    """A fitted pipeline, as a Reader. Immutable, so any thread may use it."""

    def __init__(
        self,
        choice: PipelineChoice,
        blocks: Sequence[Block],
        classifier: Classifier,
        classes: Classes,
        *,
        temperature: float = 1.0,
        card: PipelineCard = PipelineCard(),
    ) -> None:
        self.choice = choice
        self.blocks = tuple(blocks)
        self.classifier = classifier
        self.classes = classes
        self.temperature = temperature
        self.card = card

    def with_card(self, card: PipelineCard) -> "Pipeline":
        """Return the same pipeline with another card, such as one that has a test error."""
        return Pipeline(
            self.choice,
            self.blocks,
            self.classifier,
            self.classes,
            temperature=self.temperature,
            card=card,
        )

    def predict(self, images: Images) -> list[Prediction]:
        """Return a prediction for each image; images: (N, 1, 28, 28) in [0, 1], ink = 1."""
        features = features_of(self.blocks, images[:, 0])
        probabilities = softmax(self.classifier.scores(features) / np.float32(self.temperature))
        is_blank = images.max((1, 2, 3), initial=0) == 0
        probabilities[is_blank] = 1 / len(self.classes)
        return [
            Prediction(self.classes, row, 0.0 if blank else 1.0)
            for row, blank in zip(probabilities, is_blank.tolist(), strict=True)
        ]

    def recognize(self, drawings: Sequence[Drawing]) -> list[Prediction]:
        """Return a prediction for each drawing."""
        return self.predict(rasterize(drawings))

    def steps(self, image: NDArray[np.float32]) -> list[Step]:
        """Return what each block makes of one image; image: (28, 28) float32 in [0, 1]."""
        steps = []
        before = image
        for block in self.blocks:
            after = block.apply(before[None])[0]
            steps.append(Step(block.name, block.title, after, block.sentence(before, after)))
            before = after
        return steps

    def neighbours(self, image: NDArray[np.float32], count: int = 5) -> list[Neighbour]:
        """Return the nearest images, the nearest first; none but for nearest neighbours."""
        return []

    def templates(self) -> NDArray[np.float32] | None:
        """Return (C, 28, 28): what is compared with the image, px by px; None where nothing is.

        That is the class means of the nearest template, in [0, 1], and the weights, of either
        sign, of a linear classifier, where features are pixels.
        """
        if isinstance(self.classifier, NearestTemplate) and self._are_pixels:
            return self.classifier.templates.reshape(-1, 28, 28)
        return None

    def agreement(self, image: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """Return (C, 28, 28): what each px adds to the score of each class; None as `templates`.

        Positive where it speaks for the class. image: (28, 28), before any block.
        """
        templates = self.templates()
        if templates is None:
            return None
        seen = features_of(self.blocks, image[None]).reshape(28, 28)
        agreement: NDArray[np.float32] = templates * (seen - templates / np.float32(2))
        return agreement

    @property
    def _are_pixels(self) -> bool:
        return self.blocks[-1].shape == (28, 28)


def features_of(blocks: Sequence[Block], images: Batch) -> Features:
    """Return (N, F) what blocks make of images (N, 28, 28)."""
    for block in blocks:
        images = block.apply(images)
    return images.reshape(len(images), -1)


def fit(
    choice: PipelineChoice, dataset: Dataset, seed: int = 0, *, data: str | None = None
) -> Generator[Progress, None, Pipeline]:
    """Fit a pipeline; its events say how much is done. Closed early, it just ends.

    data: what the card says that the images are. What is none of the classes is left out. Raises
    BadInput where there is nothing to fit, or where scikit-learn is needed and missing.
    """
    start_s = time.monotonic()
    yield Working("making features", 0.0)
    dataset = dataset.select(np.flatnonzero(dataset.labels != NON_CHARACTER))
    blocks = [RawPixels()]
    features = features_of(blocks, (dataset.images[:, 0] / 255).astype(np.float32))
    fitting = fit_templates(features, dataset.labels, len(dataset.classes), seed)
    while True:
        try:
            yield Working("fitting", next(fitting))
        except StopIteration as end:
            classifier: Classifier = end.value
            break
    card = PipelineCard(data=data, count=len(dataset), seed=seed)
    card = replace(card, seconds=time.monotonic() - start_s)
    return Pipeline(choice, blocks, classifier, dataset.classes, card=card)
