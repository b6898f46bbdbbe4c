from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.data.classes import DIGITS, Classes
from model.ink.drawing import Drawing
from model.ink.field import FIELD
from model.ink.raster import Images, rasterize
from model.network.recognizer import Recognizer, softmax
from model.network.weights import (
    INPUT_MEAN,
    INPUT_STD,
    RunCard,
    Weights,
    default_weights,
    load_weights,
    parameter_shapes,
    save_weights,
)
from model.reading.prediction import Prediction
from tests.conftest import load_mnist
from tests.model.conftest import make_weights, run_python


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


def torch_logits(weights: Weights, images: Images) -> np.ndarray:
    import torch

    from model.network.convnet import ConvNet, load_parameters

    network = ConvNet()
    load_parameters(network, weights.parameters)
    with torch.inference_mode():
        return np.asarray(network.eval()(torch.from_numpy(images)))


# The twin


def test_the_network_has_the_lectures_105506_parameters_by_these_names() -> None:
    from model.network.convnet import ConvNet

    shapes = {name: tuple(array.shape) for name, array in ConvNet().state_dict().items()}
    assert shapes == parameter_shapes(10)
    assert sum(int(np.prod(shape)) for shape in shapes.values()) == 105_506


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 9))
def test_logits_equal_torchs_for_any_weights_and_images(seed: int, count: int) -> None:
    weights = make_weights(seed)
    images = np.random.default_rng(seed).random((count, 1, FIELD, FIELD), np.float32)
    ours = Recognizer(weights).logits(images)
    assert ours.shape == (count, 10)
    assert ours.dtype == np.float32
    assert np.abs(ours - torch_logits(weights, images)).max() < 1e-5


def test_logits_of_hand_drawn_digits_equal_torchs(hand_drawn: list[Drawing]) -> None:
    images = rasterize([*hand_drawn, Drawing()])
    weights = default_weights()
    assert np.abs(Recognizer(weights).logits(images) - torch_logits(weights, images)).max() < 1e-5


def test_logits_of_1000_mnist_images_equal_torchs(mnist: Path) -> None:
    images = (load_mnist(mnist, train=False).images[:1000] / 255).astype(np.float32)
    weights = default_weights()
    assert np.abs(Recognizer(weights).logits(images) - torch_logits(weights, images)).max() < 1e-5


def test_a_batch_of_any_size_equals_its_images_one_by_one(recognizer: Recognizer) -> None:
    images = np.random.default_rng(0).random((300, 1, FIELD, FIELD), np.float32)
    logits = recognizer.logits(images)
    for place in (0, 127, 128, 255, 256, 299):
        alone = recognizer.logits(images[place : place + 1])[0]
        assert np.abs(alone - logits[place]).max() < 1e-4
    assert recognizer.logits(images[:0]).shape == (0, 10)
    assert recognizer.predict(images[:0]) == []


def test_parameters_carry_over_to_torch_and_back_as_copies() -> None:
    from model.network.convnet import ConvNet, copy_parameters, load_parameters

    weights = make_weights(3)
    network = ConvNet()
    load_parameters(network, weights.parameters)
    copied = copy_parameters(network.state_dict())
    assert copied.keys() == weights.parameters.keys()
    for name, array in copied.items():
        assert np.array_equal(array, weights.parameters[name])
        array[...] = 0  # does not reach the network
    assert network.conv1.weight.abs().max() > 0


# Predictions


def test_hand_drawn_digits_are_read_as_drawn(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    predictions = recognizer.recognize(hand_drawn)
    assert [prediction.label for prediction in predictions] == [d.label for d in hand_drawn]
    assert all(prediction.is_accepted for prediction in predictions)


def test_a_digit_moved_and_scaled_keeps_its_probabilities(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    moved = [
        Drawing(tuple(stroke[:, :2] * 0.3 + (17.3, 201.9) for stroke in drawing.strokes))
        for drawing in hand_drawn
    ]
    before, after = recognizer.recognize(hand_drawn), recognizer.recognize(moved)
    for first, second in zip(before, after, strict=True):
        assert np.abs(first.probabilities - second.probabilities).max() < 0.001


def test_a_prediction_is_its_likeliest_digit() -> None:
    probabilities = np.full(10, 0.02, np.float32)
    probabilities[7] = 0.82
    prediction = Prediction(DIGITS, probabilities, 0.4)
    assert (prediction.label, prediction.is_accepted) == ("7", False)
    assert prediction.confidence == pytest.approx(0.82)


def test_probabilities_sum_to_one_and_is_known_is_a_share(recognizer: Recognizer) -> None:
    images = np.random.default_rng(1).random((50, 1, FIELD, FIELD), np.float32)
    for prediction in recognizer.predict(images):
        assert prediction.probabilities.dtype == np.float32
        assert prediction.probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert 0 <= prediction.is_known <= 1


def test_without_ink_there_is_no_digit(recognizer: Recognizer) -> None:
    blank, inked = recognizer.predict(rasterize([Drawing(), Drawing((np.eye(2) * 100,))]))
    assert blank.is_known == 0
    assert not blank.is_accepted
    assert inked.is_known > 0


def test_without_a_threshold_nothing_with_ink_is_refused() -> None:
    images = np.random.default_rng(2).random((20, 1, FIELD, FIELD), np.float32)
    assert all(p.is_known == 1 for p in Recognizer(make_weights()).predict(images))


def test_a_threshold_parts_digits_from_what_scores_less() -> None:
    from model.network.calibration import score

    images = np.random.default_rng(2).random((21, 1, FIELD, FIELD), np.float32)
    scores = score(Recognizer(make_weights()).logits(images))
    threshold = float(np.median(scores))
    card = RunCard(known_threshold=threshold, known_slope=3.0)
    predictions = Recognizer(make_weights(0, card)).predict(images)
    assert [p.is_accepted for p in predictions] == (scores >= threshold).tolist()


def test_a_temperature_changes_how_sure_never_what(hand_drawn: list[Drawing]) -> None:
    images = rasterize(hand_drawn)
    parameters = default_weights().parameters
    sharp, plain, mild = (
        Recognizer(Weights(parameters, RunCard(temperature=t))).predict(images)
        for t in (0.5, 1.0, 3.0)
    )
    for first, second, third in zip(sharp, plain, mild, strict=True):
        assert first.label == second.label == third.label
        assert first.confidence >= second.confidence > third.confidence


@given(
    st.lists(
        st.lists(st.floats(-(2.0**99), 2.0**99, width=32), min_size=10, max_size=10), min_size=1
    )
)
def test_softmax_gives_probabilities_of_any_logits(rows: list[list[float]]) -> None:
    logits = np.array(rows, np.float32)
    probabilities = softmax(logits)
    assert np.isfinite(probabilities).all()
    assert probabilities.sum(1) == pytest.approx(np.ones(len(rows)), abs=1e-5)


def test_reading_needs_no_torch() -> None:
    code = (
        "import sys, numpy as np\n"
        "from model.network.recognizer import Recognizer\n"
        "from model.network.weights import default_weights\n"
        "Recognizer(default_weights()).predict(np.zeros((1, 1, 28, 28), np.float32))\n"
        "print([m for m in ('torch', 'torchvision', 'PySide6', 'PIL') if m in sys.modules])"
    )
    process = run_python("-c", code)
    assert process.returncode == 0, process.stderr
    assert process.stdout.strip() == "[]"


# Activations


def torch_activations(weights: Weights, images: Images) -> list[np.ndarray]:
    """Return what each layer of the torch network makes of the images, in order."""
    import torch
    import torch.nn.functional as F

    from model.network.convnet import ConvNet, load_parameters

    network = ConvNet().eval()
    load_parameters(network, weights.parameters)
    with torch.inference_mode():
        conv1 = network.conv1((torch.from_numpy(images) - INPUT_MEAN) / INPUT_STD)
        pool1 = F.relu(F.max_pool2d(conv1, 3))
        conv2 = network.conv2(pool1)
        pool2 = F.relu(F.max_pool2d(conv2, 2))
        hidden = F.relu(network.fc1(pool2.flatten(1)))
        layers = [conv1, pool1, conv2, pool2, hidden, network.fc2(hidden)]
    return [layer.numpy() for layer in layers]


def test_activations_are_those_of_torchs_layers(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    images = rasterize(hand_drawn)
    ours = recognizer.activations(images)
    assert np.array_equal(ours.logits, recognizer.logits(images))
    for own, layer in zip(ours, torch_activations(default_weights(), images), strict=True):
        assert own.shape == layer.shape
        assert np.abs(own - layer).max() < 1e-4


# Other classes


def test_a_network_of_other_classes_names_them(tmp_path: Path, hand_drawn: list[Drawing]) -> None:
    classes = Classes(["heart", "♥", "ab"])
    random = np.random.default_rng(0)
    parameters = {
        name: random.normal(0, 0.1, shape).astype(np.float32)
        for name, shape in parameter_shapes(len(classes)).items()
    }
    save_weights(tmp_path / "w.safetensors", Weights(parameters, classes=classes))
    loaded = load_weights(tmp_path / "w.safetensors")
    assert loaded.classes == classes
    for prediction in Recognizer(loaded).recognize(hand_drawn):
        assert prediction.classes == classes
        assert prediction.label == prediction.text
        assert prediction.label in classes
