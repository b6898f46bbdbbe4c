"""Pictures as the network's input, and as the window shows them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageOps

from model.ink.drawing import Drawing
from model.ink.editing import fit_to_pad
from model.ink.field import FIELD
from model.ink.picture import PREVIEW_SIDE_PX, image_to_input, picture_of, read_picture
from model.ink.raster import rasterize
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from tests.conftest import load_mnist
from tests.model.ink.helpers import paint

DIGITS = range(10)


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())


@pytest.fixture(scope="module")
def painted(hand_drawn: list[Drawing]) -> list[tuple[Drawing, NDArray[np.float32]]]:
    """Some digits, and the input that each gives painted black on white."""
    return [(drawing, image_to_input(paint(drawing))) for drawing in hand_drawn[::4]]


def on_transparency(drawing: Drawing, color: tuple[int, int, int]) -> Image.Image:
    image = Image.new("RGBA", (400, 400), (*color, 255))
    image.putalpha(paint(drawing, paper=0, ink=255))
    return image


def palette_with_transparent_paper(drawing: Drawing) -> Image.Image:
    image = paint(drawing).point(lambda value: 1 if value < 128 else 0).convert("P")
    image.putpalette([0, 0, 0, 10, 20, 90])
    image.info["transparency"] = 0
    return image


def sixteen_bits(drawing: Drawing) -> Image.Image:
    return Image.fromarray(np.asarray(paint(drawing)).astype(np.uint16) * 100 + 3000)


def floats(drawing: Drawing) -> Image.Image:
    return Image.fromarray(np.asarray(paint(drawing), np.float32) / 255)


def colored(drawing: Drawing, paper: str, ink: str) -> Image.Image:
    return ImageOps.colorize(paint(drawing), black=ink, white=paper)


def gray_with_alpha(drawing: Drawing) -> Image.Image:
    return on_transparency(drawing, (0, 0, 0)).convert("LA")


MODES: dict[str, tuple[str, Callable[[Drawing], Image.Image]]] = {
    "L": (".png", paint),
    "L, white on black": (".png", lambda d: paint(d, paper=0, ink=255)),
    "L, gray on gray": (".png", lambda d: paint(d, paper=170, ink=90)),
    "1": (".png", lambda d: paint(d).convert("1", dither=Image.Dither.NONE)),
    "1, inverted": (".png", lambda d: paint(d, paper=0, ink=255).point(lambda v: v > 128, "1")),
    "LA": (".png", gray_with_alpha),
    "P": (".gif", lambda d: paint(d).quantize(16)),
    "P, transparent": (".png", palette_with_transparent_paper),
    "P, transparent GIF": (".gif", palette_with_transparent_paper),
    "RGB, blue on yellow": (".png", lambda d: colored(d, "khaki", "navy")),
    "RGB, yellow on blue": (".png", lambda d: colored(d, "navy", "khaki")),
    "RGB, red on white": (".bmp", lambda d: colored(d, "white", "red")),
    "RGB, JPEG": (".jpg", lambda d: paint(d).convert("RGB")),
    "RGB, WebP": (".webp", lambda d: paint(d).convert("RGB")),
    "RGBA, opaque": (".png", lambda d: paint(d).convert("RGBA")),
    "RGBA, black on nothing": (".png", lambda d: on_transparency(d, (0, 0, 0))),
    "RGBA, white on nothing": (".png", lambda d: on_transparency(d, (255, 255, 255))),
    "RGBA, red on nothing": (".png", lambda d: on_transparency(d, (200, 30, 30))),
    "I;16": (".png", sixteen_bits),
    "I;16, TIFF": (".tif", sixteen_bits),
    "I": (".tif", lambda d: paint(d).convert("I")),
    "F": (".tif", floats),
    "CMYK": (".jpg", lambda d: paint(d).convert("CMYK")),
    "CMYK, TIFF": (".tif", lambda d: paint(d).convert("CMYK")),
    "YCbCr": (".tif", lambda d: paint(d).convert("YCbCr")),
}
"""Pictures of a digit in every mode, with the suffix of a file that keeps it."""


@pytest.mark.parametrize("name", MODES)
def test_a_digit_in_any_mode_polarity_and_transparency_is_read(
    tmp_path: Path,
    recognizer: Recognizer,
    painted: list[tuple[Drawing, NDArray[np.float32]]],
    name: str,
) -> None:
    suffix, make = MODES[name]
    path = tmp_path / f"digit{suffix}"
    digits = []
    for drawing, plain in painted:
        make(drawing).save(path)
        picture = read_picture(path)
        assert picture.input.shape == (1, 1, FIELD, FIELD)
        assert picture.input.dtype == np.float32
        assert picture.input.min() >= 0
        assert picture.input.max() <= 1
        assert np.abs(picture.input - plain).mean() < 0.01  # of mean ink of 0.13
        digits.append(recognizer.predict(picture.input)[0].label)
    assert digits == [drawing.label for drawing, _ in painted]


@pytest.mark.parametrize("name", ["L, white on black", "RGBA, black on nothing", "CMYK, TIFF"])
def test_lossless_modes_give_the_same_input(
    painted: list[tuple[Drawing, NDArray[np.float32]]], name: str
) -> None:
    for drawing, plain in painted:
        assert np.abs(image_to_input(MODES[name][1](drawing)) - plain).max() < 0.03


def test_a_picture_gives_nearly_the_input_that_its_strokes_give(hand_drawn: list[Drawing]) -> None:
    for drawing, drawn in zip(hand_drawn, rasterize(hand_drawn), strict=True):
        painted = image_to_input(paint(drawing, width_px=PEN_LIKE_WIDTH_PX * extent(drawing)))[0]
        assert np.abs(painted - drawn).mean() < 0.02
        assert np.corrcoef(painted.ravel(), drawn.ravel())[0, 1] > 0.97


PEN_LIKE_WIDTH_PX = 2.4 / 17.6
"""Of the ink's extent: what the pen of the rasteriser is."""


def filling_the_pad(drawing: Drawing) -> Drawing:
    far_away = Drawing(tuple(stroke[:, :2] + 1000 for stroke in drawing.strokes), drawing.label)
    return fit_to_pad(far_away, 400)


def extent(drawing: Drawing) -> float:
    left, top, right, bottom = drawing.bounds()
    return max(right - left, bottom - top)


@pytest.mark.parametrize("side_px", [28, 40, 64, 200, 1000, 4000])
def test_a_digit_of_any_size_is_read(
    tmp_path: Path, recognizer: Recognizer, hand_drawn: list[Drawing], side_px: int
) -> None:
    path = tmp_path / "digit.png"
    some = hand_drawn if side_px < 1000 else hand_drawn[3:4]
    for drawing in some:
        paint(filling_the_pad(drawing), side_px, width_px=30).save(path)
        prediction = recognizer.predict(read_picture(path).input)[0]
        assert prediction.label == drawing.label


@pytest.mark.parametrize("width_px", [2, 4, 8, 18, 30, 45])
def test_a_digit_of_any_pen_is_read(
    recognizer: Recognizer, hand_drawn: list[Drawing], width_px: float
) -> None:
    images = np.concatenate([image_to_input(paint(d, width_px=width_px)) for d in hand_drawn])
    assert [p.label for p in recognizer.predict(images)] == list("0123456789")


def test_a_thin_line_gives_nearly_the_input_that_its_strokes_give(
    hand_drawn: list[Drawing],
) -> None:
    for drawing, drawn in zip(hand_drawn, rasterize(hand_drawn), strict=True):
        thin = image_to_input(paint(drawing, width_px=3))[0]
        assert np.corrcoef(thin.ravel(), drawn.ravel())[0, 1] > 0.93
        assert 0.7 < thin.sum() / drawn.sum() < 1.4


@settings(max_examples=12)
@given(x=st.integers(-60, 60), y=st.integers(-60, 60), digit=st.sampled_from(DIGITS))
def test_place_in_the_picture_does_not_matter(
    hand_drawn: list[Drawing], x: int, y: int, digit: int
) -> None:
    image = paint(hand_drawn[digit])
    field = Image.new("L", (700, 700), 255)
    field.paste(image, (150 + x, 150 + y))
    assert np.abs(image_to_input(field) - image_to_input(image)).max() < 0.02


def test_wide_and_tall_pictures_keep_the_digits_shape(hand_drawn: list[Drawing]) -> None:
    square = paint(hand_drawn[4])
    for size in ((1200, 400), (400, 1200)):
        field = Image.new("L", size, 255)
        field.paste(square, (0, 0))
        assert np.abs(image_to_input(field) - image_to_input(square)).max() < 0.02


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif"])
def test_the_rotation_that_a_camera_noted_is_undone(
    tmp_path: Path,
    painted: list[tuple[Drawing, NDArray[np.float32]]],
    orientation: int,
    suffix: str,
) -> None:
    drawing, plain = painted[1]
    upright = paint(drawing)
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"photo{suffix}"
    stored.save(path, exif=exif)
    assert np.abs(read_picture(path).input - plain).mean() < 0.005


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "F", "CMYK"])
@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 50)])
@pytest.mark.parametrize("value", [0, 1])
def test_a_blank_picture_has_no_ink(mode: str, size: tuple[int, int], value: int) -> None:
    color = (value,) * len(Image.new(mode, (1, 1)).getbands())
    assert not image_to_input(Image.new(mode, size, color if len(color) > 1 else value)).any()


def test_a_picture_that_is_all_transparent_has_no_ink() -> None:
    hidden = Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 40, 4), np.uint8))
    hidden.putalpha(0)
    assert not image_to_input(hidden).any()


def test_the_noise_of_a_blank_page_is_not_ink() -> None:
    noise = np.random.default_rng(0).integers(246, 255, (300, 300), np.uint8)
    assert not image_to_input(Image.fromarray(noise)).any()


@given(
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    seed=st.integers(0, 9999),
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"]),
)
def test_any_px_give_an_input_in_range(width: int, height: int, seed: int, mode: str) -> None:
    bands = len(Image.new(mode, (1, 1)).getbands())
    size = (width, height) if mode != "1" else ((width + 7) // 8 * 8, height)
    data = np.random.default_rng(seed).bytes(size[0] * size[1] * bands)
    inputs = image_to_input(
        Image.frombytes(
            "L" if mode == "P" else mode,
            size,
            data[: size[0] * size[1] // (8 if mode == "1" else 1) * bands],
        ).convert(mode)
    )
    assert inputs.shape == (1, 1, FIELD, FIELD)
    assert np.isfinite(inputs).all()
    assert inputs.min() >= 0
    assert inputs.max() <= 1


# What the window gets


def test_the_preview_is_small_rgba_and_the_picture_stays(hand_drawn: list[Drawing]) -> None:
    image = paint(hand_drawn[2], side_px=1500)
    before = image.tobytes()
    picture = picture_of(np.asarray(image.convert("RGBA")))
    assert picture.preview.shape == (PREVIEW_SIDE_PX, PREVIEW_SIDE_PX, 4)
    assert picture.preview.dtype == np.uint8
    assert image.tobytes() == before
    assert np.array_equal(picture.input, image_to_input(image.convert("RGBA")))


@pytest.mark.parametrize("name", ["I;16", "I", "F"])
def test_the_preview_of_deep_pictures_shows_ink_and_paper(
    tmp_path: Path, hand_drawn: list[Drawing], name: str
) -> None:
    suffix, make = MODES[name]
    make(hand_drawn[0]).save(tmp_path / f"deep{suffix}")
    preview = read_picture(tmp_path / f"deep{suffix}").preview
    assert np.ptp(preview[..., :3].astype(int)) > 150


# MNIST's own images, saved as pictures


@pytest.mark.slow
def test_mnist_as_png_is_read_as_before(
    tmp_path: Path, mnist: Path, recognizer: Recognizer
) -> None:
    images = load_mnist(mnist, train=False).images[:300]
    path = tmp_path / "mnist.png"
    inputs = []
    for image in images[:, 0]:
        Image.fromarray(image).save(path)
        inputs.append(read_picture(path).input)
    original = recognizer.predict((images / 255).astype(np.float32))
    again = recognizer.predict(np.concatenate(inputs))
    same = [a.label == b.label for a, b in zip(original, again, strict=True)]
    print(f"read as before: {np.mean(same):.1%}")
    assert np.mean(same) >= 0.99
