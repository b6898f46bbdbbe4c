"""What each remedy gives: trains the default recipe with and without it, and prints a table.

    INKLING_MNIST=... INKLING_INK=... python tools/ablations.py [--seeds N] [VARIANT ...]

Two sets of pen drawings, MNIST's test set, several seeds; means with their standard deviations.
"""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from model.data import datasets
from model.evaluation import evaluation
from model.evaluation.evaluation import CHUNK, Batch, digits_batch, evaluate, mnist_batches
from model.handwriting import styles as templates
from model.handwriting import synthesis
from model.ink import raster
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.network.recognizer import Recognizer
from model.training.events import Finished
from model.training.recipes import TrainingConfig, make_config
from model.training.train import train

PEN_SETS = ("pendigits-test", "unipen-digits-dev")
FEW_STYLES = 3  # the most frequent ones of each digit

Change = Callable[[TrainingConfig], TrainingConfig]


def without(**strengths: object) -> Change:
    """Return a change that takes these out of the augmentation."""

    def change(config: TrainingConfig) -> TrainingConfig:
        assert config.augmentation is not None
        return replace(config, augmentation=replace(config.augmentation, **strengths))

    return change


VARIANTS: dict[str, Change] = {
    "default recipe": lambda config: config,
    "SGD instead of Muon": lambda config: replace(
        config, optimizer="sgd", learning_rate=0.08, weight_decay=5e-5
    ),
    # About as many steps as the default.
    "no built-in ink": lambda config: replace(config, sources=("mnist",), epochs=5),
    "built-in ink alone": lambda config: replace(
        config, sources=("ink",), ink_digits=75_000, ink_others=10_000
    ),
    "three styles a digit": lambda config: config,
    "nothing that is no digit": lambda config: replace(config, ink_others=0),
    "no augmentation": lambda config: replace(config, augmentation=None),
    "no affine": without(rotation=0.0, shear=0.0, stretch=0.0, shift=0.0),
    "no elastic": without(elastic=0.0),
    "no thickness": without(thickness=(0.0, 0.0)),
    "pen 1.6 px": lambda config: config,
    "pen 3.2 px": lambda config: config,
    "box centred, not mass": lambda config: config,
}


@contextmanager
def world_of(variant: str) -> Iterator[None]:
    """Change what is no choice of a recipe: how ink is drawn, and its styles."""
    pen_width_px, styles_of = raster.PEN_WIDTH_PX, dict(templates.DIGITS)
    try:
        if variant.startswith("pen "):
            raster.PEN_WIDTH_PX = float(variant.split()[1])
        if variant.startswith("box centred"):
            datasets.rasterize = evaluation.rasterize = rasterize_box_centred
        if variant.startswith("three styles"):
            for digit, styles in styles_of.items():
                frequent = sorted(styles, key=lambda style: -style.weight)[:FEW_STYLES]
                synthesis.DIGITS[digit] = tuple(frequent)
        yield
    finally:
        raster.PEN_WIDTH_PX = pen_width_px
        synthesis.DIGITS.update(styles_of)
        datasets.rasterize = evaluation.rasterize = raster.rasterize


def rasterize_box_centred(drawings: Sequence[Drawing]) -> raster.Images:
    """Return what `raster.rasterize` does, but with the ink's box in the middle, to a px."""
    images = raster.rasterize(drawings)
    for image in images:
        for axis in (1, 2):
            inked = np.flatnonzero(image.max(axis=3 - axis, keepdims=False)[0] > 0.1)
            if len(inked):
                shift = (raster.FIELD - 1 - inked[0] - inked[-1]) // 2
                image[:] = np.roll(image, shift, axis)
    return images


def ink_batches(path: Path) -> Iterator[Batch]:
    """Yield an ink file's digits, in this process: another would not know of a variant's world."""
    drawings = list(read_drawings(path))
    for start in range(0, len(drawings), CHUNK):
        yield digits_batch(drawings[start : start + CHUNK])


def measure(variant: str, seed: int, mnist: Path, ink: Path) -> list[float]:
    """Return the errors on MNIST and on each pen set, in percent."""
    config = VARIANTS[variant](make_config("inkling", seed=seed, device="cpu"))
    with world_of(variant):
        for event in train(config, config.sources, mnist):
            if isinstance(event, Finished):
                recognizer = Recognizer(event.weights)
        data = [mnist_batches(mnist), *(ink_batches(ink / f"{name}.jsonl.gz") for name in PEN_SETS)]
        return [100 * evaluate(recognizer, batches).error for batches in data]


def main() -> None:
    """Print the table, a line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("variants", nargs="*", metavar="VARIANT", help="(default: all)")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    mnist, ink = Path(os.environ["INKLING_MNIST"]), Path(os.environ["INKLING_INK"])
    print("| variant | MNIST | " + " | ".join(PEN_SETS) + " |\n|---|---|---|---|")
    for variant in options.variants or VARIANTS:
        runs = np.array([measure(variant, seed, mnist, ink) for seed in range(options.seeds)])
        cells = [f"{m:.2f} ± {s:.2f}" for m, s in zip(runs.mean(0), runs.std(0), strict=True)]
        print(f"| {variant} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
