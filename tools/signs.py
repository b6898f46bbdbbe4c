"""What new signs give: teaches ten letters of a writer as signs, and reads the writer's others.

    INKLING_INK=... python tools/signs.py [--lots N] [--writers all|even] [--weights BASE] [K ...]

K drawings of each of ten letters, as the writer's lot has them, are learned from nothing but the
base network; several lots a writer, each with its seed. Letters whose two cases are the same shape
at two sizes are never drawn, of the others one case each. The table is printed twice: of all
drawings, and without bars and dots that are labelled as what they are not (single strokes of a
letter whose others were lost), which nobody can read and nobody would draw as a sign. What was to
be chosen, such as a learning rate, was chosen on the writers of even number.
"""

import argparse
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from model.data.dataset import label_indices, misread_share
from model.handwriting.synthesis import synthesize_noncharacters
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.network.recognizer import Recognizer
from model.network.weights import Weights, base_of_signs, load_weights
from model.training import learn_signs
from model.training.events import Finished

INK = "unipen-letters-dev.jsonl.gz"
WRITERS = 12
SIGNS = 10
ALIKE = frozenset("ckopsuvwxz")
"""Letters whose capital is the small one, larger."""
BARS = {"l": 1, "i": 2, "j": 2}
"""Letters that may be as narrow as a bar, with the fewest strokes of each; a capital I, which is no
other shape than a small l, is never drawn by lot."""
MIN_DRAWINGS = 6
"""Letters that a writer has drawn less often are left out."""
BAR = 0.2
"""Ink is a bar where it is narrower than this share of its length."""
STRANGE = 400
"""So many drawings of built-in ink that is no digit show whether what is no sign is refused."""
HEAD = (
    "| drawings | learned of each | misread, 95 % | worst lot | cross-validation said "
    "| own refused | other letters refused | scribbles and others refused | time, s |\n"
    "|---|---|---|---|---|---|---|---|---|"
)

Letters = Mapping[str, Sequence[Drawing]]
"""A writer's drawings by their label."""


class Lot(NamedTuple):
    """What is learned of one writer, what is read then, and what is none of these."""

    learned: Sequence[Drawing]
    others: Sequence[Drawing]
    strange: Sequence[Drawing]


class Outcome(NamedTuple):
    """What one lot gave; shares in [0, 1]."""

    writer: str
    misread: float
    said: float | None
    own_refused: float
    letters_refused: float
    scribbles_refused: float
    seconds: float


def is_readable(drawing: Drawing) -> bool:
    """Return whether it is more than a dot, and a bar only where a letter may be one."""
    points = np.concatenate([stroke[:, :2] for stroke in drawing.strokes])
    if len(points) < 3:
        return False
    _, axes = np.linalg.eigh(np.cov(points.T))
    narrow, long = np.ptp(points @ axes, axis=0)
    x, y = np.abs(axes[:, 1])
    if narrow >= BAR * long:
        return True
    fewest = BARS.get(drawing.label or "")
    return bool(fewest and len(drawing.strokes) >= fewest and y > x)


def person_of(drawing: Drawing) -> str:
    """Return who wrote it: the set names small and capital letters apart, as "1c/ibm/ibm0/r04"."""
    return (drawing.writer or "").partition("/")[2]


def writers_of(drawings: Sequence[Drawing]) -> dict[str, Letters]:
    """Return the WRITERS of most drawings among those who have enough letters."""
    written: dict[str, dict[str, list[Drawing]]] = defaultdict(lambda: defaultdict(list))
    for drawing in drawings:
        if drawing.label and drawing.label != "I":
            written[person_of(drawing)][drawing.label].append(drawing)
    fit = [name for name, letters in written.items() if len(_cases(letters)) >= SIGNS]
    fit.sort(key=lambda name: (-sum(map(len, written[name].values())), name))
    return {name: written[name] for name in fit[:WRITERS]}


def _cases(letters: Letters) -> dict[str, list[str]]:
    """Return the labels that can be drawn by lot, by the letter that they are a case of."""
    cases: dict[str, list[str]] = defaultdict(list)
    for label in sorted(letters):
        if len(letters[label]) >= MIN_DRAWINGS and label.lower() not in ALIKE:
            cases[label.lower()].append(label)
    return cases


def draw_lot(letters: Letters, k: int, seed: int) -> Lot:
    """Draw ten letters of a writer by lot, a case of each, and k drawings of it to learn."""
    rng = np.random.default_rng([seed, k])
    cases = _cases(letters)
    chosen = [cases[name] for name in rng.permutation(sorted(cases))[:SIGNS]]
    labels = [names[rng.integers(len(names))] for names in chosen]
    learned: list[Drawing] = []
    others: list[Drawing] = []
    for label in labels:
        order = rng.permutation(len(letters[label]))
        learned += [letters[label][index] for index in order[:k]]
        others += [letters[label][index] for index in order[k:]]
    known = {label.lower() for label in labels}
    strange = [one for name in letters if name.lower() not in known for one in letters[name][:3]]
    return Lot(learned, others, strange)


def refused_share(recognizer: Recognizer, drawings: Sequence[Drawing]) -> float:
    """Return the share of drawings that is taken for none of the signs."""
    return float(np.mean([one.text is None for one in recognizer.recognize(drawings)]))


def learn_lots(
    writers: Mapping[str, Letters], k: int, lots: int, base: Weights
) -> Iterator[Outcome]:
    """Yield what learning k drawings of each of ten letters gives, lot by lot."""
    scribbles = synthesize_noncharacters(STRANGE, seed=77)
    scribbles = [drawing for drawing in scribbles if drawing.label is None]
    for seed in range(lots):
        for writer, letters in writers.items():
            lot = draw_lot(letters, k, seed)
            names = sorted({drawing.label for drawing in lot.learned if drawing.label})
            for event in learn_signs(lot.learned, names, base=base, seed=seed):
                if isinstance(event, Finished):
                    weights = event.weights
            recognizer = Recognizer(weights)
            predictions = recognizer.recognize(lot.others)
            predicted = np.array([prediction.index for prediction in predictions])
            labels = label_indices([drawing.label for drawing in lot.others], weights.classes)
            yield Outcome(
                writer,
                misread_share(predicted, labels),
                weights.card.own_error,
                refused_share(recognizer, lot.others),
                refused_share(recognizer, lot.strange),
                refused_share(recognizer, scribbles),
                weights.card.seconds or 0.0,
            )


def format_row(name: str, k: int, outcomes: Sequence[Outcome]) -> str:
    """Return one row of the table; the interval is of the writers' means, who differ most."""
    of_writer = defaultdict(list)
    for outcome in outcomes:
        of_writer[outcome.writer].append(outcome.misread)
    means = 100 * np.array([np.mean(lots) for lots in of_writer.values()])
    margin = 1.96 * means.std(ddof=1) / np.sqrt(len(means))
    said = [outcome.said for outcome in outcomes if outcome.said is not None]
    shares = [
        f"{100 * np.mean([getattr(outcome, field) for outcome in outcomes]):.1f} %"
        for field in ("own_refused", "letters_refused", "scribbles_refused")
    ]
    cells = [
        f"{name}, {len(means)} writers, {len(outcomes)} lots | {k}",
        f"{means.mean():.2f} % ± {margin:.2f}",
        f"{100 * max(outcome.misread for outcome in outcomes):.1f} %",
        f"{100 * np.mean(said):.2f} %" if said else "nothing",
        *shares,
        f"{np.mean([outcome.seconds for outcome in outcomes]):.1f}",
    ]
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Print the table, a line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("ks", nargs="*", type=int, default=[1, 5], metavar="K")
    parser.add_argument("--lots", type=int, default=3, help="a writer (default: 3)")
    parser.add_argument("--writers", choices=("all", "even"), default="all")
    parser.add_argument("--weights", type=Path, help="(default: the base of signs)")
    options = parser.parse_args()
    base = load_weights(options.weights) if options.weights else base_of_signs()
    drawings = list(read_drawings(Path(os.environ["INKLING_INK"]) / INK))
    print(HEAD, flush=True)
    for name, used in (
        ("without bars and dots", [drawing for drawing in drawings if is_readable(drawing)]),
        ("all", drawings),
    ):
        writers = writers_of(used)
        if options.writers == "even":
            writers = dict(list(writers.items())[::2])
        for k in options.ks:
            print(format_row(name, k, list(learn_lots(writers, k, options.lots, base))), flush=True)


if __name__ == "__main__":
    main()
