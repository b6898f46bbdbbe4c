"""The steps of the tour, as data: what each says, shows and waits for; without Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import log

import numpy as np

from app.tour.watched_run import WatchedRun
from model.data.classes import DIGITS, Classes
from model.ink.raster import Images
from model.insight.layers import CONV1, CONV2, HIDDEN, INPUT, Layer
from model.text import percent

LOADING = "The network is being loaded."


class Run(Enum):
    """What a step does with a run of the tour's own."""

    NONE = auto()
    """It ends it."""
    FIRST_STEP = auto()
    """It offers to begin one, which holds after its first step."""
    EPOCH = auto()
    """It has it go on."""
    AFTER = auto()
    """It leaves it as it is."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the steps speak of: the network in use, the drawing on the pad, the tour's run."""

    classes: Classes
    layers: Sequence[Layer]
    images: Images
    """What the network sees, (1, 1, 28, 28) in [0, 1]."""
    run: WatchedRun | None = None
    is_busy: bool = False
    """Whether a run that the user began is under way, or waits for a decision."""
    has_old_way: bool = False
    """Whether there is a view of what was done before networks learned."""
    has_drawn: bool = False
    """Whether what lies on the pad is the user's."""

    @property
    def weight_count(self) -> int:
        """How many weights the network has."""
        return sum(layer.weight_count for layer in self.layers)

    @property
    def input_count(self) -> int:
        """How many numbers the network gets."""
        _, rows, columns = self.layer(INPUT).shape
        return rows * columns

    def layer(self, name: str) -> Layer:
        """Return the network's layer of this name."""
        return next(layer for layer in self.layers if layer.name == name)

    @property
    def changed_by_shift(self) -> int:
        """How many of the input's numbers would be others if its ink lay one px to the right."""
        image = self.images[0, 0]
        shifted = np.zeros_like(image)
        shifted[:, 1:] = image[:, :-1]
        return int(np.count_nonzero(image != shifted))


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the tour."""

    title: str
    say: Callable[[Facts], str]
    """Says one to three plain sentences, true of these facts."""
    view: str
    """The name of the view that it speaks of."""
    shows_numbers: bool = False
    """Whether Inside shows the input's numbers."""
    is_of_old_way: bool = False
    """Whether it shows the view of the old way, where there is one."""
    run: Run = Run.NONE
    has_example: bool = True
    """Whether an example lies on the pad where the user has drawn nothing."""
    is_done: Callable[[Facts], bool] = lambda facts: True
    """Whether what it waits for has happened; one may always go on."""


# What each says


def _say_numbers(facts: Facts) -> str:
    side = facts.layer(INPUT).size
    return (
        f"An image is {side} = {facts.input_count} numbers: the ink in each px, from none to full. "
        "That is all that the machine gets. Draw, and see them change."
    )


def _say_gap(facts: Facts) -> str:
    changed = facts.changed_by_shift
    shift = (
        f"Shift it by one px, and {changed} of the {facts.input_count} numbers are others."
        if changed
        else "Draw, and shift it by one px: the numbers along each edge are others."
    )
    return (
        "You see at once what is drawn; the numbers do not say it. "
        f"{shift} From such numbers to what they mean is the semantic gap."
    )


def _say_features(facts: Facts) -> str:
    begin = (
        "For decades people thought out by hand what to look for: is there an edge here, and which "
        "way does it run?"
    )
    if facts.has_old_way:
        return (
            f"{begin} Choose such features here and fit what decides by them: then you see what "
            "they find in your drawing."
        )
    maps = facts.layer(CONV1).shape[0]
    return (
        f"{begin} The network's first {maps} maps answer such questions, too; but nobody made "
        "them: it learned what to look for."
    )


def _say_template(facts: Facts) -> str:
    reader = (
        "The simplest reader has a template for each class, the mean of its examples, and takes "
        "the one most like the drawing."
    )
    if facts.has_old_way:
        return f"{reader} Choose that here, fit it, and see how far it gets."
    return f"{reader} Look into a data set here: people write one thing in many ways."


def _say_network(facts: Facts) -> str:
    first, second = facts.layer(CONV1), facts.layer(CONV2)
    hidden = facts.layer(HIDDEN).shape[0]
    return (
        f"Numbers become {first.size}, then {second.size}, then {hidden} numbers, then one for "
        f"each of {len(facts.classes)} classes. All {facts.weight_count:,} weights in between were "
        "learned together. Point at a number to see its ink."
    )


def _say_step(facts: Facts) -> str:
    run = facts.run
    if run is None:
        return _say_busy() if facts.is_busy else _offer_run()
    if run.is_over and not run.has_stepped:
        return "The run has ended before its first step. Nothing has changed; go on, or back."
    if not run.has_stepped or run.started is None:
        return (
            "A new network begins, its weights left to chance. It is shown some images, and what "
            "it should have said of them. PyTorch and the data are loaded first …"
        )
    count = len(run.started.classes)
    return (
        f"Its loss on the first images was {run.first_loss:.2f}; to guess among {count} gives "
        f"{log(count):.2f}. The gradient says how the loss changes with each weight, and all have "
        "moved a little towards less: one step. Next lets it go on."
    )


def _offer_run() -> str:
    return (
        "Next trains a new network for this tour, and holds it after one step. The pad is read "
        "with it meanwhile; yours stays as it is, and comes back."
    )


def _say_busy() -> str:
    return (
        "A run that you began is here, and the tour leaves it alone. In each of its steps the "
        "network is shown some images, and its weights move a little towards less loss."
    )


def _say_epoch(facts: Facts) -> str:
    run = facts.run
    if run is None or run.started is None:
        return (
            "Step follows step, with other images each time. When all were shown once, that is an "
            "epoch; a run takes one or some."
        )
    started = run.started
    passes = f"{started.train_count:,} images in {started.steps:,} steps"
    if run.finished is None:
        end = (
            "The run was ended before that."
            if run.is_over
            else "Watch the loss and your drawing meanwhile."
        )
        return f"An epoch shows all its training images once: {passes}. {end}"
    error = run.finished.weights.card.test_error
    measured = (
        f" It misreads {percent(error)} of {started.test_count:,} images that it has never seen."
        if error is not None
        else ""
    )
    return (
        f"The epoch is over: {passes}.{measured} The slider goes back to any moment of it, and "
        "says how your drawing was read then."
    )


def _say_yours(facts: Facts) -> str:
    teach = "Is it misread? Click what it is beside the answer: it is kept, to be learned."
    number = ", or a number," if facts.classes == DIGITS else ""
    draw = f"Draw {facts.classes.any_of_them}{number} of your own"
    if facts.run is not None and facts.run.finished is not None and not facts.run.is_over:
        return (
            f"{draw}: the network that was just trained reads it. {teach} Done gives that network "
            "up, unless you press Keep."
        )
    return f"{draw}: it is read before the pen lifts. {teach} So it learns your hand."


# The steps

STEPS = (
    Step(title="An image is numbers", say=_say_numbers, view="inside", shows_numbers=True),
    Step(title="The semantic gap", say=_say_gap, view="inside", shows_numbers=True),
    Step(title="Made features", say=_say_features, view="inside", is_of_old_way=True),
    Step(title="A template", say=_say_template, view="data", is_of_old_way=True),
    Step(title="The network", say=_say_network, view="inside"),
    Step(
        title="A step of gradient descent",
        say=_say_step,
        view="train",
        run=Run.FIRST_STEP,
        is_done=lambda facts: facts.run is None or facts.run.has_stepped,
    ),
    Step(
        title="An epoch",
        say=_say_epoch,
        view="train",
        run=Run.EPOCH,
        is_done=lambda facts: facts.run is not None and facts.run.finished is not None,
    ),
    Step(
        title="Your own drawing",
        say=_say_yours,
        view="train",
        run=Run.AFTER,
        has_example=False,
        is_done=lambda facts: facts.has_drawn,
    ),
)
