"""Files that are no pictures, or damaged ones: refused in a sentence that names them."""

import io
import os
import re
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.field import FIELD
from model.ink.picture import MAX_FILE_BYTES, MAX_SIDE_PX, read_picture
from tests.model.conftest import png_of_size, run_python
from tests.model.ink.helpers import paint


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        read_picture(path)
    message = str(refused.value)
    assert str(path) in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("data", [b"", b"\x00", b"no picture at all", b"{}", b"%!PS-Adobe-3.0\n"])
def test_what_is_not_an_image_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "image.png"
    path.write_bytes(data)
    refusal(path)


@pytest.mark.parametrize("size", [(0, 0), (0, 20), (20, 0)])
def test_an_image_of_no_px_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "none.png"
    path.write_bytes(png_of_size(*size))
    refusal(path)


@pytest.mark.parametrize("size", [(30_000, 1), (1, 30_000), (30_000, 30_000), (10_000, 9_000)])
def test_an_image_too_large_is_refused_without_reading_its_px(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(png_of_size(*size))
    assert "too large" in refusal(path)


def test_an_image_as_long_as_may_be_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.png"
    path.write_bytes(png_of_size(MAX_SIDE_PX, 1))
    assert not read_picture(path).input.any()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".gif", ".bmp", ".tif", ".webp"])
def test_a_truncated_image_is_refused(
    tmp_path: Path, hand_drawn: list[Drawing], suffix: str, share: float
) -> None:
    path = tmp_path / f"cut{suffix}"
    noise = np.random.default_rng(0).integers(0, 255, (60, 60, 3), np.uint8)
    Image.fromarray(noise).save(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    refusal(path)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".gif", ".bmp", ".tif", ".webp", ".ppm"])
def test_a_damaged_image_is_read_or_refused(
    tmp_path: Path, hand_drawn: list[Drawing], suffix: str
) -> None:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    paint(hand_drawn[5], side_px=60).save(
        buffer,
        Image.registered_extensions()[suffix],
        **({} if suffix in (".gif", ".bmp", ".ppm") else {"exif": exif}),
    )
    random = np.random.default_rng(0)
    path = tmp_path / f"damaged{suffix}"
    for _ in range(150):
        data = bytearray(buffer.getvalue())
        # Mostly at the beginning, where the structure is.
        reach = min(len(data), 200) if random.random() < 0.7 else len(data)
        for place in random.integers(0, reach, random.integers(1, 4)):
            data[place] = random.integers(0, 256)
        path.write_bytes(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own words on what it passes over
            try:
                assert read_picture(path).input.shape == (1, 1, FIELD, FIELD)
            except BadInput as error:
                assert str(path) in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    ("kind", "cut", "size", "fault"),
    [
        ("JPEG", 4, MAX_FILE_BYTES, "a damaged image"),
        ("JPEG", 60, MAX_FILE_BYTES, "a damaged image"),
        ("GIF", 13, MAX_FILE_BYTES, "a damaged image"),
        ("WEBP", 20, MAX_FILE_BYTES + 1, "larger than 250,000,000 bytes"),
    ],
)
def test_a_picture_that_goes_on_with_a_hole_is_refused_in_time(
    tmp_path: Path, kind: str, cut: int, size: int, fault: str
) -> None:
    path = tmp_path / "hole"
    Image.new("L", (40, 40)).save(path, kind)
    os.truncate(path, cut)
    os.truncate(path, size)
    begin = time.process_time()
    with pytest.raises(BadInput, match=fault):
        read_picture(path)
    assert time.process_time() - begin < 8  # all of it, byte by byte, took at least 20


def test_px_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "nan.tif"
    Image.fromarray(np.full((30, 30), np.nan, np.float32)).save(path)
    refusal(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "missing.png")
    refusal(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="has no peak of memory to be asked for")
def test_a_small_file_of_a_long_line_takes_no_more_memory_than_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "diagonal.png"
    image = Image.new("L", (MAX_SIDE_PX, 2), 255)
    image.paste(0, (0, 0, MAX_SIDE_PX // 2, 1))
    image.paste(0, (MAX_SIDE_PX // 2, 1, MAX_SIDE_PX, 2))
    image.save(path)
    assert path.stat().st_size < 500
    program = "import sys; from pathlib import Path; "
    program += "from model.ink.picture import read_picture; read_picture(Path(sys.argv[1])); "
    program += "print(Path('/proc/self/status').read_text())"
    # Of the process itself: what `getrusage` tells has the peak of its parent in it.
    peak = re.search(r"VmHWM:\s*(\d+) kB", run_python("-c", program, path).stdout)
    assert peak is not None
    assert int(peak[1]) < 400_000  # squared, it took 7 GB
