"""What the weights that ship are promised to read, on real data."""

from pathlib import Path

import numpy as np
import pytest

from model.data.classes import DIGITS
from model.evaluation.measure import (
    batches_of,
    evaluate,
    evaluate_ink,
    measure_noncharacters,
)
from model.evaluation.statistics import auroc
from model.evaluation.tally import Evaluation
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.conftest import load_mnist


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


@pytest.fixture(scope="module")
def letters_known(recognizer: Recognizer, pen_sets: Path) -> np.ndarray:
    """For each letter of many people the probability, by the network, that it is a digit."""
    return measure_noncharacters(recognizer, pen_sets / "unipen-letters-dev.jsonl.gz")


def report(name: str, result: Evaluation) -> None:
    print(f"{name}: error {result.error:.2%}, ECE {result.ece:.2%}, rejected {result.rejected:.2%}")


@pytest.mark.slow
def test_mnist(recognizer: Recognizer, mnist: Path) -> None:
    result = evaluate(recognizer, batches_of(load_mnist(mnist, train=False), DIGITS))
    report("MNIST", result)
    assert result.count == 10_000
    assert result.error <= 0.0045
    assert result.ece <= 0.01


@pytest.mark.slow
@pytest.mark.parametrize(("name", "limit"), [("pendigits-test", 0.02), ("unipen-digits-dev", 0.03)])
def test_pen_writers(
    recognizer: Recognizer, pen_sets: Path, letters_known: np.ndarray, name: str, limit: float
) -> None:
    result = evaluate_ink(recognizer, pen_sets / f"{name}.jsonl.gz")
    report(name, result)
    assert result.error <= limit
    assert result.ece <= 0.0105
    value = auroc(result.is_known, letters_known)
    rejected = (letters_known < 0.5).mean()
    print(f"AUROC against letters {value:.4f}, letters rejected {rejected:.1%}")
    assert value >= 0.98


def test_their_card_says_how_they_came_to_be() -> None:
    card = default_weights().card
    assert card.recipe == "thorough"
    assert card.data == "MNIST + built-in ink"
    assert card.seed == 1
    assert card.known_threshold is not None
    assert card.test_error is not None
    assert card.validation_error is not None
    assert card.date
