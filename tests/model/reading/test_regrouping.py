"""A person says which ink of a number is one character."""

import numpy as np

from model.ink.drawing import Drawing, Trace, Traces
from model.ink.parts import carry_over, ink_of
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.reading.numbers import NumberReader
from model.reading.prediction import NumberPrediction
from model.reading.regrouping import join_parts, parts_of, split_part


def line(x: float, count: int = 6) -> np.ndarray:
    """A stroke straight down."""
    return np.column_stack([np.full(count, x), np.linspace(0, 100, count)])


def whole(index: int, count: int = 6) -> Traces:
    return (Trace(index, 0, count),)


ROW = Drawing(tuple(line(x) for x in (0, 50, 100, 150)))
PARTS = [whole(i) for i in range(4)]
HALVES: list[Traces] = [(Trace(0, 0, 4),), (Trace(0, 3, 6),)]
"""Of one stroke that was cut."""


def test_joined_parts_are_one_character_and_the_others_are_left_to_the_reader() -> None:
    assert join_parts(PARTS, (), 1, 3) == ((Trace(1, 0, 6), Trace(2, 0, 6)),)


def test_what_was_said_before_of_other_ink_stays_said() -> None:
    fixed = join_parts(PARTS, (), 0, 2)
    parts = [fixed[0], *PARTS[2:]]
    assert join_parts(parts, fixed, 1, 3) == (fixed[0], (Trace(2, 0, 6), Trace(3, 0, 6)))
    [all_of_it] = join_parts(parts, fixed, 0, 3)
    assert len(all_of_it) == 4


def test_ink_of_a_stroke_that_was_cut_is_fixed_on_both_sides_of_the_cut() -> None:
    parts = [*HALVES, whole(1)]
    assert join_parts(parts, (), 1, 3) == (HALVES[0], (Trace(0, 3, 6), Trace(1, 0, 6)))


def test_a_stroke_that_was_cut_becomes_one_again_where_its_parts_are_joined() -> None:
    assert join_parts(HALVES, (), 0, 2) == (whole(0),)


def test_several_strokes_are_split_where_most_paper_is_between() -> None:
    drawing = Drawing(tuple(line(x) for x in (0, 10, 80, 90)))
    part = tuple(Trace(i, 0, 6) for i in range(4))
    assert split_part(drawing, [part], (), 0) == (part[:2], part[2:])


def test_a_part_is_split_where_one_says() -> None:
    part = tuple(Trace(i, 0, 6) for i in range(4))
    assert split_part(ROW, [part], (), 0, x=20) == (part[:1], part[1:])
    assert split_part(ROW, [part], (), 0, x=130) == (part[:3], part[3:])


def test_one_stroke_is_cut_where_it_goes_on_to_the_next_character() -> None:
    angle = np.linspace(-np.pi / 2, 1.5 * np.pi, 30)
    circle = np.column_stack([50 + 40 * np.cos(angle), 50 + 50 * np.sin(angle)])
    joined = np.concatenate([circle, circle + np.array([120, 0])])
    first, second = split_part(Drawing((joined,)), [whole(0, 60)], (), 0)
    assert 27 <= second[0].first <= 33
    assert first == (Trace(0, 0, second[0].first + 1),)
    assert second[0].past == 60


def test_a_stroke_without_a_place_to_cut_is_cut_in_its_middle() -> None:
    first, second = split_part(Drawing((line(0, 11),)), [whole(0, 11)], (), 0)
    assert 2 <= second[0].first <= 8
    assert first[0].past == second[0].first + 1


def test_a_dot_is_not_split() -> None:
    assert split_part(Drawing((np.zeros((1, 2)),)), [whole(0, 1)], (), 0) == ()


def test_strokes_beside_a_cut_go_to_its_sides() -> None:
    drawing = Drawing((np.column_stack([np.linspace(0, 200, 21), np.zeros(21)]), line(10)))
    part = (Trace(0, 0, 21), Trace(1, 0, 6))
    first, second = split_part(drawing, [part], (), 0, x=100)
    assert Trace(1, 0, 6) in first
    assert {trace.stroke for trace in second} == {0}


def test_the_reader_takes_what_was_said_and_reads_the_rest_beside_it(
    hand_drawn: list[Drawing],
) -> None:
    strokes = [
        stroke + np.array([x, 0])
        for x, digit in ((0, 2), (450, 0), (900, 7))
        for stroke in hand_drawn[digit].strokes
    ]
    drawing = Drawing(tuple(strokes))
    reader = NumberReader(Recognizer(default_weights()))
    read = reader.read(drawing)
    assert isinstance(read, NumberPrediction)
    parts = [part.traces for part in read.parts]
    assert len(parts) == 3
    fixed = join_parts(parts, (), 0, 2)
    joined = reader.read(drawing, fixed=fixed)
    assert isinstance(joined, NumberPrediction)
    assert [part.traces for part in joined.parts] == [fixed[0], parts[2]]
    assert all(part.label for part in joined.parts)  # it was said to be a character
    halves = split_part(drawing, [part.traces for part in joined.parts], fixed, 0)
    split = reader.read(drawing, fixed=halves)
    assert split.text == "207"
    assert [part.label for part in parts_of(split)] == list("207")
    assert [ink_of(drawing, part.traces).strokes for part in parts_of(split)]


def test_one_character_has_no_parts(hand_drawn: list[Drawing]) -> None:
    read = NumberReader(Recognizer(default_weights())).read(hand_drawn[3])
    assert parts_of(read) == parts_of(None) == ()


def test_what_was_said_of_ink_that_has_changed_is_forgotten() -> None:
    fixed = (whole(0), (Trace(1, 0, 6), Trace(3, 0, 6)), whole(2))
    first, second, third, fourth = ROW.strokes
    without_third = Drawing((first, second, third[:3], third[4:], fourth))
    assert carry_over(fixed, ROW, without_third) == (whole(0), (Trace(1, 0, 6), Trace(4, 0, 6)))
    assert carry_over(fixed, ROW, Drawing((second, third, fourth))) == (
        (Trace(0, 0, 6), Trace(2, 0, 6)),
        whole(1),
    )
