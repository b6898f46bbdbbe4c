"""How to train: the choices of a run, and the named recipes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from model.data.source import BuiltInInk, Demand, Folders
from model.data.sources import find_source
from model.errors import BadInput

DEVICES = ("auto", "cpu", "cuda", "mps")
WARM_UP = 0.1
"""Share of a one-cycle schedule's steps over which its learning rate rises."""
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
"""Coefficients of Muon's quintic iteration, of its own source; they trade exactness for speed."""
MUON_ITERATIONS = 3
ELASTIC_KNOTS = 6
"""The elastic field is drawn at this many knots a side and runs smoothly between them."""


@dataclass(frozen=True, kw_only=True)
class Strengths:
    """How much images are changed: standard deviations, and a range for the thickness.

    rotation, shear in radians; stretch as a logarithm; shift and elastic in px of the image.
    thickness: at 1 every px takes its brightest neighbour's value, at -1 its darkest's.
    """

    rotation: float = 0.1
    shear: float = 0.12
    stretch: float = 0.09
    shift: float = 0.5
    elastic: float = 0.6
    thickness: tuple[float, float] = (-0.6, 0.9)


Mixture = Mapping[str, float]
"""Sources by their names, each with how often an epoch shows every one of its images.

Of 2.5, half of the images are shown twice and half three times.
"""


SHOWN_IN_EPOCH = 50_000
MAX_DRAWINGS = 2_000_000
INK_OF_AN_EPOCH = BuiltInInk(characters=26_000, noncharacters=4_000)


@dataclass(frozen=True, kw_only=True)
class Refinement:
    """A second, gentler run over the trained network: another mixture, and images less changed."""

    learning_rate: float
    augmentation: Strengths
    mixture: Mixture


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """Everything that decides how a network is trained, but for the data themselves."""

    recipe: str
    mixture: Mixture
    ink: BuiltInInk = INK_OF_AN_EPOCH
    """What a source that is drawn for the run gives."""
    shown_count: int = 0
    """About how many images of a smaller source an epoch shows: each several times, or varied."""
    epochs: int
    batch_size: int
    optimizer: Literal["muon", "sgd"] = "muon"
    learning_rate: float
    """Constant, or the peak of a one-cycle schedule."""
    seed: int = 0
    device: str = "auto"
    one_cycle: bool = True
    """Learning rate up for a tenth of the steps, then down to nothing, both in a straight line."""
    momentum: float = 0.9
    weight_decay: float = 0.1
    label_smoothing: float = 0.0
    teacher_epochs: int = 0
    """How long a larger network learns first, to teach this one; 0 for no teacher.

    It is refined as this one is.
    """
    teacher_share: float = 0.8
    """How much of what is to be learned the teacher's answers are, the labels being the rest."""
    refinement: Refinement | None = None
    shuffle: bool = True
    augmentation: Strengths | None = Strengths()
    holds_out: bool = True
    """Keep a part of the training data back for validation."""

    def refining_mixture(self) -> Mixture:
        """Return the mixture of the refinement; a source that it does not name is shown once."""
        named = self.refinement.mixture if self.refinement else {}
        return {source: named.get(source, 1.0) for source in self.mixture}

    def demand(self, folders: Folders) -> Demand:
        """Return what the run wants of its sources."""
        return Demand(
            folders=folders,
            seed=self.seed,
            holds_out=self.holds_out,
            ink=self.ink,
            shown_count=self.shown_count,
        )

    def __post_init__(self) -> None:
        for name, low, high in (
            ("epochs", 1, 1000),
            ("batch_size", 1, 10_000),
            ("seed", 0, 2**32 - 1),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                raise BadInput(f"{name.replace('_', ' ')} is {value}, not within {low} and {high}")
        if not 0 < self.learning_rate <= 10:
            raise BadInput(f"learning rate is {self.learning_rate}, not within 0 and 10")
        if self.device not in DEVICES:
            raise BadInput(f"device is {self.device!r}, not one of {', '.join(DEVICES)}")


GENTLE = Strengths(
    rotation=0.06, shear=0.08, stretch=0.06, shift=0.4, elastic=0.25, thickness=(-0.25, 0.35)
)
STRONG = Strengths(
    rotation=0.12, shear=0.14, stretch=0.1, shift=0.7, elastic=0.55, thickness=(-0.5, 0.7)
)

_INKLING = TrainingConfig(
    recipe="inkling",
    mixture={"mnist": 1.0, "ink": 1.0},
    shown_count=SHOWN_IN_EPOCH,
    epochs=3,
    batch_size=64,
    learning_rate=0.02,
    label_smoothing=0.05,
    augmentation=GENTLE,
)

RECIPES = {
    "inkling": _INKLING,
    # Makes the weights that ship: two million images, more varied, taught by a larger network that
    # has seen as many, and both refined. Augmentation and decay are those of a network that cannot
    # learn all it is shown.
    "thorough": replace(
        _INKLING,
        recipe="thorough",
        mixture={"mnist": 14, "ink": 1.0},
        ink=BuiltInInk(characters=280_000, noncharacters=72_000),
        shown_count=5 * SHOWN_IN_EPOCH,
        epochs=2,
        weight_decay=0.02,
        teacher_epochs=2,
        augmentation=STRONG,
        refinement=Refinement(
            learning_rate=0.004, augmentation=GENTLE, mixture={"mnist": 8, "ink": 0.25}
        ),
    ),
    # Seven tenths of MNIST, once: reads it better than `lecture` does after ten epochs.
    "quick": TrainingConfig(
        recipe="quick",
        mixture={"mnist": 0.7},
        epochs=1,
        batch_size=128,
        learning_rate=0.03,
        label_smoothing=0.05,
        augmentation=None,
    ),
    # The slides of the PyTorch introduction, exactly.
    "lecture": TrainingConfig(
        recipe="lecture",
        mixture={"mnist": 1.0},
        epochs=10,
        batch_size=100,
        optimizer="sgd",
        learning_rate=0.1,
        one_cycle=False,
        momentum=0.0,
        weight_decay=0.0,
        shuffle=False,
        augmentation=None,
        holds_out=False,
    ),
}


def make_config(
    recipe: str,
    sources: Sequence[str] | None = None,
    *,
    drawings: int | None = None,
    **choices: Any,
) -> TrainingConfig:
    """Return a recipe with these of its choices changed; None leaves one as it is.

    sources: the names of the sources to mix instead of the recipe's; one that the recipe knows is
    shown as often as it says, another once. drawings: how many characters a source that is drawn
    gives, and of no characters in proportion. Raises BadInput on an unknown recipe or a value out
    of range.
    """
    if recipe not in RECIPES:
        raise BadInput(f"recipe is {recipe!r}, not one of {', '.join(RECIPES)}")
    given = {name: value for name, value in choices.items() if value is not None}
    if sources:
        given["mixture"] = {name: RECIPES[recipe].mixture.get(name, 1.0) for name in sources}
    config = replace(RECIPES[recipe], **given)
    return config if drawings is None else _with_drawings(config, drawings)


def _with_drawings(config: TrainingConfig, count: int) -> TrainingConfig:
    if not 1 <= count <= MAX_DRAWINGS:
        raise BadInput(f"drawings is {count}, not within 1 and {MAX_DRAWINGS}")
    if all(find_source(name).styles is None for name in config.mixture):
        raise BadInput(f"drawings is {count}, but nothing of {', '.join(config.mixture)} is drawn")
    ink = config.ink
    others = count * ink.noncharacters // ink.characters
    return replace(config, ink=replace(ink, characters=count, noncharacters=others))
