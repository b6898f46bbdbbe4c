"""Why: the drawing on the pad is taken apart once the pen rests."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.pad.page import Page
from app.prediction.reading import Reading
from app.views.colored_ink import ColoredInk
from app.views.sample_grid import TileRows
from app.views.views import WHY
from app.views.why import CHOOSE_INK, EMPTY, FAILED, MOVING, UNTRACEABLE, WhyView
from model.data.classes import DIGITS
from model.home.collection import DrawingCollection
from model.ink.drawing import Drawing
from model.ink.picture import DOUBT_SENTENCES, Doubt, Picture
from model.ink.raster import rasterize
from model.network.recognizer import Recognizer
from model.network.weights import Weights, default_weights
from tests.app.conftest import WAIT_MS, draw, send_mouse, wait_for_answer, wait_for_message
from tests.model.conftest import unsteady_drawing

pytestmark = pytest.mark.usefixtures("few_examples")


@pytest.fixture
def why(window: MainWindow, qtbot: QtBot) -> WhyView:
    """The view, shown in the window, with nothing on the pad."""
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    view = window.views.view(WHY)
    assert isinstance(view, WhyView)
    qtbot.waitUntil(view.isVisible, timeout=WAIT_MS)
    return view


@pytest.fixture
def explain(window: MainWindow, why: WhyView, qtbot: QtBot) -> Callable[[Drawing], None]:
    """Draws with the mouse and waits until that is explained."""

    def draw_and_wait(drawing: Drawing) -> None:
        window.pad.clear()
        draw(window.pad, drawing.strokes)
        with qtbot.waitSignal(why.explained, timeout=WAIT_MS):
            pass

    return draw_and_wait


def strip(why: WhyView, name: str) -> TileRows:
    found = why.findChild(TileRows, name)
    assert isinstance(found, TileRows)
    return found


def ink(why: WhyView) -> ColoredInk:
    found = why.findChild(ColoredInk)
    assert isinstance(found, ColoredInk)
    return found


def chip(why: WhyView, name: str) -> QToolButton:
    found = why.findChild(QToolButton, f"whyNot{name}")
    assert isinstance(found, QToolButton)
    return found


def count_colored(window: MainWindow) -> tuple[int, int]:
    """Return how many px of the pad are orange, and how many blue."""
    image = window.pad.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    px = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4).astype(int)
    orange = px[:, : image.width(), 2] - px[:, : image.width(), 0]
    return int((orange > 40).sum()), int((orange < -40).sum())


def center(grid: TileRows, index: int) -> QPoint:
    return grid.visualRect(grid.model().index(index, 0)).center()


def test_an_empty_pad_says_what_to_do(why: WhyView) -> None:
    assert why.sentence.text() == EMPTY


def test_the_drawing_is_explained_and_its_ink_coloured_on_the_pad(
    window: MainWindow,
    why: WhyView,
    explain: Callable[[Drawing], None],
    hand_drawn: list[Drawing],
) -> None:
    explain(hand_drawn[7])
    assert re.fullmatch(
        r"Without the bar at the top( left)? this would be read as 1\.", why.sentence.text()
    )
    orange, blue = count_colored(window)
    assert orange > 1_000
    assert blue < orange / 10
    assert chip(why, "7").isChecked()


def test_a_click_on_a_class_asks_why_not_that_one(
    window: MainWindow,
    why: WhyView,
    explain: Callable[[Drawing], None],
    hand_drawn: list[Drawing],
) -> None:
    explain(hand_drawn[9])
    QTest.mouseClick(chip(why, "6"), Qt.MouseButton.LeftButton)
    assert why.sentence.text().startswith("Most speaks against 6: ")
    assert chip(why, "6").isChecked()
    orange, blue = count_colored(window)
    assert blue > orange
    why.ask_why_not("9")
    assert why.sentence.text().startswith("Without ")
    assert chip(why, "9").isChecked()


def test_what_is_refused_is_explained_too(
    window: MainWindow, why: WhyView, explain: Callable[[Drawing], None], hand_drawn: list[Drawing]
) -> None:
    # An 8 over a 0 over a 4.
    explain(Drawing(tuple(stroke for index in (4, 0, 8) for stroke in hand_drawn[index].strokes)))
    assert window.prediction is not None
    assert window.prediction.text is None
    assert why.sentence.text() not in (EMPTY, MOVING, FAILED)


def test_the_pen_drops_what_was_found_at_once(
    window: MainWindow,
    why: WhyView,
    explain: Callable[[Drawing], None],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    explain(hand_drawn[7])
    send_mouse(window.pad, QEvent.Type.MouseButtonPress, (40, 40), True)
    for x in range(40, 140, 20):
        send_mouse(window.pad, QEvent.Type.MouseMove, (x, 40), True)
    qtbot.waitUntil(lambda: why.sentence.text() == MOVING, timeout=WAIT_MS)
    assert count_colored(window) == (0, 0)
    send_mouse(window.pad, QEvent.Type.MouseButtonRelease, (140, 40), False)


def test_of_a_drawing_that_goes_on_only_the_last_is_explained(
    window: MainWindow, why: WhyView, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    explained = []
    why.explained.connect(lambda: explained.append(why.sentence.text()))
    for drawing in hand_drawn:
        window.pad.clear()
        draw(window.pad, drawing.strokes)
        wait_for_answer(window, qtbot, drawing.label or "")
    qtbot.waitUntil(lambda: bool(explained) and chip(why, "9").isChecked(), timeout=WAIT_MS)
    assert "9" not in explained[-1]


def test_a_wobble_goes_onto_the_pad_and_is_read_as_the_strip_says(
    window: MainWindow,
    why: WhyView,
    explain: Callable[[Drawing], None],
    qtbot: QtBot,
) -> None:
    explain(unsteady_drawing(Recognizer(default_weights())))
    wobbles = strip(why, "wobbleStrip")
    assert len(wobbles.tiles) == 20
    others = [i for i, tile in enumerate(wobbles.tiles) if tile.stands_out]
    other = next(i for i in others if wobbles.tiles[i].caption in DIGITS)
    answer = wobbles.tiles[other].caption
    assert window.prediction is not None
    assert answer != window.prediction.text
    caption = next(
        label.text() for label in why.findChildren(QLabel) if "Read the same" in label.text()
    )
    assert caption == f"Read the same in {20 - len(others)} of 20 when drawn a little otherwise"
    QTest.mouseClick(wobbles.viewport(), Qt.MouseButton.LeftButton, pos=center(wobbles, other))
    wait_for_answer(window, qtbot, answer)


def test_a_wobble_that_no_ink_can_show_goes_onto_the_pad_as_the_picture_it_is(
    window: MainWindow,
    why: WhyView,
    explain: Callable[[Drawing], None],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    explain(hand_drawn[7])
    wobbles = strip(why, "wobbleStrip")
    [thin] = [i for i, tile in enumerate(wobbles.tiles) if "much thinner" in tile.tip]
    image = wobbles.tiles[thin].image
    QTest.mouseClick(wobbles.viewport(), Qt.MouseButton.LeftButton, pos=center(wobbles, thin))
    qtbot.waitUntil(lambda: window.pad.page.picture is not None, timeout=WAIT_MS)
    picture = window.pad.page.picture
    assert picture is not None
    assert image is not None
    np.testing.assert_allclose(picture.input[0, 0] * 255, image, atol=1e-3)


def test_what_is_most_alike_goes_onto_the_pad_by_key(
    window: MainWindow,
    why: WhyView,
    explain: Callable[[Drawing], None],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    explain(hand_drawn[8])
    nearest = strip(why, "nearestStrip")
    qtbot.waitUntil(lambda: len(nearest.tiles) > 0, timeout=WAIT_MS)
    assert nearest.tiles[0].sample.label == "8"
    assert "alike" in nearest.tiles[0].tip
    nearest.setFocus()
    nearest.setCurrentIndex(nearest.model().index(0, 0))
    QTest.keyClick(nearest, Qt.Key.Key_Right)
    QTest.keyClick(nearest, Qt.Key.Key_Return)
    expected = nearest.tiles[1].sample.drawing
    assert expected is not None
    assert len(window.pad.page.drawing.strokes) == len(expected.strokes)
    assert window.pad.page.drawing.label is None
    wait_for_answer(window, qtbot, "8")


def test_a_drawing_that_was_kept_is_among_those_that_are_alike(
    window: MainWindow,
    why: WhyView,
    explain: Callable[[Drawing], None],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    explain(hand_drawn[7])
    nearest = strip(why, "nearestStrip")
    qtbot.waitUntil(lambda: len(nearest.tiles) > 0, timeout=WAIT_MS)
    kept = window.pad.page.drawing
    window.correct("7")
    qtbot.waitUntil(lambda: len(DrawingCollection().entries()) == 1, timeout=WAIT_MS)
    explain(hand_drawn[7])
    qtbot.waitUntil(lambda: "100 % alike: kept" in nearest.tiles[0].tip, timeout=WAIT_MS)
    shown = nearest.tiles[0].sample.drawing
    assert shown is not None
    assert len(shown.strokes) == len(kept.strokes)


def test_it_says_so_where_a_drawing_cannot_be_taken_apart(
    window: MainWindow,
    why: WhyView,
    explain: Callable[[Drawing], None],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    readings: list[Reading] = []
    window.reading.read.connect(readings.append)
    explain(hand_drawn[7])
    too_small = readings[-1].images[..., :3, :3]
    why.show_reading(replace(readings[-1], page=Page(hand_drawn[7]), images=too_small))
    assert why.sentence.text() == MOVING
    wait_for_message(window, qtbot, "Explaining failed")
    assert why.sentence.text() == FAILED
    assert not ink(why).isVisible()


def test_the_pointer_and_the_arrow_keys_say_what_a_piece_counts(
    why: WhyView, explain: Callable[[Drawing], None], hand_drawn: list[Drawing]
) -> None:
    explain(hand_drawn[7])
    notes: list[str] = []
    drawing = ink(why)
    drawing.piece_changed.connect(notes.append)
    QTest.mouseMove(drawing, drawing.place(9).toPoint())
    QTest.mouseMove(drawing, QPoint(2, drawing.height() - 2))
    by_pointer = [note for note in notes if note]
    assert len(by_pointer) == 1
    assert "without it and its neighbours, 7 falls by" in by_pointer[0]
    assert notes[-1] == ""
    notes.clear()
    drawing.setFocus()
    for _ in range(3):
        QTest.keyClick(drawing, Qt.Key.Key_Right)
    assert len(notes) == 3
    assert all(note in drawing.accessibleDescription() for note in [*notes, *by_pointer])


def test_hidden_it_marks_nothing_and_shown_again_it_marks_the_ink(
    window: MainWindow, explain: Callable[[Drawing], None], hand_drawn: list[Drawing]
) -> None:
    explain(hand_drawn[7])
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert count_colored(window) == (0, 0)
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert count_colored(window)[0] > 1_000


def test_a_cleared_pad_leaves_nothing(
    window: MainWindow,
    why: WhyView,
    explain: Callable[[Drawing], None],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    explain(hand_drawn[7])
    window.pad.clear()
    qtbot.waitUntil(lambda: why.sentence.text() == EMPTY, timeout=WAIT_MS)
    assert not ink(why).isVisible()
    assert count_colored(window) == (0, 0)


def test_a_picture_is_explained_by_its_traced_ink(
    window: MainWindow, why: WhyView, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    image = np.round(255 * rasterize([hand_drawn[7]])[0, 0]).astype(np.uint8)
    with qtbot.waitSignal(why.explained, timeout=WAIT_MS):
        window.pad.change_page(Page(picture=Picture.of_image(image)), "Open")
    assert why.sentence.text().startswith("Traced from the picture. Without ")
    assert ink(why).isVisible()


def test_a_picture_that_traced_is_read_otherwise_is_not_taken_apart(
    window: MainWindow, why: WhyView, qtbot: QtBot
) -> None:
    thick_angle = np.zeros((28, 28), np.uint8)
    thick_angle[4:24, 8:14] = thick_angle[18:24, 8:22] = 255
    with qtbot.waitSignal(why.explained, timeout=WAIT_MS):
        window.pad.change_page(Page(picture=Picture.of_image(thick_angle)), "Open")
    assert why.sentence.text() == UNTRACEABLE
    assert not ink(why).isVisible()


def test_a_doubtful_picture_is_taken_apart_once_its_ink_is_chosen(
    window: MainWindow, why: WhyView, hand_drawn: list[Drawing], qtbot: QtBot
) -> None:
    image = np.round(255 * rasterize([hand_drawn[7]])[0, 0]).astype(np.uint8)
    doubtful = replace(Picture.of_image(image), doubt=Doubt.SHADOW)
    with qtbot.waitSignal(why.explained, timeout=WAIT_MS):
        window.pad.change_page(Page(picture=doubtful), "Open")
    assert why.sentence.text() == f"{DOUBT_SENTENCES[Doubt.SHADOW]} {CHOOSE_INK}"
    with qtbot.waitSignal(why.explained, timeout=WAIT_MS):
        window.pad.choice.choose(1, is_adding=False)
    assert why.sentence.text().startswith("Traced from the picture. Without ")


def test_it_explains_what_another_network_reads(
    window: MainWindow,
    why: WhyView,
    explain: Callable[[Drawing], None],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    explain(hand_drawn[7])
    shipped = default_weights()
    sure_of_three = {**shipped.parameters}
    sure_of_three["fc2.bias"] = sure_of_three["fc2.bias"] + 90 * (np.arange(10) == 3)
    with qtbot.waitSignal(why.explained, timeout=WAIT_MS):
        window.reading.try_weights(Weights(sure_of_three, shipped.card))
    assert "this is still a 3" in why.sentence.text()
    with qtbot.waitSignal(why.explained, timeout=WAIT_MS):
        window.reading.try_weights(None)
    assert re.fullmatch(
        r"Without the bar at the top( left)? this would be read as 1\.", why.sentence.text()
    )


@pytest.mark.parametrize("size", [(430, 430), (368, 330), (1880, 1000)])
def test_nothing_is_cut_off_sideways(
    why: WhyView,
    explain: Callable[[Drawing], None],
    hand_drawn: list[Drawing],
    size: tuple[int, int],
    qtbot: QtBot,
) -> None:
    explain(hand_drawn[7])
    why.setParent(None)
    why.resize(*size)
    why.show()
    qtbot.waitUntil(lambda: strip(why, "wobbleStrip").height() > 100, timeout=WAIT_MS)
    for part in (ink(why), *why.findChildren(TileRows), *why.findChildren(QToolButton)):
        if part.isVisible():
            right = part.mapTo(why, part.rect().bottomRight()).x()
            assert right <= size[0]
    wobbles = strip(why, "wobbleStrip")
    assert wobbles.visualRect(wobbles.model().index(19, 0)).bottom() <= wobbles.height()
    assert center(wobbles, 9).y() < center(wobbles, 10).y() == center(wobbles, 19).y()
    why.deleteLater()


def test_a_bars_menu_asks_why_it_is_not_that_class(
    window: MainWindow, qtbot: QtBot, hand_drawn: list[Drawing]
) -> None:
    draw(window.pad, hand_drawn[7].strokes)
    wait_for_answer(window, qtbot, "7")
    bars = window.prediction_panel.bars
    at = QPoint(40, bars.height() * 19 // 20)  # the last bar, that of the 9
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, bars.mapToGlobal(at))
    QApplication.sendEvent(bars, event)
    menu = bars.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Why not 9?", "This is a 9"]
    menu.actions()[0].trigger()
    menu.close()
    view = window.views.view(WHY)
    assert isinstance(view, WhyView)
    qtbot.waitUntil(view.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: chip(view, "9").isChecked(), timeout=WAIT_MS)
