"""What each remedy gives: trains the default recipe with and without it, and prints a table.

    INKLING_MNIST=... INKLING_INK=... python tools/ablations.py [--seeds N] [VARIANT ...]

Two sets of pen drawings, MNIST's test set, several seeds; means with their standard deviations.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from model.data.classes import DIGITS
from model.data.image_sets import MNIST
from model.data.progress import complete
from model.data.source import BuiltInInk, Folders
from model.evaluation.measure import batches_of, drawings_batch, evaluate
from model.evaluation.tally import Batch
from model.handwriting.styles import DIGITS as DIGIT_STYLES
from model.ink.field import Look
from model.ink.ink_file import read_drawings
from model.ink.parallel import CHUNK
from model.network.recognizer import Recognizer
from model.training import train
from model.training.events import Finished
from model.training.recipes import TrainingConfig, make_config

PEN_SETS = ("pendigits-test", "unipen-digits-dev")
FEW_STYLES = 3  # the most frequent ones of each digit

Change = Callable[[TrainingConfig], TrainingConfig]


def with_ink(**changes: Any) -> Change:
    """Return a change of what built-in ink is."""
    return lambda config: replace(config, ink=replace(config.ink, **changes))


def without(**strengths: Any) -> Change:
    """Return a change that takes these out of the augmentation."""

    def change(config: TrainingConfig) -> TrainingConfig:
        assert config.augmentation is not None
        return replace(config, augmentation=replace(config.augmentation, **strengths))

    return change


MOST_FREQUENT = {
    digit: tuple(sorted(styles, key=lambda style: -style.weight)[:FEW_STYLES])
    for digit, styles in DIGIT_STYLES.items()
}
VARIANTS: dict[str, Change] = {
    "default recipe": lambda config: config,
    "SGD instead of Muon": lambda config: replace(
        config, optimizer="sgd", learning_rate=0.08, weight_decay=5e-5
    ),
    # About as many steps as the default.
    "no built-in ink": lambda config: replace(config, mixture={"mnist": 1}, epochs=5),
    "built-in ink alone": lambda config: replace(
        config, mixture={"ink": 1}, ink=BuiltInInk(characters=75_000, noncharacters=10_000)
    ),
    "three styles a digit": with_ink(styles=MOST_FREQUENT),
    "nothing that is no digit": with_ink(noncharacters=0),
    "no augmentation": lambda config: replace(config, augmentation=None),
    "no affine": without(rotation=0.0, shear=0.0, stretch=0.0, shift=0.0),
    "no elastic": without(elastic=0.0),
    "no thickness": without(thickness=(0.0, 0.0)),
    "pen 1.6 px": with_ink(look=Look(pen_width_px=1.6)),
    "pen 3.2 px": with_ink(look=Look(pen_width_px=3.2)),
    "box centred, not mass": with_ink(look=Look(centres_mass=False)),
}


def ink_batches(path: Path, look: Look) -> Iterator[Batch]:
    """Yield an ink file's digits as a variant draws them."""
    drawings = list(read_drawings(path))
    for start in range(0, len(drawings), CHUNK):
        yield drawings_batch(drawings[start : start + CHUNK], DIGITS, look)


def measure(variant: str, seed: int, ink: Path) -> list[float]:
    """Return the errors on MNIST and on each pen set, in percent."""
    config = VARIANTS[variant](make_config("inkling", seed=seed, device="cpu"))
    for event in train(config):
        if isinstance(event, Finished):
            recognizer = Recognizer(event.weights)
    mnist = complete(MNIST.load_test(Folders()))
    data = [
        batches_of(mnist, DIGITS),
        *(ink_batches(ink / f"{name}.jsonl.gz", config.ink.look) for name in PEN_SETS),
    ]
    return [100 * evaluate(recognizer, batches).error for batches in data]


def main() -> None:
    """Print the table, a line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("variants", nargs="*", metavar="VARIANT", help="(default: all)")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    ink = Path(os.environ["INKLING_INK"])
    print("| variant | MNIST | " + " | ".join(PEN_SETS) + " |\n|---|---|---|---|")
    for variant in options.variants or VARIANTS:
        runs = np.array([measure(variant, seed, ink) for seed in range(options.seeds)])
        cells = [f"{m:.2f} ± {s:.2f}" for m, s in zip(runs.mean(0), runs.std(0), strict=True)]
        print(f"| {variant} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
