"""The drawings of the gallery: how many there are of each label, and what has no answer yet."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.drawings.drawing_list import DrawingList
from model.data.classes import DIGITS
from model.home.collection import Entry
from model.ink.drawing import Drawing

STROKE = np.array([[0.0, 0.0], [9.0, 9.0]])
NAMES = [str(number) for number in range(6)]

UNKNOWN = "a"
"""A label that the network does not know, and so does not misread."""

labels = st.sampled_from(["1", "2", UNKNOWN, None])
collections = st.dictionaries(st.sampled_from(NAMES), labels)
steps = st.one_of(
    st.tuples(st.just("entries"), collections),
    st.tuples(st.just("label"), labels),
    st.tuples(st.just("answers"), collections),
    st.tuples(st.just("forget"), st.none()),
)


@pytest.mark.usefixtures("qapp")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=8))
def test_what_is_counted_is_what_is_there_whatever_comes_after_what(
    done: list[tuple[str, dict[str, str | None] | str | None]],
) -> None:
    drawings = DrawingList()
    entries: list[Entry] = []
    answers: dict[str, str | None] = {}
    for step in done:
        match step:
            case "entries", dict(found):
                entries = [
                    Entry(Drawing((STROKE,), label), id=name) for name, label in found.items()
                ]
                drawings.show_entries(entries)
            case "answers", dict(found):
                answers |= found
                drawings.show_answers(found)
            case "label", str() | None as label:
                drawings.show_label(label)
            case "forget", _:
                answers.clear()
                drawings.forget_answers()
        unanswered = [entry.id for entry in drawings.unanswered(len(NAMES))]
        assert sorted(unanswered) == sorted({entry.id for entry in entries} - set(answers))
        shown = [entry.id for entry in drawings.shown() if entry.id not in answers]
        assert unanswered[: len(shown)] == shown
        assert drawings.unanswered(1) == drawings.unanswered(len(NAMES))[:1]
        assert drawings.counts() == Counter(entry.drawing.label or "" for entry in entries)
        known = [e for e in entries if e.drawing.label in DIGITS]
        misread = [e for e in known if e.id in answers and answers[e.id] != e.drawing.label]
        assert drawings.misread_count() == len(misread)
        assert all(map(drawings.is_misread, misread))
