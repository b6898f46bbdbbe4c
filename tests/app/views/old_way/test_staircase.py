"""The staircase: errors against seconds, read by pointer and keys."""

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.views.old_way.staircase_page import StaircasePage
from app.views.old_way.steps_geometry import best_so_far, span_of, spread, ticks
from model.insight.staircase import Staircase, describe_step
from model.shallow.comparison import Measured
from tests.app.views.conftest import click, hover

STEPS = tuple(
    Measured(None, title, adds, seconds, errors)
    for title, adds, seconds, errors in (
        ("Nearest template", "a mean image for each class", 0.1, {"MNIST": 0.18, "pens": 0.35}),
        ("Nearest neighbours", "all images", 0.02, {"MNIST": 0.03, "pens": 0.17}),
        ("HOG + linear SVM", "edges in place of px", 25.0, {"MNIST": 0.016}),
        ("The network", "features that are learned", 300.0, {"MNIST": 0.004, "pens": 0.014}),
    )
)


@pytest.fixture
def page(qtbot: QtBot) -> StaircasePage:
    page = StaircasePage()
    qtbot.addWidget(page)
    page.resize(430, 700)
    page.show_staircase(Staircase(("MNIST", "pens"), STEPS, "2026-11-25"))
    page.show()
    return page


def test_the_line_is_the_least_error_that_so_many_seconds_buy() -> None:
    assert best_so_far(STEPS, "MNIST") == [1, 2, 3]
    assert best_so_far(STEPS, "pens") == [1, 3]
    assert best_so_far(STEPS, "yours") == []


def test_scales_hold_all_values_and_what_takes_no_time_at_all() -> None:
    span = span_of([0.0, 25.0, math.nan], 0.01)
    assert 0 < span.share(0.01) < span.share(25.0) < 1
    assert span.share(0.0) == 0
    alone = span_of([0.05], 0.001)
    assert 0 < alone.share(0.05) < 1
    assert span_of([], 0.01).low < 0.01


def test_dots_that_would_hide_each_other_lie_beside_each_other() -> None:
    places = [(50.0, 10.0), (50.0, 12.0), (52.0, 11.0), (200.0, 10.0)]
    moved = spread(places, 16)
    assert moved[3] == places[3]
    assert [y for _, y in moved] == [y for _, y in places]
    for at, first in enumerate(moved):
        for second in moved[at + 1 :]:
            assert math.dist(first, second) > 15


def test_ticks_keep_their_distance() -> None:
    span = span_of([0.01, 100], 0.01)
    many = ((0.01, "a"), (0.1, "b"), (1.0, "c"), (10.0, "d"), (100.0, "e"), (1000.0, "f"))
    assert [text for _, text in ticks(many, span, 400, 20)] == ["a", "b", "c", "d", "e"]
    assert [text for _, text in ticks(many, span, 400, 120)] == ["a", "c", "e"]


def test_the_pointer_on_a_dot_says_what_the_step_added(page: StaircasePage) -> None:
    assert page.note.text().startswith(
        "Misread of MNIST: 18.0 % by “Nearest template”, 0.4 % by “The network”."
    )
    place = page.chart.place(2)
    assert place is not None
    hover(page.chart, place)
    assert page.note.text() == describe_step(STEPS[2])
    assert page.note.text().startswith("HOG + linear SVM: misreads 1.6 % of MNIST; fitted in 25")
    assert page.note.text().endswith("New in it: edges in place of px.")
    assert page.table.currentRow() == 2


def test_arrow_keys_go_from_step_to_step_in_chart_and_table(page: StaircasePage) -> None:
    page.chart.setFocus()
    for _ in range(2):
        QTest.keyClick(page.chart, Qt.Key.Key_Right)
    assert page.note.text() == describe_step(STEPS[1])
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.note.text() == describe_step(STEPS[2])
    for _ in range(9):
        QTest.keyClick(page.chart, Qt.Key.Key_Right)
    assert page.note.text() == describe_step(STEPS[3])


def test_a_button_has_the_dots_stand_for_other_data(page: StaircasePage) -> None:
    before = page.chart.place(0)
    button = page.findChild(QToolButton, "stairData1")
    assert isinstance(button, QToolButton)
    assert button.text() == "pens"
    click(button)
    after = page.chart.place(0)
    assert before is not None
    assert after is not None
    assert after.x() == before.x()
    assert after.y() < before.y()  # more is misread
    assert page.chart.place(2) is None  # nobody measured it
    assert page.note.text().startswith("Misread of pens: ")


def test_all_of_it_can_be_had_as_text(page: StaircasePage) -> None:
    described = page.chart.accessibleDescription()
    assert all(describe_step(step) in described for step in STEPS)
    item = page.table.item(2, 4)
    assert item is not None
    assert item.text() == "–"


@pytest.mark.parametrize("width", [354, 430, 930])
def test_nothing_is_cut_off_sideways(page: StaircasePage, width: int, qtbot: QtBot) -> None:
    page.resize(width, 330)
    room = page.viewport()
    qtbot.waitUntil(lambda: page.chart.width() <= room.width())
    for part in (page.chart, page.table, page.measure_button):
        assert part.mapTo(room, part.rect().topRight()).x() <= room.width()
    assert page.table.horizontalScrollBar().maximum() == 0
