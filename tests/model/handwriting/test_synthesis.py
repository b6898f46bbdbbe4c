from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from model.handwriting.sampling import PAD_PX
from model.handwriting.skeleton import Style, parse_skeleton
from model.handwriting.styles import DIGITS, LETTERS, SIGNS
from model.handwriting.synthesis import (
    synthesize_digits,
    synthesize_noncharacters,
)
from model.handwriting.writing import WRITER_DRAWINGS
from model.ink.ink_file import format_drawing, parse_drawing
from model.ink.raster import rasterize

ALL_STYLES = [
    pytest.param(style, id=f"{name}-{number}")
    for name, styles in [*DIGITS.items(), *LETTERS.items(), ("sign", SIGNS)]
    for number, style in enumerate(styles)
]
LOOK_ALIKES = set("bBdDgGiIjJlLoOqQsStTuUyYzZ")


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
    drawings = synthesize_digits(300, seed=2, styles=styles)
    shapes = Counter((drawing.label, len(drawing.strokes)) for drawing in drawings)
    assert shapes == {("=", 2): 150, ("1", 1): 150}


def test_the_styles_of_all_digits_are_written_unless_others_are_given() -> None:
    drawings = synthesize_digits(150, seed=3)
    assert synthesize_digits(150, seed=3, styles=DIGITS) == drawings
    first_styles = {label: styles[:1] for label, styles in DIGITS.items()}
    assert synthesize_digits(150, seed=3, styles=first_styles) != drawings


@pytest.mark.parametrize("synthesize", [synthesize_digits, synthesize_noncharacters])
def test_a_seed_names_its_drawings(synthesize) -> None:  # type: ignore[no-untyped-def]
    assert synthesize(150, seed=3) == synthesize(150, seed=3)
    assert not set(synthesize(150, seed=3)) & set(synthesize(150, seed=4))


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


def test_some_pads_report_pressure_and_some_the_grid_of_a_mouse() -> None:
    drawings = synthesize_digits(600, seed=6)
    with_pressure = [d for d in drawings if d.strokes[0].shape[1] == 3]
    assert 0.1 < len(with_pressure) / 600 < 0.6
    on_grid = [d for d in drawings if all(np.all(s[:, :2] % 1 == 0) for s in d.strokes)]
    assert 0.1 < len(on_grid) / 600 < 0.9


def test_a_writer_makes_several_drawings() -> None:
    writers = Counter(drawing.writer for drawing in synthesize_digits(1000, seed=7))
    assert set(writers.values()) == {WRITER_DRAWINGS}
    assert all(writer.startswith("synthetic/") for writer in writers if writer)


def test_noncharacters_are_letters_and_unlabelled_signs_but_no_digit_and_no_look_alike() -> None:
    labels = Counter(drawing.label for drawing in synthesize_noncharacters(2000, seed=8))
    unlabelled = labels.pop(None)
    assert set(labels) == set(LETTERS)
    assert not set(labels) & (LOOK_ALIKES | set(DIGITS))
    assert 0.3 < unlabelled / 2000 < 0.6


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


@pytest.mark.parametrize("style", ALL_STYLES)
def test_a_styles_skeletons_agree_and_stay_near_the_box(style: Style) -> None:
    first, *others = map(parse_skeleton, style.skeletons)
    assert style.weight > 0
    for other in others:
        assert other.points.shape == first.points.shape
        assert other.strokes == first.strokes
        assert other.corners == first.corners
    for skeleton in (first, *others):
        assert all(end - begin >= 2 for begin, end in skeleton.strokes)
        assert skeleton.points.min() >= -0.3
        assert skeleton.points.max() <= 1.2


def test_a_skeleton_is_read_as_its_notation_says() -> None:
    skeleton = parse_skeleton("0,0 30,10! 60,100 | 5,50 55,50")
    assert skeleton.points.shape == (5, 2)
    assert skeleton.points[2].tolist() == [0.6, 1.0]
    assert skeleton.strokes == ((0, 3), (3, 5))
    assert skeleton.corners == {1}
