"""The line that says what is under way."""

from pytestqt.qtbot import QtBot

from app.views.progress_row import ProgressRow
from model.data.progress import Fetching, Notice


def test_a_notice_is_said_and_the_line_stays(qtbot: QtBot) -> None:
    row = ProgressRow("test")
    qtbot.addWidget(row)
    said: list[str] = []
    row.said.connect(said.append)
    row.show_progress(Fetching("MNIST", 1_000_000, 4_000_000))
    before = row.what.text()
    row.show_progress(Notice("Another mirror is tried."))
    assert said == ["Another mirror is tried."]
    assert row.what.text() == before
    assert row.bar.value() == row.bar.maximum() // 4
