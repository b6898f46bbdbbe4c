"""Groups of ink that may be characters, and what speaks for them."""

import numpy as np

from model.ink.drawing import Drawing, Stroke
from model.reading.atoms import arrange, measure
from model.reading.candidates import FEATURES, MAX_ATOMS, Candidates, find_candidates


def bar(x: float, top: float = 0.0, bottom: float = 100.0) -> Stroke:
    return np.array([(x, top), (x, bottom)])


def candidates(*strokes: Stroke) -> Candidates:
    return find_candidates(measure(arrange(Drawing(strokes))))


def spans(groups: Candidates) -> set[tuple[int, int]]:
    return set(zip(groups.first.tolist(), groups.past.tolist(), strict=True))


def feature(groups: Candidates, name: str, first: int, past: int) -> float:
    row = np.flatnonzero((groups.first == first) & (groups.past == past))[0]
    return float(groups.features[row, FEATURES.index(name)])


def test_strokes_near_each_other_may_be_one_character_and_so_may_all() -> None:
    groups = candidates(bar(0), bar(20), bar(200))
    assert spans(groups) == {(0, 1), (1, 2), (2, 3), (0, 2), (0, 3)}
    assert feature(groups, "columns", 0, 3) == 1.8


def test_each_stroke_may_be_a_character_and_many_may_not() -> None:
    groups = candidates(*(bar(5 * index) for index in range(9)))
    assert {(at, at + 1) for at in range(9)} <= spans(groups)
    assert max(past - first for first, past in spans(groups) - {(0, 9)}) == MAX_ATOMS


def test_a_boundary_is_described_by_what_lies_across_it() -> None:
    groups = candidates(bar(0), bar(30), np.array([(25.0, 50.0), (35.0, 50.0)]))
    assert feature(groups, "gap", 0, 1) == 0
    assert feature(groups, "distance", 1, 2) > 0.2
    assert feature(groups, "crossing", 1, 2) == 0
    assert feature(groups, "crossing", 2, 3) == 1
    assert feature(groups, "above", 2, 3) == 1
    assert feature(groups, "cut", 2, 3) == 0


def test_a_cut_is_told() -> None:
    stroke = np.array([(float(x), 10.0 * (x % 20)) for x in range(0, 100, 5)])
    groups = find_candidates(measure(arrange(Drawing((stroke,)), cuts=[(0, 10)])))
    assert feature(groups, "cut", 1, 2) == 1
    assert feature(groups, "alone", 0, 2) == 1


def test_low_and_tall_ink_is_told_but_not_of_what_is_all_there_is() -> None:
    groups = candidates(bar(0), bar(100), bar(200), bar(300, 70, 100))
    assert feature(groups, "low", 0, 1) == 0
    assert feature(groups, "low", 3, 4) > 1
    assert feature(candidates(bar(0, 70, 100), bar(10)), "low", 0, 2) == 0
