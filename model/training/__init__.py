"""Training and learning, as generators of events.

The functions here import PyTorch when their first event is asked for, on the thread that asks,
and not before; see `torch_import`. Recipes and events know nothing of it.
"""

from collections.abc import Generator, Sequence

from model.data.source import Folders
from model.ink.drawing import Drawing
from model.network.weights import Weights, base_of_signs
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


def learn_signs(
    drawings: Sequence[Drawing],
    names: Sequence[str],
    *,
    with_digits: bool = False,
    base: Weights | None = None,
    seed: int = 0,
) -> Generator[TrainingEvent, None, None]:
    """Teach a network the signs of these names; the last events are Compared and Finished.

    drawings: those labelled otherwise are passed over; a sign without any is left out, which a
    Notice says. with_digits: the network is to read the ten digits, too. base: what learning starts
    from, by default `base_of_signs()`; its classes do not matter. The own error in Compared is of
    drawings that were left out of the training (cross-validation), as far as other drawings of
    their signs were left in; nothing else is measured. Between two events pass no more than about
    100 ms. Raises NotInstalled without PyTorch, and BadInput where there are fewer than two
    classes, or more than a network has.
    """
    import_pytorch()
    from model.training import signs_learning
    from model.training.devices import one_thread

    base = base or base_of_signs()
    with one_thread():
        yield from signs_learning.learn_signs(drawings, names, with_digits, base, seed)
