"""Pipelines: fitted, read with, and looked into."""

import numpy as np
import pytest

from model.data.classes import DIGITS
from model.data.dataset import NON_CHARACTER, Dataset
from model.data.progress import Working, complete
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.shallow import scikit_learn
from model.shallow.choices import features_of
from model.shallow.neighbours import NearestNeighbours
from model.shallow.pipeline import CLASSIFIERS, FEATURES, Pipeline, PipelineChoice, fit
from tests.model.shallow.conftest import COUNT, error_of, fitted, images_of

MOST_MISREAD = {"template": 0.35, "svm": 0.15, "rbf": 0.15}
USUALLY_MISREAD = 0.25


SOME_CHOICES = [
    *(("hog", classifier) for classifier in CLASSIFIERS),
    *((features, "svm") for features in FEATURES if features != "hog"),
]


@pytest.mark.parametrize(("features", "classifier"), SOME_CHOICES)
def test_each_choice_reads_digits(
    features: str, classifier: str, drawn: Dataset, others: Dataset
) -> None:
    pipeline = fitted(features, classifier, drawn)
    most = MOST_MISREAD.get(classifier, USUALLY_MISREAD)
    assert error_of(pipeline, others) < (most if features == "hog" else 0.5)
    assert pipeline.classes == DIGITS
    assert pipeline.card.count == COUNT
    for prediction in pipeline.predict(images_of(others)[:20]):
        assert prediction.probabilities.dtype == np.float32
        assert prediction.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert prediction.is_accepted


def test_the_same_seed_gives_the_same_pipeline(drawn: Dataset, others: Dataset) -> None:
    def probabilities(seed: int) -> np.ndarray:
        pipeline = complete(fit(PipelineChoice("hog", "svm"), drawn, seed))
        return np.array([p.probabilities for p in pipeline.predict(images_of(others))])

    first = probabilities(3)
    np.testing.assert_array_equal(first, probabilities(3))
    assert (first != probabilities(4)).any()


@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_it_is_about_as_sure_as_it_is_right(
    classifier: str, drawn: Dataset, others: Dataset
) -> None:
    pipeline = fitted("hog", classifier, drawn)
    confidence = np.mean([p.confidence for p in pipeline.predict(images_of(others))])
    assert confidence == pytest.approx(1 - error_of(pipeline, others), abs=0.15)


def test_drawings_are_read_and_what_is_blank_is_refused(
    drawn: Dataset, hand_drawn: list[Drawing]
) -> None:
    pipeline = fitted("hog", "rbf", drawn)
    read = [prediction.label for prediction in pipeline.recognize(hand_drawn)]
    assert sum(a == b for a, b in zip(read, "0123456789", strict=True)) >= 8
    [blank] = pipeline.recognize([Drawing(())])
    assert blank.is_blank
    assert blank.text is None
    assert pipeline.predict(np.empty((0, 1, 28, 28), np.float32)) == []


def test_progress_rises_in_each_part(drawn: Dataset) -> None:
    events: list[Working] = []
    complete(fit(PipelineChoice("raw", "logistic"), drawn), events.append)  # type: ignore[arg-type]
    parts = list(dict.fromkeys(event.what for event in events))
    assert parts == ["making features", "fitting: logistic regression", "asking how sure it is"]
    for part in parts:
        shares = [event.share for event in events if event.what == part]
        assert shares == sorted(shares)  # type: ignore[type-var]
        assert shares[0] == 0


def test_a_fit_that_is_closed_early_ends(drawn: Dataset) -> None:
    fitting = fit(PipelineChoice("hog", "svm"), drawn)
    next(event for event in fitting if isinstance(event, Working) and "fitting" in event.what)
    fitting.close()
    with pytest.raises(StopIteration):
        next(fitting)


def test_what_is_none_of_the_classes_is_not_learned(drawn: Dataset, others: Dataset) -> None:
    noise = Dataset(drawn.images[:50], np.full(50, NON_CHARACTER), DIGITS)
    with_noise = Dataset(
        np.concatenate([drawn.images, noise.images]),
        np.concatenate([drawn.labels, noise.labels]),
        DIGITS,
    )
    pipeline = fitted("raw", "template", with_noise)
    assert pipeline.card.count == COUNT


@pytest.mark.parametrize(
    ("count", "label", "fault"),
    [(5, None, "too few to fit"), (COUNT, 4, "too few images of 4 to fit")],
)
def test_too_few_images_are_refused(
    drawn: Dataset, count: int, label: int | None, fault: str
) -> None:
    few = drawn.select(slice(count))
    with pytest.raises(BadInput, match=fault):
        fitted("raw", "template", few.select(np.flatnonzero(few.labels != label)))


# Looked into


@pytest.fixture(scope="module")
def image(others: Dataset) -> np.ndarray:
    first: np.ndarray = images_of(others)[0, 0]
    return first


def test_steps_show_what_each_block_makes(drawn: Dataset, image: np.ndarray) -> None:
    steps = fitted("hog", "template", drawn).steps(image)
    assert [step.name for step in steps] == ["raw", "deskewed", "hog"]
    assert [step.array.shape for step in steps] == [(28, 28), (28, 28), (7, 7, 8)]
    np.testing.assert_array_equal(steps[0].array, image)
    assert all(step.title and step.sentence.endswith(".") for step in steps)
    assert fitted("pca", "template", drawn).steps(image)[-1].array.shape == (50,)


@pytest.mark.parametrize("features", FEATURES)
def test_neighbours_are_the_nearest_images(
    features: str, drawn: Dataset, image: np.ndarray
) -> None:
    pipeline = fitted(features, "knn", drawn)
    neighbours = pipeline.neighbours(image, 5)
    distances = [neighbour.distance for neighbour in neighbours]
    assert len(distances) == 5
    assert distances == sorted(distances)
    images = images_of(drawn)[:, 0]
    for neighbour in neighbours:
        [index] = np.flatnonzero((np.abs(images - neighbour.image) < 1e-6).all((1, 2)))[:1]
        assert neighbour.label == DIGITS[int(drawn.labels[index])]
        apart = features_of(pipeline.blocks, np.stack([image, neighbour.image]))
        measured = float(np.linalg.norm(apart[0] - apart[1]))
        assert neighbour.distance == pytest.approx(measured, rel=0.03)


def test_only_nearest_neighbours_have_neighbours(drawn: Dataset, image: np.ndarray) -> None:
    assert fitted("raw", "template", drawn).neighbours(image) == []


def test_neighbours_are_found_as_if_all_were_compared() -> None:
    random = np.random.default_rng(0)
    # More than the shadows can tell apart: all directions vary alike, so the search has to widen.
    codes = random.integers(0, 256, (3000, 200), np.uint8)
    axes = np.linalg.qr(random.normal(size=(200, 48)))[0].T.astype(np.float32)
    labels = random.integers(0, 10, 3000)
    scale = np.array([-1, 0.01], np.float32)
    classifier = NearestNeighbours(codes, labels, scale, axes, 10)
    queries = random.normal(0, 0.7, (20, 200)).astype(np.float32)
    found, distances = classifier.search(queries, 7)
    examples = classifier.examples(slice(None))
    whole = np.linalg.norm(queries[:, None] - examples, axis=2)
    np.testing.assert_array_equal(found, whole.argsort(axis=1)[:, :7])
    np.testing.assert_allclose(distances, np.sort(whole, axis=1)[:, :7], rtol=1e-4)


def test_templates_are_class_means_and_what_agrees_adds_up_to_the_score(
    drawn: Dataset, image: np.ndarray
) -> None:
    pipeline = fitted("deskewed", "template", drawn)
    templates, agreement = shown(pipeline, image)
    assert templates.shape == agreement.shape == (10, 28, 28)
    assert templates.min() >= 0
    assert templates.max() <= 1
    scores = pipeline.classifier.scores(features_of(pipeline.blocks, image[None]))[0]
    np.testing.assert_allclose(agreement.sum((1, 2)), scores, rtol=1e-4, atol=1e-3)


def test_a_linear_classifier_shows_its_weights(drawn: Dataset, image: np.ndarray) -> None:
    pipeline = fitted("raw", "svm", drawn)
    templates, agreement = shown(pipeline, image)
    assert templates.min() < 0 < templates.max()
    np.testing.assert_allclose(agreement, templates * image, atol=1e-6)


def shown(pipeline: Pipeline, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    templates, agreement = pipeline.templates(), pipeline.agreement(image)
    assert templates is not None
    assert agreement is not None
    return templates, agreement


@pytest.mark.parametrize("choice", [("hog", "template"), ("raw", "knn"), ("pca", "svm")])
def test_nothing_is_shown_where_no_px_are_compared(
    choice: tuple[str, str], drawn: Dataset, image: np.ndarray
) -> None:
    pipeline = fitted(*choice, drawn)
    assert pipeline.templates() is None
    assert pipeline.agreement(image) is None


# scikit-learn


def test_without_scikit_learn_a_forest_says_how_to_get_it(
    drawn: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named '{name}'", name=name)

    monkeypatch.setattr(scikit_learn, "import_module", missing)
    with pytest.raises(BadInput, match=r'pip install "inkling-pad\[shallow\]"'):
        fitted("raw", "forest", drawn)
    assert fitted("raw", "template", drawn)


def test_a_forest_says_what_scikit_learn_says_of_its_trees(drawn: Dataset, others: Dataset) -> None:
    ensemble = pytest.importorskip("sklearn.ensemble")
    from model.shallow.forest import _in_one_row

    features, asked = (images_of(some).reshape(len(some), -1) for some in (drawn, others))
    theirs = ensemble.RandomForestClassifier(10, random_state=0).fit(features, drawn.labels)
    ours = _in_one_row([tree.tree_ for tree in theirs.estimators_])
    np.testing.assert_allclose(
        np.exp(ours.scores(asked)), theirs.predict_proba(asked) + 1e-3, atol=1e-3
    )


def test_logistic_regression_comes_to_what_scikit_learn_comes_to(
    drawn: Dataset, others: Dataset
) -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    pipeline = fitted("hog", "logistic", drawn)
    features = features_of(pipeline.blocks, images_of(drawn)[:, 0])
    theirs = linear_model.LogisticRegression(C=10, max_iter=500).fit(features, drawn.labels)
    asked = features_of(pipeline.blocks, images_of(others)[:, 0])
    same = theirs.predict(asked) == pipeline.classifier.scores(asked).argmax(axis=1)
    assert same.mean() > 0.92
