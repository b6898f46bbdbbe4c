"""Ways to damage what a file holds. Each takes chance and bytes, and returns other bytes."""

import gzip
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from random import Random

MAX_BYTES = 12_000_000
"""Nothing is made larger by mutating it."""

Mutation = Callable[[Random, bytes], bytes]

NUMBERS = (
    b"0", b"-1", b"1e999", b"-1e308", b"NaN", b"Infinity", b"2147483648", b"4294967295",
    b"18446744073709551616", b"9" * 400, b"9" * 5000, b"0.1e-400", b"1e6", b"true", b"null", b"-0",
)  # fmt: skip
"""What is put in the place of a number in a text."""
FIELDS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""What is put in the place of a number in a header."""
INSERTED = (
    b"\0", b"\0" * 4096, b"\n", b"\r", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800",
    b"\\u0000", b"\x1b[2J", b"\xe2\x80\xae", b"{", b"}", b"[", b"]", b'"', b"<", b">", b"&", b",",
    b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", b"&b;", b"%s%n", b"\x85",
)  # fmt: skip
NESTINGS = (b"[", b'{"strokes":', b"<g>", b"<trace>", b"(", b'{"a":[')


def cut(random: Random, data: bytes) -> bytes:
    """Leave out the end, or the beginning."""
    at = random.randint(0, len(data))
    return data[:at] if random.random() < 0.8 else data[at:]


def flip(random: Random, data: bytes) -> bytes:
    """Turn some bits."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 64)) if data else 0):
        changed[_near_begin(random, len(data))] ^= 1 << random.randrange(8)
    return bytes(changed)


def repeat(random: Random, data: bytes) -> bytes:
    """Repeat a part, sometimes very often."""
    begin, end = _span(random, data)
    times = random.choice((1, 2, 10, 1000))
    part = data[begin:end]
    return data[:end] + part * min(times, MAX_BYTES // max(len(part), 1)) + data[end:]


def insert(random: Random, data: bytes) -> bytes:
    """Insert something that has a meaning somewhere, or random bytes."""
    at = random.randint(0, len(data))
    chosen = random.choice(INSERTED) if random.random() < 0.8 else random.randbytes(16)
    return data[:at] + chosen + data[at:]


def swap(random: Random, data: bytes) -> bytes:
    """Swap two parts."""
    a, b = _span(random, data)
    c, d = sorted((random.randint(b, len(data)), random.randint(b, len(data))))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def zero(random: Random, data: bytes) -> bytes:
    """Fill a part with zeros, as a disk that was full leaves it."""
    begin, end = _span(random, data)
    return data[:begin] + bytes(end - begin) + data[end:]


def change_number(random: Random, data: bytes) -> bytes:
    """Put another number in the place of one that is written out."""
    found = list(re.finditer(rb"-?\d+(\.\d+)?", data[:100_000]))
    if not found:
        return data
    chosen = random.choice(found)
    return data[: chosen.start()] + random.choice(NUMBERS) + data[chosen.end() :]


def change_field(random: Random, data: bytes) -> bytes:
    """Put a huge number into a binary header."""
    size, code = random.choice(((1, "B"), (2, "H"), (4, "I"), (8, "Q")))
    if len(data) < size:
        return data
    at = _near_begin(random, len(data) - size + 1)
    value = random.choice(FIELDS) & ((1 << 8 * size) - 1)
    packed = struct.pack(random.choice("<>") + code, value)
    return data[:at] + packed + data[at + size :]


def nest(random: Random, data: bytes) -> bytes:
    """Nest deeply."""
    at = random.randint(0, len(data))
    return data[:at] + random.choice(NESTINGS) * random.choice((50, 1_000, 100_000)) + data[at:]


def join_lines(random: Random, data: bytes) -> bytes:
    """Make one long line of all."""
    joined = data.replace(b"\n", b" ")
    return joined * random.choice((1, 1, max(MAX_BYTES // max(len(joined), 1), 1)))


def mix(random: Random, data: bytes) -> bytes:
    """Go on, from some place on, as it was before."""
    return data[: random.randint(0, len(data))] + data[random.randint(0, len(data)) :]


MUTATIONS: Sequence[Mutation] = (
    cut, flip, flip, repeat, insert, insert, swap, zero, change_number, change_number, change_field,
    change_field, nest, join_lines, mix,
)  # fmt: skip


def mutate(random: Random, data: bytes) -> tuple[bytes, str]:
    """Damage data in one or several ways; return them with what was done."""
    chosen = [random.choice(MUTATIONS) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    for mutation in chosen:
        data = mutation(random, data)[:MAX_BYTES]
    return data, ", ".join(mutation.__name__ for mutation in chosen)


def _near_begin(random: Random, length: int) -> int:
    """Return an index, more often a small one: there are the headers."""
    return min(int(random.random() ** random.choice((1, 4)) * length), length - 1)


def _span(random: Random, data: bytes) -> tuple[int, int]:
    begin = random.randint(0, len(data))
    return begin, min(len(data), begin + int(random.random() ** 3 * (len(data) - begin + 1)))


# What is damaged inside must often be whole outside, or nobody looks inside.


def mutate_inside(random: Random, data: bytes) -> tuple[bytes, str]:
    """Damage data within their gzip, PNG or safetensors envelope, which is made to fit again."""
    if data.startswith(b"\x1f\x8b"):
        inner, done = mutate(random, gzip.decompress(data))
        return gzip.compress(inner, 1), f"{done}, gzipped again"
    if data.startswith(b"\x89PNG"):
        changed, done = mutate(random, data)
        return _mend_png(changed), f"{done}, with right check sums"
    if data[8:9] == b"{":
        length = int.from_bytes(data[:8], "little")
        header, done = mutate(random, data[8 : 8 + length])
        return len(header).to_bytes(8, "little") + header + data[
            8 + length :
        ], f"{done}, in the header"
    return mutate(random, data)


def _mend_png(data: bytes) -> bytes:
    """Give all chunks of a PNG their right check sums, as far as they are whole."""
    mended = bytearray(data)
    at = 8
    while at + 12 <= len(mended):
        end = at + 8 + int.from_bytes(mended[at : at + 4], "big")
        if end + 4 > len(mended):
            break
        mended[end : end + 4] = zlib.crc32(mended[at + 4 : end]).to_bytes(4, "big")
        at = end + 4
    return bytes(mended)
