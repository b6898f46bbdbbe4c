"""The ONNX file: what it says is what the recogniser says, and old runtimes can load it."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from model.data.classes import Classes
from model.errors import NotInstalled
from model.export.onnx_file import IR_VERSION, OPSET, write_onnx
from model.handwriting.synthesis import synthesize_digits, synthesize_noncharacters
from model.ink.raster import Images, rasterize
from model.network.recognizer import Recognizer
from model.network.weights import RunCard, Weights, default_weights, parameter_shapes
from tests.conftest import load_mnist
from tests.model.conftest import make_weights

onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

TOLERANCE = 1e-4
OLD_RUNTIMES = (13, 17)
"""The range of opsets that runtimes of the last years load."""
MAX_BYTES = 450_000


@pytest.fixture(scope="module")
def shipped() -> bytes:
    """The network that ships."""
    return write_onnx(default_weights())


@pytest.fixture(scope="module")
def images() -> Images:
    """A thousand images: digits, what is none, noise, and one without ink."""
    drawings = synthesize_digits(800, seed=11) + synthesize_noncharacters(150, seed=12)
    noise = np.random.default_rng(13).random((49, 1, 28, 28), np.float32)
    return np.concatenate([rasterize(drawings), noise, np.zeros((1, 1, 28, 28), np.float32)])


def run(data: bytes, images: Images) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    probabilities, is_known = session.run(["probabilities", "is_known"], {"images": images})
    return probabilities, is_known


def assert_same(data: bytes, weights: Weights, images: Images) -> None:
    predictions = Recognizer(weights).predict(images)
    probabilities, is_known = run(data, images)
    expected = np.array([prediction.probabilities for prediction in predictions])
    assert probabilities.shape == expected.shape
    assert np.abs(probabilities - expected).max() <= TOLERANCE
    assert np.abs(is_known - [prediction.is_known for prediction in predictions]).max() <= TOLERANCE


def test_it_says_what_the_recognizer_says_of_a_thousand_images(
    shipped: bytes, images: Images
) -> None:
    assert len(images) == 1_000
    assert_same(shipped, default_weights(), images)


def test_it_says_so_of_real_images(shipped: bytes, mnist: Path) -> None:
    pixels = load_mnist(mnist, train=False).images[:1_000].reshape(-1, 1, 28, 28)
    images = np.asarray(pixels / 255, np.float32)
    assert_same(shipped, default_weights(), images)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_batch_may_have_any_size(shipped: bytes, images: Images, count: int) -> None:
    probabilities, is_known = run(shipped, images[:count])
    assert (probabilities.shape, is_known.shape) == ((count, 10), (count,))


def test_other_classes_and_a_network_that_refuses_nothing(images: Images) -> None:
    classes = Classes(["A", "B", "ß"])
    random = np.random.default_rng(0)
    parameters = {
        name: random.normal(0, 0.3, shape).astype(np.float32)
        for name, shape in parameter_shapes(len(classes)).items()
    }
    weights = Weights(parameters, RunCard(temperature=2.5), classes)
    data = write_onnx(weights)
    assert_same(data, weights, images[-60:])
    assert set(run(data, images[-60:])[1].tolist()) == {0, 1}


def test_logits_of_any_size_give_numbers(images: Images) -> None:
    weights = make_weights(card=RunCard(known_threshold=10.0, known_slope=3.0))
    large = {name: 50 * array for name, array in weights.parameters.items()}
    probabilities, is_known = run(write_onnx(Weights(large, weights.card)), images[-60:])
    assert np.isfinite(probabilities).all()
    assert np.isfinite(is_known).all()


def test_runtimes_of_years_ago_can_load_it(shipped: bytes) -> None:
    model = onnx.load_from_string(shipped)
    assert [(each.domain, each.version) for each in model.opset_import] == [("", OPSET)]
    assert OLD_RUNTIMES[0] <= OPSET <= OLD_RUNTIMES[1]
    # The version of the format that came with the opset, by the library's own table.
    assert model.ir_version == IR_VERSION == onnx.helper.find_min_ir_version_for(model.opset_import)
    assert len(shipped) <= MAX_BYTES


def test_it_says_what_it_is(shipped: bytes) -> None:
    told = {
        entry.key: json.loads(entry.value)
        for entry in onnx.load_from_string(shipped).metadata_props
    }
    card = default_weights().card
    assert told["classes"] == [str(digit) for digit in range(10)]
    assert (told["recipe"], told["data"], told["seed"]) == (card.recipe, card.data, card.seed)
    assert (told["temperature"], told["test_error"]) == (card.temperature, card.test_error)


def test_the_same_weights_give_the_same_bytes(shipped: bytes) -> None:
    assert write_onnx(default_weights()) == shipped


def test_without_the_library_one_sentence_says_what_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(NotInstalled, match=r'pip install "inkling-pad\[onnx\]"$'):
        write_onnx(default_weights())
