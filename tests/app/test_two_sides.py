"""The window's two sides, and the pad on either."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.two_sides import GAP_PX, MARGIN_PX, TwoSides


def side_with(content: QWidget) -> QWidget:
    """Return a side that is as large as this at least."""
    side = QWidget()
    layout = QVBoxLayout(side)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(content)
    return side


def make_sides(qtbot: QtBot) -> tuple[TwoSides, QWidget, QWidget]:
    """Return two sides with their left, which is a pad alone, and their right."""
    pad, panels = QWidget(), QWidget()
    pad.setMinimumSize(200, 200)
    panels.setMinimumSize(150, 150)
    left, right = side_with(pad), side_with(panels)
    sides = TwoSides(left, pad, right)
    qtbot.addWidget(sides)
    return sides, left, right


@pytest.mark.parametrize("size", [(700, 500), (1600, 500), (500, 900)])
def test_mirrored_the_sides_lie_as_in_a_mirror(qtbot: QtBot, size: tuple[int, int]) -> None:
    sides, left, right = make_sides(qtbot)
    sides.resize(*size)
    sides.show()
    before = [left.geometry(), right.geometry()]
    assert left.x() < right.x()
    sides.set_mirrored(True)
    for side, old in zip((left, right), before, strict=True):
        assert side.size() == old.size()
        assert side.y() == old.y()
        assert side.x() + side.width() == sides.width() - old.x()
    sides.set_mirrored(False)
    assert [left.geometry(), right.geometry()] == before


def test_the_pad_stays_on_the_right_in_a_larger_window(qtbot: QtBot) -> None:
    sides, left, right = make_sides(qtbot)
    sides.set_mirrored(True)
    sides.show()
    for size in ((700, 500), (900, 700)):
        sides.resize(*size)
        assert left.x() + left.width() == sides.width() - MARGIN_PX
        assert right.x() + right.width() + GAP_PX == left.x()
