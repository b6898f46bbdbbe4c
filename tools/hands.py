"""What correcting gives: learns some drawings of each writer, and reads the writer's others.

    INKLING_MNIST=... INKLING_INK=... python tools/hands.py [--draws N] [--weights W] [K ...]

K drawings of each digit are learned, drawn at random several times; means over the writers. The
table is printed twice: of all drawings, and without bars and dots that are labelled as what they
are not (single strokes of a digit whose others were lost), which nobody can read.
"""

import argparse
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from model.data.classes import DIGITS
from model.data.dataset import label_indices, misread_share
from model.data.image_sets import MNIST
from model.data.progress import complete
from model.data.source import Folders
from model.evaluation.measure import batches_of, evaluate
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.network.recognizer import Recognizer
from model.network.weights import Weights, default_weights, load_weights
from model.training import learn
from model.training.events import Finished

SETS = ("pendigits-test", "unipen-digits-dev")
MIN_DRAWINGS = 60
"""Writers with fewer are left out."""


HEAD = (
    "| writers | learned of each digit | error before | after | change | each writer's own, mean "
    "| MNIST, points (worst) | runs that are worse | of those without errors |\n"
    "|---|---|---|---|---|---|---|---|---|"
)
STRAIGHT = 0.95
"""A stroke is a bar where its ends are this share of its length apart, or more."""


class Outcome(NamedTuple):
    """Errors of one writer's other drawings, in [0, 1], and MNIST's after learning."""

    writer: str
    before: float
    after: float
    readable_before: float
    readable_after: float
    mnist: float

    def errors(self, readable: bool) -> tuple[float, float]:
        """Return the errors before and after, of all drawings or of the readable ones."""
        return (
            (self.readable_before, self.readable_after) if readable else (self.before, self.after)
        )


def is_readable(drawing: Drawing) -> bool:
    """Return whether it is more than a bar or a dot, or a bar that stands for a 1."""
    if len(drawing.strokes) != 1:
        return True
    points = drawing.strokes[0][:, :2]
    length = np.hypot(*np.diff(points, axis=0).T).sum()
    x, y = np.abs(points[-1] - points[0])
    return bool(np.hypot(x, y) < STRAIGHT * length or (drawing.label == "1" and y > x))


def writers_of(path: Path) -> list[list[Drawing]]:
    """Return the labelled digits of each writer who has enough of them."""
    written = defaultdict(list)
    for drawing in read_drawings(path):
        if drawing.label in DIGITS and drawing.writer:
            written[drawing.writer].append(drawing)
    return [drawings for drawings in written.values() if len(drawings) >= MIN_DRAWINGS]


def choose(drawings: Sequence[Drawing], k: int, seed: int) -> list[bool]:
    """Return which drawings to learn: k of each digit, at random."""
    rng = np.random.default_rng([seed, k, len(drawings)])
    labels = np.array([drawing.label for drawing in drawings])
    chosen = np.zeros(len(drawings), bool)
    for label in np.unique(labels):
        chosen[rng.permutation(np.flatnonzero(labels == label))[:k]] = True
    return chosen.tolist()


def errors(recognizer: Recognizer, drawings: Sequence[Drawing]) -> tuple[float, float]:
    """Return the share of the drawings that is misread, and that of the readable ones."""
    predicted = np.array([prediction.index for prediction in recognizer.recognize(drawings)])
    labels = label_indices([drawing.label for drawing in drawings], DIGITS)
    readable = np.array([is_readable(drawing) for drawing in drawings])
    return misread_share(predicted, labels), misread_share(predicted[readable], labels[readable])


def learn_writers(
    weights: Weights, writers: Sequence[Sequence[Drawing]], k: int, draws: int
) -> Iterator[Outcome]:
    """Yield what learning k drawings a digit gives each writer, each draw by itself."""
    before = Recognizer(weights)
    for seed in range(draws):
        for drawings in writers:
            chosen = choose(drawings, k, seed)
            others = [d for d, is_chosen in zip(drawings, chosen, strict=True) if not is_chosen]
            own = [d for d, is_chosen in zip(drawings, chosen, strict=True) if is_chosen]
            for event in learn(weights, own, seed=seed):
                if isinstance(event, Finished):
                    after = event.weights
            assert after.card.test_error is not None
            was, readable_was = errors(before, others)
            now, readable_now = errors(Recognizer(after), others)
            writer = drawings[0].writer
            assert writer is not None
            yield Outcome(writer, was, now, readable_was, readable_now, after.card.test_error)


def own_changes(outcomes: Iterable[Outcome], readable: bool) -> list[float]:
    """Return by what share the errors of each writer who had some changed, over all draws."""
    of_writer = defaultdict(list)
    for outcome in outcomes:
        of_writer[outcome.writer].append(outcome.errors(readable))
    sums = [np.sum(pairs, axis=0) for pairs in of_writer.values()]
    return [after / before - 1 for before, after in sums if before]


def format_row(
    name: str, k: int, outcomes: Sequence[Outcome], mnist_before: float, readable: bool
) -> str:
    """Return one row of the table."""
    before, after = 100 * np.array([outcome.errors(readable) for outcome in outcomes]).T
    mnist = 100 * np.array([outcome.mnist for outcome in outcomes])
    right = before == 0
    cells = [
        f"{name} | {k} | {before.mean():.2f} % | {after.mean():.2f} %",
        f"{100 * (after.mean() / before.mean() - 1):+.0f} %",
        f"{100 * np.mean(own_changes(outcomes, readable)):+.0f} %",
        f"{mnist.mean() - 100 * mnist_before:+.3f} ({mnist.max() - 100 * mnist_before:+.2f})",
        f"{(after > before).sum()} of {len(before)}",
        f"{(after[right] > 0).sum()} of {right.sum()}",
    ]
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Print the table, a line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("ks", nargs="*", type=int, default=[1, 5], metavar="K")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--weights", type=Path, help="(default: those that ship)")
    options = parser.parse_args()
    ink = Path(os.environ["INKLING_INK"])
    weights = load_weights(options.weights) if options.weights else default_weights()
    mnist = complete(MNIST.load_test(Folders()))
    mnist_before = evaluate(Recognizer(weights), batches_of(mnist, DIGITS)).error
    rows: dict[bool, list[str]] = {False: [], True: []}
    for k in options.ks:
        of_all: list[Outcome] = []
        for name in (*SETS, None):
            if name is None:
                outcomes, named = of_all, "all"
            else:
                writers = writers_of(ink / f"{name}.jsonl.gz")
                outcomes = list(learn_writers(weights, writers, k, options.draws))
                of_all += outcomes
                named = f"{len(writers)} of {name}"
            for readable, table in rows.items():
                table.append(format_row(named, k, outcomes, mnist_before, readable))
            print(rows[False][-1], flush=True)
    for readable, table in rows.items():
        print("\nWithout bars and dots:\n" if readable else "\nAll drawings:\n")
        print("\n".join([HEAD, *table]))


if __name__ == "__main__":
    main()
