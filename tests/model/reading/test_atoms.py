"""The pieces of ink that numbers are put together of."""

import numpy as np
import pytest

from model.ink.drawing import Drawing, Stroke, Trace
from model.reading.atoms import arrange, measure


def ring(x: float, points: int = 20) -> Stroke:
    """A zero 60 px wide and 100 high, begun and ended at its top."""
    turn = np.linspace(-np.pi / 2, 1.5 * np.pi, points)
    return np.stack([x + 30 * np.cos(turn), 50 + 50 * np.sin(turn)], axis=1)


def bar(x: float) -> Stroke:
    return np.array([(x, 0.0), (x, 50.0), (x, 100.0)])


def test_strokes_stand_from_left_to_right_whatever_came_first() -> None:
    atoms = measure(arrange(Drawing((bar(200), bar(0), ring(100)))))
    assert [traces[0].stroke for traces in atoms.traces] == [1, 2, 0]
    assert atoms.boxes[0].tolist() == [0, 0, 0, 100]
    assert not atoms.is_whole.any()


def test_ink_is_measured_beside_other_ink_as_it_is_alone() -> None:
    dot, resting = bar(40)[:1], np.repeat(bar(60)[:1], 3, axis=0)
    strokes = (bar(0), dot, resting, ring(100), np.concatenate([bar(200), bar(200)[-1:]]))
    together = measure(arrange(Drawing(strokes)))
    assert [traces[0].stroke for traces in together.traces] == list(range(5))
    for index, stroke in enumerate(strokes):
        alone = measure(arrange(Drawing((stroke,))))
        assert together.boxes[index] == pytest.approx(alone.boxes[0])
        assert together.layout is not None
        assert alone.layout is not None
        assert together.layout.pieces[index] == pytest.approx(alone.layout.pieces[0], abs=1e-9)


def test_what_was_measured_before_is_as_if_it_were_measured_again() -> None:
    crossing = np.array([(60.0, 20.0), (140.0, 80.0)])
    before = measure(arrange(Drawing((bar(0), ring(100)))))
    grown = arrange(Drawing((bar(0), ring(100), crossing, bar(200))))
    again, afresh = measure(grown, before.layout), measure(grown)
    assert again.distances == pytest.approx(afresh.distances, abs=1e-9)
    assert (again.crosses == afresh.crosses).all()
    assert afresh.crosses.any()


def test_distances_are_in_heights_of_the_line() -> None:
    atoms = measure(arrange(Drawing((bar(0), bar(30), bar(100)))))
    assert atoms.line_height == 100
    assert atoms.distances == pytest.approx(
        np.array([[0, 0.3, 1.0], [0.3, 0, 0.7], [1.0, 0.7, 0]]), abs=1e-6
    )


def test_what_is_cut_shares_the_point_of_the_cut() -> None:
    stroke = np.concatenate([ring(30), ring(130)])
    atoms = measure(arrange(Drawing((stroke,)), cuts=[(0, 19)]))
    assert atoms.traces == ((Trace(0, 0, 20),), (Trace(0, 19, 40),))
    assert atoms.owners == (frozenset({0}), frozenset({0}))


def test_ink_known_to_be_one_character_is_one_atom() -> None:
    fixed = (Trace(0, 0, 3), Trace(1, 0, 3))
    atoms = measure(arrange(Drawing((bar(0), bar(20), bar(60))), fixed=[fixed]))
    assert atoms.traces == (fixed, (Trace(2, 0, 3),))
    assert atoms.is_whole.tolist() == [True, False]
    assert atoms.boxes[0].tolist() == [0, 0, 20, 100]


def test_ink_that_crosses_is_told_from_ink_that_only_lies_near() -> None:
    flat = np.array([(-20.0, 30.0), (20.0, 30.0)])
    beside = np.array([(5.0, 0.0), (5.0, 20.0)])
    atoms = measure(arrange(Drawing((bar(0), flat, beside))))
    owner = {next(iter(strokes)): index for index, strokes in enumerate(atoms.owners)}
    assert atoms.crosses[owner[0], owner[1]]
    assert atoms.crosses[owner[1], owner[0]]
    assert not atoms.crosses[owner[0], owner[2]]


def test_a_pen_that_is_lifted_crosses_nothing_on_its_way() -> None:
    fixed = (Trace(0, 0, 3), Trace(1, 0, 3))
    between = np.array([(50.0, 0.0), (50.0, 100.0)])
    atoms = measure(arrange(Drawing((bar(0), bar(100), between)), fixed=[fixed]))
    assert not atoms.crosses.any()


def test_the_line_is_as_high_as_the_rings_of_an_eight_together() -> None:
    upper, lower = ring(30) * (1, 0.5), ring(30) * (1, 0.5) + (0, 50)
    assert measure(arrange(Drawing((upper, lower)))).line_height == pytest.approx(100, rel=0.02)
