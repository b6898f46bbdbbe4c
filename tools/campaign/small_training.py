"""Makes training small: a run takes a tenth of a second. Importing this imports PyTorch."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from model.data import sources
from model.data.classes import DIGITS
from model.data.dataset import Dataset
from model.data.idx import IDX_IMAGES, write_idx
from model.data.image_sets import MNIST
from model.data.source import BuiltInInk
from model.training import learn_hand, lesson, own_characters, signs_ink, signs_lesson
from model.training.recipes import RECIPES, TrainingConfig

TRAIN_COUNT, TEST_COUNT = 600, 200
FEW_DRAWINGS = BuiltInInk(characters=120, noncharacters=24)
HELD_OUT_COUNT = 40
SMALL = (
    (sources, "DRAWN_VALIDATION_COUNT", HELD_OUT_COUNT),
    (sources, "DRAWN_TEST_COUNT", HELD_OUT_COUNT),
    (learn_hand, "REMEMBERED_INK", FEW_DRAWINGS),
    (learn_hand, "EVERYONES_INK", BuiltInInk(characters=120, noncharacters=0)),
    (own_characters, "VARIED_COUNT", HELD_OUT_COUNT),
    (lesson, "MIN_STEPS", 1),
    (lesson, "MAX_STEPS", 4),
    (signs_ink, "CHARACTER_COUNT", FEW_DRAWINGS.characters),
    (signs_ink, "NONCHARACTER_COUNT", FEW_DRAWINGS.noncharacters),
    (signs_lesson, "STEPS", 4),
)
"""By module and name: what there is of everything that makes training long."""


def small_recipes() -> Mapping[str, TrainingConfig]:
    """Return all recipes by their names, with few drawings to train on."""
    return {name: replace(recipe, ink=FEW_DRAWINGS) for name, recipe in RECIPES.items()}


def make_training_small(folder: Path) -> None:
    """Have this process train on few images: a small MNIST in the folder, and few drawings.

    What is learned is of no use; what happens, and in which order, stays as it is.
    """
    os.environ["INKLING_MNIST"] = str(folder)
    _write_mnist(folder / MNIST.folder)
    for module, name, value in SMALL:
        setattr(module, name, value)
    RECIPES.update(small_recipes())


def _write_mnist(folder: Path) -> None:
    """Write images in which each class is a bright square at a place of its own."""
    random = np.random.default_rng(0)
    for prefix, count in (("train", TRAIN_COUNT), ("t10k", TEST_COUNT)):
        labels = random.integers(0, 10, count)
        images = random.integers(0, 40, (count, 1, 28, 28)).astype(np.uint8)
        for image, label in zip(images, labels, strict=True):
            row, column = divmod(int(label), 4)
            image[0, 4 + 7 * row : 10 + 7 * row, 2 + 6 * column : 8 + 6 * column] = 255
        write_idx(folder / f"{prefix}-{IDX_IMAGES}", Dataset(images, labels, DIGITS))
