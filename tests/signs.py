"""Sets of signs that have weights, without learning any."""

from dataclasses import replace

from model.data.classes import Classes
from model.home.signs import SignSet, create_set
from model.network.weights import Weights, default_weights


def weights_of(*names: str) -> Weights:
    """Return a network of these classes, cut from the one that ships."""
    weights = default_weights()
    last = {name: weights.parameters[name][: len(names)] for name in ("fc2.weight", "fc2.bias")}
    return replace(weights, parameters={**weights.parameters, **last}, classes=Classes(names))


def learned_set(title: str, *names: str) -> SignSet:
    made = create_set(title, names)
    made.keep(weights_of(*names))
    return made
