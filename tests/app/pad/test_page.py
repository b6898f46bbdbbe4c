import numpy as np
import pytest

from app.pad.page import Page
from model.ink.drawing import Drawing
from model.ink.picture import Picture, picture_of
from model.ink.sample import Sample

LINE = np.array([[50.0, 200.0], [350.0, 200.0]])
RADIUS = 14.0


@pytest.fixture
def picture() -> Picture:
    return picture_of(np.full((8, 8, 4), 255, np.uint8))


def test_a_page_is_empty_until_ink_or_a_picture_lies_on_it(picture: Picture) -> None:
    assert Page().is_empty
    assert not Page(Drawing((LINE,))).is_empty
    assert not Page(picture=picture).is_empty


def test_a_samples_drawing_lies_on_its_page_with_its_label() -> None:
    drawing = Drawing((LINE,), label="1", writer="me")
    page = Page.of(Sample(drawing, "1"))
    assert page.drawing is drawing
    assert page.picture is None


def test_a_samples_picture_lies_on_its_page_without_ink(picture: Picture) -> None:
    page = Page.of(Sample(picture))
    assert page.picture is picture
    assert page.drawing.is_empty


def test_a_stroke_comes_last_and_the_page_before_keeps_its_own() -> None:
    before = Page(Drawing((LINE,), label="1"))
    page = before.with_stroke(LINE + 5)
    assert page.drawing == Drawing((LINE, LINE + 5), label="1")
    assert before.drawing == Drawing((LINE,), label="1")


def test_ink_takes_the_place_of_a_picture(picture: Picture) -> None:
    page = Page(picture=picture).with_stroke(LINE)
    assert page.picture is None
    assert page.drawing == Drawing((LINE,))


def test_an_eraser_cuts_what_it_crosses() -> None:
    page = Page(Drawing((LINE,)))
    left, right = page.erased((200, 150), (200, 250), RADIUS).drawing.strokes
    assert left.tolist() == [[50, 200], [200 - RADIUS, 200]]
    assert right.tolist() == [[200 + RADIUS, 200], [350, 200]]
    assert page.drawing == Drawing((LINE,))


def test_an_eraser_that_meets_no_ink_leaves_the_very_same_page() -> None:
    page = Page(Drawing((LINE,)))
    assert page.erased((200, 100), (200, 150), RADIUS) is page


def test_a_picture_is_not_erased(picture: Picture) -> None:
    page = Page(picture=picture)
    assert page.erased((0, 0), (400, 400), RADIUS) is page
