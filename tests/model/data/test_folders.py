"""Drawings from and to other programs."""

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.data.classes import DIGITS, Classes
from model.data.folders import (
    Doubtful,
    find_labelled_files,
    read_folder,
    read_labelled,
    read_sure_pictures,
    say_left_out,
)
from model.data.folders_out import write_images, write_pictures
from model.data.idx import read_idx
from model.data.progress import Notice, complete
from model.data.source import Demand
from model.data.sources import find_source
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.formats import PICTURES
from model.ink.ink_file import write_drawings
from model.ink.raster import rasterize
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.conftest import write_idx
from tests.pictures import doubt_by_name


def labels(path: Path) -> list[str | None]:
    return [None if drawing is None else drawing.label for drawing in drawings_of(path)]


def drawings_of(path: Path) -> list[Drawing | None]:
    """Return what is read of a file or folder that holds nothing doubtful."""
    read = list(read_labelled(path, DIGITS))
    assert not any(isinstance(found, Doubtful) for found in read)
    return [found for found in read if not isinstance(found, Doubtful)]


def test_of_ink_the_labelled_digits_come(tmp_path: Path, hand_drawn: list[Drawing]) -> None:
    path = tmp_path / "some.jsonl.gz"
    others = [replace(hand_drawn[0], label="A"), Drawing(label="3")]
    write_drawings(path, [*hand_drawn, *others])
    assert labels(path) == [*"0123456789", None, None]
    assert drawings_of(path)[:10] == hand_drawn


def write_idx_files(folder: Path, drawings: list[Drawing]) -> None:
    write_images(folder, drawings, DIGITS)


@pytest.mark.parametrize("write", [write_pictures, write_idx_files])
def test_what_goes_out_comes_in_and_is_read_alike(
    tmp_path: Path, hand_drawn: list[Drawing], write: object
) -> None:
    write(tmp_path / "out", hand_drawn)  # type: ignore[operator]
    back = [drawing for drawing in drawings_of(tmp_path / "out") if drawing is not None]
    assert sorted(drawing.label or "" for drawing in back) == list("0123456789")
    read = Recognizer(default_weights()).recognize(back)
    assert [p.label for p in read] == [drawing.label for drawing in back]
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_pictures_are_the_networks_view(tmp_path: Path, hand_drawn: list[Drawing]) -> None:
    write_pictures(tmp_path / "out", hand_drawn)
    image = np.asarray(Image.open(tmp_path / "out" / "4" / "00004.png"))
    assert image.shape == (28, 28)
    assert np.abs(image / 255 - rasterize([hand_drawn[4]])[0, 0]).max() < 0.01


def test_idx_files_are_those_of_mnist(tmp_path: Path, hand_drawn: list[Drawing]) -> None:
    write_images(tmp_path / "out", hand_drawn, DIGITS)
    dataset = read_idx(tmp_path / "out" / "train-images-idx3-ubyte", DIGITS)
    assert dataset.labels.tolist() == list(range(10))


def test_classes_that_idx_files_cannot_name_are_refused(
    tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    classes = Classes([f"sign {number}" for number in range(300)])
    with pytest.raises(BadInput, match="idx files take 256 classes"):
        write_images(tmp_path / "out", [replace(hand_drawn[0], label="sign 299")], classes)
    assert list(tmp_path.iterdir()) == []


def test_emnists_files_are_read_as_they_are_published(tmp_path: Path) -> None:
    bar = np.zeros((1, 28, 28))
    bar[:, 4:24, 12:15] = 255  # as it lies in the file; it is seen lying
    for name, magic, array in (
        ("emnist-letters-test-images-idx3-ubyte", 2051, bar),
        ("emnist-letters-test-labels-idx1-ubyte", 2049, np.array([2])),
    ):
        write_idx(tmp_path / name, magic, array)
    [drawing] = read_labelled(tmp_path, Classes(["b", "A", "a"]))
    assert isinstance(drawing, Drawing)
    assert drawing.label == "b"
    width, height = np.ptp(np.concatenate(drawing.strokes)[:, :2], axis=0)
    assert width > 3 * height
    assert list(read_labelled(tmp_path, DIGITS)) == [None]


SEVEN = Image.fromarray(np.pad(np.full((20, 4), 255, np.uint8), ((4, 4), (12, 12))))


def save_pictures(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        SEVEN.save(folder / name)


def test_a_label_is_the_name_of_a_folder_and_never_guessed_from_that_of_a_picture(
    tmp_path: Path,
) -> None:
    names = ("7/a.png", "8/3.png", "digit1.png", "scan 12.png", "٣.png", "x/letter.png")
    save_pictures(tmp_path, *names)
    read = drawings_of(tmp_path)
    assert [drawing and drawing.label for drawing in read] == ["7", "8", None, None, None, None]
    assert read[2] is not None  # a picture that nobody has named: its importer is asked
    assert read[4] is None or read[4].label is None
    assert None in read  # x is no digit


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels.tsv", "label\tkind\tpath\n3\tphoto\ta.png\n5\tscan\tin/b.png\n"),
        ("labels.csv", "a.png,3\nin/b.png,5\n"),
    ],
)
def test_an_index_file_says_what_pictures_are(tmp_path: Path, name: str, text: str) -> None:
    save_pictures(tmp_path, "a.png", "in/b.png", "in/c.png")
    (tmp_path / name).write_text(text)
    assert labels(tmp_path) == ["3", "5", None]
    dataset = read_folder(tmp_path)
    assert [dataset.classes[index] for index in dataset.labels] == ["3", "5"]


def test_a_damaged_index_file_is_named(tmp_path: Path) -> None:
    save_pictures(tmp_path, "a.png")
    (tmp_path / "labels.tsv").write_text("path\tlabel\na.png\n")
    with pytest.raises(BadInput, match=r"labels\.tsv: its row 1 has no label"):
        labels(tmp_path)
    (tmp_path / "labels.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match=r"labels\.tsv: not a text"):
        labels(tmp_path)


def test_a_folder_is_data_of_whatever_labels_it_has(tmp_path: Path) -> None:
    save_pictures(tmp_path, "heart/a.png", "star/b.png", "star/c.png")
    dataset = read_folder(tmp_path)
    assert list(dataset.classes) == ["heart", "star"]
    assert dataset.labels.tolist() == [0, 1, 1]
    save_pictures(tmp_path, "7/d.png")
    assert read_folder(tmp_path, DIGITS).labels.tolist() == [7]


NAMES = ["♥", "a", "A", "a/b", "aU+002Fb", "été", "unlabelled", " x", "tab\there", None]


def test_any_label_comes_back_from_the_folder_of_its_pictures(
    tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    drawings = [replace(one, label=name) for one, name in zip(hand_drawn, NAMES, strict=True)]
    write_pictures(tmp_path / "out", drawings)
    folders = [path.name for path in (tmp_path / "out").iterdir() if path.is_dir()]
    assert len({name.casefold() for name in folders}) == len(NAMES)
    found = find_labelled_files(tmp_path / "out", PICTURES)
    by_number = sorted(found, key=lambda file: file.path.name)
    assert [file.label for file in by_number] == NAMES
    write_pictures(tmp_path / "plain", hand_drawn)
    assert all(path.is_dir() for path in (tmp_path / "plain").iterdir())


def test_labels_in_another_form_of_unicode_are_the_same(
    tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    one, other = "\u00e9", "e\u0301"
    save_pictures(tmp_path / "a", f"{other}/1.png", "x/2.png")
    save_pictures(tmp_path / "b", f"{one}/1.png", "x/2.png")
    assert list(read_folder(tmp_path / "a").classes) == list(read_folder(tmp_path / "b").classes)
    write_drawings(tmp_path / "ink.jsonl", [replace(hand_drawn[0], label=other)])
    [drawing] = read_labelled(tmp_path / "ink.jsonl", Classes([one, "x"]))
    assert isinstance(drawing, Drawing)
    assert drawing.label == one


def test_what_is_hidden_is_passed_over(tmp_path: Path) -> None:
    save_pictures(tmp_path, "7/a.png", ".thumbnails/a.png")
    (tmp_path / "7" / "._a.png").write_bytes(b"as macOS writes beside what it packs")
    (tmp_path / "7" / "folder.png").mkdir()
    (tmp_path / "._train-images-idx3-ubyte").write_bytes(b"likewise")
    assert labels(tmp_path) == ["7"]


@pytest.mark.parametrize("label", ["../../out", "a/b", "..", ".", "", "\0", "con:", "♥" * 32])
def test_any_label_is_a_folder_within(
    tmp_path: Path, hand_drawn: list[Drawing], label: str
) -> None:
    write_pictures(tmp_path / "deep" / "out", [replace(hand_drawn[7], label=label)])
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]
    assert len(list((tmp_path / "deep" / "out").rglob("*.png"))) == 1


def test_ink_of_other_programs_is_labelled_by_itself_or_by_its_folder(
    tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    folder = tmp_path / "ink"
    (folder / "7").mkdir(parents=True)
    unlabelled = [replace(drawing, label=None) for drawing in hand_drawn[:2]]
    write_drawings(folder / "7" / "a.svg", unlabelled[:1])
    write_drawings(folder / "draft 3.svg", unlabelled[:1])
    write_drawings(folder / "draft 12.svg", unlabelled[:1])
    write_drawings(folder / "labelled 4.svg", hand_drawn[8:9])
    write_drawings(folder / "some 5.inkml", [*hand_drawn[1:3], *unlabelled])
    page = "<page><layer><stroke tool='pen' width='1'>1 1 9 9</stroke></layer></page>"
    (folder / "6.xopp").write_text(f"<xournal>{page * 2}</xournal>")
    assert [str(label) for label in labels(folder)] == [
        *["None", "None"],
        "7",
        *["None", "None", "8"],
        *["1", "2", "None", "None"],
    ]
    assert labels(folder / "draft 3.svg") == [None]  # a number is not a label


def test_idx_files_may_be_gzipped(tmp_path: Path) -> None:
    image = np.zeros((1, 28, 28))
    image[:, 4:24, 12:15] = 255
    for name, magic, array in (
        ("a-images-idx3-ubyte", 2051, image),
        ("a-labels-idx1-ubyte", 2049, np.array([1])),
    ):
        write_idx(tmp_path / name, magic, array)
        packed = gzip.compress((tmp_path / name).read_bytes())
        (tmp_path / name).unlink()
        (tmp_path / f"{name}.gz").write_bytes(packed)
    assert labels(tmp_path) == ["1"]
    (tmp_path / "a-labels-idx1-ubyte.gz").write_bytes(packed[:-9])
    with pytest.raises(BadInput, match=r"a-labels-idx1-ubyte\.gz: damaged gzip"):
        labels(tmp_path)


def test_faults_are_named(tmp_path: Path, hand_drawn: list[Drawing]) -> None:
    with pytest.raises(BadInput, match="holds no picture"):
        labels(tmp_path)
    (tmp_path / "3.png").write_bytes(b"no png")
    for path in (tmp_path, tmp_path / "3.png"):
        with pytest.raises(BadInput, match=r"3\.png"):
            labels(path)
    with pytest.raises(BadInput, match="it is there already"):
        write_pictures(tmp_path, hand_drawn)
    assert [entry.name for entry in tmp_path.iterdir()] == ["3.png"]


def test_a_folder_that_cannot_be_finished_is_not_there(
    tmp_path: Path, hand_drawn: list[Drawing], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", fail)
    with pytest.raises(BadInput, match="No space left"):
        write_pictures(tmp_path / "out", hand_drawn)
    assert list(tmp_path.iterdir()) == []


# Pictures of which it is not sure what is their ink


def test_what_is_doubtful_comes_as_such_with_its_label(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt_by_name(monkeypatch)
    save_pictures(tmp_path, "7/doubtful.png", "7/sure.png", "doubtful too.png")
    doubtful, sure, unlabelled = read_labelled(tmp_path, DIGITS)
    assert isinstance(doubtful, Doubtful)
    assert doubtful.drawing.label == "7"
    assert not doubtful.drawing.is_empty
    assert isinstance(sure, Drawing)
    assert isinstance(unlabelled, Doubtful)
    assert unlabelled.drawing.label is None


def test_what_is_doubtful_is_measured_and_not_learned_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt_by_name(monkeypatch)
    save_pictures(tmp_path, "7/doubtful.png", "7/sure.png", "1/sure.png")
    assert len(read_folder(tmp_path)) == 3
    dataset, left_out = read_sure_pictures(tmp_path)
    assert [dataset.classes[label] for label in dataset.labels] == ["1", "7"]
    assert left_out == 1
    assert say_left_out(tmp_path, 1).endswith(
        "1 picture is left out: it is not sure what is the ink"
    )


def test_what_has_nothing_but_doubtful_pictures_is_no_class_to_learn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt_by_name(monkeypatch)
    save_pictures(tmp_path, "heart/sure.png", "star/sure.png", "knot/doubtful.png")
    dataset, left_out = read_sure_pictures(tmp_path)
    assert (list(dataset.classes), left_out) == (["heart", "star"], 1)


def test_a_folder_of_nothing_but_doubtful_pictures_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt_by_name(monkeypatch)
    save_pictures(tmp_path, "7/doubtful.png")
    with pytest.raises(BadInput, match="of no picture it is sure what is its ink"):
        read_sure_pictures(tmp_path)


def test_a_run_says_how_many_pictures_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt_by_name(monkeypatch)
    save_pictures(tmp_path, *(f"{digit}/sure {n}.png" for digit in (1, 7) for n in range(8)))
    save_pictures(tmp_path, "7/doubtful.png", "1/doubtful.png")
    told: list[object] = []
    split = complete(find_source(str(tmp_path)).load(Demand()), told.append)
    assert len(split.train) < 16
    assert Notice(say_left_out(tmp_path, 2)) in told
