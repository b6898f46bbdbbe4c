"""The px of a page's ink: painted slice by slice, and a box of them anew."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

from app.pad.ink_geometry import box_of_change
from app.pad.ink_layer import InkLayer
from app.pad.ink_points import stroke_points
from model.ink.drawing import Drawing
from model.ink.editing import cut_out
from tests.app.pad.conftest import LINE, SIDE, scribble

PEN_WIDTH = 16.0
RADIUS = 14.0

pytestmark = pytest.mark.usefixtures("qapp")


def empty_layer(ratio: float = 1.0) -> InkLayer:
    return InkLayer(SIDE, ratio, QColor("black"), PEN_WIDTH)


def layer_of(drawing: Drawing, ratio: float = 1.0) -> InkLayer:
    """Return a layer with all of the drawing painted."""
    layer = empty_layer(ratio)
    layer.put(drawing)
    while not layer.is_complete:
        layer.paint_slice()
    return layer


def image_of(layer: InkLayer) -> QImage:
    return layer.pixmap.toImage()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_layer_has_the_screens_px(ratio: float) -> None:
    image = image_of(layer_of(Drawing((LINE,)), ratio))
    assert image.width() == image.height() == SIDE * ratio
    assert image.pixelColor(round(150 * ratio), round(124 * ratio)) == QColor("black")
    assert image.pixelColor(round(150 * ratio), round(300 * ratio)).alpha() == 0


def test_ink_waits_to_be_painted_slice_by_slice() -> None:
    layer = empty_layer()
    empty = image_of(layer)
    assert layer.is_complete
    layer.put(scribble(20_000))
    assert not layer.is_complete
    assert image_of(layer) == empty
    layer.paint_slice()
    assert not layer.is_complete
    assert image_of(layer) != empty


def test_each_slice_paints_some_ink_however_late_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.pad.ink_layer.SLICE_S", 0.0)
    layer = empty_layer()
    empty = image_of(layer)
    layer.put(scribble(20_000))
    layer.paint_slice()
    assert image_of(layer) != empty


def test_a_stroke_painted_curve_by_curve_has_the_px_of_the_whole() -> None:
    drawing = scribble(50)
    points = stroke_points(drawing.strokes[0])
    layer = empty_layer()
    for count in range(2, len(points) + 1):
        layer.paint_curve(points[max(count - 3, 0) : count])
    layer.paint_tail(points[-3:])
    assert image_of(layer) == image_of(layer_of(drawing))


def test_a_box_painted_anew_has_the_ink_of_strokes_beside_it() -> None:
    drawing = Drawing((np.array([[100.0, 200.0], [300.0, 200.0]]),))
    layer = layer_of(drawing)
    painted = image_of(layer)
    layer.repaint(QRectF(150, 203, 20, 20), drawing)  # below the line, within half a pen's width
    assert image_of(layer) == painted


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_a_box_painted_anew_leaves_no_seam(ratio: float) -> None:
    before = scribble(300, strokes=3)
    after = cut_out(before, (100, 150), (180, 200), RADIUS)
    layer = layer_of(before, ratio)
    margin = PEN_WIDTH / 2 + 1
    box = box_of_change(before, after, (100, 150), (180, 200), RADIUS)
    layer.repaint(box.adjusted(-margin, -margin, margin, margin), after)
    assert image_of(layer) == image_of(layer_of(after, ratio)) != image_of(layer_of(before, ratio))
