"""The error bounds, on real MNIST, of what is fitted in seconds to a third of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from model.data.dataset import Dataset
from tests.conftest import load_mnist
from tests.model.shallow.conftest import error_of, fitted

LIMITS = {
    ("raw", "template"): 0.19,
    ("raw", "logistic"): 0.085,
    ("hog", "svm"): 0.0135,
}


@pytest.fixture(scope="module")
def train(mnist: Path) -> Iterator[Dataset]:
    yield load_mnist(mnist, train=True).select(slice(20_000))
    fitted.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize("choice", LIMITS)
def test_it_misreads_no_more_than_it_may(
    choice: tuple[str, str], train: Dataset, mnist: Path
) -> None:
    assert error_of(fitted(*choice, train), load_mnist(mnist, train=False)) <= LIMITS[choice]
