"""Sets of images: parts, joins, and labels among other classes."""

from pathlib import Path

import numpy as np
import pytest

from model.data.classes import DIGITS, Classes
from model.data.dataset import NON_CHARACTER, Dataset, join, misread_share
from tests.conftest import load_mnist
from tests.model.conftest import lines_drawing


def of_labels(labels: list[str | None], classes: Classes) -> Dataset:
    drawings = [lines_drawing([(0, 0), (9, 9)], label=label) for label in labels]
    return Dataset.of_drawings(drawings, classes)


def names(dataset: Dataset) -> list[str | None]:
    return [None if i == NON_CHARACTER else dataset.classes[i] for i in dataset.labels]


def test_drawings_of_no_class_are_non_characters() -> None:
    assert names(of_labels(["3", None, "b"], DIGITS)) == ["3", None, None]


def test_parts_and_joins_keep_images_with_their_labels(small_mnist: Path) -> None:
    whole = load_mnist(small_mnist, train=False)
    again = join([whole.select(slice(50)), whole.select(np.arange(50, 200))])
    assert np.array_equal(again.images, whole.images)
    assert np.array_equal(again.labels, whole.labels)
    assert again.classes == DIGITS


def test_a_join_has_the_classes_of_all_and_each_label_its_name() -> None:
    letters = Classes("ab")
    joined = join([of_labels(["b", None], letters), of_labels(["7", "0"], DIGITS)])
    assert list(joined.classes) == ["a", "b", *"0123456789"]
    assert names(joined) == ["b", None, "7", "0"]


@pytest.mark.parametrize(
    ("predicted", "labels", "share"),
    [([1, 2, 3, 4], [1, 2, 0, 0], 0.5), ([1, 9, 9], [1, -1, -1], 0.0), ([5, 5], [6, -1], 1.0)],
)
def test_non_characters_are_not_misread(
    predicted: list[int], labels: list[int], share: float
) -> None:
    assert misread_share(np.array(predicted), np.array(labels)) == share


def test_without_a_character_nothing_is_known_of_the_error() -> None:
    assert np.isnan(misread_share(np.array([1]), np.array([NON_CHARACTER])))
