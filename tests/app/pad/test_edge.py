"""The pad's edge: what of a line lies on the pad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pad.edge import is_on_pad, part_on_pad
from app.pad.ink_points import PAD_SIDE, InkPoint

COORDINATES = st.floats(-1000, 1400) | st.sampled_from([0.0, float(PAD_SIDE)])
POINTS = st.tuples(COORDINATES, COORDINATES, st.floats(0, 1))


def between(begin: InkPoint, end: InkPoint, share: float) -> InkPoint:
    x, y, pressure = (a + share * (b - a) for a, b in zip(begin, end, strict=True))
    return x, y, pressure


@pytest.mark.parametrize(
    ("begin", "end", "part"),
    [
        ((100, 100, 0.5), (300, 200, 0.7), ((100, 100, 0.5), (300, 200, 0.7))),
        ((300, 100, 0.2), (500, 100, 0.8), ((300, 100, 0.2), (400, 100, 0.5))),
        ((100, -100, 1), (100, 100, 1), ((100, 0, 1), (100, 100, 1))),
        ((-100, 200, 0), (700, 200, 1), ((0, 200, 0.125), (400, 200, 0.625))),
        ((350, -50, 1), (450, 50, 1), ((400, 0, 1), (400, 0, 1))),  # the corner alone
        ((390, -50, 1), (490, 50, 1), None),
        ((-5, 100, 1), (-5, 300, 1), None),
    ],
)
def test_a_line_is_cut_where_it_crosses_the_edge(
    begin: InkPoint, end: InkPoint, part: tuple[InkPoint, InkPoint] | None
) -> None:
    assert part_on_pad(begin, end) == part


@given(POINTS, POINTS)
def test_all_of_the_part_lies_on_the_pad_and_on_the_line(begin: InkPoint, end: InkPoint) -> None:
    part = part_on_pad(begin, end)
    if part is None:
        for index in range(51):
            x, y, _ = between(begin, end, index / 50)
            assert not (1e-6 < x < PAD_SIDE - 1e-6 and 1e-6 < y < PAD_SIDE - 1e-6)
        return
    assert all(map(is_on_pad, part))
    way = (end[0] - begin[0], end[1] - begin[1])
    for x, y, _ in part:
        off = (x - begin[0]) * way[1] - (y - begin[1]) * way[0]
        assert abs(off) <= 1e-9 * (way[0] ** 2 + way[1] ** 2) + 1e-6


@given(POINTS, POINTS)
def test_an_end_on_the_pad_stays_exactly_where_it_is(begin: InkPoint, end: InkPoint) -> None:
    part = part_on_pad(begin, end)
    if is_on_pad(begin):
        assert part is not None
        assert part[0] == begin
    if is_on_pad(end):
        assert part is not None
        assert part[1] == end
