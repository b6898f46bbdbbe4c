import hashlib
import io
from collections import Counter
from itertools import islice

import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageOps

from model.errors import BadInput
from model.ink.drawing import Drawing
from model.photographs import KINDS, Photograph, synthesize_photographs

DIGITS = "0123456789"
SEED = 5


@pytest.fixture(scope="module")
def photographs() -> list[Photograph]:
    """One of each kind."""
    return list(synthesize_photographs(len(KINDS), SEED))


def fingerprint(photograph: Photograph) -> tuple[str | None, str, str]:
    data = photograph.px.tobytes() + photograph.ink.tobytes() + photograph.to_file()
    return photograph.label, photograph.kind, hashlib.sha256(data).hexdigest()


def contrast(photograph: Photograph) -> np.ndarray:
    """Return (3,): how much lighter ink is than the paper around it, by channel."""
    rows, columns = np.nonzero(photograph.ink)
    reach = 3 + int(np.ptp(rows)) // 10  # blurred ink reaches far
    top, left = max(int(rows.min()) - 2 * reach, 0), max(int(columns.min()) - 2 * reach, 0)
    near = (slice(top, int(rows.max()) + 2 * reach), slice(left, int(columns.max()) + 2 * reach))
    ink, px = photograph.ink[near], photograph.px[near].astype(np.float64)
    image = Image.fromarray(ink.astype(np.uint8) * 255)
    inked = np.asarray(image.filter(ImageFilter.MaxFilter(2 * min(reach, 12) + 1))) > 0
    return np.asarray(np.median(px[ink], axis=0) - np.median(px[~inked], axis=0))


def test_a_seed_gives_the_same_photographs_to_the_bit(photographs: list[Photograph]) -> None:
    again = synthesize_photographs(6, SEED)
    assert list(map(fingerprint, again)) == list(map(fingerprint, photographs[:6]))
    other = synthesize_photographs(1, SEED + 1)
    assert fingerprint(next(other)) != fingerprint(photographs[0])


def test_kinds_come_in_equal_shares_in_another_order_each_time(
    photographs: list[Photograph],
) -> None:
    kinds = [photograph.kind for photograph in photographs]
    assert Counter(kinds) == dict.fromkeys(KINDS, 1)
    assert kinds != list(KINDS)
    only = synthesize_photographs(8, SEED, ["small", "boxes"])
    assert Counter(photograph.kind for photograph in only) == {"small": 4, "boxes": 4}


def test_each_is_made_when_it_is_asked_for() -> None:
    endless = synthesize_photographs(10**12, SEED, ["small"])
    assert [photograph.kind for photograph in islice(endless, 2)] == ["small"] * 2


def test_px_and_ink_cover_one_picture(photographs: list[Photograph]) -> None:
    for photograph in photographs:
        assert photograph.px.dtype == np.uint8
        assert photograph.px.shape == (*photograph.ink.shape, 3)
        assert photograph.ink.dtype == np.bool_
        assert max(photograph.ink.shape) >= 48


def test_the_file_is_what_the_px_were_read_from(photographs: list[Photograph]) -> None:
    turned = 0
    for photograph in [*photographs, *synthesize_photographs(20, SEED, ["small"])]:
        with Image.open(io.BytesIO(photograph.to_file())) as image:
            assert image.format == {".jpg": "JPEG", ".png": "PNG"}[photograph.suffix]
            turned += image.getexif().get(0x0112, 1) != 1
            read = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        assert (read == photograph.px).all()
    assert turned > 0
    assert {photograph.suffix for photograph in photographs} == {".jpg", ".png"}


@pytest.mark.parametrize(
    "kind", [name for name in KINDS if name not in ("number", "lines", "blank")]
)
def test_a_kind_shows_one_digit_in_ink_unlike_its_paper(
    kind: str, photographs: list[Photograph]
) -> None:
    for photograph in photographs:
        if photograph.kind != kind:
            continue
        assert photograph.label in list(DIGITS)
        assert photograph.group == "digit"
        assert 0.0005 < photograph.ink.mean() < 0.2
        lighter = contrast(photograph)
        assert abs(lighter).max() > 8
        if kind == "chalk":
            assert lighter.max() > 8
        else:
            assert lighter.min() < -8


def test_the_ink_lies_where_the_drawing_has_it() -> None:
    corner = Drawing((np.array([(10.0, 10.0), (10.0, 90.0), (70.0, 90.0)]),), "L")
    for photograph in synthesize_photographs(4, SEED, ["plain"], [corner]):
        assert (photograph.label, photograph.group) == ("L", "nondigit")
        rows, columns = np.nonzero(photograph.ink)
        seen = np.histogram2d(rows.astype(float), columns.astype(float), bins=(20, 15))[0] > 0
        assert seen[:, :4].any(axis=1).mean() > 0.9  # the upright
        assert seen[-4:].any(axis=0).mean() > 0.9  # the foot
        assert not seen[2:14, 7:].any()


def test_a_number_is_labelled_with_all_its_digits() -> None:
    for photograph in synthesize_photographs(6, SEED, ["number"]):
        assert photograph.label is not None
        assert 2 <= len(photograph.label) <= 5
        assert set(photograph.label) <= set(DIGITS)
        assert photograph.group == "number"
        assert photograph.ink.any()


def test_lines_are_labelled_with_a_space_between_them() -> None:
    for photograph in synthesize_photographs(4, SEED, ["lines"]):
        assert photograph.label is not None
        lines = photograph.label.split(" ")
        assert 2 <= len(lines) <= 3
        assert all(2 <= len(line) <= 5 and set(line) <= set(DIGITS) for line in lines)
        assert photograph.group == "many"
        assert photograph.ink.any()


def test_a_blank_sheet_has_neither_ink_nor_label() -> None:
    for photograph in synthesize_photographs(4, SEED, ["blank"]):
        assert (photograph.label, photograph.group) == (None, "nondigit")
        assert not photograph.ink.any()


def test_drawings_are_photographed_in_their_order_and_again() -> None:
    upright = np.array([(5.0, 0.0), (5.0, 100.0)])
    drawings = [Drawing((upright,), "1"), Drawing(), Drawing((upright + 3,), "l")]
    photographs = synthesize_photographs(3, SEED, ["plain", "pencil"], drawings)
    assert [photograph.label for photograph in photographs] == ["1", "l", "1"]


@pytest.mark.parametrize(
    "points", [[(3, 3)], [(0, 0), (500, 0)], [(0, 0), (0, 1e6)], [(-1e9, 2), (-1e9, 2)]]
)
def test_whatever_has_ink_can_be_photographed(points: list[tuple[float, float]]) -> None:
    odd = Drawing((np.array(points, np.float64),))
    for photograph in synthesize_photographs(4, SEED, ["tilted", "boxes"], [odd]):
        assert (photograph.label, photograph.group) == (None, "unclear")
        assert 0 < photograph.ink.mean() < 0.3


def test_what_cannot_be_photographed_is_refused() -> None:
    with pytest.raises(BadInput, match="papyrus is no kind of photograph; there are plain"):
        synthesize_photographs(1, SEED, ["papyrus"])
    with pytest.raises(BadInput, match="no drawing with ink"):
        synthesize_photographs(1, SEED, drawings=[Drawing()])
