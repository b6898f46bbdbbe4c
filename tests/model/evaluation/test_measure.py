from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import BadInput
from model.evaluation.contact_sheet import make_page
from model.evaluation.measure import evaluate, evaluate_ink, measure_noncharacters
from model.evaluation.statistics import auroc, wilson_interval
from model.evaluation.tally import Batch
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.ink.raster import rasterize
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.conftest import FOLDER, HAND_DRAWN


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


def test_ten_good_drawings_have_no_error(recognizer: Recognizer) -> None:
    result = evaluate_ink(recognizer, HAND_DRAWN)
    assert result.count == 10
    assert result.error == 0
    assert np.array_equal(result.confusion, np.eye(10))
    assert result.worst == []
    assert 0 == result.interval[0] < result.interval[1] < 0.3
    assert 0 <= result.ece <= 1


def test_wrong_labels_are_counted_by_writer_and_shown(
    recognizer: Recognizer, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    path = tmp_path / "ink.jsonl.gz"
    seven = hand_drawn[7].strokes
    drawings = [
        *(Drawing(seven, "1", "careless") for _ in range(2)),
        Drawing(seven, "7", "careless"),
        Drawing(seven, "7", "careful"),
        Drawing(seven, "7"),
        Drawing(seven, "x", "no digit"),
    ]
    write_drawings(path, drawings)
    result = evaluate_ink(recognizer, path)
    assert result.count == 5
    assert result.error == pytest.approx(0.4)
    assert result.confusion[1, 7] == 2
    assert result.writers == {"careful": (1, 0.0), "careless": (3, pytest.approx(2 / 3))}
    assert [(misread.label, misread.predicted) for misread in result.worst] == [("1", "7")] * 2


def test_ece_is_the_gap_between_sureness_and_being_right(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    images = np.repeat(rasterize(hand_drawn[3:4]), 10, axis=0)
    sure = recognizer.predict(images[:1])[0].confidence
    labels = np.array([3] * 6 + [5] * 4)
    result = evaluate(recognizer, [Batch(images, labels, [None] * 10)])
    assert result.ece == pytest.approx(abs(sure - 0.6), abs=1e-6)


def test_nothing_to_measure_is_refused(recognizer: Recognizer) -> None:
    with pytest.raises(BadInput):
        evaluate(recognizer, [])


def test_what_is_no_digit_scores_below_digits(recognizer: Recognizer) -> None:
    digits = evaluate_ink(recognizer, HAND_DRAWN).is_known
    others = measure_noncharacters(recognizer, FOLDER / "ink" / "others.jsonl")
    assert len(others) == 4
    assert auroc(digits, others) > 0.8
    with pytest.raises(BadInput):
        measure_noncharacters(recognizer, HAND_DRAWN)


def test_auroc_counts_pairs_and_half_of_ties() -> None:
    assert auroc(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1
    assert auroc(np.array([0.0]), np.array([1.0])) == 0
    assert auroc(np.array([1.0, 1.0]), np.array([1.0])) == 0.5


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(hits_and_count: tuple[int, int]) -> None:
    hits, count = hits_and_count
    low, high = wilson_interval(hits, count)
    assert -1e-9 <= low <= hits / count + 1e-9
    assert hits / count - 1e-9 <= high <= 1 + 1e-9


def test_the_interval_is_the_published_one() -> None:
    # Newcombe, 1998, "Two-sided confidence intervals for the single proportion", table I.
    low, high = wilson_interval(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_a_page_shows_every_image() -> None:
    images = np.ones((3, 1, 28, 28), np.float32)
    page = np.asarray(make_page(images, ["a", "b", "c"], columns=2))
    assert (page == 0).sum() >= 3 * 56 * 56
    assert make_page(images[:0], []).size[1] > 0
