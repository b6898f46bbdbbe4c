"""The network as one ONNX file, written from its weights; the door to the onnx library, an extra.

https://onnx.ai/onnx/operators/ has the operators, each with the versions of its meaning.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import NotInstalled
from model.ink.formats import Format
from model.network.weights import (
    INPUT_MEAN,
    INPUT_STD,
    RunCard,
    Weights,
    file_metadata,
    parameter_shapes,
)

ONNX = Format("ONNX file", (".onnx",))
OPSET = 13
"""The oldest in which softmax is what it is today, so that the oldest runtimes load the file."""
IR_VERSION = 7
"""That of the release that brought OPSET; the library's own would be too new for most runtimes."""
INPUT, PROBABILITIES, IS_KNOWN = "images", "probabilities", "is_known"
_BATCH = "N"
_INPUT_WORDS = "images of writing, fitted and centred as MNIST's; float32 in [0, 1], ink = 1"
_KNOWN_WORDS = "how likely each image shows one of the classes at all; from 0.5 it is taken for one"


def write_onnx(weights: Weights) -> bytes:
    """Return an ONNX file of the network; the same weights give the same bytes.

    Its input is `images`, (N, 1, 28, 28) float32 in [0, 1], ink = 1; its outputs are those of
    `Recognizer.predict`: `probabilities`, (N, C), and `is_known`, (N,). Its metadata are those of
    a weights file. Raises NotInstalled without the onnx library.
    """
    onnx = _import_onnx()
    helper, float32 = onnx.helper, onnx.TensorProto.FLOAT
    count = len(weights.classes)
    graph = helper.make_graph(
        list(_nodes(helper, weights.card)),
        "Inkling",
        [helper.make_tensor_value_info(INPUT, float32, [_BATCH, 1, 28, 28], _INPUT_WORDS)],
        [
            helper.make_tensor_value_info(
                PROBABILITIES, float32, [_BATCH, count], f"of the classes {weights.classes}"
            ),
            helper.make_tensor_value_info(IS_KNOWN, float32, [_BATCH], _KNOWN_WORDS),
        ],
        [onnx.numpy_helper.from_array(array, name) for name, array in _constants(weights).items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="Inkling",
    )
    helper.set_model_props(model, file_metadata(weights))
    onnx.checker.check_model(model, full_check=True)
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def is_onnx_here() -> bool:
    """Return whether the onnx library is installed."""
    try:
        _import_onnx()
    except NotInstalled:
        return False
    return True


def _import_onnx() -> ModuleType:
    try:
        onnx = import_module("onnx")
    except ModuleNotFoundError as error:
        if error.name != "onnx":
            raise
        raise NotInstalled("writing ONNX files", "the onnx library", "onnx") from error
    for name in ("checker", "helper", "numpy_helper"):
        import_module(f"onnx.{name}")
    return onnx


def _constants(weights: Weights) -> Mapping[str, NDArray[Any]]:
    """Return all that the nodes take besides the images, always in the same order."""
    card, count = weights.card, len(weights.classes)
    parameters = weights.parameters  # in a file's order, which is chance
    numbers = {
        "mean": INPUT_MEAN,
        "std": INPUT_STD,
        "temperature": card.temperature,
        "zero": 0,
    }
    if card.known_threshold is not None:
        numbers |= {"threshold": card.known_threshold, "slope": card.known_slope}
    return {
        **{name: parameters[name] for name in parameter_shapes(count)},
        **{name: np.asarray(number, np.float32) for name, number in numbers.items()},
        "uniform": np.full((1, count), 1 / count, np.float32),
        "class_axis": np.array([1], np.int64),
    }


def _nodes(helper: Any, card: RunCard) -> Iterator[Any]:
    """Yield the operators, in order; those of the network are as `convnet.ConvNet` has them."""
    node = helper.make_node
    yield node("Sub", ["images", "mean"], ["centred"])
    yield node("Div", ["centred", "std"], ["normalised"])
    yield node("Conv", ["normalised", "conv1.weight", "conv1.bias"], ["conv1"])  # (N, 32, 24, 24)
    yield node("MaxPool", ["conv1"], ["pooled1"], kernel_shape=[3, 3], strides=[3, 3])
    yield node("Relu", ["pooled1"], ["pool1"])  # (N, 32, 8, 8)
    yield node("Conv", ["pool1", "conv2.weight", "conv2.bias"], ["conv2"])  # (N, 64, 4, 4)
    yield node("MaxPool", ["conv2"], ["pooled2"], kernel_shape=[2, 2], strides=[2, 2])
    yield node("Relu", ["pooled2"], ["pool2"])  # (N, 64, 2, 2)
    yield node("Flatten", ["pool2"], ["features"])  # (N, 256)
    yield node("Gemm", ["features", "fc1.weight", "fc1.bias"], ["fc1"], transB=1)
    yield node("Relu", ["fc1"], ["hidden"])  # (N, 200)
    yield node("Gemm", ["hidden", "fc2.weight", "fc2.bias"], ["logits"], transB=1)  # (N, C)

    # An image without ink says nothing: see `Recognizer.predict`.
    yield node("ReduceMax", ["images"], ["most_ink"], axes=[1, 2, 3], keepdims=1)
    yield node("Flatten", ["most_ink"], ["most"])  # (N, 1)
    yield node("Greater", ["most", "zero"], ["has_ink"])
    yield node("Div", ["logits", "temperature"], ["tempered"])
    yield node("Softmax", ["tempered"], ["softmax"], axis=1)
    yield node("Where", ["has_ink", "softmax", "uniform"], [PROBABILITIES])

    if card.known_threshold is None:
        yield node("Cast", ["has_ink"], ["known"], to=1)  # to float32
    else:
        # `calibration.score`, written out: not every runtime keeps ReduceLogSumExp from overflow.
        yield node("ReduceMax", ["logits"], ["top"], axes=[1], keepdims=1)  # (N, 1)
        yield node("Sub", ["logits", "top"], ["below_top"])
        yield node("Exp", ["below_top"], ["shares"])
        yield node("ReduceSum", ["shares", "class_axis"], ["total"], keepdims=1)
        yield node("Log", ["total"], ["above_top"])
        yield node("Add", ["top", "above_top"], ["score"])
        yield node("Sub", ["score", "threshold"], ["margin"])
        yield node("Mul", ["margin", "slope"], ["sloped"])
        yield node("Sigmoid", ["sloped"], ["likelihood"])
        yield node("Where", ["has_ink", "likelihood", "zero"], ["known"])
    yield node("Squeeze", ["known", "class_axis"], [IS_KNOWN])  # (N,)
