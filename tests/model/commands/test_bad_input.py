"""Bad input of every kind is refused with one line that names it, and exit 2."""

import gzip
import os
import pickle
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from PIL import Image

from model.commands.command_line import main
from model.data.classes import DIGITS
from model.data.idx import read_idx
from model.errors import BadInput
from model.home.versions import keep_weights, learning_base
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.network.weights import Weights, default_weights, parameter_shapes, save_weights
from tests.conftest import HAND_DRAWN, write_idx
from tests.model.conftest import run_python


def refusal(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Return the one line with which a command refuses."""
    assert main([str(argument) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    [line] = captured.err.splitlines()
    assert "Traceback" not in line
    return line


def change(parameters: dict[str, np.ndarray], **changed: np.ndarray) -> dict[str, np.ndarray]:
    return parameters | {name.replace("__", "."): array for name, array in changed.items()}


ZEROS = {name: np.zeros(shape, np.float32) for name, shape in parameter_shapes(10).items()}
BROKEN_WEIGHTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "safetensors"),
    "truncated": (lambda: safetensors.numpy.save(ZEROS)[:-1000], "safetensors"),
    "a pickle": (lambda: pickle.dumps(ZEROS), "safetensors"),
    "another shape": (
        lambda: safetensors.numpy.save(change(ZEROS, conv1__weight=np.zeros((32, 1, 3, 3), "f4"))),
        "conv1.weight",
    ),
    "doubles": (
        lambda: safetensors.numpy.save(change(ZEROS, fc1__bias=np.zeros(200))),
        "fc1.bias",
    ),
    "another network": (
        lambda: safetensors.numpy.save({"layer": np.zeros(3, np.float32)}),
        "parameters",
    ),
    "NaN": (
        lambda: safetensors.numpy.save(change(ZEROS, fc2__bias=np.full(10, np.nan, "f4"))),
        "not finite",
    ),
    "no temperature": (
        lambda: safetensors.numpy.save(ZEROS, {"temperature": "0"}),
        "temperature",
    ),
    "words for metadata": (
        lambda: safetensors.numpy.save(ZEROS, {"test_error": "about one"}),
        "test_error",
    ),
}


@pytest.mark.parametrize("kind", BROKEN_WEIGHTS)
def test_broken_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    content, fault = BROKEN_WEIGHTS[kind]
    path = tmp_path / "w.safetensors"
    path.write_bytes(content())
    line = refusal(capsys, "recognize", HAND_DRAWN, "--weights", path)
    assert str(path) in line
    assert fault in line


GOOD_LINE = '{"strokes": [[[1, 2], [3, 4]]], "label": "7"}\n'
BROKEN_LINES = {
    "bad JSON": '{"strokes": [[[1, 2], [3',
    "no strokes": '{"label": "7"}',
    "a list": "[1, 2]",
    "infinity": '{"strokes": [[[1, Infinity]]]}',
    "a hidden infinity": '{"strokes": [[[1, 1e999]]]}',
    "not a number": '{"strokes": [[[NaN, 1]]]}',
    "far away": '{"strokes": [[[1e9, 1]]]}',
    "words": '{"strokes": [[["a", "b"]]]}',
    "unlike points": '{"strokes": [[[1, 2], [3]]]}',
    "an empty stroke": '{"strokes": [[]]}',
    "too much pressure": '{"strokes": [[[1, 2, 3]]]}',
    "a number for a label": '{"strokes": [], "label": 7}',
    "a million points": '{"strokes": [[' + ",".join(["[1,2]"] * 1_000_000) + "]]}",
    "bytes": "\udcff",
}


@pytest.mark.parametrize("kind", BROKEN_LINES)
def test_broken_ink_on_line_17(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    path = tmp_path / "ink.jsonl"
    text = GOOD_LINE * 16 + BROKEN_LINES[kind] + "\n"
    path.write_bytes(text.encode(errors="surrogateescape"))
    line = refusal(capsys, "evaluate", path)
    assert line.startswith(f"inkling: {path}, line 17: ")


@pytest.mark.parametrize("kind", ["cut off", "scrambled", "not gzip at all"])
def test_corrupt_gzip(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    data = bytearray(gzip.compress((GOOD_LINE * 2000).encode()))
    if kind == "cut off":
        del data[len(data) // 2 :]
    elif kind == "scrambled":
        data[40:60] = bytes(20)
    else:
        data = bytearray(b"\x1f\x8b" + b"no gzip" * 10)
    path = tmp_path / "ink.jsonl.gz"
    path.write_bytes(data)
    assert str(path) in refusal(capsys, "evaluate", path)


def png_of(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims this size."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("words.png", b"no picture"),
        ("empty.png", b""),
        ("cut.png", png_of(100, 100)),
        ("none.png", png_of(0, 0) + b"\0" * 30),
    ],
)
def test_no_image(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert str(path) in refusal(capsys, "recognize", path)


@pytest.mark.parametrize("size", [(30_000, 4), (4, 30_000), (10_000, 10_000)])
def test_an_image_too_large(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], size: tuple[int, int]
) -> None:
    path = tmp_path / "large.png"
    Image.new("1", size).save(path)
    line = refusal(capsys, "recognize", path)
    assert str(path) in line
    assert "too large" in line


def test_good_files_are_read_beside_a_bad_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.png").write_bytes(b"no")
    assert main(["recognize", str(tmp_path / "bad.png"), str(HAND_DRAWN)]) == 2
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 10
    assert len(captured.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("file", "magic", "array", "fault"),
    [
        ("train-images-idx3-ubyte", 2051, np.zeros((600, 28, 27)), "not 28 x 28"),
        ("train-images-idx3-ubyte", 2049, np.zeros((600, 28, 28)), "magic"),
        ("train-labels-idx1-ubyte", 2049, np.full(600, 10), "above 9"),
        ("train-labels-idx1-ubyte", 2049, np.zeros(599), "599 labels for 600 images"),
        ("t10k-labels-idx1-ubyte", 2051, np.zeros(200), "magic"),
    ],
)
def test_broken_mnist(
    small_mnist: Path,
    capsys: pytest.CaptureFixture[str],
    file: str,
    magic: int,
    array: np.ndarray,
    fault: str,
) -> None:
    write_idx(small_mnist / "MNIST" / "raw" / file, magic, array)
    options = ("--mnist", small_mnist, "--recipe", "lecture", "--device", "cpu")
    line = refusal(capsys, "train", *options)
    assert file in line
    assert fault in line


def test_short_mnist(small_mnist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = small_mnist / "MNIST" / "raw" / "t10k-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:-1])
    line = refusal(capsys, "evaluate", "mnist", "--mnist", small_mnist)
    assert str(path) in line


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["train", "--recipe", "magic"],
        ["train", "--epochs", "0"],
        ["train", "--epochs", "many"],
        ["train", "--lr", "nan"],
        ["train", "--batch-size", "-1"],
        ["train", "--seed", "-1"],
        ["train", "--data", "nowhere.jsonl"],
        ["recognize"],
        ["recognize", "nowhere.png"],
        ["recognize", "."],
        ["evaluate", "nowhere.jsonl"],
        ["evaluate", "mnist", "--mnist", "nowhere"],
        ["synthesize", "page.png", "--count", "0"],
        ["synthesize", "page.png", "--data", "mnist"],
        ["synthesize", "page.png", "--data", "letters", "--numbers"],
    ],
)
def test_bad_arguments(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    refusal(capsys, *arguments)


def test_an_ink_file_without_labels_cannot_be_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ink.jsonl"
    path.write_text('{"strokes": [[[1, 2]]]}\n')
    assert str(path) in refusal(capsys, "evaluate", path)


def test_out_that_cannot_be_written_is_refused_before_training(
    tmp_path: Path, small_mnist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    out = tmp_path / "file" / "w.safetensors"
    line = refusal(capsys, "train", "--mnist", small_mnist, "--out", out)
    assert str(out) in line


def test_saving_over_weights_replaces_them_whole(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(b"older")
    save_weights(path, default_weights())
    assert path.stat().st_size > 400_000
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "command",
    [
        ("train", "--data", "INK", "--out", "INK"),
        ("learn", "INK", "--out", "INK"),
        ("learn", "INK", "--weights", "WEIGHTS", "--out", "WEIGHTS"),
        ("evaluate", "INK", "--gallery", "INK"),
        ("evaluate", "INK", "--weights", "WEIGHTS", "--gallery", "WEIGHTS"),
    ],
)
def test_no_command_overwrites_what_it_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    ink, weights = tmp_path / "ink.jsonl", tmp_path / "w.safetensors"
    ink.write_bytes(HAND_DRAWN.read_bytes())
    save_weights(weights, default_weights())
    before = ink.read_bytes(), weights.read_bytes()
    named = {"INK": str(ink), "WEIGHTS": str(weights)}
    assert "would be overwritten" in refusal(capsys, *(named.get(x, x) for x in command))
    assert (ink.read_bytes(), weights.read_bytes()) == before


@pytest.mark.parametrize("seed", ["-1", str(2**32), str(10**30)])
@pytest.mark.parametrize("command", ["train", "learn", "synthesize"])
def test_seeds_out_of_range(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, seed: str
) -> None:
    first = {"train": [], "learn": [HAND_DRAWN], "synthesize": [tmp_path / "page.png"]}[command]
    assert "seed" in refusal(capsys, command, *first, "--seed", seed)


# Nobody gets in


POSTSCRIPT = """%!PS-Adobe-3.0 EPSF-3.0
%%BoundingBox: 0 0 28 28
%%EndComments
(NAME) (w) file closefile showpage
"""


def test_postscript_is_never_run_whatever_it_is_called(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "7.png"
    path.write_text(POSTSCRIPT.replace("NAME", str(tmp_path / "ran")))
    line = refusal(capsys, "recognize", path)
    assert line == (
        f"inkling: {path}: a picture in the format PostScript, which Inkling does not open; "
        "save it as PNG or JPEG"
    )
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("beginning", "name"),
    [
        (b"\0\0\0\x20ftypheic", "HEIC"),
        (b"\0\0\0\x20ftypavif", "AVIF"),
        (b"%PDF-1.7", "PDF"),
        (b"8BPS\0\x01", "Photoshop"),
    ],
)
def test_other_formats_are_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], beginning: bytes, name: str
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(beginning + bytes(100))
    assert f"in the format {name}," in refusal(capsys, "recognize", path)


def test_names_cannot_move_the_terminals_cursor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], hand_drawn: list[Drawing]
) -> None:
    path = tmp_path / "a\x1b[2J.jsonl"
    drawings = [replace(d, writer="me\x1b[31m\nerror 0 %\u202e") for d in hand_drawn]
    write_drawings(path, drawings)
    assert main(["evaluate", str(path)]) == 0
    output = capsys.readouterr().out
    assert "\\x1b[31m\\nerror 0 %\\u202e" in output
    assert not any(ord(character) < 32 and character != "\n" for character in output)
    line = refusal(capsys, "evaluate", tmp_path / "b\x1b[2J.jsonl")
    assert "\x1b" not in line


@pytest.mark.skipif(os.name != "posix", reason="needs devices and pipes")
@pytest.mark.parametrize("kind", ["a device", "a pipe"])
def test_what_has_no_end_is_refused_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    path = tmp_path / "w.safetensors"
    if kind == "a device":
        path.symlink_to("/dev/zero")
    else:
        os.mkfifo(path)
    assert "not a plain file" in refusal(capsys, "recognize", HAND_DRAWN, "--weights", path)


def test_gzipped_idx_files_unpack_within_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.data.idx.MAX_BYTES", 100_000)
    path = tmp_path / "a-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(bytes(10_000_000)))
    with pytest.raises(BadInput, match="unpacks to more than 100,000 bytes"):
        read_idx(path, DIGITS)


@pytest.mark.parametrize("shape", [(0, 2**32 - 1, 2**32 - 1), (2**32 - 1, 0, 28), (2**31, 28, 28)])
def test_idx_shapes_that_no_array_has(
    small_mnist: Path, capsys: pytest.CaptureFixture[str], shape: tuple[int, int, int]
) -> None:
    path = small_mnist / "MNIST" / "raw" / "t10k-images-idx3-ubyte"
    path.write_bytes(struct.pack(">4I", 2051, *shape))
    assert str(path.parent) in refusal(capsys, "evaluate", "mnist", "--mnist", small_mnist)


@pytest.mark.parametrize("base", ["../../secret", "/etc/passwd", "..", ""])
def test_the_base_of_a_version_is_no_path(
    home: Path, hand_drawn: list[Drawing], tmp_path: Path, base: str
) -> None:
    weights = default_weights()
    save_weights(tmp_path / "secret.safetensors", weights)
    card = replace(weights.card, base=base)
    keep_weights(Weights(weights.parameters, card), datetime(2026, 1, 1))
    name, _ = learning_base()
    assert name == "built-in"


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate"])
def test_what_libraries_say_themselves_goes_to_the_log(
    tmp_path: Path, home: Path, compression: str
) -> None:
    path = tmp_path / "bad.tif"
    px = np.random.default_rng(0).integers(0, 255, (200, 200), dtype=np.uint8)
    Image.fromarray(px).save(path, compression=compression)
    data = bytearray(path.read_bytes())
    data[300:-300:7] = b"Z" * len(data[300:-300:7])
    path.write_bytes(data)
    process = run_python("-m", "model", "recognize", path)
    assert process.returncode == 2
    assert process.stderr == f"inkling: {path}: cannot be read (a damaged image)\n"
    assert (home / "inkling.log").read_text()
