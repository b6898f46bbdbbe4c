import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model.ink.drawing import Drawing
from model.ink.field import BOX, FIELD, PEN_WIDTH_PX, uncentred
from model.ink.raster import placement, rasterize
from tests.model.conftest import lines_drawing

PAD_PX = 400

unit = st.floats(0, 1)
unit_strokes = st.lists(st.tuples(unit, unit), min_size=1, max_size=10).map(np.array)
unit_drawings = st.builds(Drawing, st.lists(unit_strokes, min_size=1, max_size=4).map(tuple))
"""Drawings in a square of side 1."""


def placed(drawing: Drawing, side_px: float, x: float, y: float) -> Drawing:
    """Return the drawing with its longer side as given, its box's corner at (x, y)."""
    left, top, right, bottom = drawing.bounds()
    scale = side_px / max(right - left, bottom - top)
    return Drawing(tuple((stroke - (left, top)) * scale + (x, y) for stroke in drawing.strokes))


def has_extent(drawing: Drawing) -> bool:
    left, top, right, bottom = drawing.bounds()
    return max(right - left, bottom - top) > 1e-3


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    axis = np.arange(FIELD) + 0.5
    mass = image.sum()
    return float(image.sum(0) @ axis / mass), float(image.sum(1) @ axis / mass)


coordinates = st.floats(-1e6, 1e6)
any_strokes = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12).map(np.array)


@given(st.lists(st.builds(Drawing, st.lists(any_strokes, max_size=3).map(tuple)), max_size=4))
def test_any_ink_gives_images_of_the_networks_shape_and_range(drawings: list[Drawing]) -> None:
    images = rasterize(drawings)
    assert images.shape == (len(drawings), 1, FIELD, FIELD)
    assert images.dtype == np.float32
    assert np.isfinite(images).all()
    assert images.min(initial=0) >= 0
    assert images.max(initial=0) <= 1
    for drawing, image in zip(drawings, images, strict=True):
        assert image.any() != drawing.is_empty


@given(unit_strokes)
def test_the_centre_of_mass_is_the_fields_centre(stroke: np.ndarray) -> None:
    drawing = Drawing((stroke,))
    assume(has_extent(drawing))
    image = rasterize([placed(drawing, 200, 0, 0)])[0, 0]
    # A stroke that reaches the field's edge may go on beyond it; what is left weighs elsewhere.
    edge = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    assume(not edge.any())
    # Coverage is taken at px centres: a sharp corner weighs a little differently when it has moved.
    assert centre_of_mass(image) == pytest.approx((FIELD / 2, FIELD / 2), abs=0.25)


def test_hand_drawn_digits_are_centred_and_fill_the_box(hand_drawn: list[Drawing]) -> None:
    for image in rasterize(hand_drawn)[:, 0]:
        assert centre_of_mass(image) == pytest.approx((FIELD / 2, FIELD / 2), abs=0.05)
        inked = image > 0.2
        rows, columns = inked.any(1).sum(), inked.any(0).sum()
        assert BOX - 1 <= max(rows, columns) <= BOX + 1


@given(unit_drawings, st.floats(60, 380), unit, unit)
def test_neither_place_nor_size_changes_the_image(
    drawing: Drawing, side_px: float, x: float, y: float
) -> None:
    assume(has_extent(drawing))
    room = PAD_PX - side_px
    images = rasterize(
        [placed(drawing, 200, 100, 100), placed(drawing, side_px, x * room, y * room)]
    )
    assert np.abs(images[0] - images[1]).max() < 1e-4


@settings(max_examples=30)
@given(st.floats(60, 380), unit, unit)
def test_neither_place_nor_size_changes_hand_drawn_digits(
    hand_drawn: list[Drawing], side_px: float, x: float, y: float
) -> None:
    room = PAD_PX - side_px
    moved = [placed(drawing, side_px, x * room, y * room) for drawing in hand_drawn]
    assert np.abs(rasterize(moved) - rasterize(hand_drawn)).max() < 1e-4


def test_pressure_and_label_do_not_change_the_image(hand_drawn: list[Drawing]) -> None:
    random = np.random.default_rng(0)
    pressed = [
        Drawing(
            tuple(
                np.column_stack([stroke[:, :2], random.random(len(stroke))])
                for stroke in drawing.strokes
            )
        )
        for drawing in hand_drawn
    ]
    assert np.array_equal(rasterize(pressed), rasterize(hand_drawn))


def test_points_added_along_a_stroke_do_not_change_the_image() -> None:
    sparse = lines_drawing([(0, 0), (300, 100), (150, 350)])
    dense = lines_drawing(
        [(x, x / 3) for x in np.linspace(0, 300, 50)]
        + [(300 - 150 * t, 100 + 250 * t) for t in np.linspace(0, 1, 70)]
    )
    assert np.abs(rasterize([sparse]) - rasterize([dense])).max() < 1e-4


def test_the_direction_and_order_of_strokes_do_not_change_the_image(
    hand_drawn: list[Drawing],
) -> None:
    backwards = [
        Drawing(tuple(stroke[::-1] for stroke in reversed(drawing.strokes)))
        for drawing in hand_drawn
    ]
    assert np.abs(rasterize(backwards) - rasterize(hand_drawn)).max() < 1e-4


@settings(max_examples=30)
@given(st.lists(st.builds(Drawing, st.lists(unit_strokes, max_size=3).map(tuple)), max_size=6))
def test_a_batch_equals_its_drawings_one_by_one(drawings: list[Drawing]) -> None:
    one_by_one = [rasterize([drawing])[0] for drawing in drawings]
    for image, alone in zip(rasterize(drawings), one_by_one, strict=True):
        assert np.allclose(image, alone, atol=1e-6)


def test_a_batch_larger_than_a_chunk_keeps_its_order(hand_drawn: list[Drawing]) -> None:
    drawings = [*hand_drawn, Drawing()] * 60
    images = rasterize(drawings)
    assert np.allclose(images, np.tile(images[:11], (60, 1, 1, 1)), atol=1e-6)
    assert [not image.any() for image in images] == [d.is_empty for d in drawings]


def test_no_drawing_gives_no_image_and_an_empty_one_an_empty_image() -> None:
    assert rasterize([]).shape == (0, 1, FIELD, FIELD)
    assert not rasterize([Drawing()]).any()
    assert rasterize([Drawing(), lines_drawing([(0, 0), (9, 9)]), Drawing()]).any(
        (1, 2, 3)
    ).tolist() == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "dot",
    [
        lines_drawing([(123.4, 56.7)]),
        lines_drawing([(123.4, 56.7), (123.4, 56.7), (123.4, 56.7)]),
        lines_drawing([(123.4, 56.7)], [(123.4, 56.7)]),
        lines_drawing([(123.4, 56.7), (123.4, 56.7 + 1e-12)]),
    ],
)
def test_a_dot_is_as_wide_as_the_pen(dot: Drawing) -> None:
    image = rasterize([dot])[0, 0]
    assert centre_of_mass(image) == pytest.approx((FIELD / 2, FIELD / 2), abs=0.01)
    assert image.sum() == pytest.approx(np.pi * (PEN_WIDTH_PX / 2) ** 2, rel=0.15)
    assert not image[:11].any()
    assert not image[:, :11].any()


def test_a_dot_beside_a_stroke_is_inked() -> None:
    stroke = [(100.0, 0.0), (100.0, 200.0)]
    alone, dotted = rasterize([lines_drawing(stroke), lines_drawing(stroke, [(200.0, 100.0)])])
    assert dotted.sum() > alone.sum() + 3


def test_a_straight_stroke_is_as_wide_as_the_pen_along_its_length() -> None:
    image = rasterize([lines_drawing([(50, 10), (50, 300)])])[0, 0]
    assert image[8:20].sum(axis=1) == pytest.approx(np.full(12, PEN_WIDTH_PX), abs=0.05)
    assert image.sum() == pytest.approx((BOX - PEN_WIDTH_PX) * PEN_WIDTH_PX + 4.5, rel=0.02)


@pytest.mark.slow
def test_pen_digits_weigh_what_mnist_weighs(pen_sets, mnist) -> None:  # type: ignore[no-untyped-def]
    from itertools import islice

    from model.ink.ink_file import read_drawings
    from tests.conftest import load_mnist

    drawings = list(islice(read_drawings(pen_sets / "pendigits-train.jsonl.gz"), 1000))
    ink = load_mnist(mnist, train=False).images.mean() / 255
    assert rasterize(drawings).mean() == pytest.approx(float(ink), rel=0.05)


@pytest.mark.parametrize("count", [2_001, 20_000, 100_000])
def test_very_many_points_look_like_few(count: int) -> None:
    def spiral(count: int) -> Drawing:
        turns = np.linspace(0, 4 * np.pi, count)
        radius = 40 + 10 * turns
        points = np.stack([200 + radius * np.cos(turns), 200 + radius * np.sin(turns)], axis=1)
        return Drawing((points, points[:1]))

    few, many = rasterize([spiral(500), spiral(count)])
    assert np.abs(few - many).max() < 0.02


def test_ink_over_the_same_ink_does_not_change_the_image(hand_drawn: list[Drawing]) -> None:
    """A scribble may go over a px hundreds of times; it is drawn as often as it takes."""
    for drawing in hand_drawn:
        again = Drawing(tuple(stroke for stroke in drawing.strokes for _ in range(60)))
        once, often = rasterize([drawing, again])
        assert np.abs(once - often).mean() < 0.01
        assert np.abs(once - often).max() < 0.5  # the very tip of a stroke


def test_what_is_drawn_sparingly_leaves_the_others_of_its_batch_as_they_are(
    hand_drawn: list[Drawing],
) -> None:
    scribble = Drawing(tuple(stroke for d in hand_drawn for stroke in d.strokes) * 20)
    images = rasterize([hand_drawn[0], scribble, hand_drawn[1]])
    np.testing.assert_array_equal(images[[0, 2]], rasterize(hand_drawn[:2]))


@given(unit_drawings)
def test_a_placement_says_where_ink_is_drawn(drawing: Drawing) -> None:
    assume(has_extent(drawing))
    drawing = placed(drawing, 200, 30, 40)
    where = placement(drawing)
    image = rasterize([drawing])[0, 0]
    for stroke in drawing.strokes:
        for point, (x, y) in zip(stroke, where.to_field(stroke).tolist(), strict=True):
            assert where.to_drawing(x, y) == pytest.approx(point.tolist(), abs=1e-6)
            if 0 <= x < FIELD and 0 <= y < FIELD:
                assert image[int(y), int(x)] > 0.5


def test_uncentred_ink_lies_where_it_lies_on_the_page(hand_drawn: list[Drawing]) -> None:
    look = uncentred(PAD_PX)
    px = PAD_PX / FIELD
    seven = placed(hand_drawn[7], 150, 3 * px, 5 * px)
    moved = placed(hand_drawn[7], 150, 9 * px, 7 * px)
    image, other = rasterize([seven, moved], look)[:, 0]
    np.testing.assert_allclose(other[2:, 6:], image[:-2, :-6], atol=1e-6)
    assert image.sum() > 10
    x, y = placement(seven, look).to_drawing(3, 5)
    assert (x, y) == pytest.approx((3 * px, 5 * px))


def test_uncentred_ink_far_off_the_page_is_not_seen() -> None:
    far = Drawing((np.array([[1e6, 1e6], [1.1e6, -3e6]]), np.array([[-5e4, 200.0]])))
    assert not rasterize([far], uncentred(PAD_PX)).any()
