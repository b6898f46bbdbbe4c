"""Drawings of several characters."""

from dataclasses import replace

import numpy as np
import pytest

from model.ink.bounds import MAX_POINTS
from model.ink.drawing import Drawing, Part, Trace
from model.ink.editing import bounded, cut_out, fit_to_pad
from model.ink.parts import (
    carry_over,
    characters_of,
    ink_of,
    join_traces,
    relabelled,
    without_label,
)
from model.ink.sample import Sample
from model.ink.variation import vary

LINE = np.array([(float(x), 0.0) for x in range(6)])
BAR = np.array([(9.0, 0.0), (9.0, 9.0)])
NUMBER = Drawing(
    (LINE, BAR),
    "71",
    "somebody",
    (Part("7", (Trace(0, 0, 4),)), Part("1", (Trace(1, 0, 2), Trace(0, 3, 6)))),
)


def test_runs_that_meet_become_one() -> None:
    assert join_traces([Trace(1, 0, 2), Trace(0, 3, 6), Trace(0, 0, 4)]) == (
        Trace(0, 0, 6),
        Trace(1, 0, 2),
    )
    assert join_traces([Trace(0, 0, 2), Trace(0, 4, 6)]) == (Trace(0, 0, 2), Trace(0, 4, 6))


def test_some_ink_is_a_drawing_of_its_own() -> None:
    assert ink_of(NUMBER, [Trace(0, 1, 3)], "7") == Drawing((LINE[1:3],), "7", "somebody")


def test_each_character_of_a_number_has_its_label_and_its_ink() -> None:
    assert characters_of(NUMBER) == [
        Drawing((LINE[:4],), "7", "somebody"),
        Drawing((LINE[3:], BAR), "1", "somebody"),
    ]


def test_a_drawing_without_parts_is_one_character() -> None:
    drawing = Drawing((BAR,), "1")
    assert characters_of(drawing) == [drawing]


def test_without_its_label_a_number_has_no_parts() -> None:
    assert without_label(NUMBER) == Drawing((LINE, BAR), None, "somebody")
    assert without_label(NUMBER) != NUMBER


def test_another_label_of_as_many_characters_goes_to_the_parts() -> None:
    again = relabelled(NUMBER, "72")
    assert again.label == "72"
    assert [part.label for part in again.parts] == ["7", "2"]
    assert [part.traces for part in again.parts] == [part.traces for part in NUMBER.parts]
    assert relabelled(NUMBER, "7 2").parts == again.parts


@pytest.mark.parametrize("label", ["1", "117", None])
def test_another_label_of_more_or_fewer_has_no_parts(label: str | None) -> None:
    again = relabelled(NUMBER, label)
    assert (again.label, again.parts) == (label, ())


def test_what_moves_and_bends_keeps_the_parts() -> None:
    small = replace(NUMBER, strokes=tuple(stroke / 100 for stroke in NUMBER.strokes))
    assert fit_to_pad(small, 400).parts == NUMBER.parts
    for varied in vary(NUMBER, 3, np.random.default_rng(0)):
        assert varied.parts == NUMBER.parts
        assert [len(stroke) for stroke in characters_of(varied)[1].strokes] == [3, 2]


def test_what_takes_points_away_leaves_no_parts() -> None:
    assert cut_out(NUMBER, (9, 4), (9, 5), 1).parts == ()
    assert cut_out(NUMBER, (500, 500), (500, 500), 5) is NUMBER
    many = np.random.default_rng(0).uniform(0, 400, (MAX_POINTS + 1, 2))
    assert bounded(Drawing((*NUMBER.strokes, many), "71", None, NUMBER.parts)).parts == ()


def test_on_the_pad_nobody_has_said_yet_what_it_is() -> None:
    sample = Sample(NUMBER, "71").without_label()
    assert sample.drawing is not None
    assert (sample.label, sample.drawing.label, sample.drawing.parts) == (None, None, ())


def test_what_was_said_of_ink_is_carried_over_but_for_what_changed() -> None:
    other = np.array([(20.0, 0.0), (20.0, 9.0)])
    before = Drawing((LINE, BAR, other))
    said = ((Trace(0, 0, 6),), (Trace(2, 0, 2),))
    assert carry_over(said, before, Drawing((LINE, other))) == (said[0], (Trace(1, 0, 2),))
    assert carry_over(said, before, Drawing((LINE, BAR, other.copy()))) == said[:1]


def test_what_was_said_of_one_side_of_a_cut_goes_with_the_other_side() -> None:
    before = Drawing((LINE, BAR))
    said = ((Trace(0, 0, 4),), (Trace(0, 3, 6), Trace(1, 0, 2)))
    assert carry_over(said, before, Drawing((LINE,))) == ()
