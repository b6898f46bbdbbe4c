"""A set of signs as one file to share: a zip of its card, its drawings and its weights."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from model.errors import BadInput, reason_of
from model.home.signs_card import MAX_CARD_BYTES, SignsCard, format_card, parse_card
from model.ink.json_lines import parse_drawing
from model.ink.unpacking import MAX_FILE_BYTES, MAX_LINE_BYTES
from model.network.weights import MAX_FILE_BYTES as MAX_WEIGHTS_BYTES
from model.network.weights import Weights, parse_weights, rename_classes
from model.storage.files import read_bounded

CARD, DRAWINGS, WEIGHTS = "set.json", "drawings.jsonl", "weights.safetensors"
"""The files of a set."""
MOST = {CARD: MAX_CARD_BYTES, DRAWINGS: MAX_FILE_BYTES, WEIGHTS: MAX_WEIGHTS_BYTES}
"""The most bytes of each of its files, unpacked."""
MAX_BYTES = sum(MOST.values()) + 10_000
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of all that is in such a file, so that the same set gives the same file."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1
"""A bit of a member's flags."""


class SharedSet(NamedTuple):
    """What such a file holds: the bytes of a set's files, checked."""

    card: SignsCard
    drawings: bytes
    weights: bytes | None


def pack(shared: SharedSet, path: Path) -> bytes:
    """Return the bytes of a file that `read_shared` takes; raises BadInput where it would not.

    path: what the message names.
    """
    contents = {CARD: format_card(shared.card), DRAWINGS: shared.drawings}
    if shared.weights is not None:
        contents[WEIGHTS] = shared.weights
    for name, data in contents.items():
        if len(data) > MOST[name]:
            raise BadInput(f"{path}: {name} would be larger than {MOST[name]:,} bytes")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in contents.items():
            packed.writestr(zipfile.ZipInfo(name, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def read_shared(path: Path) -> SharedSet:
    """Read and check a shared set; raises BadInput, naming the file and the fault."""
    contents = _unpack(path)
    card = parse_card(contents[CARD], path)
    _check_drawings(contents[DRAWINGS], path)
    weights = contents.get(WEIGHTS)
    if weights is not None:
        parse_weights(weights, path)
    return SharedSet(card, contents[DRAWINGS], weights)


def shared_weights(path: Path) -> Weights:
    """Return the weights in a file that `pack` made.

    Raises BadInput as `read_shared` does, and where the set has not been learned.
    """
    shared = read_shared(path)
    if shared.weights is None:
        raise BadInput(f"{path}: this set of signs has not been learned yet")
    return rename_classes(parse_weights(shared.weights, path), shared.card.class_renaming)


def _unpack(path: Path) -> Mapping[str, bytes]:
    data = read_bounded(path, MAX_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            names = [member.filename for member in members]
            if len(set(names)) < len(names) or not {CARD, DRAWINGS} <= set(names) <= set(MOST):
                raise BadInput("it does not hold the files of one")
            return {member.filename: _read_member(packed, member) for member in members}
    except BadInput as error:
        raise BadInput(f"{path}: not a set of signs: {error}") from error
    except (
        zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError,
        NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        raise BadInput(f"{path}: not a whole set of signs ({reason_of(error)})") from error


def _read_member(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.compress_type not in METHODS or member.flag_bits & ENCRYPTED:
        raise BadInput(f"{member.filename} is packed in a way that no such file is")
    most = MOST[member.filename]
    with packed.open(member) as file:
        data = file.read(most + 1)  # whatever its header says
    if len(data) > most:
        raise BadInput(f"{member.filename} is larger than {most:,} bytes")
    return data


def _check_drawings(data: bytes, path: Path) -> None:
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            if len(line) > MAX_LINE_BYTES:
                raise BadInput(f"longer than {MAX_LINE_BYTES} bytes")
            parse_drawing(line)
        except BadInput as error:
            raise BadInput(f"{path}: {DRAWINGS}, line {number}: {error}") from error
