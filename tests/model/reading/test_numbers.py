"""Reading numbers from ink with the network that ships."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from model.data.classes import Classes
from model.ink.drawing import Drawing, Part, Stroke, Trace, Traces
from model.ink.raster import Images
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.reading.layout import Layout, lay_out
from model.reading.numbers import NumberReader
from model.reading.prediction import Expected, NumberPrediction, Prediction


@cache
def network() -> Recognizer:
    return Recognizer(default_weights())


class CountingReader:
    """The network, which counts what it is asked."""

    def __init__(self) -> None:
        self.classes = network().classes
        self.asked = 0

    def predict(self, images: Images) -> list[Prediction]:
        self.asked += len(images)
        return network().predict(images)

    def recognize(self, drawings: Sequence[Drawing]) -> list[Prediction]:
        raise AssertionError("reads images")


def row(digits: Sequence[Drawing], gap_px: float = 50) -> Drawing:
    """Digits side by side, each 200 px high."""
    strokes: list[Stroke] = []
    x = 0.0
    for digit in digits:
        left, top, right, bottom = digit.bounds()
        scale = 200 / (bottom - top)
        strokes += [(stroke[:, :2] - (left, top)) * scale + (x, 0) for stroke in digit.strokes]
        x += (right - left) * scale + gap_px
    return Drawing(tuple(strokes))


def read(drawing: Drawing, expected: Expected = Expected.EITHER) -> Prediction:
    return NumberReader(network()).read(drawing, expected)


def test_a_number_is_read_digit_by_digit(hand_drawn: list[Drawing]) -> None:
    number = read(row([hand_drawn[i] for i in (2, 0, 4, 6)]))
    assert isinstance(number, NumberPrediction)
    assert number.text == number.label == "2046"
    assert [part.label for part in number.parts] == list("2046")
    assert 0.5 < number.confidence <= 1
    assert all(0.5 < part.confidence <= 1 for part in number.parts)
    lefts = [part.box[0] for part in number.parts]
    assert lefts == sorted(lefts)
    assert number.rival is not None
    assert number.rival.text != "2046"
    assert number.rival.confidence < number.confidence


def test_the_parts_are_all_the_ink_and_each_is_seen_alone(hand_drawn: list[Drawing]) -> None:
    drawing = row([hand_drawn[i] for i in (4, 5, 7)])
    number = read(drawing)
    assert isinstance(number, NumberPrediction)
    traces = [trace for part in number.parts for trace in part.traces]
    assert sorted(traces) == [Trace(i, 0, len(stroke)) for i, stroke in enumerate(drawing.strokes)]
    for part, index in zip(number.parts, (4, 5, 7), strict=True):
        alone = network().recognize([hand_drawn[index]])[0]
        assert part.prediction.probabilities == pytest.approx(alone.probabilities, abs=0.02)
        assert part.images.shape == (1, 1, 28, 28)


def test_a_digit_alone_is_read_as_ever(hand_drawn: list[Drawing]) -> None:
    alone = network().recognize(hand_drawn)
    for drawing, expected in zip(hand_drawn, alone, strict=True):
        prediction = read(drawing)
        assert not isinstance(prediction, NumberPrediction)
        assert prediction.probabilities == pytest.approx(expected.probabilities, abs=1e-5)


def test_an_empty_drawing_is_blank() -> None:
    for expected in Expected:
        assert read(Drawing(), expected).is_blank


def test_who_expects_one_digit_gets_one(hand_drawn: list[Drawing]) -> None:
    drawing = row([hand_drawn[1], hand_drawn[3]])
    assert isinstance(read(drawing), NumberPrediction)
    assert not isinstance(read(drawing, Expected.SINGLE), NumberPrediction)


def test_who_expects_a_number_gets_parts_even_of_one(hand_drawn: list[Drawing]) -> None:
    number = read(hand_drawn[3], Expected.NUMBER)
    assert isinstance(number, NumberPrediction)
    assert number.text == "3"
    assert len(number.parts) == 1


def below(drawing: Drawing, by_px: float) -> Drawing:
    return replace(
        drawing, strokes=tuple(stroke + np.array((0, by_px)) for stroke in drawing.strokes)
    )


def test_lines_are_read_one_after_the_other(hand_drawn: list[Drawing]) -> None:
    upper, lower = row([hand_drawn[1], hand_drawn[2]]), row([hand_drawn[3], hand_drawn[4]])
    # Whatever was written first.
    drawing = replace(upper, strokes=(*below(lower, 260).strokes, *upper.strokes))
    number = read(drawing)
    assert isinstance(number, NumberPrediction)
    assert number.text == "12 34"
    assert [part.line for part in number.parts] == [0, 0, 1, 1]
    strokes = {part.label: {trace.stroke for trace in part.traces} for part in number.parts}
    assert strokes["3"] == {0}
    assert strokes["1"] == {len(lower.strokes)}
    aligned = NumberReader(network()).align(drawing, "12 34")
    assert aligned is not None
    assert [(part.label, part.traces) for part in aligned] == [
        (part.label, part.traces) for part in number.parts
    ]


def test_what_is_said_of_one_line_stays_there(hand_drawn: list[Drawing]) -> None:
    upper, lower = row([hand_drawn[1], hand_drawn[2]]), row([hand_drawn[3], hand_drawn[0]])
    drawing = replace(upper, strokes=(*upper.strokes, *below(lower, 260).strokes))
    first = len(upper.strokes)
    said = (Trace(first, 0, len(drawing.strokes[first])),)
    number = NumberReader(network()).read(drawing, fixed=[said])
    assert isinstance(number, NumberPrediction)
    assert number.text == "12 30"
    assert said in [part.traces for part in number.parts]


def test_a_scribble_is_no_number() -> None:
    angle = np.linspace(0, 40, 300)
    coil = np.stack([200 + 4 * angle * np.cos(angle), 200 + 4 * angle * np.sin(angle)], axis=1)
    assert read(Drawing((coil,))).text is None


def test_endless_ink_is_read_as_one_character() -> None:
    counting = CountingReader()
    line = np.stack([np.arange(7_000.0), np.zeros(7_000)], axis=1)
    endless = Drawing(tuple(line + np.array((0, 50 * row)) for row in range(3)))
    assert not isinstance(NumberReader(counting).read(endless), NumberPrediction)
    many = Drawing(tuple(line[:2] + np.array((0, 50 * row)) for row in range(200)))
    assert not isinstance(NumberReader(counting).read(many), NumberPrediction)
    assert counting.asked == 2


def test_known_parts_are_kept_together_and_apart(hand_drawn: list[Drawing]) -> None:
    drawing = row([hand_drawn[1], hand_drawn[0]])
    reader = NumberReader(network())
    everything = tuple(Trace(i, 0, len(stroke)) for i, stroke in enumerate(drawing.strokes))
    joined = reader.read(drawing, fixed=[everything])
    assert isinstance(joined, NumberPrediction)
    assert [part.traces for part in joined.parts] == [everything]
    apart = reader.read(drawing, fixed=[(trace,) for trace in everything])
    assert isinstance(apart, NumberPrediction)
    assert [part.traces for part in apart.parts] == [(trace,) for trace in everything]


def test_while_a_number_grows_only_new_groups_are_read(hand_drawn: list[Drawing]) -> None:
    counting = CountingReader()
    reader = NumberReader(counting)
    digits = [hand_drawn[i] for i in (3, 2, 0, 6, 8, 2, 3)]
    whole = row(digits)
    before = 0
    for count in range(2, len(whole.strokes) + 1):
        before = counting.asked
        reader.read(replace(whole, strokes=whole.strokes[:count]))
    last = counting.asked - before
    cold = CountingReader()
    NumberReader(cold).read(whole)
    assert last < cold.asked / 2
    reader.read(whole)
    assert counting.asked - before == last


def test_what_is_behind_a_growing_stroke_is_not_read_again() -> None:
    turn = np.linspace(-np.pi / 2, 1.5 * np.pi, 40)
    ring = np.stack([30 * np.cos(turn), 50 * np.sin(turn)], axis=1)
    zero = np.concatenate([ring, [(60, -50)]])  # and on to the next
    stroke = np.concatenate([zero + np.array((x, 0)) for x in range(0, 480, 120)])
    counting = CountingReader()
    reader = NumberReader(counting)
    reader.read(Drawing((stroke[:-2].copy(),)))
    before = counting.asked
    reader.read(Drawing((stroke[:-1].copy(),)))
    assert counting.asked - before <= before / 2
    before = counting.asked
    again = reader.read(Drawing((stroke[:-1].copy(),)))  # drawn once more
    assert counting.asked == before
    assert again.text == NumberReader(network()).read(Drawing((stroke[:-1],))).text


def test_what_a_drawing_is_known_to_say_is_found_in_its_ink(hand_drawn: list[Drawing]) -> None:
    drawing = row([hand_drawn[i] for i in (4, 5, 7)])
    parts = NumberReader(network()).align(drawing, "457")
    assert parts is not None
    assert [part.label for part in parts] == list("457")
    four, five, seven = (len(hand_drawn[i].strokes) for i in (4, 5, 7))
    owners = [[trace.stroke for trace in part.traces] for part in parts]
    assert owners == [
        list(range(four)),
        list(range(four, four + five)),
        list(range(four + five, four + five + seven)),
    ]


def test_a_digit_that_is_misread_gets_the_character_that_it_is_known_to_be(
    hand_drawn: list[Drawing],
) -> None:
    drawing = row([hand_drawn[i] for i in (2, 0, 4)])
    parts = NumberReader(network()).align(drawing, "2 94")
    assert parts is not None
    assert [part.label for part in parts] == list("294")
    assert {trace.stroke for trace in parts[1].traces} == {len(hand_drawn[2].strokes)}


def test_digits_joined_by_the_pen_are_cut_where_they_are_known_to_be_two() -> None:
    x = np.linspace(0, 4 * np.pi, 200)
    loops = np.stack([20 * x + 60 * np.sin(x), 60 * np.cos(x)], axis=1)
    drawing = Drawing((loops,))
    parts = NumberReader(network()).align(drawing, "00")
    assert parts is not None
    (one,), (other,) = (part.traces for part in parts)
    assert one.past - 1 == other.first
    assert (one.first, other.past) == (0, 200)


def test_what_cannot_be_in_the_ink_is_not_found_there(hand_drawn: list[Drawing]) -> None:
    reader = NumberReader(network())
    drawing = row([hand_drawn[i] for i in (2, 0)])
    assert reader.align(drawing, "123456789") is None
    assert reader.align(drawing, "2a") is None
    assert reader.align(drawing, "") is None
    assert reader.align(Drawing(), "20") is None


def test_known_parts_get_their_characters(hand_drawn: list[Drawing]) -> None:
    drawing = row([hand_drawn[1], hand_drawn[0], hand_drawn[7]])
    first = (Trace(0, 0, len(drawing.strokes[0])), Trace(1, 0, len(drawing.strokes[1])))
    parts = NumberReader(network()).align(drawing, "67", fixed=[first])
    assert parts is not None
    assert parts[0] == Part("6", first)


def test_a_network_of_other_classes_reads_no_numbers(hand_drawn: list[Drawing]) -> None:
    class Letters(CountingReader):
        def __init__(self) -> None:
            super().__init__()
            self.classes = Classes("abcdefghij")

    assert not isinstance(NumberReader(Letters()).read(row(hand_drawn[:2])), NumberPrediction)


def test_of_several_lines_only_new_ink_is_measured(
    hand_drawn: list[Drawing], monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[int] = []

    def lay_out_and_count(
        drawing: Drawing, ink: Sequence[Traces], before: Layout | None = None
    ) -> Layout:
        found = lay_out(drawing, ink, before)
        known = set() if before is None else set(before.digests)
        measured.append(len(set(found.digests) - known))
        return found

    monkeypatch.setattr("model.reading.atoms.lay_out", lay_out_and_count)
    above, below = (row([hand_drawn[i] for i in digits]).strokes for digits in ((2, 0), (4, 6)))
    strokes = (*above, *(stroke + np.array([0, 400]) for stroke in below))
    reader = NumberReader(network())
    number = reader.read(Drawing(strokes[:-1]))
    assert isinstance(number, NumberPrediction)
    assert max(part.line for part in number.parts) == 1
    measured.clear()
    reader.read(Drawing(strokes))
    assert sum(measured) == 1
