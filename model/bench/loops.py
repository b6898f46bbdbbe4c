"""Inkling's training and the lecture's loop, each timed; to be called in a process of its own."""

import time

import torch

# torch.optim imports this at its first use, for most of a second: neither side's time has it.
import torch._dynamo

from model.bench import lecture
from model.bench.plan import TARGET_ERROR, Plan, Result
from model.data.image_sets import MNIST
from model.data.progress import complete
from model.data.source import Demand, Split
from model.errors import BadInput
from model.training import train
from model.training.devices import choose_device
from model.training.events import Finished
from model.training.recipes import make_config

MAX_PLAIN_EPOCHS = 15
"""After so many, the plain loop is taken not to reach the target at all."""


def device_name(name: str) -> str:
    """Return the kind of the device that a name chooses here."""
    return choose_device(name)[0].type


def train_plainly(plan: Plan, seed: int, epochs: int | None) -> Result:
    """Run the lecture's loop: for so many epochs, or until it predicts well enough."""
    device, _ = choose_device(plan.device)
    mnist = _load_mnist(plan)
    train_set, test_set = lecture.prepare(mnist.train, device), lecture.prepare(mnist.test, device)
    if device.type != "cpu":
        next(lecture.epochs(train_set[0][:1000], train_set[1][:1000], seed))  # warm the device up
    seconds = 0.0
    begin = time.perf_counter()
    for epoch, network in enumerate(lecture.epochs(*train_set, seed), 1):
        if device.type != "cpu":
            torch.accelerator.synchronize(device)
        seconds += time.perf_counter() - begin
        if epochs is None or epoch == epochs:
            error = lecture.error(network, *test_set)
            if epoch == epochs or error <= TARGET_ERROR:
                return seconds, error
            if epoch == MAX_PLAIN_EPOCHS:
                raise BadInput(f"the plain loop misread {error:.2%} after {epoch} epochs")
        begin = time.perf_counter()
    raise AssertionError("the lecture's loop has no end")


def _load_mnist(plan: Plan) -> Split:
    return complete(MNIST.load(Demand(folders=plan.folders, holds_out=False)))


def train_inkling(plan: Plan, recipe: str, seed: int, epochs: int | None) -> Result:
    """Run Inkling's training, as `inkling train` does."""
    config = make_config(recipe, [MNIST.name], device=plan.device, seed=seed, epochs=epochs)
    if config.device != "cpu" and device_name(config.device) != "cpu":
        warm_up = make_config(recipe, [MNIST.name], device=plan.device, epochs=1)
        for _ in train(warm_up, plan.folders):
            pass
    for event in train(config, plan.folders):
        if isinstance(event, Finished):
            card = event.weights.card
            assert card.seconds is not None
            assert card.test_error is not None
            return card.seconds, card.test_error
    raise AssertionError("the run emitted no end")
