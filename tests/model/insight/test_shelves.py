"""Shelves: what is asked for is made, the same each time, and in pages."""

from pathlib import Path

import numpy as np
import pytest

from model.data.classes import DIGITS
from model.data.image_sets import MNIST
from model.data.progress import complete
from model.data.source import TEST, TRAINING, Folders
from model.errors import BadInput
from model.handwriting.styles import DIGITS as STYLES
from model.handwriting.synthesis import synthesize_numbers
from model.handwriting.writing import WRITER_DRAWINGS
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.ink.parts import characters_of
from model.ink.picture import Picture, encode_png
from model.ink.raster import rasterize
from model.ink.sample import Sample
from model.insight import shelves
from model.insight.mistakes import find_mistakes
from model.insight.offers import OWN_DRAWINGS, Offer, find_offers
from model.insight.shelves import (
    DRAWINGS_A_STYLE,
    SampleShelf,
    Shelf,
    StyleShelf,
    WriterShelf,
    image_of,
    inputs_of,
    label_counts,
    open_file,
    open_own_characters,
    open_own_drawings,
    pages_of,
)
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.conftest import HAND_DRAWN, load_mnist


def offer(name: str, folders: Folders = Folders()) -> Offer:  # noqa: B008
    return next(offer for offer in find_offers(folders) if offer.name == name)


def arranged(offered: Offer, title: str) -> Shelf:
    arrangement = next(found for found in offered.arrangements if found.title == title)
    return complete(arrangement.open())


def test_pages_hold_each_sample_of_a_label_once(hand_drawn: list[Drawing]) -> None:
    samples = [Entry(drawing).sample for drawing in hand_drawn * 5]
    shelf = SampleShelf(samples)
    pages = pages_of(shelf, "7", length=2)
    assert pages.count == 3
    assert [list(pages.page(number)) for number in range(3)] == [[7, 17], [27, 37], [47]]
    assert sum(len(pages_of(shelf, None, 20).page(number)) for number in range(3)) == 50
    assert pages_of(shelf, "x", 20).count == 1
    assert label_counts(shelf) == {str(digit): 5 for digit in range(10)}


def test_the_images_of_a_data_set_go_onto_the_pad_as_the_network_sees_them(
    small_mnist: Path,
) -> None:
    folders = Folders(datasets=small_mnist)
    whole = load_mnist(small_mnist, train=False)
    shelf = arranged(offer(MNIST.name, folders), TEST)
    assert len(arranged(offer(MNIST.name, folders), TRAINING).labels) == 600
    assert [DIGITS.index(label) for label in shelf.labels] == whole.labels.tolist()
    samples = shelf.samples([5, 190])
    assert np.array_equal(inputs_of(samples) * 255, whole.images[[5, 190]].astype(np.float32))
    assert samples[0].label == shelf.labels[5]
    image = image_of(samples[1])
    assert image is not None
    assert np.array_equal(image, whole.images[190, 0])
    assert samples[0].origin == "MNIST, test images, no. 5"


def test_inputs_of_drawings_and_pictures_keep_their_order(hand_drawn: list[Drawing]) -> None:
    drawn = [Entry(drawing).sample for drawing in hand_drawn[:2]]
    image = np.eye(28, dtype=np.float32)
    picture = Sample(Picture.of_image((255 * image).astype(np.uint8)))
    inputs = inputs_of([drawn[0], picture, drawn[1]])
    assert np.array_equal(inputs[[0, 2]], rasterize(hand_drawn[:2]))
    assert np.array_equal(inputs[1, 0], image)
    assert inputs_of([]).shape == (0, 1, 28, 28)


def test_numbers_are_shown_whole_and_measured_character_by_character() -> None:
    [number] = synthesize_numbers(1, seed=2)
    DrawingCollection().add([Entry(number)])
    assert complete(open_own_drawings()).labels == [number.label]
    characters = complete(open_own_characters())
    assert characters.labels == list(number.label or "")
    assert [s.drawing for s in characters.samples([0])] == characters_of(number)[:1]
    mistakes = complete(find_mistakes(Recognizer(default_weights()), open_own_characters, "yours"))
    assert mistakes.evaluation.count == len(number.parts)


def test_own_drawings_are_shown_newest_first(hand_drawn: list[Drawing]) -> None:
    with pytest.raises(BadInput, match="nothing is kept yet: draw on the pad"):
        arranged(offer(OWN_DRAWINGS), "all")
    DrawingCollection().add([Entry(drawing) for drawing in hand_drawn])
    shelf = arranged(offer(OWN_DRAWINGS), "all")
    assert list(shelf.labels) == list("9876543210")
    assert shelf.samples([0])[0].drawing == hand_drawn[9]


def test_an_ink_file_is_opened_labelled_or_not(tmp_path: Path, hand_drawn: list[Drawing]) -> None:
    path = tmp_path / "ink.jsonl"
    write_drawings(path, [hand_drawn[3], Drawing(hand_drawn[4].strokes), hand_drawn[5]])
    shelf = complete(open_file(path))
    assert list(shelf.labels) == ["3", None, "5"]
    (five,) = shelf.samples([2])
    assert (five.drawing, five.origin) == (hand_drawn[5], "ink.jsonl, no. 3")
    write_drawings(path, [Drawing()])
    with pytest.raises(BadInput, match="holds no drawing"):
        complete(open_file(path))


def test_a_long_ink_file_is_opened_as_far_as_memory_may_hold_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shelves, "MAX_DRAWINGS", 4)
    assert len(complete(open_file(HAND_DRAWN)).labels) == 4


def test_only_the_pictures_that_are_looked_at_are_decoded(tmp_path: Path) -> None:
    for label, name in (("1", "good.png"), ("2", "bad.png")):
        (tmp_path / label).mkdir()
        bar = np.full((700, 500), 255, np.uint8)
        bar[100:600, 220:280] = 0
        (tmp_path / label / name).write_bytes(encode_png(bar) if name == "good.png" else b"no")
    shelf = complete(open_file(tmp_path))
    assert list(shelf.labels) == ["1", "2"]
    (good,) = shelf.samples([0])
    assert good.origin == "1/good.png"
    assert inputs_of([good]).max() > 0.9
    assert image_of(good) is None  # it is shown as it was photographed
    assert not isinstance(good.content, Drawing)
    assert max(good.content.preview.shape) <= shelves.SMALL_PREVIEW_PX
    with pytest.raises(BadInput, match=r"bad\.png"):
        shelf.samples([1])
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="holds no picture"):
        complete(open_file(tmp_path / "empty"))


def test_built_in_ink_by_style_shows_each_style_by_many_hands() -> None:
    shelf = StyleShelf(STYLES)
    assert len(shelf.labels) == DRAWINGS_A_STYLE * sum(map(len, STYLES.values()))
    first = pages_of(shelf, "7", DRAWINGS_A_STYLE).page(0)
    samples = shelf.samples(first)
    assert {sample.label for sample in samples} == {"7"}
    assert {sample.origin.partition(",")[0] for sample in samples} == {
        f"style 1 of {len(STYLES['7'])}"
    }
    assert len({sample.drawing for sample in samples}) == DRAWINGS_A_STYLE
    again = StyleShelf(STYLES).samples(first)
    assert [sample.drawing for sample in again] == [sample.drawing for sample in samples]


def test_built_in_ink_by_writer_shows_what_one_hand_writes() -> None:
    shelf = WriterShelf(STYLES)
    second = range(WRITER_DRAWINGS, 2 * WRITER_DRAWINGS)
    samples = shelf.samples(second)
    assert {sample.origin for sample in samples} == {"writer 2"}
    assert [sample.label for sample in samples] == [shelf.labels[index] for index in second]
    assert [sample.drawing for sample in WriterShelf(STYLES).samples([25])] == [samples[5].drawing]


def test_what_is_no_character_is_shown_without_a_label() -> None:
    shelf = arranged(offer("ink"), "no character")
    assert set(shelf.labels) == {None}
    assert label_counts(shelf) == {}
    assert any("letter" in sample.origin for sample in shelf.samples(range(40)))


def test_what_is_not_on_disk_is_offered_all_the_same(tmp_path: Path) -> None:
    offered = offer(MNIST.name)
    assert not offered.is_on_disk(Folders(datasets=tmp_path))
    assert offer("ink").is_on_disk(Folders(datasets=tmp_path))
    assert offer(OWN_DRAWINGS).is_on_disk(Folders(datasets=tmp_path))


def test_files_are_offered_by_their_names() -> None:
    *_, last = find_offers(Folders(), [HAND_DRAWN])
    assert (last.name, last.title) == (str(HAND_DRAWN), HAND_DRAWN.name)
