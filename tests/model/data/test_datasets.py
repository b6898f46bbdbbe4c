"""MNIST's files, ink files and built-in ink as data; fetching has its own tests."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.data.datasets import (
    NOT_A_DIGIT,
    Dataset,
    built_in_ink,
    from_drawings,
    has_mnist,
    is_digit_label,
    join,
    load_ink,
    load_mnist,
    mnist_folder,
)
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.ink.raster import rasterize
from model.storage.files import home_folder
from tests.conftest import HAND_DRAWN, write_idx
from tests.model.conftest import lines_drawing

IMAGES = "t10k-images-idx3-ubyte"
LABELS = "t10k-labels-idx1-ubyte"


def refusal(folder: Path, *, train: bool = False) -> str:
    with pytest.raises(BadInput) as refused:
        load_mnist(folder, train=train)
    message = str(refused.value)
    assert str(folder / "MNIST" / "raw") in message
    assert "\n" not in message
    return message


# MNIST


@pytest.mark.parametrize(("train", "count"), [(True, 600), (False, 200)])
def test_mnist_is_read_as_it_was_written(small_mnist: Path, train: bool, count: int) -> None:
    dataset = load_mnist(small_mnist, train=train)
    assert dataset.images.shape == (count, 1, 28, 28)
    assert dataset.images.dtype == np.uint8
    assert dataset.labels.dtype == np.int64
    assert dataset.size == count
    for image, label in zip(dataset.images[:20, 0], dataset.labels[:20], strict=True):
        row, column = divmod(int(label), 4)
        assert image[4 + 7 * row, 2 + 6 * column] == 255


def test_the_real_mnist_has_its_counts_and_labels(mnist: Path) -> None:
    train, test = load_mnist(mnist, train=True), load_mnist(mnist, train=False)
    assert (train.size, test.size) == (60_000, 10_000)
    assert train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert float(train.images.mean()) / 255 == pytest.approx(0.1307, abs=1e-4)


def test_the_folder_is_the_one_named_else_the_environments_else_our_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert mnist_folder() == home_folder() / "datasets"
    monkeypatch.setenv("INKLING_MNIST", str(tmp_path / "there"))
    assert mnist_folder() == tmp_path / "there"
    assert mnist_folder(tmp_path / "named") == tmp_path / "named"


def test_mnist_is_there_when_all_four_files_are(small_mnist: Path, tmp_path: Path) -> None:
    assert has_mnist(small_mnist)
    assert not has_mnist(tmp_path)
    (small_mnist / "MNIST" / "raw" / LABELS).unlink()
    assert not has_mnist(small_mnist)


@pytest.mark.parametrize("file", [IMAGES, LABELS])
@pytest.mark.parametrize("kept", [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, -1, -28])
def test_an_idx_file_cut_anywhere_is_refused_by_name(
    small_mnist: Path, file: str, kept: int
) -> None:
    path = small_mnist / "MNIST" / "raw" / file
    path.write_bytes(path.read_bytes()[:kept])
    assert str(path) in refusal(small_mnist)


def test_an_idx_file_with_bytes_left_over_is_refused(small_mnist: Path) -> None:
    path = small_mnist / "MNIST" / "raw" / LABELS
    path.write_bytes(path.read_bytes() + b"\0")
    assert refusal(small_mnist) == (f"{path}: 201 bytes of data where its header promises 200")


def test_an_idx_header_that_promises_the_world_is_refused(small_mnist: Path) -> None:
    path = small_mnist / "MNIST" / "raw" / IMAGES
    path.write_bytes(b"\0\0\x08\x03" + b"\xff" * 12 + bytes(100))
    assert "where its header promises" in refusal(small_mnist)


@pytest.mark.parametrize(
    ("file", "magic", "array", "fault"),
    [
        (IMAGES, 2049, np.zeros((200, 28, 28)), "magic 2051"),
        (IMAGES, 0, np.zeros((200, 28, 28)), "magic 2051"),
        (LABELS, 2051, np.zeros(200), "magic 2049"),
        (IMAGES, 2051, np.zeros((200, 28, 27)), "not 28 x 28"),
        (IMAGES, 2051, np.zeros((200, 32, 32)), "not 28 x 28"),
        (LABELS, 2049, np.full(200, 10), "label 10, above 9"),
        (LABELS, 2049, np.full(200, 255), "label 255, above 9"),
        (LABELS, 2049, np.zeros(201), "201 labels for 200 images"),
        (LABELS, 2049, np.zeros(0), "0 labels for 200 images"),
    ],
)
def test_idx_files_that_are_not_mnists_are_refused(
    small_mnist: Path, file: str, magic: int, array: np.ndarray, fault: str
) -> None:
    write_idx(small_mnist / "MNIST" / "raw" / file, magic, array)
    assert fault in refusal(small_mnist)


def test_mnist_without_images_is_refused(small_mnist: Path) -> None:
    write_idx(small_mnist / "MNIST" / "raw" / IMAGES, 2051, np.zeros((0, 28, 28)))
    write_idx(small_mnist / "MNIST" / "raw" / LABELS, 2049, np.zeros(0))
    assert "holds no images" in refusal(small_mnist)


def test_a_missing_file_and_a_gzipped_one_are_refused(small_mnist: Path) -> None:
    path = small_mnist / "MNIST" / "raw" / IMAGES
    path.write_bytes(b"\x1f\x8b\x08\0" + bytes(40))
    assert "magic" in refusal(small_mnist)
    path.unlink()
    assert refusal(small_mnist) == f"cannot read {path}: No such file or directory"


# Ink


def test_an_ink_file_is_data_as_the_network_sees_it(hand_drawn: list[Drawing]) -> None:
    dataset = load_ink(HAND_DRAWN)
    assert dataset.labels.tolist() == list(range(10))
    assert np.abs(dataset.images / 255 - rasterize(hand_drawn)).max() <= 0.5 / 255 + 1e-6


def test_drawings_without_a_digits_label_are_left_out(tmp_path: Path) -> None:
    stroke = [(0.0, 0.0), (9.0, 9.0)]
    labels = [None, "7", "a", "", "12", "٣", "²", "-1", "0"]
    path = tmp_path / "mixed.jsonl.gz"
    write_drawings(path, [lines_drawing(stroke, label=label) for label in labels])
    assert load_ink(path).labels.tolist() == [7, 0]


def test_an_ink_file_without_digits_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl"
    write_drawings(path, [lines_drawing([(0, 0), (9, 9)], label="a")])
    with pytest.raises(BadInput) as refused:
        load_ink(path)
    assert str(refused.value) == f"{path}: holds no drawing that is labelled 0 to 9"


def test_drawings_without_a_digit_are_not_a_digit() -> None:
    dataset = from_drawings([lines_drawing([(0, 0), (9, 9)], label=x) for x in ("3", None, "b")])
    assert dataset.labels.tolist() == [3, NOT_A_DIGIT, NOT_A_DIGIT]


@given(st.none() | st.text(max_size=3))
def test_a_digits_label_is_one_ascii_digit(label: str | None) -> None:
    assert is_digit_label(label) == (label in list("0123456789"))


def test_parts_and_joins_keep_images_with_their_labels(small_mnist: Path) -> None:
    whole = load_mnist(small_mnist, train=False)
    again = join([whole.select(slice(50)), whole.select(np.arange(50, 200))])
    assert isinstance(again, Dataset)
    assert np.array_equal(again.images, whole.images)
    assert np.array_equal(again.labels, whole.labels)


def test_built_in_ink_comes_by_its_seed_in_parts() -> None:
    parts = list(built_in_ink(1200, 200, 5))
    assert len(parts) > 1
    ink, again, other = (join(list(built_in_ink(1200, 200, seed))) for seed in (5, 5, 6))
    assert ink.size == 1400
    assert (ink.labels == NOT_A_DIGIT).sum() == 200
    assert np.bincount(ink.labels[ink.labels >= 0]).tolist() == [120] * 10
    assert np.array_equal(again.images, ink.images)
    assert not np.array_equal(other.images, ink.images)
