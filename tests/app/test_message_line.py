"""The sentence below the pad: what has just happened, then what holds."""

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.message_line import MessageLine
from tests.app.conftest import WAIT_MS

STANDING = "The ink marked blue is read."


@pytest.fixture
def line(qtbot: QtBot) -> MessageLine:
    line = MessageLine()
    qtbot.addWidget(line)
    timer = line.findChild(QTimer)
    assert isinstance(timer, QTimer)
    timer.setInterval(1)
    return line


def test_what_was_said_goes_after_a_while(line: MessageLine, qtbot: QtBot) -> None:
    line.say("Saved seven.png")
    assert line.text() == "Saved seven.png"
    qtbot.waitUntil(lambda: line.text() == "", timeout=WAIT_MS)


def test_what_holds_is_seen_again_after_what_was_said(line: MessageLine, qtbot: QtBot) -> None:
    line.keep(STANDING)
    assert line.text() == STANDING
    line.say("Saved seven.png")
    assert line.text() == "Saved seven.png"
    qtbot.waitUntil(lambda: line.text() == STANDING, timeout=WAIT_MS)


def test_what_no_longer_holds_is_gone_at_once(line: MessageLine) -> None:
    line.keep(STANDING)
    line.keep("")
    assert line.text() == ""


def test_what_was_just_said_stays_when_nothing_holds_any_more(
    line: MessageLine, qtbot: QtBot
) -> None:
    line.keep(STANDING)
    line.say("Kept as 7.")
    line.keep("")
    assert line.text() == "Kept as 7."
    qtbot.waitUntil(lambda: line.text() == "", timeout=WAIT_MS)


def test_foreign_names_are_made_plain(line: MessageLine) -> None:
    line.say("Saved a\nb.png")
    assert "\n" not in line.text()
