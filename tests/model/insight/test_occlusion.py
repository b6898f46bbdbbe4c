"""Ink is left out, and what is left is read."""

import numpy as np
import pytest

from model.ink.drawing import Drawing
from model.insight.occlusion import MOST_SHARE, Occlusion, list_runs, occlude
from model.insight.pieces import without
from model.network.recognizer import Recognizer
from tests.model.conftest import lines_drawing


def drawing_without(occlusion: Occlusion, first: int, last: int) -> Drawing:
    index = np.arange(len(occlusion.pieces))
    return without(occlusion.pieces, (index >= first) & (index <= last))


def test_each_run_is_read_as_the_drawing_without_it(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    occlusion = occlude(hand_drawn[4], recognizer)
    for run in occlusion.runs[::7]:
        expected = recognizer.recognize([drawing_without(occlusion, run.first, run.last)])[0]
        np.testing.assert_allclose(run.prediction.probabilities, expected.probabilities, atol=1e-5)


def test_runs_lie_in_one_stroke_each_and_whole_strokes_are_among_them(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    pieces = occlude(hand_drawn[4], recognizer).pieces
    starts = [index for index, piece in enumerate(pieces) if not piece.goes_on]
    assert len(starts) == 2
    runs = list_runs(pieces)
    assert (0, starts[1] - 1) in runs
    assert (starts[1], len(pieces) - 1) in runs
    assert all((first < starts[1]) == (last < starts[1]) for first, last in runs)


def test_a_stroke_that_speaks_against_a_class_holds_the_answer_up(recognizer: Recognizer) -> None:
    seven = lines_drawing([(0, 0), (60, 0), (20, 100)])
    occlusion = occlude(seven, recognizer)
    assert occlusion.prediction.text == "7"
    in_bar = np.array([float(piece.lines[0][-1, 1]) < 1 for piece in occlusion.pieces])
    assert occlusion.falls(7)[in_bar].mean() > 0.02
    assert occlusion.falls(1)[in_bar].mean() < -0.02


def test_falls_are_within_those_of_the_runs_that_hold_a_piece(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    for drawing in hand_drawn:
        occlusion = occlude(drawing, recognizer)
        for target in range(10):
            of_runs = occlusion.run_falls(target)
            falls = occlusion.falls(target)
            assert falls.shape == (len(occlusion.pieces),)
            for piece, fall in enumerate(falls):
                holding = [
                    value
                    for run, value in zip(occlusion.runs, of_runs, strict=True)
                    if run.first <= piece <= run.last
                ]
                assert min(holding) - 1e-6 <= fall <= max(holding) + 1e-6
            assert np.abs(falls).max() <= occlusion.scale_limit(target) + 1e-9


def test_without_its_decisive_run_something_else_is_read(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    found = 0
    for drawing in hand_drawn:
        occlusion = occlude(drawing, recognizer)
        run = occlusion.decisive_run()
        if run is not None:
            found += 1
            rest = drawing_without(occlusion, run.first, run.last)
            assert recognizer.recognize([rest])[0].text == run.prediction.text
            assert run.prediction.text != occlusion.prediction.text
            assert occlusion.share(run) <= MOST_SHARE
    assert found > 5


def test_nothing_is_left_out_of_a_dot(recognizer: Recognizer) -> None:
    occlusion = occlude(lines_drawing([(5, 5)]), recognizer)
    assert occlusion.runs == ()
    assert occlusion.falls(3).tolist() == [0]
    assert occlusion.decisive_run() is None
    assert occlusion.run_for(3) is None


class Dropped(Exception):
    """Nobody wants to know."""


def test_it_ends_once_nobody_wants_to_know(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    checks = []

    def check() -> None:
        checks.append(True)
        if len(checks) == 2:
            raise Dropped

    with pytest.raises(Dropped):
        occlude(hand_drawn[0], recognizer, check)
    assert len(checks) == 2


def test_what_decides_is_at_the_end_of_its_stroke_where_that_can_be(
    recognizer: Recognizer,
) -> None:
    seven = occlude(lines_drawing([(0, 0), (60, 0), (20, 100)]), recognizer)
    run = seven.decisive_run()
    assert run is not None
    assert run.first == 0
    assert run.prediction.text == "1"
