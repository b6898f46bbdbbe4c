"""Choosing pieces of a picture's ink, or what lies within a polygon."""

import numpy as np
import pytest

from model.ink.picture import Doubt, piece_boxes
from model.ink.tracing import trace_ink
from tests.pictures import LEFT, MIDDLE, RIGHT, SIDE_PX, picture_in_pieces


def around(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    """Return a rectangle in px as a polygon in shares."""
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return [(x / SIDE_PX, y / SIDE_PX) for x, y in corners]


def test_boxes_are_those_of_the_pieces() -> None:
    boxes = piece_boxes(picture_in_pieces().pieces)
    assert boxes == {1: LEFT, 2: MIDDLE, 3: RIGHT}
    assert piece_boxes(np.zeros((5, 5), np.uint8)) == {}


def test_what_is_chosen_is_the_input_and_there_is_no_doubt_about_it() -> None:
    picture = picture_in_pieces(doubt=Doubt.SEVERAL).choosing([2, 3])
    assert picture.chosen == {2, 3}
    assert picture.doubt is None
    alone = picture_in_pieces([MIDDLE, RIGHT], chosen=[1, 2])
    np.testing.assert_array_equal(picture.input, alone.input)


def test_the_chosen_ink_is_as_strong_as_it_was_found() -> None:
    picture = picture_in_pieces()
    assert picture.chosen_ink.dtype == np.float32
    assert picture.chosen_ink[50, 15] == 1
    assert picture.chosen_ink[50, 50] == 0


def test_whole_pieces_in_a_lasso_become_one_and_the_others_keep_theirs() -> None:
    lassoed = picture_in_pieces().lassoed(around(40, 10, 99, 90))
    assert lassoed is not None
    assert lassoed.piece_count == 2
    assert lassoed.pieces[50, 15] == 1
    assert lassoed.pieces[50, 50] == lassoed.pieces[45, 80] == 2
    assert lassoed.chosen == {2}


def test_a_part_of_a_piece_in_a_lasso_is_a_piece_of_its_own() -> None:
    lassoed = picture_in_pieces(chosen=[2], doubt=Doubt.SHADOW).lassoed(around(40, 10, 60, 49))
    assert lassoed is not None
    assert lassoed.piece_count == 4
    assert lassoed.chosen == {4}
    assert lassoed.chosen_ink[30, 50] == 1
    assert lassoed.chosen_ink[70, 50] == 0
    assert lassoed.doubt is None


def test_a_lasso_may_add_to_what_is_chosen() -> None:
    lassoed = picture_in_pieces(chosen=[1, 3]).lassoed(around(65, 35, 99, 55), adding=True)
    assert lassoed is not None
    assert lassoed.chosen == {1, 3}
    only = picture_in_pieces(chosen=[2]).lassoed(around(40, 10, 60, 90), adding=True)
    assert only is not None
    assert only.chosen == {3}  # it was all within


@pytest.mark.parametrize(
    ("box", "has_ink"),
    [((22, 5, 43, 90), False), ((18, 5, 43, 90), True), ((-50, -50, -5, -5), False)],
)
def test_a_lasso_without_ink_chooses_nothing(box: tuple[int, int, int, int], has_ink: bool) -> None:
    picture = picture_in_pieces()
    assert picture.has_ink_within(around(*box)) == has_ink
    assert (picture.lassoed(around(*box)) is not None) == has_ink


def test_only_chosen_ink_is_traced() -> None:
    for number, is_upright in ((1, True), (3, False)):
        [stroke] = trace_ink(picture_in_pieces(chosen=[number]), "1").strokes
        width, height = np.ptp(stroke, axis=0)
        assert (height > 2 * width) == is_upright


def test_pale_ink_is_traced_as_far_as_it_goes() -> None:
    picture = picture_in_pieces([MIDDLE])
    picture.ink[picture.ink > 0] = 90
    [stroke] = trace_ink(picture.choosing([1])).strokes
    assert np.ptp(stroke[:, 1]) == pytest.approx(16.7, abs=1.5)  # of 20, but for the pen


def test_no_ink_is_no_stroke() -> None:
    assert trace_ink(picture_in_pieces([])).is_empty
