"""Sources: where they lie, whether they are there, and what they give."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.data.classes import DIGITS
from model.data.dataset import NON_CHARACTER
from model.data.image_sets import MNIST
from model.data.labelled import read_ink_file
from model.data.progress import Notice, complete
from model.data.source import BuiltInInk, Demand, Folders
from model.data.sources import BUILT_IN_INK, CATALOGUE, draw_ink, find_source
from model.errors import BadInput
from model.handwriting.synthesis import synthesize_numbers
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.ink.raster import rasterize
from model.storage.paths import home_folder
from tests.conftest import HAND_DRAWN
from tests.model.conftest import lines_drawing

LINE = [(0.0, 0.0), (9.0, 9.0)]


def test_a_folder_is_the_one_named_else_the_environments_else_our_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Folders().of(MNIST) == home_folder() / "datasets"
    monkeypatch.setenv("INKLING_DATASETS", str(tmp_path / "all"))
    assert Folders().of(MNIST) == tmp_path / "all"
    monkeypatch.setenv("INKLING_MNIST", str(tmp_path / "there"))
    assert Folders().of(MNIST) == tmp_path / "there"
    assert Folders(datasets=tmp_path / "many").of(MNIST) == tmp_path / "many"
    named = Folders(named={"mnist": tmp_path / "named"}, datasets=tmp_path / "many")
    assert named.of(MNIST) == tmp_path / "named"


def test_mnist_is_on_disk_when_all_four_files_are(small_mnist: Path, tmp_path: Path) -> None:
    here = Folders(datasets=small_mnist)
    assert MNIST.is_on_disk(here)
    assert not MNIST.is_on_disk(Folders(datasets=tmp_path))
    (small_mnist / "MNIST" / "raw" / "t10k-labels-idx1-ubyte").unlink()
    assert not MNIST.is_on_disk(here)


def test_only_what_is_downloaded_needs_the_network() -> None:
    drawn = {name for name, source in CATALOGUE.items() if not source.needs_network}
    assert "ink" in drawn
    assert all(CATALOGUE[name].styles for name in drawn)
    assert BUILT_IN_INK.is_on_disk(Folders())


def test_a_split_of_mnist_holds_out_a_tenth_of_a_small_set(small_mnist: Path) -> None:
    folders = Folders(datasets=small_mnist)
    split = complete(MNIST.load(Demand(folders=folders)))
    assert split.validation is not None
    assert (len(split.train), len(split.validation), len(split.test)) == (540, 60, 200)
    assert split.train.classes == DIGITS


# Ink files


def test_an_ink_file_is_data_as_the_network_sees_it(hand_drawn: list[Drawing]) -> None:
    dataset = read_ink_file(HAND_DRAWN)
    assert dataset.classes == DIGITS
    assert dataset.labels.tolist() == list(range(10))
    assert np.abs(dataset.images / 255 - rasterize(hand_drawn)).max() <= 0.5 / 255 + 1e-6


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (["7", None, "0", "7"], list("0123456789")),
        (["b", "a", None, "b"], ["a", "b"]),
        (["b", "7", "a"], ["7", "a", "b"]),
        (["heart", "♥", "²"], ["heart", "²", "♥"]),
    ],
)
def test_the_classes_of_an_ink_file_are_its_labels(
    tmp_path: Path, labels: list[str | None], classes: list[str]
) -> None:
    path = tmp_path / "some.jsonl.gz"
    write_drawings(path, [lines_drawing(LINE, label=label) for label in labels])
    dataset = read_ink_file(path)
    assert list(dataset.classes) == classes
    assert [classes[index] for index in dataset.labels] == [x for x in labels if x is not None]


def test_numbers_with_parts_are_as_many_characters(tmp_path: Path) -> None:
    numbers = synthesize_numbers(20, seed=6)
    unparted = replace(numbers[0], parts=())
    single = lines_drawing(LINE, label="1")
    write_drawings(tmp_path / "numbers.jsonl", [*numbers, unparted, single])
    dataset = read_ink_file(tmp_path / "numbers.jsonl")
    assert dataset.classes == DIGITS
    written = "".join(number.label or "" for number in numbers) + "1"
    assert dataset.labels.tolist() == list(map(int, written))  # what has no parts is left out
    loading = find_source(str(tmp_path / "numbers.jsonl")).load(Demand())
    [notice] = [event for event in loading if isinstance(event, Notice)]
    assert notice.message.endswith("numbers.jsonl: left out 1 number without parts.")


def test_labels_of_several_characters_are_classes_where_nothing_has_parts(tmp_path: Path) -> None:
    labels = ["1", "10", "100"]
    write_drawings(tmp_path / "signs.jsonl", [lines_drawing(LINE, label=x) for x in labels])
    assert list(read_ink_file(tmp_path / "signs.jsonl").classes) == labels


def test_an_ink_file_without_two_classes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "few.jsonl"
    write_drawings(path, [lines_drawing(LINE, label="a")])
    with pytest.raises(BadInput, match=f"{path}: everything is labelled 'a'"):
        read_ink_file(path)
    write_drawings(path, [lines_drawing(LINE)])
    with pytest.raises(BadInput, match=f"{path}: holds no drawing with a label"):
        read_ink_file(path)


def test_a_path_is_a_source_of_its_own() -> None:
    source = find_source("some/where/mine.jsonl")
    assert (source.title, source.classes, source.needs_network) == ("mine.jsonl", None, False)
    assert find_source("mnist") is MNIST


# Built-in ink


def test_built_in_ink_comes_by_its_seed_in_parts() -> None:
    ink_of_1400 = BuiltInInk(characters=1200, noncharacters=200)
    events: list[object] = []
    ink = complete(draw_ink(ink_of_1400, 5), events.append)
    assert len(events) > 1
    again, other = (complete(draw_ink(ink_of_1400, seed)) for seed in (5, 6))
    assert len(ink) == 1400
    assert (ink.labels == NON_CHARACTER).sum() == 200
    assert np.bincount(ink.labels[ink.labels >= 0]).tolist() == [120] * 10
    assert np.array_equal(again.images, ink.images)
    assert not np.array_equal(other.images, ink.images)


def test_letters_and_characters_are_drawn_with_what_is_none_of_them() -> None:
    for name in ("letters", "characters"):
        source = CATALOGUE[name]
        drawn = complete(draw_ink(BuiltInInk(characters=300, noncharacters=60), 5, source=source))
        assert drawn.classes == source.classes
        assert (drawn.labels[:300] >= 0).all()
        assert (drawn.labels[300:] == NON_CHARACTER).all()


def test_what_the_catalogue_says_of_mnist_is_what_is_on_disk(mnist: Path) -> None:
    assert MNIST.facts is not None
    for part, count in MNIST.facts.counts.items():
        file = MNIST.open_part(part, Folders(datasets=mnist))
        assert len(file.labels) == count


def test_every_source_says_what_a_person_asks_of_it() -> None:
    for source in CATALOGUE.values():
        assert source.facts is not None
        assert source.facts.resolution
        assert source.facts.licence
        assert source.facts.origin
