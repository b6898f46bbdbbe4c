"""Training and learning, as generators of events.

The two functions here import PyTorch when their first event is asked for, on the thread that asks,
and not before; see `torch_import`. Recipes and events know nothing of it.
"""

from collections.abc import Generator, Sequence

from model.data.sources import Folders
from model.ink.drawing import Drawing
from model.network.weights import Weights
from model.training.events import TrainingEvent
from model.training.recipes import TrainingConfig
from model.training.torch_import import import_pytorch


def train(
    config: TrainingConfig,
    folders: Folders = Folders(),  # noqa: B008
) -> Generator[TrainingEvent, None, None]:
    """Train a new network on the recipe's mixture; the last event is Finished.

    folders: where data sets lie. Between two events pass no more than about 50 ms on the CPU, but
    while data are read and a device warms up. Raises NotInstalled
    without PyTorch, and BadInput where data or device cannot be used.
    """
    import_pytorch()
    from model.training import train_network

    yield from train_network.train(config, folders)


def learn(
    weights: Weights,
    drawings: Sequence[Drawing],
    *,
    base: str | None = None,
    folders: Folders = Folders(),  # noqa: B008
    seed: int = 0,
) -> Generator[TrainingEvent, None, None]:
    """Fine-tune weights on drawings labelled with their classes; ends with Compared and Finished.

    A drawing whose label is several characters, such as a number, is learned character by
    character: by its parts, or else aligned with its label; a Notice counts those that cannot be.
    The user's own errors in Compared are of drawings that were left out of the training (cross-
    validation); everyone's are of MNIST's test images where MNIST is on this machine, else of
    built-in ink. base: the name of the weights' version, for the run card. Between two events pass
    no more than about 100 ms. Raises NotInstalled without PyTorch, and BadInput where no drawing
    has one of the labels.
    """
    import_pytorch()
    from model.training import learn_hand

    yield from learn_hand.learn(weights, drawings, base, folders, seed)
