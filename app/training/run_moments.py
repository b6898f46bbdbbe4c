"""The moments of a run, and what each of them makes of one drawing; without Qt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import overload

from typing_extensions import override

from model.ink.raster import Images
from model.network.recognizer import Recognizer
from model.network.weights import Weights
from model.reading.prediction import Prediction
from model.text import with_article

MAX_MOMENTS = 200
"""As many are held at most; the weights of each take 420 kB with ten classes."""
THINNING = (
    f"At most {MAX_MOMENTS} moments are held. Of a longer run some are let go, so that those left "
    "are evenly spread over the square root of the step: closest at the start, where most happens."
)


@dataclass(frozen=True, eq=False)
class Moment:
    """The weights of a run after so many of its steps."""

    step: int
    weights: Weights


class RunMoments(Sequence[Moment]):
    """The moments of one run in their order, no more than MAX_MOMENTS.

    The first and the newest are always there. Where there would be too many, one of the others
    goes: that whose neighbours are closest together, as the square roots of their steps lie. So
    moments stay about evenly spread over that root, and get sparser as the steps go on.
    """

    def __init__(self) -> None:
        self._moments: list[Moment] = []

    @override
    def __len__(self) -> int:
        return len(self._moments)

    @overload
    def __getitem__(self, index: int) -> Moment: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Moment]: ...
    @override
    def __getitem__(self, index: int | slice) -> Moment | Sequence[Moment]:
        return self._moments[index]

    def add(self, moment: Moment) -> Moment | None:
        """Add the newest moment, and return the one that has gone for it, if any has.

        Its step is not less than that of the one before.
        """
        self._moments.append(moment)
        if len(self._moments) <= MAX_MOMENTS:
            return None
        places = [sqrt(held.step) for held in self._moments]
        inner = range(1, len(places) - 1)
        return self._moments.pop(min(inner, key=lambda i: places[i + 1] - places[i - 1]))

    def nearest(self, step: int) -> int:
        """Return the index of the moment whose step is nearest; there is at least one."""
        return min(range(len(self)), key=lambda index: abs(self[index].step - step))


MomentReading = tuple[int, Prediction]
"""A step, and what the network as it was then says of the drawing."""


def read_moments(
    images: Images, moments: Sequence[Moment], is_wanted: Callable[[], bool]
) -> Iterator[tuple[Moment, Prediction]]:
    """Yield what each moment says of one image; end early where it is no longer wanted.

    images: (1, 1, 28, 28) in [0, 1]; a moment takes some half a millisecond.
    """
    for moment in moments:
        if not is_wanted():
            return
        yield moment, Recognizer(moment.weights).predict(images)[0]


def tell_story(readings: Sequence[MomentReading]) -> str:
    """Return one sentence that says when the run came to read the drawing as it does in the end.

    readings: in the order of their steps; the last is what counts.
    """
    if not readings:
        return ""
    first_step, (_, last) = readings[0][0], readings[-1]
    drawing = f"your {last.text}" if last.text else "your drawing"
    for step, prediction in reversed(readings):
        if prediction.label != last.label:
            return f"At step {step:,} it still took {drawing} for {with_article(prediction.label)}."
    return f"From step {first_step:,} on, it took your drawing for {with_article(last.label)}."


def likeliest_spans(predictions: Sequence[Prediction]) -> Iterator[tuple[int, int, str]]:
    """Yield (first, last, label) of each stretch over which one class is the likeliest."""
    first = 0
    for index, prediction in enumerate(predictions):
        is_last = index == len(predictions) - 1
        if is_last or predictions[index + 1].label != prediction.label:
            yield first, index, prediction.label
            first = index + 1
