"""The network's forward pass in NumPy: digits are read before torch is imported, or without it.

`network.ConvNet` is the same network in torch; a test holds the two to the same logits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from model.calibration import score
from model.drawing import Drawing
from model.raster import Images, rasterize
from model.weights import INPUT_MEAN, INPUT_STD, Weights

DIGIT_THRESHOLD = 0.5
"""Below this `is_digit`, the answer is "not a digit"."""

_CHUNK = 128  # images at once; the windows of 128 first layers stay within the caches


@dataclass(frozen=True, eq=False)
class Prediction:
    """What the network says of one image: a probability for each digit, and whether it is one.

    probabilities: (10,) float32, sums to 1; is_digit: in [0, 1], 0 where there is no ink.
    """

    probabilities: NDArray[np.float32]
    is_digit: float

    @property
    def digit(self) -> int:
        """The likeliest digit."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of the likeliest digit."""
        return float(self.probabilities.max())

    @property
    def is_accepted(self) -> bool:
        """Whether it is to be shown as a digit at all."""
        return self.is_digit >= DIGIT_THRESHOLD


class Recognizer:
    """Reads digits with given weights. Immutable, so any thread may use it."""

    def __init__(self, weights: Weights) -> None:
        p = weights.parameters
        # The kernels as matrices, normalisation folded into the first: a valid convolution allows.
        self._kernel1 = p["conv1.weight"].reshape(32, 25).T / np.float32(INPUT_STD)  # (25, 32)
        self._bias1 = p["conv1.bias"] - self._kernel1.sum(0) * np.float32(INPUT_MEAN)
        # Windows come as (5, 5, 32) rows here, torch keeps (32, 5, 5).
        self._kernel2 = p["conv2.weight"].transpose(2, 3, 1, 0).reshape(800, 64).copy()
        self._bias2 = p["conv2.bias"]
        # (2, 2, 64) features here, (64, 2, 2) in torch.
        fc1 = p["fc1.weight"].reshape(200, 64, 2, 2).transpose(2, 3, 1, 0)
        self._fc1 = fc1.reshape(256, 200).copy()
        self._fc1_bias = p["fc1.bias"]
        self._fc2 = p["fc2.weight"].T.copy()
        self._fc2_bias = p["fc2.bias"]
        self._temperature = np.float32(weights.card.temperature)
        self._threshold = weights.card.digit_threshold
        self._slope = weights.card.digit_slope

    def logits(self, images: Images) -> NDArray[np.float32]:
        """Return (N, 10) float32 logits, before any temperature.

        images: (N, 1, 28, 28) float32 in [0, 1], ink = 1.
        """
        chunks = [
            self._forward(images[start : start + _CHUNK, 0])
            for start in range(0, len(images), _CHUNK)
        ]
        return np.concatenate(chunks) if chunks else np.empty((0, 10), np.float32)

    def _forward(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        n = len(x)  # (N, 28, 28)
        windows = sliding_window_view(x, (5, 5), (1, 2)).reshape(n * 576, 25)
        x = (windows @ self._kernel1).reshape(n, 24, 24, 32)
        x = x.reshape(n, 8, 3, 8, 3, 32).max((2, 4))  # (N, 8, 8, 32)
        x = np.maximum(x + self._bias1, 0)
        windows = sliding_window_view(x, (5, 5), (1, 2)).transpose(0, 1, 2, 4, 5, 3)
        x = (windows.reshape(n * 16, 800) @ self._kernel2).reshape(n, 2, 2, 2, 2, 64)
        x = np.maximum(x.max((2, 4)) + self._bias2, 0)  # (N, 2, 2, 64)
        x = np.maximum(x.reshape(n, 256) @ self._fc1 + self._fc1_bias, 0)  # (N, 200)
        return x @ self._fc2 + self._fc2_bias  # (N, 10)

    def predict(self, images: Images) -> list[Prediction]:
        """Read each image; images: (N, 1, 28, 28) float32 in [0, 1], ink = 1."""
        logits = self.logits(images)
        probabilities = softmax(logits / self._temperature)
        is_digit = self._is_digit(logits)
        is_digit[images.max((1, 2, 3), initial=0) == 0] = 0  # no ink
        return list(map(Prediction, probabilities, is_digit.tolist()))

    def _is_digit(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        if self._threshold is None:
            return np.ones(len(logits))
        margins = (score(logits).astype(np.float64) - self._threshold) * self._slope
        likelihoods: NDArray[np.float64] = 1 / (1 + np.exp(-margins.clip(-500, 500)))
        return likelihoods

    def recognize(self, drawings: Sequence[Drawing]) -> list[Prediction]:
        """Read each drawing."""
        return self.predict(rasterize(drawings))


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities of (N, 10) logits."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), np.float32)
