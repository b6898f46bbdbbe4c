"""A pipeline: blocks that make features, and a classifier, which together read like the network."""

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes
from model.data.dataset import NON_CHARACTER, Dataset
from model.data.progress import Progress, Throttle, Working
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.field import FIELD
from model.ink.raster import Images, rasterize
from model.network.calibration import fit_temperature
from model.network.recognizer import softmax
from model.plain_text import plain
from model.reading.prediction import Prediction
from model.shallow.blocks import Block
from model.shallow.choices import (
    CLASSIFIER_KINDS,
    FEATURE_KINDS,
    features_of,
    fit_blocks,
    make_features,
    to_shares,
)
from model.shallow.classifiers import Classifier, NearestTemplate
from model.shallow.linear import Linear
from model.shallow.neighbours import NearestNeighbours
from model.text import start_with_capital

FEATURES: Mapping[str, str] = {
    name: start_with_capital(kind.title) for name, kind in FEATURE_KINDS.items()
}
"""The titles of the features, by name, from the plainest on."""
CLASSIFIERS: Mapping[str, str] = {
    name: start_with_capital(kind.title) for name, kind in CLASSIFIER_KINDS.items()
}
"""The titles of the classifiers, by name, from the plainest on."""
HELD_OUT_SHARE, MOST_HELD_OUT = 0.1, 2_000
"""Of the images, to fit the temperature on, so that the pipeline is as sure as it is right."""
LEAST_COUNT = 20
"""Fewer images are not fitted to."""
CHUNK = 100
SPREAD = 5.0
"""Logits' standard deviation is about that, so temperatures are looked for around it."""
LEAST_TEMPERATURE = 1e-6
MAKING_FEATURES = "making features"
RAW = "raw"

T = TypeVar("T")


class PipelineChoice(NamedTuple):
    """Which features, and which classifier; the names are those of FEATURES and CLASSIFIERS."""

    features: str
    classifier: str

    @property
    def title(self) -> str:
        """The choice as a person reads it."""
        return f"{FEATURES[self.features]} + {CLASSIFIER_KINDS[self.classifier].title}"


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
        images: NDArray[np.uint8] | None = None,
    ) -> None:
        self.choice = choice
        self.blocks = tuple(blocks)
        self.classifier = classifier
        self.classes = classes
        self.temperature = temperature
        self.card = card
        self.images = images
        """(N, 28, 28), ink = 255: what nearest neighbours know, but where features are raw px."""

    def with_card(self, card: PipelineCard) -> "Pipeline":
        """Return the same pipeline with another card, such as one that has a test error."""
        return Pipeline(
            self.choice,
            self.blocks,
            self.classifier,
            self.classes,
            temperature=self.temperature,
            card=card,
            images=self.images,
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
        """Return the nearest images, the nearest first; none but for nearest neighbours.

        image: (28, 28) float32 in [0, 1].
        """
        searched = self.classifier
        if not isinstance(searched, NearestNeighbours):
            return []
        found, distances = searched.search(features_of(self.blocks, image[None]), count)
        labels = searched.labels[found[0]].tolist()
        images = (
            searched.examples(found[0]).reshape(-1, FIELD, FIELD)
            if self.images is None
            else to_shares(self.images[found[0]])
        )
        return [
            Neighbour(index, distance, self.classes[label], shown)
            for index, distance, label, shown in zip(
                found[0].tolist(), distances[0].tolist(), labels, images, strict=True
            )
        ]

    def templates(self) -> NDArray[np.float32] | None:
        """Return (C, 28, 28): what is compared with the image, px by px; None where nothing is.

        That is the class means of the nearest template, in [0, 1], and the weights, of either
        sign, of a linear classifier, where features are pixels.
        """
        if not self._are_pixels:
            return None
        match self.classifier:
            case NearestTemplate(templates=templates) | Linear(weights=templates):
                return templates.reshape(-1, FIELD, FIELD)
        return None

    def agreement(self, image: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """Return (C, 28, 28): what each px adds to the score of each class; None as `templates`.

        Positive where it speaks for the class. The sum over all px is the score, but for a linear
        classifier's bias. image: (28, 28), before any block.
        """
        templates = self.templates()
        if templates is None:
            return None
        seen = features_of(self.blocks, image[None]).reshape(FIELD, FIELD)
        if isinstance(self.classifier, NearestTemplate):
            # Half the squared length of the template is what its own ink costs it.
            seen = seen - templates / np.float32(2)
        agreement: NDArray[np.float32] = templates * seen
        return agreement

    @property
    def _are_pixels(self) -> bool:
        return self.blocks[-1].shape == (FIELD, FIELD)


def fit(
    choice: PipelineChoice, dataset: Dataset, seed: int = 0, *, data: str | None = None
) -> Generator[Progress, None, Pipeline]:
    """Fit a pipeline; its events say how much is done. Closed early, it just ends.

    data: what the card says that the images are. What is none of the classes is left out; a tenth,
    but few, is not fitted to and sets the temperature. Between two events pass no more than about a
    second. Raises BadInput where there is too little to fit to, or where scikit-learn is needed and
    missing.
    """
    start_s = time.monotonic()
    yield Working(MAKING_FEATURES, 0.0)
    shuffled = dataset.select(_shuffled_indices(dataset, seed))
    held_out = min(round(len(shuffled) * HELD_OUT_SHARE), MOST_HELD_OUT)
    labels = shuffled.labels[held_out:]
    _check_enough(labels, dataset.classes)
    images = shuffled.images[:, 0]
    kind = CLASSIFIER_KINDS[choice.classifier]
    blocks = fit_blocks(FEATURE_KINDS[choice.features], images[held_out:])
    features = yield from _tell(MAKING_FEATURES, make_features(blocks, images))
    classifier = yield from _tell(
        f"fitting: {kind.title}",
        kind.fit(features[held_out:], labels, len(dataset.classes), seed),
    )
    temperature = yield from _tell(
        "asking how sure it is",
        _fit_temperature(classifier, features[:held_out], shuffled.labels[:held_out]),
    )
    card = PipelineCard(
        data=data,
        count=len(shuffled),
        seconds=time.monotonic() - start_s,
        seed=seed,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    is_shown = isinstance(classifier, NearestNeighbours) and choice.features != RAW
    return Pipeline(
        choice,
        blocks,
        classifier,
        dataset.classes,
        temperature=temperature,
        card=card,
        images=images[held_out:].copy() if is_shown else None,
    )


def _shuffled_indices(dataset: Dataset, seed: int) -> NDArray[np.intp]:
    indices = np.flatnonzero(dataset.labels != NON_CHARACTER)
    return np.random.default_rng(seed).permutation(indices)


def _check_enough(labels: NDArray[np.int64], classes: Classes) -> None:
    if len(labels) < LEAST_COUNT:
        raise BadInput(f"{len(labels)} labelled images are too few to fit a pipeline to")
    counts = np.bincount(labels, minlength=len(classes))
    if not counts.all():
        missing = plain(classes[int(counts.argmin())])
        raise BadInput(f"there are too few images of {missing} to fit a pipeline to")


def _tell(what: str, working: Generator[float, None, T]) -> Generator[Progress, None, T]:
    """Walk what works, and say now and then how far it is."""
    throttle = Throttle()
    yield Working(what, 0.0)
    while True:
        try:
            share = next(working)
        except StopIteration as end:
            result: T = end.value
            return result
        if throttle.is_due():
            yield Working(what, share)


def _fit_temperature(
    classifier: Classifier, features: NDArray[np.float32], labels: NDArray[np.int64]
) -> Generator[float, None, float]:
    """Return the temperature that makes probabilities of scores, of any size, honest."""
    parts = []
    for start in range(0, len(features), CHUNK):
        parts.append(classifier.scores(features[start : start + CHUNK]))
        yield min(start + CHUNK, len(features)) / len(features)
    scores = np.concatenate(parts)
    unit = np.float32(max(float(scores.std()) / SPREAD, LEAST_TEMPERATURE))
    return max(float(unit) * fit_temperature(scores / unit, labels), LEAST_TEMPERATURE)
