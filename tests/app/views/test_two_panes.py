"""Two panes: both where there is room, else one at a time with a way back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.views.two_panes import WIDE_PX, TwoPanes
from tests.app.views.conftest import click


@pytest.fixture
def fields() -> tuple[QLineEdit, QLineEdit]:
    return QLineEdit("first"), QLineEdit("second")


@pytest.fixture
def panes(qtbot: QtBot, fields: tuple[QLineEdit, QLineEdit]) -> TwoPanes:
    shown = TwoPanes("fields", *fields)
    qtbot.addWidget(shown)
    shown.resize(400, 300)
    shown.show()
    return shown


def seen(fields: tuple[QLineEdit, QLineEdit]) -> list[bool]:
    return [field.isVisible() for field in fields]


def test_a_narrow_place_shows_one_at_a_time(
    panes: TwoPanes, fields: tuple[QLineEdit, QLineEdit]
) -> None:
    assert seen(fields) == [True, False]
    panes.open_second()
    assert seen(fields) == [False, True]
    click(panes.back_button)
    assert seen(fields) == [True, False]


def test_escape_leads_back(panes: TwoPanes, fields: tuple[QLineEdit, QLineEdit]) -> None:
    panes.open_second()
    fields[1].setFocus()
    QTest.keyClick(fields[1], Qt.Key.Key_Escape)
    assert seen(fields) == [True, False]


def test_a_wide_place_shows_both_and_can_be_made_narrow_again(
    panes: TwoPanes, fields: tuple[QLineEdit, QLineEdit], qtbot: QtBot
) -> None:
    for field in fields:
        field.setMinimumWidth(WIDE_PX // 2)
    panes.resize(WIDE_PX, 300)
    qtbot.waitUntil(lambda: seen(fields) == [True, True])
    assert not panes.back_button.isVisible()
    panes.resize(WIDE_PX // 2 + 40, 300)
    qtbot.waitUntil(lambda: seen(fields) == [True, False])
    assert panes.width() < WIDE_PX
