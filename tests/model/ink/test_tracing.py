"""Pictures become strokes that look like them."""

from pathlib import Path

import numpy as np
import pytest

from model.handwriting.synthesis import synthesize_digits
from model.ink.drawing import Drawing
from model.ink.raster import rasterize
from model.ink.tracing import thin, trace
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.conftest import load_mnist


def test_an_empty_picture_gives_no_stroke() -> None:
    assert trace(np.zeros((28, 28), np.float32)).is_empty


def test_a_dot_stays_a_dot() -> None:
    image = np.zeros((28, 28), np.float32)
    image[13:15, 13:15] = 1
    [stroke] = trace(image, "1").strokes
    assert np.ptp(stroke, axis=0).max() < 3


def test_a_line_is_one_stroke_along_it() -> None:
    image = np.zeros((28, 28), np.float32)
    image[4:24, 13:16] = 1
    [stroke] = trace(image).strokes
    assert np.abs(stroke[:, 0] - 14.5).max() < 1
    assert np.ptp(stroke[:, 1]) > 15


def test_thinning_leaves_lines_one_px_wide_and_in_one_piece() -> None:
    ink = np.zeros((40, 40), bool)
    ink[8:14, 5:35] = ink[8:35, 18:24] = True  # a T
    lines = thin(ink)
    assert not (lines & ~ink).any()
    blocks = lines[:-1, :-1] & lines[1:, :-1] & lines[:-1, 1:] & lines[1:, 1:]
    assert not blocks.any()
    assert 40 < lines.sum() < 60


@pytest.mark.parametrize("seed", range(3))
def test_traced_ink_looks_like_the_picture_and_is_read_alike(seed: int) -> None:
    drawings = synthesize_digits(60, seed)
    images = rasterize(drawings)
    traced = [trace(image[0], d.label) for image, d in zip(images, drawings, strict=True)]
    difference = np.abs(rasterize(traced) - images).mean()
    assert difference < 0.35 * images.mean()
    recognizer = Recognizer(default_weights())
    before, after = recognizer.predict(images), recognizer.recognize(traced)
    assert sum(a.label == b.label for a, b in zip(before, after, strict=True)) >= 54


def test_mnist_is_read_after_tracing(mnist: Path) -> None:
    images = load_mnist(mnist, train=True).select(slice(55_000, 55_300))
    traced = [
        trace((image[0] / 255).astype(np.float32), str(label))
        for image, label in zip(images.images, images.labels, strict=True)
    ]
    read = Recognizer(default_weights()).recognize(traced)
    wrong = sum(p.label != d.label for p, d in zip(read, traced, strict=True))
    assert wrong <= 12  # filled loops are lost: 1.2 % of 2,000 were measured
    assert all(isinstance(d, Drawing) for d in traced)
