"""The confusion matrix: pointing, choosing, keys, zoom; mistakes stand out by their colours."""

import string
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import theme
from app.views.confusion_matrix import ConfusionMatrix
from app.views.matrix_painter import MatrixPainter, MistakeLegend, mistake_color
from model.data.classes import DIGITS, Classes
from model.evaluation.tally import Evaluation
from model.insight.mistakes import Mistakes
from model.network.calibration import CalibrationBins
from tests.app.views.conftest import click


def mistakes_of(classes: Classes, cells: dict[tuple[int, int], int]) -> Mistakes:
    """Return ten of each class read rightly, and these."""
    confusion = 10 * np.eye(len(classes), dtype=np.int64)
    for cell, count in cells.items():
        confusion[cell] = count
    evaluation = Evaluation(
        classes=classes,
        count=int(confusion.sum()),
        error=0.1,
        interval=(0.05, 0.15),
        confusion=confusion,
        ece=0.0,
        bins=CalibrationBins().bins(),
        rejected=0.0,
        writers={},
        worst=[],
        is_known=np.ones(1, np.float32),
    )
    return Mistakes(evaluation, {}, 0, 0)


@pytest.fixture
def matrix(qtbot: QtBot) -> ConfusionMatrix:
    shown = ConfusionMatrix()
    qtbot.addWidget(shown)
    shown.resize(400, 280)
    shown.show()
    shown.show_mistakes(mistakes_of(DIGITS, {(9, 4): 6, (3, 5): 1}))
    return shown


@pytest.fixture
def chosen(matrix: ConfusionMatrix) -> list[tuple[int, int]]:
    cells: list[tuple[int, int]] = []
    matrix.cell_chosen.connect(lambda label, predicted: cells.append((label, predicted)))
    return cells


@pytest.fixture
def sentences(matrix: ConfusionMatrix) -> list[str]:
    told: list[str] = []
    matrix.cell_pointed_at.connect(told.append)
    return told


def difference(color: int, other: int) -> int:
    """Return how far apart two colours are: the sum over red, green and blue."""
    return sum(abs((color >> shift & 255) - (other >> shift & 255)) for shift in (16, 8, 0))


def middle(matrix: ConfusionMatrix, label: int, predicted: int) -> QPoint:
    return matrix.cell_rect(label, predicted).center().toPoint()


def color(matrix: ConfusionMatrix, label: int, predicted: int) -> QColor:
    """Return the colour of a cell beside its number."""
    corner = matrix.cell_rect(label, predicted).topLeft().toPoint() + QPoint(3, 3)
    return matrix.viewport().grab().toImage().pixelColor(corner)


def test_a_click_chooses_a_cell_with_something_in_it(
    matrix: ConfusionMatrix, chosen: list[tuple[int, int]]
) -> None:
    click(matrix.viewport(), middle(matrix, 9, 4))
    click(matrix.viewport(), middle(matrix, 0, 0))
    click(matrix.viewport(), middle(matrix, 0, 1))  # empty
    click(matrix.viewport(), QPoint(2, 2))  # beside the cells
    assert chosen == [(9, 4), (0, 0)]
    assert matrix.current == (0, 1)


def test_the_mouse_points_at_cells(matrix: ConfusionMatrix, sentences: list[str]) -> None:
    QTest.mouseMove(matrix.viewport(), middle(matrix, 9, 4))
    assert sentences[-1] == "6 of 16 labelled 9 taken for 4 (37.50 %)."
    QTest.mouseMove(matrix.viewport(), QPoint(2, 2))
    assert sentences[-1] == ""


def test_arrow_keys_go_from_the_commonest_mistake_and_enter_chooses(
    matrix: ConfusionMatrix, chosen: list[tuple[int, int]], sentences: list[str]
) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):  # there is nothing below
        QTest.keyClick(matrix, key)
    assert chosen == [(9, 4)]
    QTest.keyClick(matrix, Qt.Key.Key_Up)
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.current == (8, 5)
    assert sentences[-1] == "0 of 10 labelled 8 taken for 5 (0.00 %)."
    assert matrix.accessibleDescription() == sentences[-1]


def test_mistakes_stand_out_and_what_is_right_does_not(matrix: ConfusionMatrix) -> None:
    accent = theme.accent(matrix.palette())
    assert color(matrix, 9, 4) == accent
    fewest, right, empty = color(matrix, 3, 5), color(matrix, 2, 2), color(matrix, 2, 3)
    assert fewest.blue() - fewest.red() > 20
    assert abs(right.blue() - right.red()) < 8
    assert empty.lightness() != right.lightness()
    assert matrix.most == 6


def test_ten_classes_are_seen_whole_and_many_scroll(matrix: ConfusionMatrix) -> None:
    assert matrix.is_seen_whole
    many = Classes(string.digits + string.ascii_letters)
    matrix.show_mistakes(mistakes_of(many, {(61, 60): 3}))
    assert not matrix.is_seen_whole
    assert matrix.cell_rect(0, 0).width() >= 22
    QTest.keyClick(matrix, Qt.Key.Key_Right)  # to the commonest mistake, far below
    assert matrix.current == (61, 60)
    assert matrix.viewport().rect().toRectF().contains(matrix.cell_rect(61, 60).center())
    assert color(matrix, 61, 60).blue() > color(matrix, 61, 60).red()
    for _ in range(60):
        QTest.keyClick(matrix, Qt.Key.Key_Left)
    rect = matrix.cell_rect(61, 0)
    assert 8 < rect.left() < rect.right() <= matrix.viewport().width()


def test_keys_and_the_wheel_zoom(matrix: ConfusionMatrix) -> None:
    matrix.show_mistakes(mistakes_of(Classes(string.ascii_letters), {(1, 2): 3}))
    width = matrix.cell_rect(0, 0).width()
    for _ in range(6):
        QTest.keyClick(matrix, Qt.Key.Key_Minus)
    assert matrix.is_seen_whole
    QTest.keyClick(matrix, Qt.Key.Key_0)
    assert matrix.cell_rect(0, 0).width() == width
    QTest.keyClick(matrix, Qt.Key.Key_Plus)
    assert matrix.cell_rect(0, 0).width() > width


def test_cells_are_painted_anew_where_they_have_changed(
    matrix: ConfusionMatrix, qtbot: QtBot
) -> None:
    def picture(shown: ConfusionMatrix) -> QImage:
        shown.setFocus()
        return shown.viewport().grab().toImage()

    others = mistakes_of(Classes(string.ascii_letters), {(51, 50): 3, (1, 2): 40})
    dark = QPalette(QColor("#202020"))
    changes: list[Callable[[ConfusionMatrix], object]] = [
        lambda shown: shown.show_mistakes(others),
        lambda shown: shown.resize(500, 420),
        lambda shown: QTest.keyClick(shown, Qt.Key.Key_Minus),
        lambda shown: shown.verticalScrollBar().setValue(60),
        lambda shown: shown.setPalette(dark),
    ]
    before = picture(matrix)
    for number, change in enumerate(changes, 1):
        change(matrix)
        fresh = ConfusionMatrix()
        qtbot.addWidget(fresh)
        fresh.resize(400, 280)
        fresh.show()
        for each in changes[:number]:
            each(fresh)
        assert picture(matrix) != before
        before = picture(matrix)
        assert before == picture(fresh)


def test_to_point_at_a_cell_paints_no_other_anew(
    matrix: ConfusionMatrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[MatrixPainter] = []
    paint_cells = MatrixPainter.paint_cells

    def note(painter: MatrixPainter) -> None:
        painted.append(painter)
        paint_cells(painter)

    monkeypatch.setattr(MatrixPainter, "paint_cells", note)
    matrix.resize(410, 290)
    matrix.viewport().repaint()
    assert len(painted) == 1
    QTest.mouseMove(matrix.viewport(), middle(matrix, 1, 0))
    matrix.viewport().repaint()
    assert len(painted) == 1


def test_nothing_measured_is_nothing_to_point_at(matrix: ConfusionMatrix) -> None:
    matrix.show_mistakes(None)
    click(matrix.viewport(), QPoint(100, 100))
    QTest.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.current is None
    assert matrix.is_seen_whole


@pytest.mark.parametrize("most", [1, 6, 2700])
def test_the_legend_goes_from_one_mistake_to_the_most(qtbot: QtBot, most: int) -> None:
    legend = MistakeLegend()
    qtbot.addWidget(legend)
    legend.show_most(most)
    legend.resize(legend.sizeHint())
    image = legend.grab().toImage()
    row = [image.pixelColor(x, legend.height() // 2).rgb() for x in range(legend.width())]
    for share in (1 / most, 1):
        color = mistake_color(share, legend.palette()).rgb()
        assert min(map(partial(difference, color), row)) < 24
