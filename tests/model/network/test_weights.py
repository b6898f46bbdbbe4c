import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import BadInput
from model.ink.raster import rasterize
from model.network.recognizer import Recognizer
from model.network.weights import (
    MAX_PARAMETER,
    TEMPERATURES,
    RunCard,
    Weights,
    load_weights,
    parameter_shapes,
    save_weights,
)
from tests.model.conftest import lines_drawing, make_weights, run_python
from tests.model.storage.test_files import LIMITED

CARD = RunCard(
    recipe="inkling",
    data="MNIST + mine.jsonl",
    seed=7,
    device="cuda (NVIDIA H200)",
    seconds=12.5,
    validation_error=0.0051,
    test_error=0.0047,
    temperature=1.25,
    known_threshold=6.5,
    known_slope=2.0,
    date="2026-01-02T03:04:05+00:00",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "w.safetensors"


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        load_weights(path)
    message = str(refused.value)
    assert str(path) in message
    assert "\n" not in message
    return message


# Round trips


@pytest.mark.parametrize("card", [CARD, RunCard()])
def test_what_is_saved_is_loaded_with_its_card(path: Path, card: RunCard) -> None:
    weights = make_weights(1, card)
    save_weights(path, weights)
    loaded = load_weights(path)
    assert loaded.card == card
    assert loaded.parameters.keys() == weights.parameters.keys()
    for name, array in weights.parameters.items():
        assert loaded.parameters[name].tobytes() == array.tobytes()


numbers = st.floats(-1e30, 1e30)


@settings(max_examples=25)
@given(
    st.builds(
        RunCard,
        recipe=st.none() | st.text(),
        data=st.none() | st.text(),
        seed=st.none() | st.integers(0, 2**32 - 1),
        test_error=st.none() | st.floats(0, 1),
        temperature=st.floats(*TEMPERATURES),
        known_threshold=st.none() | numbers,
        known_slope=st.floats(1e-6, 1e6),
    )
)
def test_any_card_comes_back(tmp_path_factory: pytest.TempPathFactory, card: RunCard) -> None:
    path = tmp_path_factory.mktemp("weights") / "w.safetensors"
    save_weights(path, make_weights(0, card))
    assert load_weights(path).card == card


def test_arrays_that_lie_unlike_c_are_saved_as_they_read(path: Path) -> None:
    weights = make_weights(2)
    turned = {name: np.asfortranarray(array) for name, array in weights.parameters.items()}
    save_weights(path, Weights(turned))
    for name, array in load_weights(path).parameters.items():
        assert np.array_equal(array, weights.parameters[name])


def test_a_file_without_metadata_has_an_empty_card(path: Path) -> None:
    path.write_bytes(safetensors.numpy.save(dict(make_weights().parameters)))
    assert load_weights(path).card == RunCard()


def test_fields_that_a_later_version_adds_are_passed_over(path: Path) -> None:
    path.write_bytes(
        safetensors.numpy.save(dict(make_weights().parameters), {"mood": "good", "seed": "3"})
    )
    assert load_weights(path).card == RunCard(seed=3)


def test_the_file_is_plain_safetensors_with_the_networks_names(path: Path) -> None:
    save_weights(path, make_weights(0, CARD))
    with safetensors.safe_open(path, "numpy") as file:
        assert set(file.keys()) == set(parameter_shapes(10))
        assert json.loads(file.metadata()["test_error"]) == CARD.test_error
        assert file.metadata()["version"]


# Refusals, each one sentence naming the file


def header_of(data: bytes) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(data[8 : 8 + struct.unpack("<Q", data[:8])[0]])
    return header


def with_header(header: bytes, body: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + body


def saved(**changed: np.ndarray | None) -> bytes:
    """Return a file with these parameters changed, or left out; "__" stands for a dot."""
    parameters = dict(make_weights().parameters)
    for name, array in changed.items():
        parameters.pop(name.replace("__", "."), None)
        if array is not None:
            parameters[name.replace("__", ".")] = array
    return safetensors.numpy.save(parameters)


def filled(value: float) -> np.ndarray:
    array = np.zeros((200, 256), np.float32)
    array[17, 3] = value
    return array


NOT_WHOLE = "not a whole safetensors file"
OTHER_NETWORK = "its parameters are not those of Inkling's network"
BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", NOT_WHOLE),
    "one byte": (lambda: b"\x00", NOT_WHOLE),
    "zeros": (lambda: bytes(1000), NOT_WHOLE),
    "text": (lambda: b"not weights at all " * 50, NOT_WHOLE),
    "a header without end": (lambda: struct.pack("<Q", 2**63) + b"{}", NOT_WHOLE),
    "a header that is a list": (lambda: with_header(b"[1, 2]"), NOT_WHOLE),
    "a header that is not JSON": (lambda: with_header(b"{nonsense}"), NOT_WHOLE),
    "a header of other bytes": (lambda: with_header(b"\xff\xfe\xfd"), NOT_WHOLE),
    "cut in the header": (lambda: saved()[:100], NOT_WHOLE),
    "cut in the middle": (lambda: saved()[:200_000], NOT_WHOLE),
    "cut by a byte": (lambda: saved()[:-1], NOT_WHOLE),
    "a byte more": (lambda: saved() + b"\0", NOT_WHOLE),
    "no parameters": (lambda: with_header(b"{}"), OTHER_NETWORK),
    "one missing": (lambda: saved(fc2__bias=None), OTHER_NETWORK),
    "one more": (lambda: saved(fc3__bias=np.zeros(3, "f4")), OTHER_NETWORK),
    "a wrong shape": (lambda: saved(conv1__weight=np.zeros((32, 1, 3, 3), "f4")), "conv1.weight"),
    "a turned shape": (lambda: saved(fc1__weight=np.zeros((256, 200), "f4")), "fc1.weight"),
    "doubles": (lambda: saved(fc2__bias=np.zeros(10)), "fc2.bias"),
    "halves": (lambda: saved(fc2__bias=np.zeros(10, "f2")), "fc2.bias"),
    "whole numbers": (lambda: saved(fc2__bias=np.zeros(10, "i4")), "fc2.bias"),
    "NaN": (lambda: saved(fc1__weight=filled(np.nan)), "fc1.weight holds numbers"),
    "infinity": (lambda: saved(fc1__weight=filled(-np.inf)), "fc1.weight holds numbers"),
    "huge numbers": (lambda: saved(fc1__weight=filled(1e38)), "fc1.weight holds numbers"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_weights_file_of_this_network_is_refused(path: Path, kind: str) -> None:
    make, fault = BROKEN[kind]
    path.write_bytes(make())
    assert fault in refusal(path)


def test_what_torch_pickles_is_refused_and_never_unpickled(path: Path, tmp_path: Path) -> None:
    import torch

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (tmp_path / "sprung",)  # type: ignore[return-value]

    from model.network.convnet import ConvNet

    for pickled in (ConvNet().state_dict(), {"conv1.weight": Trap()}):
        for in_a_zip in (True, False):
            torch.save(pickled, path, _use_new_zipfile_serialization=in_a_zip)
            assert NOT_WHOLE in refusal(path)
    assert not (tmp_path / "sprung").exists()


def test_bfloat16_is_refused(path: Path) -> None:
    data = saved()
    header = header_of(data)
    body = data[-sum(4 * int(np.prod(shape)) for shape in parameter_shapes(10).values()) :]
    for entry in header.values():
        entry["dtype"] = "BF16"
        entry["shape"] = [*entry["shape"][:-1], entry["shape"][-1] * 2]
    path.write_bytes(with_header(json.dumps(header).encode(), body))
    refusal(path)


def test_a_huge_file_is_refused_unread(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a hole: takes no room on the disk
    assert "larger than 10,000,000 bytes" in refusal(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("temperature", "0"),
        ("temperature", "-1"),
        ("temperature", "NaN"),
        ("temperature", "Infinity"),
        ("temperature", "1e-60"),
        ("temperature", "1e30"),
        ("temperature", "true"),
        ("temperature", '"warm"'),
        ("temperature", "[1.0]"),
        ("temperature", "1" + "0" * 400),
        ("temperature", "1" * 5000),
        ("temperature", "[" * 100_000),
        ("temperature", "warm"),
        ("temperature", ""),
        ("known_slope", "0"),
        ("known_slope", "-2"),
        ("known_slope", "NaN"),
        ("known_threshold", "NaN"),
        ("known_threshold", '"high"'),
        ("test_error", '"low"'),
        ("test_error", "NaN"),
        ("validation_error", "{}"),
        ("seconds", "[]"),
        ("seed", '"lucky"'),
        ("recipe", "7"),
        ("data", "[]"),
        ("device", "{}"),
        ("date", "2026"),
    ],
)
def test_a_card_of_nonsense_is_refused_by_its_field(path: Path, field: str, value: str) -> None:
    path.write_bytes(safetensors.numpy.save(dict(make_weights().parameters), {field: value}))
    assert field in refusal(path)


def test_a_missing_file_and_a_folder_are_refused(path: Path, tmp_path: Path) -> None:
    assert refusal(path) == f"cannot read {path}: No such file or directory"
    assert refusal(tmp_path).startswith(f"cannot read {tmp_path}: ")


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4),
    st.booleans(),
)
def test_a_damaged_file_is_refused_or_gives_finite_probabilities(
    tmp_path_factory: pytest.TempPathFactory,
    damages: list[tuple[float, int]],
    in_header: bool,
) -> None:
    path = tmp_path_factory.mktemp("weights") / "w.safetensors"
    save_weights(path, make_weights(0, CARD))
    data = bytearray(path.read_bytes())
    reach = 900 if in_header else len(data)
    for place, value in damages:
        data[int(place * (reach - 1))] = value
    path.write_bytes(data)
    try:
        weights = load_weights(path)
    except BadInput as error:
        assert str(path) in str(error)  # noqa: PT017
        return
    images = rasterize([lines_drawing([(0, 0), (10, 40)])])
    [prediction] = Recognizer(weights).predict(images)
    assert np.isfinite(prediction.probabilities).all()
    assert 0 <= prediction.is_known <= 1


def test_the_largest_parameters_allowed_give_finite_probabilities(path: Path) -> None:
    largest = {
        name: np.full(shape, MAX_PARAMETER, np.float32)
        for name, shape in parameter_shapes(10).items()
    }
    card = RunCard(temperature=TEMPERATURES[0], known_threshold=1.0)
    save_weights(path, Weights(largest, card))
    images = np.ones((2, 1, 28, 28), np.float32)
    for prediction in Recognizer(load_weights(path)).predict(images):
        assert np.isfinite(prediction.probabilities).all()
        assert 0 <= prediction.is_known <= 1


# Saving

SAVE = """
import sys
from pathlib import Path
from model.errors import BadInput
from model.network.weights import default_weights, save_weights
path = Path(sys.argv[1])
weights = default_weights()
try:
    save_weights(path, weights)
except BadInput as error:
    print(error)
print(sorted(entry.name for entry in path.parent.iterdir()))
print(path.exists() and path.read_bytes()[:10])
"""


def test_a_full_disk_leaves_the_old_weights(
    small_disk: tuple[Path, tuple[str | Path, ...]],
) -> None:
    path = small_disk[0] / "old.safetensors"
    process = run_python("-c", SAVE, path, prefix=small_disk[1])
    assert process.returncode == 0, process.stderr
    assert process.stdout.splitlines() == [
        f"cannot write {path}: No space left on device",
        "['old.safetensors']",
        "b'old'",
    ]


def test_a_read_only_disk_is_refused(
    read_only_disk: tuple[Path, tuple[str | Path, ...]],
) -> None:
    path = read_only_disk[0] / "new.safetensors"
    process = run_python("-c", SAVE, path, prefix=read_only_disk[1])
    assert process.returncode == 0, process.stderr
    assert process.stdout.splitlines()[0] == f"cannot write {path}: Read-only file system"


def test_a_file_that_may_not_grow_leaves_the_old_weights(path: Path) -> None:
    pytest.importorskip("resource", reason="needs a limit on file sizes")
    path.write_bytes(b"old")
    process = run_python("-c", LIMITED + SAVE, path)
    assert process.returncode == 0, process.stderr
    assert process.stdout.splitlines() == [
        f"cannot write {path}: File too large",
        "['w.safetensors']",
        "b'old'",
    ]


def test_what_an_error_quotes_of_a_file_is_cut_short(path: Path) -> None:
    entry = {"dtype": "F99" * 5_000, "shape": [1], "data_offsets": [0, 4]}
    header = json.dumps({"a": entry}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(4))
    assert "unknown variant `F99F99" in refusal(path)
    assert len(refusal(path)) < len(str(path)) + 300
