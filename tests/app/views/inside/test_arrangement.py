"""Where the layers lie, and which cell is where."""

import numpy as np
import pytest
from PySide6.QtGui import QPalette

from app.views.inside.arrangement import Arrangement
from app.views.inside.mosaic import Mosaic
from app.views.scale import signed_color, signed_colors
from model.data.classes import DIGITS, Classes
from model.insight.layers import CONV2, Cell, layers_of

WIDTHS = (330, 358, 420, 759, 760, 1280, 1880)
MANY = Classes([chr(0x4E00 + index) for index in range(300)])
LETTERS = Classes("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def arranged(width: int, classes: Classes) -> Arrangement:
    return Arrangement(layers_of(classes), width, 15)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("classes", [Classes("ab"), DIGITS, LETTERS, MANY])
def test_all_layers_have_their_place(width: int, classes: Classes) -> None:
    made = arranged(width, classes)
    blocks = list(made.blocks.values())
    assert [block.layer for block in blocks] == list(layers_of(classes))
    for index, block in enumerate(blocks):
        assert block.area.left() >= 0
        assert block.area.right() <= width
        assert block.area.bottom() <= made.height
        assert block.title.bottom() <= block.area.top()
        for other in blocks[:index]:
            assert not block.area.intersects(other.area)
            assert not block.area.intersects(other.title)
            assert not block.title.intersects(other.title)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("classes", [DIGITS, MANY])
def test_each_cell_is_found_where_it_lies(width: int, classes: Classes) -> None:
    made = arranged(width, classes)
    for layer in layers_of(classes):
        for at in list(np.ndindex(*layer.shape))[::13]:
            cell = Cell(layer.name, *at)
            assert made.cell_at(made.blocks[layer.name].cell(cell).center()) == cell


def test_between_maps_there_is_no_cell() -> None:
    made = arranged(420, DIGITS)
    first = made.blocks[CONV2].tile(0)
    second = made.blocks[CONV2].tile(1)
    assert made.cell_at((first.topRight() + second.topLeft()) / 2) is None


def test_arrows_go_from_map_to_map_and_from_layer_to_layer() -> None:
    made = arranged(420, DIGITS)
    assert made.neighbour(Cell("conv1", 0, 4, 23), 1, 0) == Cell("conv1", 1, 4, 0)
    assert made.neighbour(Cell("conv1", 0, 23, 3), 0, 1) == Cell("conv1", 8, 0, 3)
    assert made.neighbour(Cell("conv1", 0, 4, 0), -1, 0) == Cell("conv1", 0, 4, 0)
    assert made.neighbour(Cell("conv1", 31, 23, 3), 0, 1).layer == "pool1"
    assert made.neighbour(Cell("pool1", 3, 0, 3), 0, -1).layer == "conv1"
    assert made.neighbour(Cell("softmax", 3), 0, 1) == Cell("softmax", 3)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_the_picture_of_a_layer_has_each_value_in_its_place(ratio: float) -> None:
    block = arranged(420, DIGITS).blocks[CONV2]
    values = np.random.default_rng(0).uniform(-2, 2, block.layer.shape).astype(np.float32)
    palette = QPalette()
    image = Mosaic(block, ratio).image(values, -2, 2, signed_colors(palette))
    for at in np.ndindex(*values.shape):
        centre = (block.cell(Cell(CONV2, *at)).center() - block.area.topLeft()) * ratio
        shown = image.pixelColor(int(centre.x()), int(centre.y()))
        assert shown == signed_color(float(values[at]), 2, palette)
    gap = (block.tile(0).right() + block.gap / 2 - block.area.left()) * ratio
    assert image.pixelColor(int(gap), 5).alpha() == 0
