"""A network of any number of classes that has learned nothing: as fast as one that has."""

import string

import numpy as np

from model.data.classes import Classes
from model.network.weights import Weights, parameter_shapes

NAMES = string.digits + string.ascii_letters
OUTPUT_SCALE = 6.0
"""So much larger are the last layer's weights: probabilities differ, and change with the ink."""


def made_up_weights(count: int) -> Weights:
    """Return weights by chance, always the same, of so many classes, at most 62."""
    rng = np.random.default_rng(0)
    parameters = {}
    for name, shape in parameter_shapes(count).items():
        spread = 1 / np.sqrt(np.prod(shape[1:]))
        parameters[name] = (spread * rng.standard_normal(shape)).astype(np.float32)
    *_, weight, bias = parameters
    for name in (weight, bias):
        parameters[name] *= np.float32(OUTPUT_SCALE)
    return Weights(parameters, classes=Classes(NAMES[:count]))
