"""Where a stroke's curves lie, held against where ink is painted."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from app.pad.ink_geometry import box_of_change, curves_of_all_near
from app.pad.ink_painter import PAD_SIDE, render
from model.ink.drawing import Drawing, Stroke
from model.ink.editing import cut_out
from tests.app.pad.conftest import scribble

STAIRS = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [200.0, 100.0]])
PEN_WIDTH = 4.0
RADIUS = 14.0


def curves_near(stroke: Stroke, box: QRectF) -> list[int]:
    """Return which curves of one stroke come near a box."""
    owners, curves = curves_of_all_near([stroke], box)
    assert not owners.any()
    found: list[int] = curves.tolist()
    return found


def test_the_curves_near_a_box_are_those_whose_three_points_surround_it() -> None:
    assert curves_near(STAIRS, QRectF(40, -5, 10, 10)) == [1, 2]
    assert curves_near(STAIRS, QRectF(95, 40, 10, 10)) == [2, 3]
    assert curves_near(STAIRS, QRectF(150, 95, 10, 10)) == [3, 4]
    assert curves_near(STAIRS, QRectF(300, 300, 10, 10)) == []


def test_a_dots_one_curve_is_its_tail() -> None:
    dot = np.array([[50.0, 50.0]])
    assert curves_near(dot, QRectF(45, 45, 10, 10)) == [1]
    assert curves_near(dot, QRectF(60, 60, 10, 10)) == []


def test_the_curves_of_many_strokes_are_found_stroke_by_stroke() -> None:
    strokes = scribble(300, strokes=7).strokes
    x, y = strokes[3][0].tolist()
    box = QRectF(x - 20, y - 20, 40, 40)
    owners, curves = curves_of_all_near(strokes, box)
    found = list(zip(owners.tolist(), curves.tolist(), strict=True))
    assert found == [
        (owner, curve) for owner, stroke in enumerate(strokes) for curve in curves_near(stroke, box)
    ]
    assert len(set(owners.tolist())) > 1
    assert [len(indices) for indices in curves_of_all_near((), box)] == [0, 0]


def grays(drawing: Drawing) -> NDArray[np.uint8]:
    """Return (400, 400): the drawing as it is painted."""
    image = render(drawing, PEN_WIDTH).convertToFormat(QImage.Format.Format_Grayscale8)
    return np.frombuffer(image.constBits(), np.uint8).reshape(PAD_SIDE, PAD_SIDE).copy()


PLACES = st.tuples(st.floats(0, PAD_SIDE), st.floats(0, PAD_SIDE))


@pytest.mark.usefixtures("qapp")
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begin=PLACES, end=PLACES)
def test_outside_the_box_of_change_the_pad_looks_the_same(
    begin: tuple[float, float], end: tuple[float, float]
) -> None:
    before = scribble(200, strokes=4)
    after = cut_out(before, begin, end, RADIUS)
    rows, columns = np.nonzero(grays(before) != grays(after))
    margin = PEN_WIDTH / 2 + 1
    box = box_of_change(before, after, begin, end, RADIUS)
    box.adjust(-margin, -margin, margin, margin)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        assert box.contains(QRectF(column, row, 1, 1))


@pytest.mark.usefixtures("qapp")
def test_the_box_of_change_leaves_out_what_the_eraser_does_not_reach() -> None:
    before = Drawing((STAIRS, STAIRS + 200))
    after = cut_out(before, (100, 20), (100, 30), RADIUS)
    assert after != before
    box = box_of_change(before, after, (100, 20), (100, 30), RADIUS)
    assert not box.intersects(QRectF(200, 200, 200, 200))


@pytest.mark.usefixtures("qapp")
def test_what_is_seen_of_written_ink_changes_only_near_a_cut(hand_drawn: list[Drawing]) -> None:
    for before in hand_drawn:
        stroke = before.strokes[0]
        x, y = stroke[len(stroke) // 2, :2].tolist()
        after = cut_out(before, (x, y), (x, y), RADIUS)
        rows, columns = np.nonzero(grays(before) != grays(after))
        assert len(rows)
        far = np.hypot(columns + 0.5 - x, rows + 0.5 - y).max()
        spacing = np.hypot(*np.diff(stroke[:, :2], axis=0).T).max()
        assert far < RADIUS + PEN_WIDTH / 2 + 1 + 1.5 * spacing
