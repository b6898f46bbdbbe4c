"""A number on the pad: its brackets, the part in focus, joining and splitting, all by hand."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu
from pytestqt.qtbot import QtBot

from app import theme
from app.background import background_tasks_running
from app.main_window import MainWindow
from app.pad.brackets import GAP_PX
from app.pad.page import Page
from app.prediction.reading import Reading
from model.ink.drawing import Drawing
from model.reading.prediction import NumberPrediction
from tests.app.conftest import (
    WAIT_MS,
    draw,
    draw_stroke,
    send_mouse,
    wait_for_answer,
)
from tests.app.numbers import number_of

MOVE, PRESS, RELEASE = (
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
)


@pytest.fixture
def number(window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]) -> MainWindow:
    """A window on whose pad 2067 was drawn."""
    qtbot.waitUntil(lambda: window.session.is_restored, timeout=WAIT_MS)
    draw(window.pad, number_of(hand_drawn, "2067").strokes)
    wait_for_answer(window, qtbot, "2067")
    return window


def label(window: MainWindow, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def place(window: MainWindow, part: int, below: float = 0) -> tuple[float, float]:
    """Return the middle of a part on the screen; below: its ink, in px of the screen."""
    box = window.pad.parts.parts[part].box
    scale = window.pad.scale
    if below:
        ink = box.bottom() + window.pad.pen_width / 2
        return box.center().x() * scale, ink * scale + below
    return box.center().x() * scale, box.center().y() * scale


def on_bracket(window: MainWindow, part: int) -> tuple[float, float]:
    bottom = max(one.box.bottom() for one in window.pad.parts.parts)
    below = (bottom - window.pad.parts.parts[part].box.bottom()) * window.pad.scale
    return place(window, part, below + GAP_PX + 6)


def bracket_color(window: MainWindow, part: int) -> QColor:
    """Return the colour in the middle of a part's bracket, where it covers a px whole."""
    x, y = on_bracket(window, part)
    image = window.pad.grab().toImage()
    ratio = image.devicePixelRatio()
    middle = round((y - 6) * ratio)
    across = [image.pixelColor(round((x + 9) * ratio), middle + away) for away in (-1, 0, 1)]
    return min(across, key=QColor.lightness)


def hover(window: MainWindow, at: tuple[float, float]) -> None:
    send_mouse(window.pad, MOVE, at, False)


def tap(window: MainWindow, at: tuple[float, float]) -> None:
    send_mouse(window.pad, PRESS, at, True)
    send_mouse(window.pad, RELEASE, at, False)


def drag(window: MainWindow, begin: tuple[float, float], end: tuple[float, float]) -> None:
    send_mouse(window.pad, PRESS, begin, True)
    for share in (0.25, 0.5, 0.75, 1):
        at = tuple(a + (b - a) * share for a, b in zip(begin, end, strict=True))
        send_mouse(window.pad, MOVE, (at[0], at[1]), True)
    send_mouse(window.pad, RELEASE, end, False)


def part_count(window: MainWindow) -> int:
    return len(window.pad.parts.parts)


# What is read


def test_a_number_is_read_without_being_asked(number: MainWindow) -> None:
    assert isinstance(number.prediction, NumberPrediction)
    assert label(number, "predictedText") == "2067"
    assert number.prediction_panel.accessibleDescription() == "Reads 2067, 4th digit: 7"


def test_one_goes_on_writing_whenever_one_likes(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    strokes = iter(number_of(hand_drawn, "2067").strokes)
    for text in ("2", "20", "206"):
        draw(window.pad, (next(strokes),))
        wait_for_answer(window, qtbot, text)
        assert label(window, "partCaption") == ("" if text == "2" else _caption(text))
    draw(window.pad, tuple(strokes))
    wait_for_answer(window, qtbot, "2067")
    for text in ("206", "20", "2"):
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        wait_for_answer(window, qtbot, text)


def _caption(text: str) -> str:
    return {2: "2nd digit: 0", 3: "3rd digit: 6"}[len(text)]


def test_a_number_is_read_before_the_pen_lifts(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    *strokes, last = number_of(hand_drawn, "206").strokes
    draw(window.pad, tuple(strokes))
    points = last * window.pad.scale
    send_mouse(window.pad, PRESS, tuple(points[0]), True)
    for point in points[1:]:
        send_mouse(window.pad, MOVE, tuple(point), True)
    wait_for_answer(window, qtbot, "206")
    send_mouse(window.pad, RELEASE, tuple(points[-1]), False)


def test_a_drawing_with_much_that_is_new_is_read_in_the_background(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    qtbot.waitUntil(lambda: window.session.is_restored, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    draw(window.pad, number_of(hand_drawn, "2067").strokes)
    window.pad.clear()
    draw(window.pad, number_of(hand_drawn, "1960").strokes)
    wait_for_answer(window, qtbot, "1960")
    window.pad.clear()
    qtbot.waitUntil(lambda: window.prediction is None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not background_tasks_running(), timeout=WAIT_MS)
    assert not window.pad.parts.has_brackets


# Brackets


def test_each_part_has_a_bracket_and_the_one_in_focus_the_accent(number: MainWindow) -> None:
    palette = number.pad.palette()
    hover(number, place(number, 1))
    assert bracket_color(number, 1) == theme.accent(palette)
    for other in (0, 2, 3):
        color = bracket_color(number, other)
        assert color not in (theme.accent(palette), theme.paper(palette))


def test_a_single_digit_has_no_bracket(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw(window.pad, number_of(hand_drawn, "6").strokes)
    wait_for_answer(window, qtbot, "6")
    assert not window.pad.parts.has_brackets
    assert bracket_color(window, 0) == theme.paper(window.pad.palette())
    assert label(window, "partCaption") == ""


def test_brackets_go_with_the_number(number: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: number.pad.is_painted, timeout=WAIT_MS)
    shown = number.pad.grab().toImage()
    QTest.keyClick(number, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: number.prediction is None, timeout=WAIT_MS)
    assert not number.pad.parts.has_brackets
    QTest.keyClick(number, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for_answer(number, qtbot, "2067")
    hover(number, place(number, 3))
    qtbot.waitUntil(lambda: number.pad.grab().toImage() == shown, timeout=WAIT_MS)


def test_only_what_changes_is_painted_anew_as_a_part_comes_into_focus(
    number: MainWindow, qtbot: QtBot
) -> None:
    def on_screen() -> QImage:
        # A grab would paint the whole pad; what is on the screen was painted part by part.
        screen = number.backingStore().paintDevice()
        assert isinstance(screen, QImage)
        corner = number.pad.mapTo(number, QPoint(0, 0))
        return screen.copy(QRect(corner, number.pad.size()))

    hover(number, place(number, 2))
    qtbot.waitUntil(lambda: number.pad.is_painted, timeout=WAIT_MS)
    number.repaint()
    third = on_screen()
    hover(number, place(number, 0))
    qtbot.waitUntil(lambda: on_screen() != third, timeout=WAIT_MS)
    hover(number, place(number, 2))
    qtbot.waitUntil(lambda: on_screen() == third, timeout=WAIT_MS)


def test_who_draws_over_brackets_draws(number: MainWindow, qtbot: QtBot) -> None:
    begin, end = place(number, 1), on_bracket(number, 1)
    before = len(number.pad.drawing.strokes)
    drag(number, begin, (end[0], end[1] + 40))
    assert len(number.pad.drawing.strokes) == before + 1
    drag(number, end, (end[0] + 10, end[1] + 60))  # from a bracket away
    assert len(number.pad.drawing.strokes) == before + 2
    first, *_ = (number.pad.drawing.strokes[-1] * number.pad.scale).tolist()
    assert first == pytest.approx(end, abs=0.01)


def test_nothing_is_said_of_what_lies_there_no_longer(
    number: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    told: list[tuple[object, bool]] = []
    number.pad.change_page(Page(number_of(hand_drawn, "1960")), "Open")
    after = QTimer(number, singleShot=True, interval=0)  # it is being read by then
    after.timeout.connect(lambda: told.append((number.prediction, number.pad.parts.has_brackets)))
    after.start()
    wait_for_answer(number, qtbot, "1960")
    assert told == [(None, False)]


# The part in focus


def test_the_panel_shows_the_part_under_the_pointer(number: MainWindow) -> None:
    assert label(number, "partCaption") == "4th digit: 7"
    for part, digit in enumerate("2067"):
        hover(number, place(number, part))
        assert label(number, "partCaption").endswith(f"digit: {digit}")
        bars = number.prediction_panel.bars.accessibleDescription()
        assert re.search(rf"\b{digit}: (9\d|100) %", bars)
    hover(number, (5, 5))
    assert label(number, "partCaption") == "4th digit: 7"


def test_views_are_told_of_a_part_once_it_stays_in_focus(number: MainWindow, qtbot: QtBot) -> None:
    told: list[Reading] = []
    number.reading.read.connect(told.append)
    for part in (0, 1, 2, 1):
        hover(number, place(number, part))
    assert not told
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    [reading] = told
    assert reading.prediction is not None
    assert reading.prediction.text == "0"
    [stroke] = reading.page.drawing.strokes
    assert stroke.tolist() == number.pad.drawing.strokes[1].tolist()
    hover(number, place(number, 0))
    hover(number, place(number, 1))
    qtbot.waitUntil(lambda: len(told) == 2, timeout=WAIT_MS)
    assert told[1].page is reading.page  # who has explained it need not do so again


def test_a_click_on_a_bracket_keeps_its_part_in_focus_until_one_writes_on(
    number: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    tap(number, on_bracket(number, 1))
    hover(number, (5, 5))
    assert label(number, "partCaption") == "2nd digit: 0"
    number.pad.undo()
    wait_for_answer(number, qtbot, "206")
    draw(number.pad, number_of(hand_drawn, "2067").strokes[3:])
    wait_for_answer(number, qtbot, "2067")
    assert label(number, "partCaption") == "4th digit: 7"


def test_keys_step_through_the_parts(number: MainWindow) -> None:
    number.pad.setFocus()
    for key, caption in (
        (Qt.Key.Key_Right, "1st digit: 2"),
        (Qt.Key.Key_Right, "2nd digit: 0"),
        (Qt.Key.Key_Left, "1st digit: 2"),
    ):
        QTest.keyClick(number.pad, key)
        assert label(number, "partCaption") == caption
        assert number.pad.accessibleDescription().startswith(caption)


# Joining and splitting


def test_a_line_from_bracket_to_bracket_joins_and_undo_parts_them(
    number: MainWindow, qtbot: QtBot
) -> None:
    drag(number, on_bracket(number, 1), on_bracket(number, 2))
    qtbot.waitUntil(lambda: part_count(number) == 3, timeout=WAIT_MS)
    assert len(number.pad.drawing.strokes) == 4
    assert [len(part.traces) for part in number.pad.parts.parts] == [1, 2, 1]
    QTest.keyClick(number, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for_answer(number, qtbot, "2067")
    QTest.keyClick(number, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: part_count(number) == 3, timeout=WAIT_MS)


def test_what_was_joined_stays_so_as_one_writes_on(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    strokes = number_of(hand_drawn, "2067").strokes
    draw(window.pad, strokes[:3])
    wait_for_answer(window, qtbot, "206")
    drag(window, on_bracket(window, 0), on_bracket(window, 1))
    qtbot.waitUntil(lambda: part_count(window) == 2, timeout=WAIT_MS)
    draw(window.pad, strokes[3:])
    qtbot.waitUntil(lambda: part_count(window) == 3, timeout=WAIT_MS)
    assert len(window.pad.parts.parts[0].traces) == 2


def test_fewer_parts_may_be_read_while_a_hand_joins_some(number: MainWindow) -> None:
    send_mouse(number.pad, PRESS, on_bracket(number, 2), True)
    end = on_bracket(number, 3)
    for share in (0.5, 1.0):
        begin = on_bracket(number, 2)
        at = tuple(a + (b - a) * share for a, b in zip(begin, end, strict=True))
        send_mouse(number.pad, MOVE, (at[0], at[1]), True)
    parts = number.pad.parts
    parts.show(number.pad.page, parts.parts[:2], is_being_written=True)
    assert part_count(number) == 2
    send_mouse(number.pad, RELEASE, end, False)
    assert not number.pad.page.fixed


def test_a_menu_does_nothing_once_something_else_lies_there(
    number: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    menu = menu_of(number, place(number, 0))
    other = Page(number_of(hand_drawn, "19"))
    number.pad.change_page(other, "Paste")
    for text in ("Split here", "Join with the right"):
        choose(menu, text)
    assert number.pad.page is other


def test_two_clicks_on_a_bracket_split_its_part(number: MainWindow, qtbot: QtBot) -> None:
    drag(number, on_bracket(number, 1), on_bracket(number, 2))
    qtbot.waitUntil(lambda: part_count(number) == 3, timeout=WAIT_MS)
    at = on_bracket(number, 1)
    tap(number, at)
    send_mouse(number.pad, QEvent.Type.MouseButtonDblClick, at, True)
    send_mouse(number.pad, RELEASE, at, False)
    wait_for_answer(number, qtbot, "2067")
    assert len(number.pad.drawing.strokes) == 4


def test_keys_join_and_split(number: MainWindow, qtbot: QtBot) -> None:
    number.pad.setFocus()
    tap(number, on_bracket(number, 0))
    QTest.keyClick(number.pad, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: part_count(number) == 3, timeout=WAIT_MS)
    assert label(number, "partCaption").startswith("1st digit")
    QTest.keyClick(number.pad, Qt.Key.Key_Return)
    wait_for_answer(number, qtbot, "2067")


def menu_of(window: MainWindow, at: tuple[float, float]) -> QMenu:
    place = QPoint(*map(round, at))
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(
        window.pad, QContextMenuEvent(reason, place, window.pad.mapToGlobal(place))
    )
    menu = window.pad.findChild(QMenu, "partMenu")
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def test_the_menu_of_a_part_joins_and_lets_it_be_parted_by_itself(
    number: MainWindow, qtbot: QtBot
) -> None:
    menu = menu_of(number, place(number, 0))
    enabled = {action.text(): action.isEnabled() for action in menu.actions()}
    assert enabled["Join with the right"]
    assert not enabled["Join with the left"]
    assert not enabled["Part by itself again"]
    choose(menu, "Join with the right")
    qtbot.waitUntil(lambda: part_count(number) == 3, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: number.pad.findChild(QMenu, "partMenu") is None, timeout=WAIT_MS)
    choose(menu_of(number, place(number, 1)), "Part by itself again")
    wait_for_answer(number, qtbot, "2067")


def test_what_is_read_as_one_digit_is_split_by_the_menu(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw(window.pad, number_of(hand_drawn, "20").strokes)
    wait_for_answer(window, qtbot, "20")
    drag(window, on_bracket(window, 0), on_bracket(window, 1))
    qtbot.waitUntil(lambda: part_count(window) == 1, timeout=WAIT_MS)
    choose(menu_of(window, place(window, 0)), "Split here")
    wait_for_answer(window, qtbot, "20")


def test_erasing_ink_forgets_what_was_said_of_it(number: MainWindow, qtbot: QtBot) -> None:
    drag(number, on_bracket(number, 0), on_bracket(number, 1))
    qtbot.waitUntil(lambda: part_count(number) == 3, timeout=WAIT_MS)
    fixed = number.pad.page.fixed
    QTest.keyClick(number, Qt.Key.Key_E)
    draw_stroke(number.pad, number.pad.drawing.strokes[3][:2] * number.pad.scale)
    assert len(fixed) == 1
    assert number.pad.page.fixed == fixed
    draw_stroke(number.pad, number.pad.drawing.strokes[0][:2] * number.pad.scale)
    assert not number.pad.page.fixed


def test_what_was_joined_is_there_again_in_the_next_window(
    number: MainWindow, qtbot: QtBot, open_window: Callable[[], MainWindow]
) -> None:
    drag(number, on_bracket(number, 1), on_bracket(number, 2))
    qtbot.waitUntil(lambda: part_count(number) == 3, timeout=WAIT_MS)
    fixed = number.pad.page.fixed
    number.close()
    again = open_window()
    qtbot.waitUntil(lambda: part_count(again) == 3, timeout=WAIT_MS)
    assert again.pad.page.fixed == fixed
    again.pad.undo()
    wait_for_answer(again, qtbot, "2067")


# What is expected


def expected_box(window: MainWindow) -> QComboBox:
    found = window.findChild(QComboBox, "expectedBox")
    assert isinstance(found, QComboBox)
    return found


def test_one_chooses_what_is_read(
    number: MainWindow, qtbot: QtBot, open_window: Callable[[], MainWindow]
) -> None:
    box = expected_box(number)
    assert [box.itemText(i) for i in range(box.count())] == ["By itself", "One digit", "Number"]
    QTest.keyClick(number, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert box.currentText() == "One digit"
    qtbot.waitUntil(lambda: not number.pad.parts.has_brackets, timeout=WAIT_MS)
    assert not isinstance(number.prediction, NumberPrediction)
    QTest.keyClick(number.pad, Qt.Key.Key_Return)  # parts nothing
    assert not number.pad.page.fixed
    QTest.keyClick(number, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert box.currentText() == "Number"
    wait_for_answer(number, qtbot, "2067")
    number.close()
    assert expected_box(open_window()).currentText() == "Number"


def test_a_number_is_not_kept_as_one_digit(number: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(number.pad, Qt.Key.Key_7)
    assert number.correcting.line.text == "7"  # which begins a number
    assert len(number.pad.drawing.strokes) == 4


# The answer


@pytest.mark.parametrize("width_px", [800, 1180])
def test_an_answer_of_any_length_is_seen_whole(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing], width_px: int
) -> None:
    window.resize(width_px, 700)
    answer = window.findChild(QLabel, "predictedText")
    assert isinstance(answer, QLabel)
    seen = []
    for text in ("1", "17", "171717"):
        window.pad.clear()
        draw(window.pad, number_of(hand_drawn, text, height=60).strokes)
        wait_for_answer(window, qtbot, text)
        qtbot.waitUntil(lambda: answer.width() >= answer.minimumWidth(), timeout=WAIT_MS)
        assert answer.fontMetrics().horizontalAdvance(text) <= answer.width()
        seen.append(answer.height())
    assert len(set(seen)) == 1
