"""What the view Inside shows: the network's layers, a cell's field, and its sum."""

from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from model.data.classes import DIGITS, Classes
from model.ink.drawing import Drawing
from model.ink.raster import Images, rasterize
from model.insight.cell_words import describe, tell
from model.insight.fields import Span, place_in_words, receptive_field, source_span
from model.insight.kernels import likeness
from model.insight.layers import Cell, Flow, flow, layers_of
from model.insight.sums import main_sources, open_cell, open_sum
from model.network.convnet import ConvNet, copy_parameters, load_parameters
from model.network.recognizer import Recognizer
from model.network.weights import INPUT_MEAN, INPUT_STD, Weights, default_weights
from tests.conftest import load_mnist

HIRAGANA = Classes("あいうえおかきくけこさしす")


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


@pytest.fixture(scope="module")
def seven(recognizer: Recognizer, hand_drawn: list[Drawing]) -> Flow:
    return flow(recognizer, rasterize([hand_drawn[7]]))


def untrained(classes: Classes) -> Recognizer:
    torch.manual_seed(0)
    return Recognizer(Weights(copy_parameters(ConvNet(classes).state_dict()), classes=classes))


def all_cells(seven: Flow, layer: str, step: int = 1) -> list[Cell]:
    cells = [Cell(layer, *at) for at in np.ndindex(*seven.layer(layer).shape)]
    return cells[::step]


def test_layers_are_told_with_shape_and_weights() -> None:
    assert [layer.title for layer in layers_of(DIGITS)] == [
        "what it sees · 28 × 28",
        "conv 5 × 5 · 32 maps 24 × 24 · 832 weights",
        "max pool 3, ReLU · 32 maps 8 × 8",
        "conv 5 × 5 · 64 maps 4 × 4 · 51,264 weights",
        "max pool 2, ReLU · 64 maps 2 × 2",
        "linear, ReLU · 200 · 51,400 weights",
        "linear · 10 · 2,010 weights",
        "softmax · 10",
    ]
    assert sum(layer.weight_count for layer in layers_of(DIGITS)) == 105_506


@pytest.mark.parametrize("classes", [DIGITS, HIRAGANA])
def test_layers_have_the_shapes_of_what_runs(classes: Classes, hand_drawn: list[Drawing]) -> None:
    shown = flow(untrained(classes), rasterize(hand_drawn[:1]))
    assert {layer.name: layer.shape for layer in shown.layers} == {
        name: values.shape for name, values in shown.values.items()
    }


def test_shares_are_those_of_the_prediction(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    images = rasterize([hand_drawn[4]])
    shares = flow(recognizer, images).values["softmax"].ravel()
    np.testing.assert_allclose(shares, recognizer.predict(images)[0].probabilities, atol=1e-6)


def test_fields_grow_from_layer_to_layer(seven: Flow) -> None:
    assert receptive_field(seven, Cell("input", 0, 3, 5)) == (5, 3, 6, 4)
    assert receptive_field(seven, Cell("conv1", 9, 3, 5)) == (5, 3, 10, 8)
    assert receptive_field(seven, Cell("pool1", 9, 7, 0)) == (0, 21, 7, 28)
    assert receptive_field(seven, Cell("conv2", 9, 0, 3)) == (9, 0, 28, 19)
    assert receptive_field(seven, Cell("pool2", 9, 1, 1)) == (6, 6, 28, 28)
    assert receptive_field(seven, Cell("hidden", 9)) == (0, 0, 28, 28)
    assert source_span(seven, Cell("conv2", 9, 2, 1)) == (1, 2, 6, 7)
    assert source_span(seven, Cell("pool1", 9, 2, 1)) == (3, 6, 6, 9)


@pytest.mark.parametrize(("layer", "step"), [("conv1", 97), ("pool1", 37), ("conv2", 17)])
def test_ink_outside_its_field_does_not_change_a_cell(
    seven: Flow, recognizer: Recognizer, layer: str, step: int
) -> None:
    for cell in all_cells(seven, layer, step):
        left, top, right, bottom = receptive_field(seven, cell)
        outside = np.ones((28, 28), bool)
        outside[top:bottom, left:right] = False
        image = seven.values["input"].copy()
        image[0][outside] = 0.5
        assert flow(recognizer, image[None]).value(cell) == pytest.approx(
            seven.value(cell), abs=1e-4
        )


@pytest.mark.parametrize(("layer", "step"), [("conv1", 7), ("conv2", 1), ("logits", 1)])
def test_the_opened_sum_is_what_stands_in_the_map(seven: Flow, layer: str, step: int) -> None:
    for cell in all_cells(seven, layer, step):
        assert open_sum(seven, cell).total == pytest.approx(seven.value(cell), abs=1e-4)


@pytest.mark.parametrize("layer", ["pool1", "pool2", "hidden"])
def test_what_is_pooled_and_cut_off_is_what_stands_in_the_map(seven: Flow, layer: str) -> None:
    cut = 0
    for cell in all_cells(seven, layer):
        opened = open_cell(seven, cell)
        assert opened.sum is not None
        if opened.pooling is not None:
            assert opened.pooling.pooled == pytest.approx(opened.sum.total, abs=1e-4)
            assert opened.pooling.cell == cell
        assert max(opened.sum.total, 0) == pytest.approx(opened.value, abs=1e-4)
        assert opened.is_cut == (opened.sum.total < 0)
        cut += opened.is_cut
    assert cut


def test_a_convolved_cell_names_the_block_that_it_is_pooled_in(seven: Flow) -> None:
    opened = open_cell(seven, Cell("conv1", 3, 10, 23))
    assert opened.pooling is not None
    assert opened.pooling.cell == Cell("pool1", 3, 3, 7)
    assert opened.pooling.block[1, 2] == pytest.approx(opened.value)


def test_a_share_is_its_exponential_among_all(seven: Flow) -> None:
    for cell in all_cells(seven, "softmax"):
        share = open_cell(seven, cell).share
        assert share is not None
        assert share.exponential / share.all_exponentials == pytest.approx(
            seven.value(cell), abs=1e-6
        )


def test_the_main_sources_come_first_with_what_they_add(seven: Flow) -> None:
    cell = Cell("conv2", 5, 1, 2)
    opened = open_sum(seven, cell)
    added = [added for _, added in main_sources(seven, cell, 4)]
    assert added == sorted(opened.contributions, key=abs, reverse=True)[:4]
    assert main_sources(seven, Cell("input", 0, 1, 1), 4) == []
    assert main_sources(seven, Cell("conv1", 5, 0, 0), 4) == []  # there is no ink


def test_the_kernels_of_the_first_layer_are_for_ink_from_0_to_1(seven: Flow) -> None:
    empty_corner = open_sum(seven, Cell("conv1", 5, 0, 0))
    assert not empty_corner.patches.any()
    assert empty_corner.total == empty_corner.bias


def test_kernels_are_called_what_they_are_most_like() -> None:
    upright = np.zeros((5, 5))
    upright[:, 2] = 1
    assert likeness(upright).pattern == "an upright stroke"
    assert likeness(upright.T).pattern == "a level stroke"
    assert likeness(np.eye(5)).pattern == "a stroke that falls to the right"
    assert likeness(np.eye(5)[::-1]).pattern == "a stroke that rises to the right"
    edge = np.zeros((5, 5))
    edge[3:] = 1
    assert likeness(edge).pattern == "ink below, paper above"
    assert likeness(edge).fits
    noise = np.random.default_rng(0).normal(size=(200, 5, 5))
    assert np.mean([likeness(kernel).fits for kernel in noise]) < 0.25
    assert not likeness(np.ones((5, 5))).fits


def test_places_are_told_in_words() -> None:
    assert place_in_words(Span(0, 0, 28, 28)) == "middle"
    assert place_in_words(Span(20, 1, 25, 6)) == "upper right"
    assert place_in_words(Span(11, 23, 16, 28)) == "foot"


def test_all_layers_are_those_of_the_torch_network(mnist: Path, recognizer: Recognizer) -> None:
    images: Images = (load_mnist(mnist, train=False).images[:1000] / 255).astype(np.float32)
    network = ConvNet()
    load_parameters(network, default_weights().parameters)
    with torch.inference_mode():
        x = (torch.from_numpy(images) - INPUT_MEAN) / INPUT_STD
        conv1 = network.conv1(x)
        pool1 = F.relu(F.max_pool2d(conv1, 3))
        conv2 = network.conv2(pool1)
        pool2 = F.relu(F.max_pool2d(conv2, 2))
        hidden = F.relu(network.fc1(pool2.flatten(1)))
        expected = (conv1, pool1, conv2, pool2, hidden, network.fc2(hidden))
    for name, found, wanted in zip(
        ("conv1", "pool1", "conv2", "pool2", "hidden", "logits"),
        recognizer.activations(images),
        expected,
        strict=True,
    ):
        np.testing.assert_allclose(found, wanted.numpy(), atol=1e-4, err_msg=name)


def test_a_map_is_named_only_where_its_kernel_is_like_the_word(seven: Flow) -> None:
    named = 0
    for channel, kernel in enumerate(seven.weights.parameters["conv1.weight"][:, 0]):
        said = tell(seven, Cell("conv1", channel, 11, 15))
        found = likeness(kernel)
        assert (found.pattern in said) == (found.correlation >= 0.6)
        assert ("has no name" in said) == (found.correlation < 0.6)
        named += found.fits
    assert 0 < named < 32


def test_of_each_layer_something_is_said_with_its_value(seven: Flow) -> None:
    assert tell(seven, Cell("input", 0, 9, 9)).endswith("here it is 1.00.")
    middle = seven.values["conv1"][:, 11, 15]
    most, least = int(middle.argmax()), int(middle.argmin())
    said = f"in the middle, it answers +{middle[most]:.2f}."
    assert said in tell(seven, Cell("conv1", most, 11, 15))
    said = f"says no: \N{MINUS SIGN}{-middle[least]:.2f}"
    assert said in tell(seven, Cell("conv1", least, 11, 15))
    silent = Cell("pool1", *map(int, np.argwhere(seven.values["pool1"] == 0)[0]))
    assert tell(seven, silent).endswith("it is silent.")
    conv2 = Cell("conv2", *map(int, np.argwhere(seven.values["conv2"] > 1)[0]))
    best = max(main_sources(seven, conv2, 32), key=lambda source: source[1])
    assert tell(seven, conv2).endswith(
        f", the most from map {best[0].channel + 1} (+{best[1]:.2f})."
    )
    unit = int(seven.weights.parameters["fc2.weight"][7].argmax())
    assert f"Unit {unit + 1} speaks most for 7" in tell(seven, Cell("hidden", unit))
    logit = f"+{seven.value(Cell('logits', 7)):.2f}"
    share = f"{seven.value(Cell('softmax', 7)):.1%}".replace("%", " %")
    assert f"for 7 and against it adds up to {logit}" in tell(seven, Cell("logits", 7))
    assert f"Softmax makes {share} of the {logit} for 7" in tell(seven, Cell("softmax", 7))
    assert describe(seven, Cell("softmax", 7)) == f"Class 7 of softmax: {share}"
    assert describe(seven, Cell("pool2", 22, 1, 0)).startswith("Map 23 of the second pool, row 2")
