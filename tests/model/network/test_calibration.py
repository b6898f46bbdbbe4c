import numpy as np
import pytest

from model.network.calibration import (
    FEW_REFUSED_SHARE,
    MODESTY,
    OTHERS_REFUSED_SHARE,
    REFUSED_SHARE,
    CalibrationBins,
    calibrate,
    calibrate_few,
    calibration_error,
    fit_temperature,
    modest_temperature,
    score,
)
from model.network.recognizer import softmax


@pytest.fixture
def honest() -> tuple[np.ndarray, np.ndarray]:
    return honest_answers(spread=2)


def honest_answers(spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Return logits whose probabilities are true: each label is drawn by them."""
    random = np.random.default_rng(0)
    logits = random.normal(0, spread, (20_000, 10)).astype(np.float32)
    cumulated = softmax(logits).cumsum(axis=1)
    labels = (random.random((len(logits), 1)) > cumulated).sum(axis=1).clip(0, 9)
    return logits, labels


@pytest.mark.parametrize("overconfidence", [0.5, 1.0, 3.0])
def test_temperature_makes_confidence_honest(
    honest: tuple[np.ndarray, np.ndarray], overconfidence: float
) -> None:
    logits, labels = honest
    fitted = fit_temperature(logits * np.float32(overconfidence), labels)
    assert fitted == pytest.approx(overconfidence, rel=0.05)


def test_score_is_the_logarithm_of_the_sum_of_exponentials() -> None:
    logits = np.array([[0.0] * 10, [1000.0] + [0.0] * 9], np.float32)
    np.testing.assert_allclose(score(logits), [np.log(10), 1000], rtol=1e-6)


def test_threshold_refuses_the_stated_share_of_digits(
    honest: tuple[np.ndarray, np.ndarray],
) -> None:
    logits, labels = honest
    others = np.zeros((1000, 10), np.float32)
    fitted = calibrate(
        np.concatenate([logits, others]), np.concatenate([labels, np.full(1000, -1)])
    )
    assert (score(logits) < fitted.known_threshold).mean() == pytest.approx(REFUSED_SHARE, abs=1e-3)
    assert fitted.known_slope > 0


def test_it_can_be_fitted_without_anything_that_is_no_digit(
    honest: tuple[np.ndarray, np.ndarray],
) -> None:
    assert np.isfinite(calibrate(*honest)).all()


@pytest.mark.parametrize(
    ("height", "refused", "refused_others"),
    [(0, FEW_REFUSED_SHARE, FEW_REFUSED_SHARE), (9, 0, OTHERS_REFUSED_SHARE)],
)
def test_few_drawings_are_refused_less_where_that_still_refuses_others(
    height: int, refused: float, refused_others: float
) -> None:
    random = np.random.default_rng(0)
    others = random.normal(0, 1, (300, 10)).astype(np.float32)
    labels = np.arange(100) % 10
    logits = random.normal(0, 1, (100, 10)).astype(np.float32)
    logits[np.arange(100), labels] += np.float32(height)
    threshold = calibrate_few(logits, labels, others).known_threshold
    assert (score(logits) < threshold).mean() == pytest.approx(refused)
    assert (score(others) < threshold).mean() == pytest.approx(refused_others, abs=0.03)


def test_the_temperature_errs_on_the_modest_side_but_not_far() -> None:
    logits, labels = honest_answers(spread=20)
    temperature = modest_temperature(logits, labels)
    assert temperature > 1.02 * fit_temperature(logits, labels)
    warmed = (logits / np.float32(temperature)).astype(np.float32)
    assert MODESTY / 2 < calibration_error(warmed, labels) <= MODESTY
    assert softmax(warmed).max(axis=1).mean() < (logits.argmax(axis=1) == labels).mean()


def test_the_bins_say_how_sure_and_how_often_right() -> None:
    bins = CalibrationBins()
    bins.add(np.array([0.99, 0.97, 0.41], np.float32), np.array([True, False, True]))
    bins.add(np.array([0.95], np.float32), np.array([True]))
    *lower, last = bins.bins()
    assert last.low == pytest.approx(14 / 15)
    assert last.high == 1
    assert (last.count, last.right) == (3, 2)
    assert last.confidence == pytest.approx(0.97)
    assert [(part.count, part.right) for part in lower if part.count] == [(1, 1)]
    assert all(part.low < part.confidence < part.high for part in lower)
