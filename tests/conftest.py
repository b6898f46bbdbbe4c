"""What all tests share: a state folder of their own, small data sets, and real ones by name."""

import os
from pathlib import Path

# Before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from hypothesis import settings

from model.data.classes import DIGITS
from model.data.dataset import Dataset
from model.data.idx import read_idx
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings

FOLDER_NAMES = ("MNIST", "KMNIST", "FASHIONMNIST", "QMNIST", "EMNIST", "USPS")
FOLDER = Path(__file__).parent
HAND_DRAWN = FOLDER / "ink" / "digits.jsonl"

# How long an example takes says little on a machine that others use too.
settings.register_profile("inkling", deadline=None)
settings.load_profile("inkling")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An Inkling folder of the test's own; what the machine has by name stays out of sight."""
    folder = tmp_path / "home"
    monkeypatch.setenv("INKLING_HOME", str(folder))
    for name in ("DATASETS", *FOLDER_NAMES):
        monkeypatch.delenv(f"INKLING_{name}", raising=False)
    return folder


def _named_folder(variable: str) -> Path:
    folder = os.environ.get(variable)
    if not folder:
        pytest.skip(f"{variable} names no folder")
    return Path(folder)


@pytest.fixture(scope="session")
def mnist() -> Path:
    """The folder with the real MNIST."""
    return _named_folder("INKLING_MNIST")


@pytest.fixture(scope="session")
def pen_sets() -> Path:
    """The folder with the real pen drawings."""
    return _named_folder("INKLING_INK")


@pytest.fixture(scope="session")
def hand_drawn() -> list[Drawing]:
    """Ten digits, 0 to 9, drawn by hand on the pad."""
    return list(read_drawings(HAND_DRAWN))


@pytest.fixture
def small_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have training and learning take a moment, for tests that ask nothing of what is learned."""
    # Imported here, since probes of start-up import this module, and these PyTorch or Pillow.
    from model.training.recipes import RECIPES
    from tools.campaign.small_training import SMALL, small_recipes

    for module, name, value in SMALL:
        monkeypatch.setattr(module, name, value)
    for name, recipe in small_recipes().items():
        monkeypatch.setitem(RECIPES, name, recipe)


def write_idx(path: Path, magic: int, array: np.ndarray) -> None:
    """Write an idx file of bytes."""
    header = np.array([magic, *array.shape], ">u4").tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header + array.astype(np.uint8).tobytes())


def load_mnist(folder: Path, *, train: bool) -> Dataset:
    """Read MNIST's training or test images out of a folder in torchvision's layout."""
    prefix = "train" if train else "t10k"
    return read_idx(folder / "MNIST" / "raw" / f"{prefix}-images-idx3-ubyte", DIGITS)


@pytest.fixture
def small_mnist(tmp_path: Path) -> Path:
    """A folder in MNIST's layout: 600 + 200 images, each class a bright square of its own."""
    folder = tmp_path / "small-mnist"
    random = np.random.default_rng(0)
    for prefix, count in (("train", 600), ("t10k", 200)):
        labels = random.integers(0, 10, count)
        images = random.integers(0, 40, (count, 28, 28))
        for image, label in zip(images, labels, strict=True):
            row, column = divmod(int(label), 4)
            image[4 + 7 * row : 10 + 7 * row, 2 + 6 * column : 8 + 6 * column] = 255
        raw = folder / "MNIST" / "raw"
        write_idx(raw / f"{prefix}-images-idx3-ubyte", 2051, images)
        write_idx(raw / f"{prefix}-labels-idx1-ubyte", 2049, labels)
    return folder
