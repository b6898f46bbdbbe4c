from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from model.handwriting.noncharacters import SCRIBBLE_POINTS
from model.handwriting.sampling import PAD_PX
from model.handwriting.skeleton import Style
from model.handwriting.styles import (
    CHARACTERS,
    DIGITS,
    LETTERS,
    LOWER,
    UNLIKE_DIGITS,
    UNLIKE_LETTERS,
)
from model.handwriting.synthesis import (
    synthesize_characters,
    synthesize_digits,
    synthesize_noncharacters,
    synthesize_none_of,
)
from model.ink.drawing import Drawing
from model.ink.json_lines import format_drawing, parse_drawing
from model.ink.raster import rasterize


def test_digits_come_in_equal_shares_and_shuffled() -> None:
    labels = [drawing.label for drawing in synthesize_digits(500, seed=1)]
    assert Counter(labels) == dict.fromkeys("0123456789", 50)
    assert labels[:10] != list("0123456789")
    assert sum(a == b for a, b in pairwise(labels)) > 20


def test_only_the_given_styles_are_written() -> None:
    styles = {
        "=": (Style(1, ("0,0 60,0 | 0,80 60,80",)),),
        "1": (Style(2, ("30,0 30,100",)), Style(1, ("20,0 20,100",))),
    }
    drawings = synthesize_characters(300, seed=2, styles=styles)
    shapes = Counter((drawing.label, len(drawing.strokes)) for drawing in drawings)
    assert shapes == {("=", 2): 150, ("1", 1): 150}


def test_the_styles_of_all_digits_are_written_unless_others_are_given() -> None:
    drawings = synthesize_digits(150, seed=3)
    assert synthesize_characters(150, seed=3, styles=DIGITS) == drawings
    first_styles = {label: styles[:1] for label, styles in DIGITS.items()}
    assert synthesize_characters(150, seed=3, styles=first_styles) != drawings


def test_some_labels_are_written_twice_as_often() -> None:
    drawings = synthesize_characters(len(LETTERS) + len(LOWER), seed=4, styles=LETTERS, twice=LOWER)
    labels = Counter(drawing.label for drawing in drawings)
    assert labels == {label: 2 if label in LOWER else 1 for label in LETTERS}


def test_what_is_drawn_of_no_letter_has_no_label_and_is_of_every_kind() -> None:
    drawings = synthesize_none_of(LETTERS, UNLIKE_LETTERS, 240, seed=8)
    assert {drawing.label for drawing in drawings} == {None}
    assert sum(drawing.point_count <= 5 for drawing in drawings) == 10
    assert sum(drawing.point_count == SCRIBBLE_POINTS for drawing in drawings) == 90
    assert not set(UNLIKE_LETTERS) & set(LETTERS)
    assert len(synthesize_none_of(CHARACTERS, {}, 7, seed=8)) == 7


@pytest.mark.parametrize("synthesize", [synthesize_digits, synthesize_noncharacters])
def test_a_seed_names_its_drawings(synthesize: Callable[[int, int], list[Drawing]]) -> None:
    assert synthesize(150, 3) == synthesize(150, 3)
    assert not set(synthesize(150, 3)) & set(synthesize(150, 4))


@pytest.mark.parametrize("count", [0, 1, 7])
def test_any_count_is_served(count: int) -> None:
    assert len(synthesize_digits(count, seed=0)) == count
    assert len(synthesize_noncharacters(count, seed=0)) == count


def test_drawings_lie_on_the_pad_and_fit_an_ink_file() -> None:
    for drawing in synthesize_digits(300, seed=5) + synthesize_noncharacters(300, seed=5):
        left, top, right, bottom = drawing.bounds()
        assert min(left, top) >= -1
        assert max(right, bottom) <= PAD_PX + 1
        assert parse_drawing(format_drawing(drawing)) == drawing


def test_noncharacters_are_letters_and_unlabelled_drawings_but_no_digits() -> None:
    labels = Counter(drawing.label for drawing in synthesize_noncharacters(2000, seed=8))
    unlabelled = labels.pop(None)
    assert set(labels) == set(UNLIKE_DIGITS)
    assert not set(labels) & set(DIGITS)
    assert 0.3 < unlabelled / 2000 < 0.65


def test_noncharacters_are_of_every_kind() -> None:
    unlabelled = [d for d in synthesize_noncharacters(1200, seed=8) if d.label is None]
    dots = [d for d in unlabelled if d.point_count <= 5]
    scribbles = [d for d in unlabelled if d.point_count == SCRIBBLE_POINTS]
    written = [d for d in unlabelled if d.writer is not None]
    assert [len(dots), len(scribbles)] == [50, 150]
    # signs, joined digits, and those with a piece of a neighbour; and fragments, a chance each
    assert 240 + 150 + 75 < len(written) < 240 + 150 + 75 + 150


def test_every_drawing_has_ink() -> None:
    images = rasterize(synthesize_digits(300, seed=9) + synthesize_noncharacters(300, seed=9))
    assert np.isfinite(images).all()
    assert images.sum(axis=(1, 2, 3)).min() > 3
    assert 0.10 < images[:300].mean() < 0.15  # as MNIST, 0.131


def test_digits_are_told_apart_by_their_nearest_neighbour() -> None:
    known, asked = synthesize_digits(4000, seed=10), synthesize_digits(500, seed=11)
    images, queries = (rasterize(set_).reshape(len(set_), -1) for set_ in (known, asked))
    images /= np.linalg.norm(images, axis=1, keepdims=True)
    nearest = (queries @ images.T).argmax(axis=1)
    right = [
        known[index].label == drawing.label for index, drawing in zip(nearest, asked, strict=True)
    ]
    assert np.mean(right) > 0.75
