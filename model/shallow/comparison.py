"""The old way beside the network: a staircase from the mean of px to features that are learned."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from model.data.dataset import Dataset
from model.data.progress import Notice, Progress, Working
from model.evaluation.measure import batches_of
from model.evaluation.tally import Tally
from model.network.recognizer import Recognizer
from model.network.weights import Weights
from model.reading.prediction import Reader
from model.shallow.choices import CLASSIFIER_KINDS
from model.shallow.pipeline import PipelineChoice, fit
from model.shallow.scikit_learn import HOW_TO_GET_IT, is_scikit_learn_here

NETWORK_TITLE = "ConvNet, end to end"
NETWORK_ADDS = "features that are learned, too"


@dataclass(frozen=True)
class Stair:
    """One pipeline of the staircase, and what it has that those before it had not."""

    choice: PipelineChoice
    adds: str


STAIRCASE = (
    Stair(PipelineChoice("raw", "template"), "one mean image for each class"),
    Stair(PipelineChoice("raw", "logistic"), "a weight for each px and class"),
    Stair(PipelineChoice("raw", "forest"), "questions about px, one after another"),
    Stair(PipelineChoice("raw", "knn"), "all images, kept to compare with"),
    Stair(PipelineChoice("deskewed", "knn"), "slant is taken out by hand"),
    Stair(PipelineChoice("pca", "knn"), "50 numbers in place of 784"),
    Stair(PipelineChoice("hog", "svm"), "edges in place of px, by hand"),
    Stair(PipelineChoice("hog", "rbf"), "borders between classes that bend"),
)


@dataclass(frozen=True, eq=False)
class Tested:
    """Data that all steps are measured on."""

    name: str
    dataset: Dataset


@dataclass(frozen=True)
class Measured:
    """One step, measured."""

    choice: PipelineChoice | None
    """None is the network."""
    title: str
    adds: str
    seconds: float | None
    """How long it took to fit, or as the network's card has it; None where nobody knows."""
    errors: dict[str, float]
    """The share that is misread, by the names of what was tested."""


def compare(
    train: Dataset,
    tested: Sequence[Tested],
    network: Weights,
    stairs: Sequence[Stair] = STAIRCASE,
    *,
    seed: int = 0,
    data: str | None = None,
) -> Generator[Progress | Measured, None, None]:
    """Fit each pipeline to the same images, measure it, and in the end the network.

    data: what those images are called. What needs scikit-learn is left out without it, with a
    Notice. Raises BadInput where something tested has nothing that a step could read.
    """
    for stair in stairs:
        needs_it = CLASSIFIER_KINDS[stair.choice.classifier].needs_scikit_learn
        if needs_it and not is_scikit_learn_here():
            yield Notice(f"{stair.choice.title} is left out: {HOW_TO_GET_IT}")
            continue
        pipeline = yield from fit(stair.choice, train, seed, data=data)
        errors = yield from _measure_all(pipeline, stair.choice.title, tested)
        yield Measured(stair.choice, stair.choice.title, stair.adds, pipeline.card.seconds, errors)
    errors = yield from _measure_all(Recognizer(network), NETWORK_TITLE, tested)
    yield Measured(None, NETWORK_TITLE, NETWORK_ADDS, network.card.seconds, errors)


def _measure_all(
    reader: Reader, title: str, tested: Sequence[Tested]
) -> Generator[Progress, None, dict[str, float]]:
    errors = {}
    for data in tested:
        what = f"measuring on {data.name}: {title}"
        errors[data.name] = yield from measure(reader, data.dataset, what)
    return errors


def measure(reader: Reader, dataset: Dataset, what: str) -> Generator[Progress, None, float]:
    """Return the share of a dataset that a reader misreads; its events say `what` and how far.

    Raises BadInput where the dataset has none of the reader's classes.
    """
    tally = Tally(reader.classes)
    done = 0
    for batch in batches_of(dataset, reader.classes):
        yield Working(what, done / len(dataset))
        tally.count(reader, batch)
        done += len(batch.labels)
    return tally.result().error
