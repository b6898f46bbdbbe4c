"""All formats of drawings: how they are known, and that nothing that is damaged gets through."""

import gzip
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest

from model.errors import BadInput
from model.ink.bounds import MAX_COORDINATE_PX, MAX_LABEL_LENGTH, MAX_POINTS
from model.ink.drawing import Drawing
from model.ink.formats import (
    DRAWINGS,
    INK,
    INKML,
    QUICK_DRAW,
    SVG,
    UNIPEN,
    WRITTEN_DRAWINGS,
    XOPP,
    Format,
)
from model.ink.ink_file import (
    LINE_PARSERS,
    READERS,
    WRITERS,
    find_format,
    looks_like_ink,
    read_drawings,
    write_drawings,
)
from model.ink.parallel import map_ink
from tests.model.conftest import lines_drawing
from tests.model.ink import test_inkml, test_quick_draw, test_svg, test_unipen, test_xopp
from tests.model.ink.helpers import refusal

OWN = '{"strokes":[[[1,2,0.5],[3,4,1]]],"label":"7","writer":"w"}\n{"strokes":[[[-1.5,2e1]]]}\n'
SAMPLES: list[tuple[str, Format, str]] = [
    ("ink.jsonl", INK, OWN),
    ("crohme.inkml", INKML, test_inkml.CROHME),
    ("windows.inkml", INKML, test_inkml.WINDOWS),
    ("inkscape.svg", SVG, test_svg.INKSCAPE),
    ("cairo.svg", SVG, test_svg.CAIRO),
    ("curves.svg", SVG, test_svg.svg("".join(f'<path d="{d}"/>' for d in test_svg.CURVES))),
    ("notes.xopp", XOPP, test_xopp.TWO_PAGES),
    ("cats.ndjson", QUICK_DRAW, f"{test_quick_draw.SIMPLIFIED}\n{test_quick_draw.RAW}\n"),
    ("uci.unipen", UNIPEN, test_unipen.UCI),
    ("words.unipen", UNIPEN, test_unipen.WORDS),
]
PACKS: list[Callable[[bytes], bytes]] = [bytes, gzip.compress]


def test_each_format_has_its_reader_and_those_that_are_written_a_writer() -> None:
    assert {*LINE_PARSERS, *READERS} == set(DRAWINGS)
    assert not set(LINE_PARSERS) & set(READERS)
    assert set(WRITERS) == set(WRITTEN_DRAWINGS)
    suffixes = [suffix for known in DRAWINGS for suffix in known.suffixes]
    assert len(set(suffixes)) == len(suffixes)


@pytest.mark.parametrize(("name", "known", "text"), SAMPLES)
@pytest.mark.parametrize("pack", PACKS)
def test_a_format_is_known_by_its_content_or_its_name(
    tmp_path: Path, name: str, known: Format, text: str, pack: Callable[[bytes], bytes]
) -> None:
    for given in (name, "no-ending", "picture.png"):
        path = tmp_path / given
        path.write_bytes(pack(text.encode()))
        assert find_format(path) == known
        assert looks_like_ink(path)
        assert list(read_drawings(path))
    empty = tmp_path / name
    empty.write_bytes(b"")
    assert find_format(empty) == known


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <svg> -->\n<ink xmlns="x"/>', INKML),
        ('<?xml version="1.0" encoding="utf-16"?><svg/>'.encode("utf-16"), SVG),
        (b'<!DOCTYPE svg [<!ENTITY ink "x">]><s:svg xmlns:s="x">', SVG),
        (b"<html><svg/></html>", None),
        (b"<!-- never ends <svg>", None),
        (b"<", None),
        (b'{"drawing": [], "word": "cat"}', QUICK_DRAW),
        (b'{"label": "drawing", "strokes": []}', INK),
        (b'{"something": 1}', INK),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"BM6", None),
        (b"...", None),
        (b".PEN_DOWN\n1 2", UNIPEN),
        (b"\x1f\x8bdamaged", INK),
        (b"", None),
    ],
)
def test_content_says_the_format(tmp_path: Path, data: bytes, known: Format | None) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    assert find_format(path) == known


def test_other_formats_are_worked_through_in_chunks(tmp_path: Path) -> None:
    path = tmp_path / "many.inkml"
    write_drawings(path, [lines_drawing([(x, 0)], label=str(x)) for x in range(1200)])
    shares: list[float] = []
    assert list(map_ink(path, len, shares.append)) == [500, 500, 200]
    assert shares[-1] == 1
    path.write_text("<ink><trace>")
    with pytest.raises(BadInput, match=r"many\.inkml, line 1: not valid XML"):
        list(map_ink(path, len))


@pytest.mark.parametrize("name", ["ink.inkml", "ink.svg", "ink.jsonl", "ink.jsonl.gz", "ink"])
def test_names_say_how_drawings_are_written(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    drawn = [lines_drawing([(1, 2), (3, 4)], label="7")]
    write_drawings(path, iter(drawn))
    assert list(read_drawings(path)) == drawn
    assert path.read_bytes().startswith(b"\x1f\x8b") == name.endswith(".gz")


@pytest.mark.parametrize("name", ["ink.xopp", "ink.ndjson", "INK.UNP"])
def test_what_is_only_read_is_not_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match=r"cannot write .* is only read; written are Ink file"):
        write_drawings(tmp_path / name, [])
    assert list(tmp_path.iterdir()) == []


# Damage

NASTY = [
    b"9" * 400,
    b"1e999",
    b"-",
    b".",
    b"nan",
    b"inf",
    b"\0",
    b"\xff\xfe",
    b"<",
    b">",
    b"&",
    b'"',
]
NASTY += [
    b"'",
    b"]]>",
    b"<!--",
    b"[",
    b"}",
    b"\n",
    b"\n.",
    b":",
    b",",
    b" ",
    b"\x1f\x8b",
    b"\\ud800",
]


def mutated(data: bytes, random: Random) -> bytes:
    """Return the data with some bytes cut, flipped, repeated or inserted."""
    for _ in range(random.randint(1, 3)):
        start = random.randrange(len(data) + 1)
        end = min(start + random.choice([1, 1, 2, 5, 40, 400]), len(data))
        part = data[start:end]
        match random.randrange(5):
            case 0:
                part = b""
            case 1:
                part = bytes(byte ^ 1 << random.randrange(8) for byte in part)
            case 2:
                part *= random.choice([2, 3, 50])
            case 3:
                part = random.choice(NASTY) + part
            case 4:
                part, end = b"", len(data)
        data = data[:start] + part + data[end:]
    return data


def check(drawing: Drawing) -> None:
    assert drawing.point_count <= MAX_POINTS
    assert drawing.label is None or 1 <= len(drawing.label.encode().decode()) <= MAX_LABEL_LENGTH
    for stroke in drawing.strokes:
        assert stroke.dtype == np.float64
        assert len(stroke) > 0
        assert np.abs(stroke[:, :2]).max() <= MAX_COORDINATE_PX
        assert stroke.shape[1] == 2 or (stroke[:, 2].min() >= 0 and stroke[:, 2].max() <= 1)


@pytest.mark.parametrize(("name", "known", "text"), SAMPLES)
@pytest.mark.parametrize("pack", PACKS)
def test_damaged_files_are_read_or_refused_in_a_sentence(
    tmp_path: Path, name: str, known: Format, text: str, pack: Callable[[bytes], bytes]
) -> None:
    random, path, sentences = Random(name), tmp_path / name, []
    for index in range(200):
        damaged = mutated(text.encode(), random)
        path.write_bytes(pack(damaged) if index % 2 else mutated(pack(text.encode()), random))
        try:
            for drawing in read_drawings(path):  # any other error fails the test
                check(drawing)
        except BadInput as error:
            sentences.append(str(error))
    assert 20 < len(sentences) < 200
    assert all(str(path) in sentence and "\n" not in sentence for sentence in sentences)


@pytest.mark.parametrize("known", DRAWINGS)
def test_noise_and_folders_are_refused(tmp_path: Path, known: Format) -> None:
    path = tmp_path / f"noise{known.suffixes[0]}"
    path.write_bytes(Random(0).randbytes(10_000))
    assert refusal(path).startswith(str(path))
    folder = tmp_path / f"folder{known.suffixes[0]}"
    folder.mkdir()
    assert refusal(folder).startswith(f"cannot read {folder}: ")
    missing = tmp_path / f"missing{known.suffixes[0]}"
    assert refusal(missing).startswith(f"cannot read {missing}: ")
