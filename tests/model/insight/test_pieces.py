"""Ink is cut into pieces, and drawn without some of them."""

import numpy as np
import pytest

from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from model.insight.pieces import MAX_GROUPS, PIECES, cut, without
from tests.model.conftest import lines_drawing


def ink_length(drawing: Drawing) -> float:
    return sum(float(np.hypot(*np.diff(s[:, :2], axis=0).T).sum()) for s in drawing.strokes)


@pytest.mark.parametrize("digit", range(10))
def test_pieces_are_all_of_the_ink_in_about_equal_lengths(
    hand_drawn: list[Drawing], digit: int
) -> None:
    drawing = hand_drawn[digit]
    pieces = cut(drawing)
    lengths = np.array([piece.length for piece in pieces])
    assert 12 <= len(pieces) <= PIECES + MAX_GROUPS
    assert lengths.sum() == pytest.approx(ink_length(drawing))
    assert lengths.max() < 2 * lengths.min()


@pytest.mark.parametrize("digit", range(10))
def test_without_nothing_it_is_the_same_drawing(hand_drawn: list[Drawing], digit: int) -> None:
    pieces = cut(hand_drawn[digit])
    whole = without(pieces, np.zeros(len(pieces), bool))
    assert len(whole.strokes) == len(hand_drawn[digit].strokes)
    np.testing.assert_allclose(rasterize([whole]), rasterize([hand_drawn[digit]]), atol=1e-5)


def test_what_is_removed_leaves_a_gap_between_two_strokes() -> None:
    pieces = cut(lines_drawing([(0, 0), (160, 0)]))
    removed = np.zeros(16, bool)
    removed[4:8] = True
    left, right = without(pieces, removed).strokes
    assert (left[0, 0], left[-1, 0]) == (0, pytest.approx(40))
    assert (right[0, 0], right[-1, 0]) == (pytest.approx(80), 160)


def test_the_first_and_last_piece_of_different_strokes_stay_apart() -> None:
    drawing = lines_drawing([(0, 0), (100, 0)], [(100, 0), (100, 100)])
    pieces = cut(drawing)
    assert [piece.goes_on for piece in pieces].count(False) == 2
    assert len(without(pieces, np.zeros(len(pieces), bool)).strokes) == 2


def test_a_dot_is_one_piece() -> None:
    (piece,) = cut(lines_drawing([(5, 5)]))
    assert piece.length == 0
    assert not without([piece], np.zeros(1, bool)).is_empty


def test_of_very_many_strokes_neighbours_are_taken_together() -> None:
    drawing = lines_drawing(*([(float(x), 0.0), (float(x), 50.0)] for x in range(500)))
    pieces = cut(drawing)
    assert len(pieces) == MAX_GROUPS
    assert sum(len(piece.lines) for piece in pieces) == 500


def test_a_drawing_of_very_many_points_is_cut_with_fewer() -> None:
    turns = np.linspace(0, 40 * np.pi, 50_000)
    spiral = np.column_stack([turns * np.cos(turns), turns * np.sin(turns)])
    pieces = cut(Drawing((spiral,)))
    assert sum(len(line) for piece in pieces for line in piece.lines) < 2_000
