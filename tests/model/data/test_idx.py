"""Idx files, MNIST's and others: read as they were written, or refused by name."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from model.data.classes import DIGITS, Classes
from model.data.idx import IdxFile
from model.errors import BadInput
from tests.conftest import load_mnist, write_idx

IMAGES = "t10k-images-idx3-ubyte"
LABELS = "t10k-labels-idx1-ubyte"


def refusal(folder: Path, *, train: bool = False) -> str:
    with pytest.raises(BadInput) as refused:
        load_mnist(folder, train=train)
    message = str(refused.value)
    assert str(folder / "MNIST" / "raw") in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize(("train", "count"), [(True, 600), (False, 200)])
def test_mnist_is_read_as_it_was_written(small_mnist: Path, train: bool, count: int) -> None:
    dataset = load_mnist(small_mnist, train=train)
    assert dataset.images.shape == (count, 1, 28, 28)
    assert dataset.images.dtype == np.uint8
    assert dataset.labels.dtype == np.int64
    assert len(dataset) == count
    for image, label in zip(dataset.images[:20, 0], dataset.labels[:20], strict=True):
        row, column = divmod(int(label), 4)
        assert image[4 + 7 * row, 2 + 6 * column] == 255


def test_the_real_mnist_has_its_counts_and_labels(mnist: Path) -> None:
    train, test = load_mnist(mnist, train=True), load_mnist(mnist, train=False)
    assert (len(train), len(test)) == (60_000, 10_000)
    assert train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert float(train.images.mean()) / 255 == pytest.approx(0.1307, abs=1e-4)


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


def test_single_images_are_read_without_the_others(small_mnist: Path) -> None:
    whole = load_mnist(small_mnist, train=False)
    file = IdxFile(small_mnist / "MNIST" / "raw" / IMAGES, DIGITS)
    assert np.array_equal(file.labels, whole.labels)
    assert np.array_equal(file.read([199, 0, 7]), whole.images[[199, 0, 7], 0])
    assert file.read([]).shape == (0, 28, 28)


def test_single_images_are_read_out_of_a_gzipped_file(small_mnist: Path) -> None:
    raw = small_mnist / "MNIST" / "raw"
    whole = load_mnist(small_mnist, train=False)
    for name in (IMAGES, LABELS):
        (raw / f"{name}.gz").write_bytes(gzip.compress((raw / name).read_bytes()))
    file = IdxFile(raw / f"{IMAGES}.gz", DIGITS)
    assert np.array_equal(file.read([3, 1]), whole.images[[3, 1], 0])


@pytest.mark.parametrize("file", [IMAGES, LABELS])
@pytest.mark.parametrize("kept", [0, 3, 8, 15, 16, 17, -1, -784])
def test_a_file_cut_anywhere_is_refused_before_an_image_is_read(
    small_mnist: Path, file: str, kept: int
) -> None:
    path = small_mnist / "MNIST" / "raw" / file
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(BadInput, match="t10k-"):
        IdxFile(small_mnist / "MNIST" / "raw" / IMAGES, DIGITS)


def test_a_file_cut_after_it_was_opened_is_refused_when_it_is_read(small_mnist: Path) -> None:
    path = small_mnist / "MNIST" / "raw" / IMAGES
    file = IdxFile(path, DIGITS)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BadInput, match="shorter than it was"):
        file.read([199])


def test_labels_that_are_no_class_are_refused_before_an_image_is_read(small_mnist: Path) -> None:
    with pytest.raises(BadInput, match="above 1"):
        IdxFile(small_mnist / "MNIST" / "raw" / IMAGES, Classes("01"))
