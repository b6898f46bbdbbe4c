"""Numbers in pictures: which digits, in which lines, and when it is not sure."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.ink.drawing import Drawing
from model.ink.picture import Doubt, Picture, find_picture
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.photographs import synthesize_photographs
from model.reading.pictures import doubt_of, predict_picture
from model.reading.prediction import Expected, NumberPrediction
from tests.model.ink.helpers import paint

DIGIT_PX = 120
PITCH_PX = 130
MARGIN_PX = 60


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


def page(
    hand_drawn: list[Drawing],
    lines: Sequence[str],
    *,
    rise_px: float = 0,
    ruled: bool = False,
    boxed: bool = False,
) -> Image.Image:
    """Return a sheet with lines of digits; rise_px: by how much each digit is lower than the last.

    A gray of paper and one of ink, with the grain of a camera.
    """
    longest = max(map(len, lines))
    width = 2 * MARGIN_PX + PITCH_PX * longest
    height = 2 * MARGIN_PX + 200 * len(lines) + int(abs(rise_px) * longest)
    sheet = Image.new("L", (width, height), 225)
    pen = ImageDraw.Draw(sheet)
    if ruled:
        for row in range(20, height, 60):
            pen.line((0, row, width, row), 170, 2)
    for number, line in enumerate(lines):
        top = MARGIN_PX + 200 * number
        for place, digit in enumerate(line):
            left = MARGIN_PX + PITCH_PX * place
            y = round(top + rise_px * place)
            if boxed:
                pen.rectangle(
                    (left - 5, top - 12, left + PITCH_PX - 5, top + 132), outline=90, width=2
                )
            ink = paint(hand_drawn[int(digit)], DIGIT_PX, 16, paper=0, ink=255)
            sheet.paste(50, (left, y), ink)
    grain = np.random.default_rng(1).normal(0, 2, (height, width))
    return Image.fromarray((np.asarray(sheet) + grain).clip(0, 255).astype(np.uint8))


def read(recognizer: Recognizer, image: Image.Image) -> NumberPrediction:
    prediction = predict_picture(recognizer, find_picture(image))
    assert isinstance(prediction, NumberPrediction)
    return prediction


@pytest.mark.parametrize("ruled", [False, True])
def test_a_number_on_paper_is_read(
    recognizer: Recognizer, hand_drawn: list[Drawing], ruled: bool
) -> None:
    picture = find_picture(page(hand_drawn, ["2738"], ruled=ruled))
    number = predict_picture(recognizer, picture)
    assert number.text == "2738"
    assert picture.doubt is Doubt.SEVERAL
    assert doubt_of(picture, number) is None


def test_a_number_in_boxes_is_read(recognizer: Recognizer, hand_drawn: list[Drawing]) -> None:
    assert read(recognizer, page(hand_drawn, ["2738"], boxed=True)).text == "2738"


def test_lines_are_read_from_the_top_a_space_between_them(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    number = read(recognizer, page(hand_drawn, ["273", "38"]))
    assert number.text == "273 38"
    assert [part.line for part in number.parts] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("rise_px", [-20, 20])
def test_lines_may_slope(recognizer: Recognizer, hand_drawn: list[Drawing], rise_px: float) -> None:
    number = read(recognizer, page(hand_drawn, ["27382", "38273"], rise_px=rise_px))
    assert number.text == "27382 38273"


def test_each_part_says_where_its_ink_lies_and_what_was_seen(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    image = page(hand_drawn, ["273"])
    number = read(recognizer, image)
    for place, part in enumerate(number.parts):
        cell = MARGIN_PX + PITCH_PX * place
        left, top, right, bottom = part.box
        assert cell <= left < right <= cell + DIGIT_PX
        assert MARGIN_PX <= top < bottom <= MARGIN_PX + DIGIT_PX
        dark = np.asarray(image)[:, cell : cell + PITCH_PX] < 140
        rows, columns = np.nonzero(dark)
        edges = columns.min() + cell, rows.min(), columns.max() + 1 + cell, rows.max() + 1
        assert np.abs(np.subtract(part.box, edges)).max() <= 4
        assert part.images.shape == (1, 1, 28, 28)
        assert part.prediction.text == part.label
        assert part.traces == ()


def test_digits_that_touch_are_parted(recognizer: Recognizer) -> None:
    image = Image.new("L", (420, 260), 255)
    pen = ImageDraw.Draw(image)
    for left in (60, 196):
        pen.ellipse((left, 50, left + 150, 210), outline=0, width=14)
    assert read(recognizer, image).text == "00"


def test_a_number_of_28_px_is_read(recognizer: Recognizer, hand_drawn: list[Drawing]) -> None:
    field = np.zeros((28, 28), np.uint8)
    for left, digit in ((1, 2), (15, 3)):
        small = paint(hand_drawn[digit], 12, 40, paper=0, ink=255)
        field[8:20, left : left + 12] = np.asarray(small)
    number = read(recognizer, Image.fromarray(field))
    assert len(number.parts) == 2
    assert number.parts[1].box[0] >= 14


def test_a_digit_that_the_edge_cuts_belongs_to_its_row(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    image = page(hand_drawn, ["2738"])
    edge = MARGIN_PX + 4 * PITCH_PX - 45  # through the last digit
    picture = find_picture(image.crop((0, 0, edge, image.height)))
    assert len(picture.chosen) == 4
    assert predict_picture(recognizer, picture).text != "273"


def test_a_row_half_in_a_shadow_is_found_whole(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    lit = np.asarray(page(hand_drawn, ["273827"]), np.float32)
    light = np.linspace(1, 0.25, lit.shape[1])
    assert read(recognizer, Image.fromarray((lit * light).astype(np.uint8))).text == "273827"


# One character


@pytest.mark.parametrize("gap_px", [0, 12, 30])
def test_a_digit_in_pieces_is_one(recognizer: Recognizer, gap_px: int) -> None:
    image = Image.new("L", (400, 480), 255)
    pen = ImageDraw.Draw(image)
    pen.line([(145, 170 - gap_px), (260, 170 - gap_px)], 0, 16)
    pen.line([(145, 178), (145, 270)], 0, 16)
    pen.arc((120, 250, 260, 380), 210, 520, 0, 16)
    assert predict_picture(recognizer, find_picture(image)).text == "5"


def test_a_digit_beside_a_neighbours_bit_is_one(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    image = page(hand_drawn, ["28"])
    edge = MARGIN_PX + PITCH_PX + 60
    assert predict_picture(recognizer, find_picture(image.crop((0, 0, edge, 320)))).text == "2"


def test_what_is_expected_holds(recognizer: Recognizer, hand_drawn: list[Drawing]) -> None:
    picture = find_picture(page(hand_drawn, ["273"]))
    assert predict_picture(recognizer, picture, Expected.SINGLE).text is None
    assert predict_picture(recognizer, picture, Expected.NUMBER).text == "273"
    alone = find_picture(page(hand_drawn, ["7"]))
    assert not isinstance(predict_picture(recognizer, alone), NumberPrediction)
    assert isinstance(predict_picture(recognizer, alone, Expected.NUMBER), NumberPrediction)


# What a person chooses


def piece_of(picture: Picture, place: int, digits: int) -> int:
    width = 2 * MARGIN_PX + PITCH_PX * digits
    piece = picture.piece_at((MARGIN_PX + PITCH_PX * (place + 0.5)) / width, 0.4, 0.1)
    assert piece is not None
    return piece


def test_chosen_ink_is_what_is_read(recognizer: Recognizer, hand_drawn: list[Drawing]) -> None:
    picture = find_picture(page(hand_drawn, ["2738"]))
    pieces = [piece_of(picture, place, 4) for place in range(4)]
    assert predict_picture(recognizer, picture.choosing({pieces[1]})).text == "7"
    assert predict_picture(recognizer, picture.choosing(pieces[2:])).text == "38"


# What is not read


def test_a_page_of_print_is_refused(recognizer: Recognizer) -> None:
    sheet = Image.new("L", (600, 400), 255)
    pen = ImageDraw.Draw(sheet)
    for line in range(12):
        pen.text((20, 20 + 30 * line), "The quick brown fox jumps over the lazy dog", 0)
    assert predict_picture(recognizer, find_picture(sheet)).text is None


def test_more_than_can_be_read_is_left_in_doubt(recognizer: Recognizer) -> None:
    sheet = Image.new("L", (1000, 800), 255)
    pen = ImageDraw.Draw(sheet)
    for row in range(14):
        for column in range(20):
            left, top = 20 + 48 * column, 15 + 55 * row
            pen.ellipse((left, top, left + 26, top + 38), outline=0, width=4)
    picture = find_picture(sheet)
    prediction = predict_picture(recognizer, picture)
    assert prediction.text is None
    assert doubt_of(picture, prediction) is Doubt.MANY


def test_what_reads_in_no_way_likely_is_refused(recognizer: Recognizer) -> None:
    rng = np.random.default_rng(3)
    image = Image.new("L", (700, 200), 255)
    pen = ImageDraw.Draw(image)
    for left in range(40, 640, 80):
        points = rng.uniform((left, 40), (left + 66, 160), (9, 2))
        pen.line([(x, y) for x, y in points], 0, 5, joint="curve")
    assert predict_picture(recognizer, find_picture(image)).text is None


def test_photographs_of_numbers_are_read_or_refused_but_never_as_one_digit(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    digits = [hand_drawn[digit] for digit in (2, 7, 3, 8, 0, 4)]
    kinds = ["number", "lines"]
    right = 0
    for photograph in synthesize_photographs(12, 2, kinds, digits):
        text = predict_picture(recognizer, find_picture(Image.fromarray(photograph.px))).text
        assert text is None or len(text) > 1
        right += text == photograph.label
    assert right >= 7


@pytest.mark.parametrize("expected", list(Expected))
def test_a_page_of_scribbles_is_refused_whatever_is_expected(
    recognizer: Recognizer, expected: Expected
) -> None:
    rng = np.random.default_rng(0)
    image = Image.new("L", (800, 800), 255)
    pen = ImageDraw.Draw(image)
    for left in range(40, 700, 85):
        for top in range(40, 700, 85):
            points = rng.integers((left, top), (left + 40, top + 40), (6, 2))
            pen.line([(x, y) for x, y in points.tolist()], 0, 5)
    assert predict_picture(recognizer, find_picture(image), expected).text is None
