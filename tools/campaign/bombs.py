"""Small files that become large, or deep, or never end, where they are unpacked or parsed."""

import gzip
import json
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from random import Random

BLOCK_BYTES = 16_000_000
UNPACKED_BYTES = 2_000_000_000


def choose(random: Random, name: str) -> tuple[str, bytes]:
    """Return what a bomb is called and what it holds; those for such a name more often."""
    fitting = [title for title, (suffixes, _) in BOMBS.items() if name.endswith(suffixes)]
    titles = fitting if fitting and random.random() < 0.8 else list(BOMBS)
    title = random.choice(titles)
    return title, BOMBS[title][1]()


def _repeated(block: bytes) -> bytes:
    """Return one gzip member of UNPACKED_BYTES; its check sum, at the very end, is wrong."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the next block looks the same, and may be copied.
    body = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + body * (UNPACKED_BYTES // BLOCK_BYTES - 1) + packer.flush()


@cache
def _newlines() -> bytes:
    return _repeated(b"\n" * BLOCK_BYTES)


@cache
def _zeros() -> bytes:
    return _repeated(bytes(BLOCK_BYTES))


@cache
def _joined_newlines() -> bytes:
    return gzip.compress(b"\n" * BLOCK_BYTES) * (UNPACKED_BYTES // BLOCK_BYTES)


def _blank_lines() -> bytes:
    return b"\n" * 12_000_000


def _many_drawings() -> bytes:
    return gzip.compress(b'{"strokes":[],"label":"7"}\n' * 20_000, 1)


def _many_strokes() -> bytes:
    return json.dumps({"strokes": [[[1, 2]]] * 99_000, "label": "7"}).encode() + b"\n"


def _many_fields() -> bytes:
    fields = {f"f{number}": 1 for number in range(300_000)}
    return json.dumps({**fields, "strokes": []}).encode() + b"\n"


def _same_line(text: str) -> Callable[[], bytes]:
    return lambda: (text + "\n").encode()


def _entities() -> bytes:
    """Return XML of an entity that stands for a thousand million others."""
    levels = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE ink [<!ENTITY l0 "ha">{levels}]>'
        '<ink xmlns="http://www.w3.org/2003/InkML"><trace>&l9;</trace></ink>'
    ).encode()


def _deep_elements() -> bytes:
    return b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 1_000_000


def _huge_png() -> bytes:
    """Return a PNG of about as many px as are allowed, all of them black."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    width, height = 16_000, 3_700
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    rows = zlib.compress(bytes(1 + 4 * width) * height, 9)
    header = chunk(b"IHDR", size + bytes([8, 6, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _idx_of_nothing() -> bytes:
    """Return an idx file of a million black images."""
    count = 1_000_000
    header = b"\0\0\x08\x03" + count.to_bytes(4, "big") + bytes([0, 0, 0, 28]) * 2
    return gzip.compress(header, 1) + gzip.compress(bytes(784 * 25_000), 9) * (count // 25_000)


INK = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
BOMBS: Mapping[str, tuple[tuple[str, ...], Callable[[], bytes]]] = {
    "2 GB of newlines, gzipped": (("gz", ".svgz", ".xopp"), _newlines),
    "2 GB of newlines in many gzip members": (("gz", ".svgz", ".xopp"), _joined_newlines),
    "2 GB of zeros, gzipped": (("gz", ".svgz", ".xopp"), _zeros),
    "12 MB of newlines": (INK, _blank_lines),
    "20,000 empty drawings, gzipped": (INK, _many_drawings),
    "99,000 strokes": (INK, _many_strokes),
    "300,000 fields": (INK, _many_fields),
    "nested lists": (INK, lambda: b"[" * 5_000_000),
    "a lone surrogate for a label": (INK, _same_line(r'{"strokes":[[[1,2]]],"label":"\ud800"}')),
    "NUL for a label": (INK, _same_line(r'{"strokes":[[[1,2]]],"label":"\u0000"}')),
    "a newline in a label": (INK, _same_line(r'{"strokes":[[[1,2]]],"label":"a\nb"}')),
    "a long label": (INK, _same_line(json.dumps({"strokes": [[[1, 2]]], "label": "a" * 10**6}))),
    "entities": ((".svg", ".inkml", ".xopp"), _entities),
    "deep elements": ((".svg", ".inkml", ".xopp"), _deep_elements),
    "a huge picture": ((".png", ".jpg", ".gif", ".webp", ".tif", ".tiff", ".bmp"), _huge_png),
    "an idx file of 784 MB, gzipped": (("-ubyte.gz",), _idx_of_nothing),
    "nothing": ((".safetensors", "current", ""), lambda: b""),
}
"""By title: for which names they are meant, and what they hold."""
