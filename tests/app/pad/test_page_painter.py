"""How the pad looks, and that a change paints no more than it must."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QColor, QImage, QPaintEvent, QPalette
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app import theme
from app.pad.drawing_pad import DrawingPad
from app.pad.page import Page
from app.pad.pen import Tool
from app.pad.picture_painter import picture_image
from model.data.classes import DIGITS, Classes
from model.ink.drawing import Drawing
from model.ink.picture import Picture, picture_of
from tests.app.conftest import WAIT_MS, draw_stroke, send_mouse
from tests.app.pad.conftest import LINE, RED, SIDE, color_at, image_of, ink_at, scribble


def painted(pad: DrawingPad, qtbot: QtBot) -> QImage:
    """Return the pad as it looks once all of its ink is painted."""
    pad.grab()
    qtbot.waitUntil(lambda: pad.is_painted, timeout=WAIT_MS)
    return image_of(pad)


def painted_afresh(pad: DrawingPad, qtbot: QtBot) -> QImage:
    """Return the pad as it looks when nothing painted before is used."""
    pad.set_pen_width(pad.pen_width)
    assert not pad.is_painted
    return painted(pad, qtbot)


# Ink


def test_a_stroke_painted_as_it_grows_looks_as_when_painted_whole(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    empty = image_of(pad)
    draw_stroke(pad, LINE)
    assert pad.is_painted  # what follows looks at the px that grew
    grown = image_of(pad)
    assert grown != empty
    assert painted_afresh(pad, qtbot) == grown


def test_a_stroke_under_the_pen_looks_as_when_painted_whole(pad: DrawingPad, qtbot: QtBot) -> None:
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 100), True)
    for point in LINE[1:].tolist():
        send_mouse(pad, QEvent.Type.MouseMove, point, True)
    assert pad.is_painted
    grown = image_of(pad)
    assert painted_afresh(pad, qtbot) == grown


def test_where_an_eraser_went_the_pad_looks_as_when_painted_whole(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    pad.change_page(Page(scribble(300, strokes=3)), "Open")
    before = painted(pad, qtbot)
    pad.set_tool(Tool.ERASER)
    draw_stroke(pad, np.array([[100.0, 150.0], [180.0, 200.0], [190.0, 320.0]]))
    assert pad.is_painted  # only what changed was painted
    erased = image_of(pad)
    assert erased != before
    assert painted_afresh(pad, qtbot) == erased


def test_an_eraser_that_moves_often_between_two_frames_is_painted_once(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    pad.change_page(Page(scribble(300, strokes=3)), "Open")
    before = painted(pad, qtbot)
    pad.set_tool(Tool.ERASER)
    watch = PaintWatch(pad)
    draw_stroke(pad, np.stack([np.linspace(100, 300, 50), np.full(50, 200.0)], axis=1))
    pad.set_tool(Tool.PEN)
    draw_stroke(pad, LINE)  # on what was erased, before any of it is painted
    assert not watch.boxes
    erased = image_of(pad)
    assert erased != before
    assert painted_afresh(pad, qtbot) == erased


def test_ink_that_erasing_thins_is_painted_anew_behind_the_old_px(
    pad: DrawingPad, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.ink.editing.MAX_POINTS", 20_000)
    pad.change_page(Page(scribble(20_000)), "Open")
    before = painted(pad, qtbot)
    pad.set_tool(Tool.ERASER)
    send_mouse(pad, QEvent.Type.MouseButtonPress, (200, 200), True)
    assert pad.drawing.point_count < 19_000
    assert image_of(pad) == before
    assert not pad.is_painted
    erased = painted(pad, qtbot)
    assert erased != before
    assert painted_afresh(pad, qtbot) == erased


def test_ink_grows_with_the_pad(pad: DrawingPad) -> None:
    draw_stroke(pad, LINE)
    pad.resize(2 * SIDE, 2 * SIDE)
    assert ink_at(pad, 2 * 150, 2 * 124)
    assert not ink_at(pad, 150, 124)


def test_much_ink_is_painted_without_holding_up_the_window(pad: DrawingPad, qtbot: QtBot) -> None:
    pad.change_page(Page(scribble(20_000, strokes=10)), "Open")
    pad.grab()
    assert not pad.is_painted  # it goes on while other events are served
    whole = painted(pad, qtbot)
    pad.resize(2 * SIDE, 2 * SIDE)
    last_point = 2 * pad.drawing.strokes[-1][-1]
    assert ink_at(pad, *last_point)  # the old px, until the new ones are painted
    assert not pad.is_painted
    enlarged = painted(pad, qtbot)
    assert painted_afresh(pad, qtbot) == enlarged
    pad.resize(SIDE, SIDE)
    assert painted(pad, qtbot) == whole


def test_a_stroke_on_much_ink_paints_no_more_than_itself(pad: DrawingPad, qtbot: QtBot) -> None:
    pad.change_page(Page(scribble(20_000)), "Open")
    painted(pad, qtbot)
    draw_stroke(pad, LINE)
    pad.grab()
    assert pad.is_painted


class PaintWatch(QObject):
    """Notes the boxes that a widget is asked to paint."""

    def __init__(self, widget: DrawingPad) -> None:
        super().__init__(widget)
        self.boxes: list[QRect] = []
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.boxes.append(event.region().boundingRect())
        return False


def test_a_new_point_has_only_its_surroundings_painted(pad: DrawingPad, qtbot: QtBot) -> None:
    send_mouse(pad, QEvent.Type.MouseButtonPress, (20, 20), True)
    for x in (100, 200, 300):
        send_mouse(pad, QEvent.Type.MouseMove, (x, 200), True)
    pad.repaint()
    watch = PaintWatch(pad)
    send_mouse(pad, QEvent.Type.MouseMove, (310, 210), True)
    qtbot.waitUntil(lambda: bool(watch.boxes), timeout=WAIT_MS)
    (box,) = watch.boxes
    reach = round(pad.pen_width / 2) + 3
    assert box.contains(QRect(200, 200, 110, 10))  # the last three points
    assert QRect(200, 200, 110, 10).adjusted(-reach, -reach, reach, reach).contains(box)


# Paper, invitation and pictures


def test_an_empty_pad_invites_until_ink_is_on_it(pad: DrawingPad) -> None:
    middle = QRect(SIDE // 4, SIDE // 4, SIDE // 2, SIDE // 2)
    paper = QImage(pad.grab(middle).toImage())
    paper.fill(theme.paper(pad.palette()))
    invitation = pad.grab(middle).toImage()
    assert invitation != paper
    draw_stroke(pad, np.array([[20.0, 20.0], [40.0, 20.0]]))
    assert pad.grab(middle).toImage() == paper
    pad.undo_stack.undo()
    assert pad.grab(middle).toImage() == invitation


def test_an_empty_pad_invites_to_draw_what_is_read(pad: DrawingPad) -> None:
    of_digits = image_of(pad)
    pad.show_classes(Classes("abc"))
    assert image_of(pad) != of_digits
    pad.show_classes(DIGITS)
    assert image_of(pad) == of_digits


def test_the_first_point_takes_the_whole_invitation_off_the_screen(
    pad: DrawingPad, qtbot: QtBot
) -> None:
    # A grab would paint the whole pad; what is on the screen was painted part by part.
    def middle_of_screen() -> QImage:
        screen = pad.backingStore().paintDevice()
        assert isinstance(screen, QImage)
        quarter = screen.width() // 4
        return screen.copy(quarter, quarter, 2 * quarter, 2 * quarter)

    pad.repaint()
    paper = middle_of_screen()
    paper.fill(theme.paper(pad.palette()))
    assert middle_of_screen() != paper
    send_mouse(pad, QEvent.Type.MouseButtonPress, (20, 20), True)
    qtbot.waitUntil(lambda: middle_of_screen() == paper, timeout=WAIT_MS)


def test_a_picture_lies_in_the_middle_with_paper_around_it(
    pad: DrawingPad, qtbot: QtBot, picture: Picture
) -> None:
    pad.change_page(Page(picture=picture), "Open")
    image = painted(pad, qtbot)
    red, paper = QColor(*RED), theme.paper(pad.palette())
    assert [color_at(image, x, 200) for x in (10, 30, 200, 370, 390)] == [
        paper,
        red,
        red,
        red,
        paper,
    ]


def test_the_first_point_takes_a_picture_away(
    pad: DrawingPad, qtbot: QtBot, picture: Picture
) -> None:
    pad.change_page(Page(picture=picture), "Open")
    painted(pad, qtbot)
    send_mouse(pad, QEvent.Type.MouseButtonPress, (100, 200), True)
    assert color_at(painted(pad, qtbot), 300, 200) == theme.paper(pad.palette())
    assert ink_at(pad, 100, 200)


def test_a_picture_keeps_its_proportions(pad: DrawingPad, qtbot: QtBot) -> None:
    wide = picture_of(np.full((8, 16, 4), RED, np.uint8))
    pad.change_page(Page(picture=wide), "Open")
    image = painted(pad, qtbot)
    assert color_at(image, 30, 200) == QColor(*RED)
    assert color_at(image, 200, 90) == theme.paper(pad.palette())


def test_a_pictures_image_has_its_px() -> None:
    rgba = np.arange(3 * 5 * 4, dtype=np.uint8).reshape(3, 5, 4)
    rgba[..., 3] = 255
    image = picture_image(picture_of(rgba))
    assert (image.width(), image.height()) == (5, 3)
    for row, column in ((0, 0), (1, 4), (2, 3)):
        assert image.pixelColor(column, row) == QColor(*rgba[row, column].tolist())


def test_paper_and_ink_follow_the_palette(pad: DrawingPad, qtbot: QtBot) -> None:
    draw_stroke(pad, LINE)
    dark = QPalette(QColor("#202124"), QColor("#202124"))
    dark.setColor(QPalette.ColorRole.WindowText, QColor("white"))
    pad.setPalette(dark)
    qtbot.waitUntil(lambda: pad.is_painted, timeout=WAIT_MS)
    image = image_of(pad)
    assert color_at(image, 150, 124) == QColor("white")
    assert color_at(image, 150, 300) == QColor("black")


@pytest.mark.parametrize("strokes", [1, 3])
def test_undo_shows_the_page_before(pad: DrawingPad, qtbot: QtBot, strokes: int) -> None:
    images = [image_of(pad)]
    for index in range(strokes):
        draw_stroke(pad, LINE + 40 * index)
        images.append(image_of(pad))
    for image in reversed(images[:-1]):
        assert image_of(pad) != image
        pad.undo_stack.undo()
        assert painted(pad, qtbot) == image


def test_a_page_that_holds_nothing_to_paint_is_painted_at_once(pad: DrawingPad) -> None:
    pad.change_page(Page(Drawing()), "Open")
    pad.grab()
    assert pad.is_painted
