"""The network's forward pass in NumPy: ink is read before torch is imported, or without it.

`convnet.ConvNet` is the same network in torch; a test holds the two to the same logits.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ink.drawing import Drawing
from model.ink.raster import Images, rasterize
from model.network.calibration import score
from model.network.weights import INPUT_MEAN, INPUT_STD, Weights
from model.reading.prediction import Prediction

_CHUNK = 32  # images at once; what the first layers make of so many stays within the caches
_KEPT_BYTES = 31 << 20
_CELL = 7  # px a side of what one px of the first pooling sees: 3 x 3 windows of 5 x 5 px


class Activations(NamedTuple):
    """What each layer makes of N images, as `convnet.ConvNet` has it; all float32.

    The convolutions are given before pooling and ReLU, whose results follow them.
    """

    conv1: NDArray[np.float32]  # (N, 32, 24, 24)
    pool1: NDArray[np.float32]  # (N, 32, 8, 8), after ReLU
    conv2: NDArray[np.float32]  # (N, 64, 4, 4)
    pool2: NDArray[np.float32]  # (N, 64, 2, 2), after ReLU
    hidden: NDArray[np.float32]  # (N, 200), after ReLU
    logits: NDArray[np.float32]  # (N, C)


class _Pass(NamedTuple):
    """One forward pass; channels come last, and biases are added after pooling: it is faster.

    Of the 8 x 8 cells of each image only those with ink, I in all, go through the first layer.
    """

    inked: NDArray[np.intp]  # (I,) which they are
    conv1: NDArray[np.float32]  # (I, 9, 32) at the 3 x 3 places of each, without bias
    pool1: NDArray[np.float32]  # (N, 8, 8, 32)
    conv2: NDArray[np.float32]  # (N, 4, 4, 64) in 2 x 2 blocks, without bias
    pool2: NDArray[np.float32]  # (N, 2, 2, 64)
    hidden: NDArray[np.float32]  # (N, 200)
    logits: NDArray[np.float32]  # (N, C)


class Recognizer:
    """The network with given weights, as a Reader. Immutable, so any thread may use it."""

    def __init__(self, weights: Weights) -> None:
        _keep_memory()
        self.weights = weights
        self.classes = weights.classes
        p = weights.parameters
        # The kernels as matrices, normalisation folded into the first: a valid convolution allows.
        kernel1 = p["conv1.weight"].transpose(2, 3, 0, 1)[..., 0] / np.float32(INPUT_STD)
        self._kernel1 = _at_places_of_cell(kernel1)  # (49, 288)
        self._bias1 = p["conv1.bias"] - kernel1.sum((0, 1)) * np.float32(INPUT_MEAN)
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
        self._threshold = weights.card.known_threshold
        self._slope = weights.card.known_slope

    def logits(self, images: Images) -> NDArray[np.float32]:
        """Return (N, C) float32 logits, before any temperature.

        images: (N, 1, 28, 28) float32 in [0, 1], ink = 1.
        """
        chunks = [
            self._forward(images[start : start + _CHUNK, 0]).logits
            for start in range(0, len(images), _CHUNK)
        ]
        return np.concatenate(chunks) if chunks else np.empty((0, len(self.classes)), np.float32)

    def activations(self, images: Images) -> Activations:
        """Return what each layer makes of the images, given as for `logits`; some at a time."""
        done = self._forward(images[:, 0])
        conv1 = np.zeros((len(images) * 64, 9, 32), np.float32)
        conv1[done.inked] = done.conv1
        conv1 = conv1.reshape(-1, 8, 8, 3, 3, 32).transpose(0, 5, 1, 3, 2, 4)
        return Activations(
            conv1.reshape(-1, 32, 24, 24) + self._bias1[:, None, None],
            done.pool1.transpose(0, 3, 1, 2),
            (done.conv2 + self._bias2).transpose(0, 3, 1, 2),
            done.pool2.transpose(0, 3, 1, 2),
            done.hidden,
            done.logits,
        )

    def _forward(self, x: NDArray[np.float32]) -> _Pass:
        n = len(x)  # (N, 28, 28)
        cells = _windows(x, _CELL, step=3).reshape(n * 64, -1)
        inked = np.flatnonzero(cells.any(axis=1))
        conv1 = (cells[inked] @ self._kernel1).reshape(-1, 9, 32)
        pool1 = np.zeros((n * 64, 32), np.float32)
        pool1[inked] = _largest(conv1)
        pool1 = np.maximum(pool1 + self._bias1, 0).reshape(n, 8, 8, 32)
        windows = _windows(pool1, 5, step=1).reshape(n * 16, 800)
        conv2 = (windows @ self._kernel2).reshape(n, 4, 4, 64)
        blocks = conv2.reshape(n, 2, 2, 2, 2, 64).transpose(0, 1, 3, 2, 4, 5)
        pool2 = _largest(blocks.reshape(n * 4, 4, 64))
        pool2 = np.maximum(pool2 + self._bias2, 0).reshape(n, 2, 2, 64)
        hidden = np.maximum(pool2.reshape(n, 256) @ self._fc1 + self._fc1_bias, 0)  # (N, 200)
        logits = hidden @ self._fc2 + self._fc2_bias
        return _Pass(inked, conv1, pool1, conv2, pool2, hidden, logits)

    def predict(self, images: Images) -> list[Prediction]:
        """Return a prediction for each image; images as for `logits`."""
        logits = self.logits(images)
        probabilities = softmax(logits / self._temperature)
        is_known = self._is_known(logits)
        is_blank = images.max((1, 2, 3), initial=0) == 0
        probabilities[is_blank] = 1 / len(self.classes)
        is_known[is_blank] = 0
        return [
            Prediction(self.classes, *row)
            for row in zip(probabilities, is_known.tolist(), strict=True)
        ]

    def _is_known(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        if self._threshold is None:
            return np.ones(len(logits))
        margins = (score(logits).astype(np.float64) - self._threshold) * self._slope
        likelihoods: NDArray[np.float64] = 1 / (1 + np.exp(-margins.clip(-500, 500)))
        return likelihoods

    def recognize(self, drawings: Sequence[Drawing]) -> list[Prediction]:
        """Return a prediction for each drawing."""
        return self.predict(rasterize(drawings))


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities of (N, C) logits."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), np.float32)


def _keep_memory() -> None:
    """Have the C library keep memory that is freed for the next use.

    By default glibc hands arrays of some hundred kB back to the system, which clears them before
    it gives them out again: a third of the time to read a number. It learns what to keep by the
    largest block that was freed, up to 32 MB (mallopt(3), M_MMAP_THRESHOLD); this one is never
    touched, so it takes no memory.
    """
    np.empty(_KEPT_BYTES, np.uint8)


def _at_places_of_cell(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a (5, 5, 32) kernel at each of the 3 x 3 places in a cell, as a (49, 288) matrix."""
    places = np.zeros((_CELL, _CELL, 3, 3, 32), np.float32)
    for row in range(3):
        for column in range(3):
            places[row : row + 5, column : column + 5, row, column] = kernel
    return places.reshape(_CELL * _CELL, -1)


def _windows(images: NDArray[np.float32], side: int, step: int) -> NDArray[np.float32]:
    """Return (N, R, R, side, side, ...), a view of (N, H, H, ...): the windows of so many px.

    NumPy's `sliding_window_view` takes a third of the time in which one image is read.
    """
    images = np.ascontiguousarray(images)
    n, height, _, *channels = images.shape
    of_image, of_row, of_px, *of_channel = images.strides
    rows = (height - side) // step + 1
    return np.ndarray(
        (n, rows, rows, side, side, *channels),
        images.dtype,
        images,
        strides=(of_image, step * of_row, step * of_px, of_row, of_px, *of_channel),
    )


def _largest(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (I, C) the largest of (I, P, C) at P places; by halves, which is faster than `max`."""
    while (count := values.shape[1]) > 1:
        half = count // 2
        larger = np.maximum(values[:, :half], values[:, half : 2 * half])
        if count % 2:
            np.maximum(larger[:, 0], values[:, -1], out=larger[:, 0])
        values = larger
    return values[:, 0]
