"""Digits on paper of all kinds and in any light are read; what is no digit is in doubt."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.ink.drawing import Drawing
from model.ink.picture import DOUBT_SENTENCES, DOUBT_WORDS, Doubt, find_picture
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.model.ink.helpers import paint
from tests.model.ink.picture.paper import (
    GRAPHITE,
    RED,
    SIDE_PX,
    Sheet,
    blank,
    box,
    falling,
    form,
    lay,
    on_a_table,
    photograph,
    rule,
    shade,
    shadow,
    write,
)

ORANGE = (235, 140, 30)


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


def in_pencil(drawing: Drawing) -> Sheet:
    grain = np.random.default_rng(1).uniform(0.5, 1, (SIDE_PX, SIDE_PX, 1))
    written = write(blank(), drawing, GRAPHITE, 8)
    return (blank() + (written - blank()) * grain).astype(np.float32)


def beside_a_table(drawing: Drawing) -> Sheet:
    sheet = write(blank(), drawing)
    sheet[:, : SIDE_PX // 6] = (95, 60, 35)
    return sheet


def with_a_strip(drawing: Drawing) -> Sheet:
    sheet = write(blank(), drawing)
    sheet[-30:] = 8
    return sheet


def with_dust(drawing: Drawing) -> Sheet:
    sheet = write(blank(), drawing)
    for x, y in ((30, 40), (560, 80), (70, 550), (540, 500)):
        sheet[y : y + 4, x : x + 4] = 40
    return sheet


def over_scribbles(drawing: Drawing) -> Sheet:
    mask = Image.new("L", (SIDE_PX, SIDE_PX), 0)
    pen = ImageDraw.Draw(mask)
    for y in (180, 260, 330, 420):
        pen.line([(40, y), (250, y + 40), (560, y - 10)], 255, 14)
    return write(lay(blank((255, 215, 0)), mask, (255, 140, 0)), drawing, (0, 0, 110), 24)


SHEETS: dict[str, Callable[[Drawing], Sheet]] = {
    "white": lambda d: write(blank(), d),
    "ruled": lambda d: write(rule(blank(), 60), d),
    "ruled, leaning": lambda d: write(rule(blank(), 50, 0.05), d),
    "squared": lambda d: write(rule(blank(), 32, 0.02, squared=True), d),
    "red on ruled": lambda d: write(rule(blank(), 60), d, RED),
    "pencil": in_pencil,
    "pale": lambda d: write(blank(), d, (195, 193, 186)),
    "orange": lambda d: write(blank(), d, ORANGE, 20),
    "felt": lambda d: write(blank(), d, RED, 45),
    "chalk on a board": lambda d: write(blank((40, 60, 50)), d, (225, 225, 220)),
    "dark paper": lambda d: write(blank((85, 80, 75)), d, (40, 38, 38)),
    "framed at the edge": lambda d: box(write(blank(), d), 0, 14),
    "framed further in": lambda d: box(write(blank(), d), 25, 10),
    "in a form": lambda d: form(write(blank(), d)),
    "in a form that goes on": lambda d: form(write(blank(), d), 3, -0.03, 6),
    "in a cell": lambda d: form(write(blank(), d), 2, 0.08),
    "squared, leaning much": lambda d: write(rule(blank(), 40, 0.28, squared=True), d),
    "squared, on a table": lambda d: on_a_table(write(rule(blank(), 40, 0.02, squared=True), d)),
    "ruled, on a table": lambda d: on_a_table(write(rule(blank(), 60, 0.02), d)),
    "in a box": lambda d: box(write(blank(), d), 120, 4),
    "beside a table": beside_a_table,
    "with a black strip": with_a_strip,
    "with dust": with_dust,
    "light falls off": lambda d: shade(write(blank(), d), falling()),
    "half in a shadow": lambda d: shade(write(blank(), d), shadow()),
    "ruled, in a shadow": lambda d: shade(write(rule(blank(), 60), d), shadow()),
    "over scribbles": over_scribbles,
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_digit_on_any_paper_is_read(
    recognizer: Recognizer, hand_drawn: list[Drawing], name: str
) -> None:
    pictures = [find_picture(photograph(SHEETS[name](drawing))) for drawing in hand_drawn[2:9:2]]
    assert [picture.doubt for picture in pictures] == [None] * len(pictures)
    inputs = np.concatenate([picture.input for picture in pictures])
    assert [p.text for p in recognizer.predict(inputs)] == list("2468")


def test_a_blurred_digit_is_read(recognizer: Recognizer, hand_drawn: list[Drawing]) -> None:
    for drawing in hand_drawn[3:6]:
        picture = find_picture(photograph(write(blank(), drawing), blur_px=5))
        assert recognizer.predict(picture.input)[0].text == drawing.label


def test_the_ink_covers_what_was_written(hand_drawn: list[Drawing]) -> None:
    drawing = hand_drawn[8]
    sheet = write(rule(blank(), 60), drawing)
    written = np.abs(write(blank(), drawing) - blank()).sum(2) > 200
    found = find_picture(photograph(sheet)).ink > 60
    assert (found & written).sum() > 0.9 * written.sum()
    assert (found & ~written).sum() < 0.35 * written.sum()  # its soft edges


def test_a_digit_is_read_at_night(recognizer: Recognizer, hand_drawn: list[Drawing]) -> None:
    for drawing in hand_drawn[3:6]:
        picture = find_picture(photograph(0.2 * write(blank(), drawing), grain=9, blur_px=0))
        assert recognizer.predict(picture.input)[0].text == drawing.label


def test_a_stroke_between_two_ruled_lines_stays(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    for drawing in (hand_drawn[1], hand_drawn[4], hand_drawn[7]):
        picture = find_picture(photograph(write(rule(blank(), 290), drawing)))
        assert recognizer.predict(picture.input)[0].text == drawing.label


def test_a_shadow_alone_is_not_taken_for_ink() -> None:
    picture = find_picture(photograph(shade(blank(), shadow(40))))
    assert picture.doubt is not None or not picture.input.any()


@pytest.mark.parametrize("grain", [0.0, 2.0, 8.0])
@pytest.mark.parametrize("squared", [False, True])
def test_an_empty_sheet_is_read_as_nothing(
    recognizer: Recognizer, grain: float, squared: bool
) -> None:
    for sheet in (blank(), rule(blank(), 60, 0.03, squared=squared)):
        picture = find_picture(photograph(sheet, grain))
        assert picture.doubt is not None or recognizer.predict(picture.input)[0].text is None


# Pieces


def side_by_side(*drawings: Drawing) -> Image.Image:
    field = Image.new("L", (260 * len(drawings), 300), 255)
    for index, drawing in enumerate(drawings):
        field.paste(paint(drawing, 240, 16), (10 + 260 * index, 30))
    return field


def test_several_digits_are_several_pieces_all_chosen_and_doubted(
    hand_drawn: list[Drawing],
) -> None:
    picture = find_picture(side_by_side(*hand_drawn[2:4], hand_drawn[8]))
    assert picture.doubt is Doubt.SEVERAL
    assert picture.piece_count == 3
    assert picture.chosen == {1, 2, 3}
    assert picture.choosing({1}).doubt is None


def test_a_chosen_piece_is_read_as_if_it_were_alone(hand_drawn: list[Drawing]) -> None:
    picture = find_picture(side_by_side(*hand_drawn[2:4]))
    numbers = {picture.piece_at(share, 0.5, 0.1) for share in (0.25, 0.75)}
    assert numbers == {1, 2}
    for share, drawing in ((0.25, hand_drawn[2]), (0.75, hand_drawn[3])):
        number = picture.piece_at(share, 0.5, 0.1)
        assert number is not None
        alone = find_picture(side_by_side(drawing))
        assert np.abs(picture.choosing({number}).input - alone.input).max() < 0.05


def test_a_loose_stroke_belongs_to_its_character() -> None:
    body = np.array([[160, 110], [150, 190], [220, 180], [250, 240], [210, 300], [140, 290]])
    hat = np.array([[180, 96], [260, 90]])
    drawing = Drawing((body.astype(np.float64), hat.astype(np.float64)))
    picture = find_picture(paint(drawing, width_px=10))
    assert picture.piece_count == 1
    assert picture.doubt is None


def test_a_neighbour_that_the_edge_cuts_is_a_piece_that_is_not_chosen(
    hand_drawn: list[Drawing],
) -> None:
    both = side_by_side(hand_drawn[2], hand_drawn[8])
    picture = find_picture(both.crop((0, 0, 395, 300)))
    assert picture.doubt is None
    assert picture.piece_count == 2
    assert picture.chosen == {picture.piece_at(0.3, 0.5, 0.1)}


def test_a_number_that_both_edges_cut_is_not_read_as_its_middle(
    hand_drawn: list[Drawing],
) -> None:
    row = side_by_side(hand_drawn[4], hand_drawn[0], hand_drawn[4])
    assert find_picture(row.crop((110, 0, 670, 300))).doubt is Doubt.SEVERAL


def test_a_loose_level_line_is_not_chosen(hand_drawn: list[Drawing]) -> None:
    field = side_by_side(hand_drawn[8], hand_drawn[8]).crop((0, 0, 520, 300))
    pen = ImageDraw.Draw(field)
    pen.rectangle((265, 0, 520, 300), 255)
    pen.line((320, 200, 470, 204), 0, 6)
    picture = find_picture(field)
    assert picture.doubt is None
    assert picture.chosen == {picture.piece_at(0.25, 0.5, 0.1)}


def test_a_page_of_print_is_doubted() -> None:
    page = Image.new("L", (600, 400), 255)
    pen = ImageDraw.Draw(page)
    for line in range(12):
        pen.text((20, 20 + 30 * line), "The quick brown fox jumps over the lazy dog, 2026", 0)
    assert find_picture(page).doubt is not None


def test_each_doubt_has_a_sentence() -> None:
    assert set(DOUBT_SENTENCES) == set(DOUBT_WORDS) == set(Doubt)
    assert all(sentence.endswith(".") for sentence in DOUBT_SENTENCES.values())


# Small pictures


@pytest.mark.parametrize("is_light", [False, True])
@pytest.mark.parametrize("margin_px", [0, 4])
def test_28_px_pictures_are_taken_as_they_are(
    hand_drawn: list[Drawing], is_light: bool, margin_px: int
) -> None:
    for drawing in hand_drawn:
        side = 28 - 2 * margin_px
        field = np.zeros((28, 28), np.uint8)
        field[margin_px : 28 - margin_px, margin_px : 28 - margin_px] = np.asarray(
            paint(drawing, side, 40, paper=0, ink=255)
        )
        picture = find_picture(Image.fromarray(field if is_light else 255 - field))
        assert picture.doubt is None
        strong = field > 100
        assert np.abs(picture.ink.astype(int)[strong] - field[strong]).mean() < 25
        assert (picture.ink[field == 0] == 0).all()
