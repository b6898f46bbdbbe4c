"""MNIST's family, read from small files in the exact formats in which it is published."""

import bz2
import dataclasses
import gzip
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from model.data import impostors, usps
from model.data import source as source_module
from model.data.classes import DIGITS
from model.data.image_sets import (
    EMNIST_BALANCED,
    EMNIST_DIGITS,
    EMNIST_LETTERS,
    FAMILY,
    FASHION_MNIST,
    KMNIST,
    MERGED_LETTERS,
    MNIST,
    QMNIST,
    USPS,
)
from model.data.packed import unpack_members
from model.data.progress import complete
from model.data.source import TEST, TRAINING, Demand, Folders, Source
from model.data.torchvision_tables import look_up
from model.errors import BadInput
from tests.model.data.family import (
    emnist_zip,
    idx_images,
    idx_labels,
    idx_long_labels,
    libsvm,
    mirror,
    publish,
)

COUNTS = {"train": 40, "test": 12}
random = np.random.default_rng(5)


def images_of(count: int) -> np.ndarray:
    return random.integers(0, 256, (count, 28, 28)).astype(np.uint8)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def served_at(
    monkeypatch: pytest.MonkeyPatch, source: Source, files: Mapping[str, bytes], *mirrors: str
) -> Source:
    """Return a source that is published at these mirrors, and nowhere else."""
    publication = publish(files, *mirrors)
    monkeypatch.setattr(source_module, "look_up", lambda *_: publication)
    return dataclasses.replace(source, publication=publication, more_mirrors=())


# EMNIST


@pytest.fixture(scope="module")
def emnist() -> dict[str, bytes]:
    """The files of two of EMNIST's splits; images lie transposed, letters are 1 to 26."""
    files = {}
    for split, low, high in (("letters", 1, 26), ("digits", 0, 9)):
        for part, count in COUNTS.items():
            labels = low + np.arange(count) % (high - low + 1)
            images = np.zeros((count, 28, 28), np.uint8)
            for image, label in zip(images, labels, strict=True):
                image[label, 3] = 200  # row `label`: seen, it is column `label` of row 3
            files[f"emnist-{split}-{part}-images-idx3-ubyte"] = idx_images(images)
            files[f"emnist-{split}-{part}-labels-idx1-ubyte"] = idx_labels(labels)
    return files


def test_of_the_one_zip_only_what_is_asked_for_is_unpacked_and_the_zip_stays(
    emnist: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"gzip.zip": emnist_zip(emnist)}
    folders = Folders(datasets=tmp_path)
    with mirror(files) as (address, asked):
        letters = served_at(monkeypatch, EMNIST_LETTERS, files, address)
        list(letters.fetch(folders, [TEST]))
        letters_test = {name for name in emnist if "letters-test" in name}
        assert names(tmp_path) == {"gzip.zip", *letters_test}
        assert not letters.is_on_disk(folders)
        list(letters.fetch(folders))
        assert letters.is_on_disk(folders)
        digits = served_at(monkeypatch, EMNIST_DIGITS, files, address)
        assert not digits.is_on_disk(folders)
        list(digits.fetch(folders))
        assert digits.is_on_disk(folders)
        assert asked == ["gzip.zip"]
    assert names(tmp_path) == {"gzip.zip", *emnist}


def test_emnists_images_are_turned_and_its_letters_begin_at_1(
    emnist: dict[str, bytes], tmp_path: Path
) -> None:
    raw = tmp_path / "EMNIST" / "raw"
    raw.mkdir(parents=True)
    for name, data in emnist.items():
        (raw / name).write_bytes(data)
    folders = Folders(datasets=tmp_path)
    split = complete(EMNIST_LETTERS.load(Demand(folders=folders, holds_out=False)))
    assert [split.train.classes[label] for label in split.train.labels[:3]] == ["a", "b", "c"]
    for image, label in zip(split.train.images, split.train.labels, strict=True):
        assert np.argwhere(image[0]).tolist() == [[3, label + 1]]
    looked_at = EMNIST_LETTERS.open_part(TRAINING, folders)
    assert np.array_equal(looked_at.read([5, 0]), split.train.images[[5, 0], 0])
    assert np.array_equal(looked_at.labels, split.train.labels)
    (raw / "emnist-letters-test-labels-idx1-ubyte").write_bytes(idx_labels(np.arange(12)))
    with pytest.raises(BadInput, match="holds the label 0, below 1"):
        complete(EMNIST_LETTERS.load_test(folders))


def test_a_zip_that_is_there_is_checked_before_it_is_used(
    emnist: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = served_at(monkeypatch, EMNIST_LETTERS, {"gzip.zip": emnist_zip(emnist)})
    raw = tmp_path / "EMNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "gzip.zip").write_bytes(emnist_zip({}))
    with pytest.raises(BadInput, match=r"gzip.zip: holds other bytes than were published as EMN"):
        list(source.fetch(Folders(datasets=tmp_path)))
    assert names(tmp_path) == {"gzip.zip"}


@pytest.mark.parametrize("fault", ["no zip", "no member", "damaged member"])
def test_a_damaged_zip_is_refused_and_nothing_is_half_written(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "gzip.zip"
    data = emnist_zip({"a-ubyte": bytes(random.integers(0, 256, 100_000, np.uint8))})
    damaged = bytearray(data)
    damaged[5_000:6_000] = bytes(1_000)
    path.write_bytes({"no zip": data[:-200], "no member": emnist_zip({})}.get(fault, damaged))
    with pytest.raises(BadInput, match=r"gzip\.zip"):
        list(unpack_members(path, tmp_path, ["a-ubyte"]))
    assert names(tmp_path) == {"gzip.zip"}


def test_unpacking_can_be_left_at_any_time(tmp_path: Path) -> None:
    path = tmp_path / "gzip.zip"
    path.write_bytes(emnist_zip({"a-ubyte": bytes(2_000_000)}))
    unpacking = unpack_members(path, tmp_path, ["a-ubyte"])
    next(unpacking)
    unpacking.close()  # type: ignore[attr-defined]
    assert names(tmp_path) == {"gzip.zip"}


# QMNIST


def test_qmnists_labels_are_the_first_of_eight_numbers(tmp_path: Path) -> None:
    raw = tmp_path / "QMNIST" / "raw"
    raw.mkdir(parents=True)
    for part, count in COUNTS.items():
        images, labels = images_of(count), np.arange(count) % 10
        (raw / f"qmnist-{part}-images-idx3-ubyte").write_bytes(idx_images(images))
        (raw / f"qmnist-{part}-labels-idx2-int").write_bytes(idx_long_labels(labels))
    folders = Folders(datasets=tmp_path)
    assert QMNIST.is_on_disk(folders)
    test = complete(QMNIST.load_test(folders))
    assert test.labels.tolist() == [*range(10), 0, 1]
    assert np.array_equal(test.images[:, 0], images)
    (raw / "qmnist-test-labels-idx2-int").write_bytes(idx_labels(labels))
    with pytest.raises(BadInput, match="does not begin with the idx magic 3074"):
        complete(QMNIST.load_test(folders))


# USPS


def uspsfile(folder: Path, data: bytes) -> Folders:
    for name in ("usps.bz2", "usps.t.bz2"):
        (folder / name).write_bytes(data)
    return Folders(datasets=folder)


def test_usps_is_placed_in_the_field_as_ink_is(tmp_path: Path) -> None:
    ink = np.full((3, 16, 16), -1.0)
    ink[0, 0:16, 7:9] = 1  # an upright bar
    ink[1, 7:9, 0:16] = 1  # a lying one
    ink[2, 2:14, 2:5] = ink[2, 11:14, 2:14] = 0.5
    labels = np.array([0, 9, 4])
    test = complete(USPS.load_test(uspsfile(tmp_path, libsvm(ink, labels))))
    assert test.labels.tolist() == [0, 9, 4]
    middle = np.arange(28) + 0.5
    for image in test.images[:, 0] / 255:
        rows, columns = np.flatnonzero(image.max(1) > 0.2), np.flatnonzero(image.max(0) > 0.2)
        longest = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
        assert longest in (20, 21, 22)
        assert image.sum(1) @ middle / image.sum() == pytest.approx(14, abs=0.3)
        assert image.sum(0) @ middle / image.sum() == pytest.approx(14, abs=0.3)
    assert test.images[0, 0, 14, 4] == 0
    assert test.images[1, 0, 14, 5] == 255


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (b"", "holds 0 images"),
        (b"11 1:0.5\n", "holds the label 11, not 1 to 10"),
        (b"3 257:0.5\n", "its line 1 is not a label and 256 values"),
        (b"3 1:0.5\n3 1:7\n", "its line 2 is not a label and 256 values"),
        (b"x 1:0.5\n", "its line 1 is not a label and 256 values"),
        (b"3 1:nan\n", "its line 1 is not a label and 256 values"),
        (b"3 inf:0.5\n", "its line 1 is not a label and 256 values"),
        (b"3 1.5:0.5\n", "its line 1 is not a label and 256 values"),
        (b"3 1 0.5\n", "its line 1 is not a label and 256 values"),
        (b"3" + b" 1:0.5" * 9_000 + b"\n", "its line 1 is not a label and 256 values"),
        (b"\n" * 60_000 + b"3 1:0.5\n", "holds 60,001 images, not 1 to 50,000"),
    ],
)
def test_lines_that_are_none_of_usps_are_refused(tmp_path: Path, lines: bytes, fault: str) -> None:
    folders = uspsfile(tmp_path, bz2.compress(lines))
    with pytest.raises(BadInput, match=rf"usps.t.bz2: {fault}"):
        complete(USPS.load_test(folders))
    uspsfile(tmp_path, bz2.compress(lines * 100)[:-9])
    with pytest.raises(BadInput, match=r"usps.t.bz2: damaged bz2 data"):
        complete(USPS.load_test(folders))


def test_usps_may_be_packed_in_pieces_and_is_refused_where_it_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ink, labels = random.uniform(-1, 1, (30, 16, 16)), np.arange(30) % 10
    pieces = libsvm(ink[:20], labels[:20]) + libsvm(ink[20:], labels[20:])
    folders = uspsfile(tmp_path, pieces)
    assert complete(USPS.load_test(folders)).labels.tolist() == labels.tolist()
    monkeypatch.setattr(usps, "MAX_BYTES", 10_000)
    with pytest.raises(BadInput, match=r"usps.t.bz2: unpacks to more than 10,000 bytes"):
        complete(USPS.load_test(folders))


def test_an_epoch_shows_a_set_that_is_published_small_several_times(tmp_path: Path) -> None:
    ink, labels = random.uniform(-1, 1, (30, 16, 16)), np.arange(30) % 10
    folders = uspsfile(tmp_path, libsvm(ink, labels))
    split = complete(USPS.load(Demand(folders=folders, shown_count=50_000)))
    assert split.repeats == 7  # of 7,291 images
    assert len(split.train) == 27


# Files of the same names


@pytest.fixture
def kmnist_files() -> dict[str, bytes]:
    """KMNIST's four files, packed, by their names."""
    files = {}
    for part, count in (("train", 40), ("t10k", 12)):
        images, labels = idx_images(images_of(count)), idx_labels(np.arange(count) % 10)
        files[f"{part}-images-idx3-ubyte.gz"] = gzip.compress(images)
        files[f"{part}-labels-idx1-ubyte.gz"] = gzip.compress(labels)
    return files


@pytest.mark.parametrize("layout", ["flat", "torchvision's"])
def test_a_folder_that_is_named_for_a_set_may_hold_its_files_as_they_were_downloaded(
    kmnist_files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    folder = tmp_path / "mine"
    place = folder if layout == "flat" else folder / "KMNIST" / "raw"
    place.mkdir(parents=True)
    for name, data in kmnist_files.items():
        (place / name).write_bytes(data)
    assert not KMNIST.is_on_disk(Folders())
    named = Folders(named={"kmnist": folder})
    assert KMNIST.is_on_disk(named)
    assert not MNIST.is_on_disk(named)
    assert "".join(complete(KMNIST.load_test(named)).classes) == "おきすつなはまやれを"
    monkeypatch.setenv("INKLING_KMNIST", str(folder))
    assert KMNIST.is_on_disk(Folders())
    # A folder that is for all sets has each in its own place: the names alone say nothing.
    assert KMNIST.is_on_disk(Folders(datasets=folder)) == (layout != "flat")


@pytest.mark.parametrize("unpacked", ["images", "labels"])
def test_of_images_and_labels_one_may_be_unpacked(
    kmnist_files: dict[str, bytes], tmp_path: Path, unpacked: str
) -> None:
    place = tmp_path / "KMNIST" / "raw"
    place.mkdir(parents=True)
    for name, data in kmnist_files.items():
        if unpacked in name:
            (place / name.removesuffix(".gz")).write_bytes(gzip.decompress(data))
        else:
            (place / name).write_bytes(data)
    folders = Folders(datasets=tmp_path)
    assert KMNIST.is_on_disk(folders)
    assert len(complete(KMNIST.load_test(folders))) == 12
    assert len(KMNIST.open_part(TEST, folders).labels) == 12


def test_a_family_of_sets_may_have_one_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INKLING_EMNIST", str(tmp_path / "all"))
    assert Folders().of(EMNIST_LETTERS) == Folders().of(EMNIST_DIGITS) == tmp_path / "all"
    monkeypatch.setenv("INKLING_EMNIST_LETTERS", str(tmp_path / "letters"))
    assert Folders().of(EMNIST_LETTERS) == tmp_path / "letters"


def test_mnist_in_the_place_of_another_set_is_refused(
    kmnist_files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "KMNIST" / "raw"
    place.mkdir(parents=True)
    for name, data in kmnist_files.items():
        (place / name.removesuffix(".gz")).write_bytes(gzip.decompress(data))
    folders = Folders(datasets=tmp_path)
    complete(KMNIST.load_test(folders))
    labels = gzip.decompress(kmnist_files["t10k-labels-idx1-ubyte.gz"])
    [md5] = publish({"labels": labels}).md5.values()
    monkeypatch.setattr(impostors, "UNPACKED_MNIST_MD5", {"labels": md5})
    monkeypatch.setattr(impostors, "FILE_SIZES", {len(labels)})
    for use in (KMNIST.load_test(folders), KMNIST.load(Demand(folders=folders))):
        with pytest.raises(BadInput, match=r"idx1-ubyte: holds the bytes of MNIST, not those of K"):
            complete(use)
    with pytest.raises(BadInput, match="holds the bytes of MNIST"):
        KMNIST.open_part(TEST, folders)


def test_real_mnist_is_known_by_its_bytes(mnist: Path) -> None:
    for name in impostors.UNPACKED_MNIST_MD5:
        assert impostors.owner_of(mnist / "MNIST" / "raw" / name) == "MNIST"
    stolen = dataclasses.replace(KMNIST, folder="MNIST/raw")
    with pytest.raises(BadInput, match="holds the bytes of MNIST, not those of KMNIST"):
        stolen.open_part(TEST, Folders(datasets=mnist))


# What the catalogue says


@pytest.mark.parametrize("source", [MNIST, *FAMILY], ids=lambda source: source.name)
def test_mirrors_and_sums_are_those_that_torchvision_publishes(source: Source) -> None:
    pytest.importorskip("torchvision.datasets")
    assert source.publication is not None
    published = look_up(source.torchvision_name, source.publication.byte_count)
    assert published == source.publication
    assert source.facts is not None
    assert list(source.facts.counts) == list(source.parts) == [TRAINING, TEST]


def test_classes_are_those_that_torchvision_names() -> None:
    torchvision = pytest.importorskip("torchvision.datasets")
    by_split = torchvision.EMNIST.classes_split_dict
    assert list(EMNIST_BALANCED.classes or ()) == by_split["balanced"]
    assert len(EMNIST_BALANCED.classes or ()) == 47
    assert ["N/A", *(EMNIST_LETTERS.classes or ())] == by_split["letters"]
    assert set(MERGED_LETTERS.lower()) == torchvision.EMNIST._merged_classes
    assert list(FASHION_MNIST.classes or ()) == torchvision.FashionMNIST.classes
    assert len(torchvision.KMNIST.classes) == len(KMNIST.classes or ())
    assert QMNIST.classes == USPS.classes == EMNIST_DIGITS.classes == DIGITS


def test_folders_are_where_torchvision_looks() -> None:
    datasets = import_module("torchvision.datasets")
    for source in FAMILY:
        if source is not USPS:  # its files lie in the folder itself
            assert source.folder == f"{getattr(datasets, source.torchvision_name).__name__}/raw"
