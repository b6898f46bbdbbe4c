"""Drawings of several characters."""

import numpy as np

from model.ink.drawing import Drawing, Part, Trace
from model.ink.parts import characters_of, ink_of, join_traces, without_label

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
