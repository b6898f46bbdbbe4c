"""Drawings that the user has labelled, in one ink file that windows share.

Those that were corrected or confirmed are one such collection; a set of signs has one of its own.

Each drawing is a line of its own, added under a lock and on disk before it counts as kept. A line
that a crash has cut short was never confirmed to anybody; it is dropped with the next change. Where
another program holds the lock for long, what is added waits in a file beside, and counts as well;
the next change that gets the lock takes it in.
"""

import dataclasses
import hashlib
import json
import os
import re
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from model.data.classes import Classes
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.json_lines import (
    append_lines,
    drawing_fields,
    format_fields,
    parse_fields,
    to_drawing,
)
from model.ink.parts import relabelled
from model.ink.sample import Sample
from model.ink.unpacking import MAX_LINE_BYTES
from model.storage.files import (
    PRIVATE,
    check_plain,
    read_bounded,
    refusing_os_errors,
    write_atomically,
)
from model.storage.paths import home_folder

WAITING = "waiting-"
"""How the names of files begin whose entries wait for the lock."""
MAX_FILE_BYTES = 250_000_000
"""Some hundred thousand drawings. A change has them all in memory, twice."""
LOCK_TIMEOUT_S = 10.0
"""Another window holds the lock for as long as it writes: milliseconds."""
ADDING_TIMEOUT_S = 2.0
"""So long what is added waits for the lock, before it goes into a file beside."""
INK = re.compile(rb"\S")
ID = re.compile(rb'"id":"([^"\\]+)"')
LABEL = re.compile(rb'"label":("(?:[^"\\]|\\.)*")')


class HeldElsewhere(BadInput):
    """Another program holds the lock."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One drawing, labelled by the user, and how it came to be kept."""

    drawing: Drawing
    """With the label that the user gave it."""
    answer: str | None = None
    """What the network had read, or None where it took it for none of its classes."""
    time: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def sample(self) -> Sample:
        """The drawing as a gallery shows it and the pad takes it."""
        kept = f"kept {self.time[:16].replace('T', ' ')}" if self.time else "imported"
        return Sample(self.drawing, self.drawing.label, kept)

    def relabelled(self, label: str | None) -> "Entry":
        """Return the entry with another label, and parts where they are as many; its id stays."""
        return dataclasses.replace(self, drawing=relabelled(self.drawing, label))

    def labelled_as(self, other: "Entry") -> "Entry":
        """Return the entry with the label and the parts of another of the same ink."""
        label, parts = other.drawing.label, other.drawing.parts
        return dataclasses.replace(
            self, drawing=dataclasses.replace(self.drawing, label=label, parts=parts)
        )


class DrawingCollection:
    """An ink file in a folder, shared by every window that has it open.

    All methods may be called on any thread, and raise BadInput when the file cannot be read,
    locked or written; it is then as before.
    """

    def __init__(self, folder: Path | None = None, name: str = "mine.jsonl") -> None:
        """Folder: where the file is or will be; by default that of the user's own drawings."""
        self.path = (folder or home_folder() / "drawings") / name

    def entries(self) -> list[Entry]:
        """Return all entries, oldest first; lines that are damaged are passed over."""
        lines = chain.from_iterable(map(_lines, self._contents()))
        return list({entry.id: entry for _, entry in lines if entry is not None}.values())

    def count(self, classes: Classes) -> int:
        """Return how many distinct drawings of some classes there are: those that can be learned.

        Drawings of several characters count where all of these are classes. It does not understand
        the drawings, so it is quick.
        """
        lines = chain.from_iterable(map(_written_lines, self._contents()))
        # What follows is how a drawing came to be kept.
        drawings = {line.rstrip().partition(b',"answer":')[0] for line in lines}
        labels = map(_label_of, drawings)
        return sum(label in classes or classes.spell(label) for label in labels)

    def add(self, entries: Collection[Entry]) -> None:
        """Keep entries: all of them are on disk when this returns, or none.

        One that is there already is replaced, as where two windows bring the same one back. Raises
        BadInput also where one could not be read again.
        """
        lines = b"".join(map(_format, entries))
        for line in _written_lines(lines):
            self._check(line)
        try:
            with self.locked(ADDING_TIMEOUT_S):
                self._put(lines, {entry.id for entry in entries})
        except HeldElsewhere:
            beside = self.path.with_name(f"{WAITING}{uuid.uuid4().hex}.jsonl")
            write_atomically(beside, lines, PRIVATE)

    def _check(self, line: bytes) -> None:
        """Refuse what could not be read again, and say why."""
        if len(line) > MAX_LINE_BYTES:
            raise BadInput(f"{self.path}: a drawing is too large to keep, {len(line):,} bytes")
        try:
            to_drawing(parse_fields(line))
        except BadInput as error:
            raise BadInput(f"{self.path}: a drawing cannot be kept: {error}") from error

    def remove(self, ids: Collection[str]) -> None:
        """Take out the entries with these ids; those that are gone already are no fault."""
        with self.locked():
            self.rewrite(lambda entry: None if entry.id in ids else entry)

    def relabel(self, changed: Collection[Entry]) -> None:
        """Give entries the labels and parts of these, by their ids; those gone are no fault."""
        by_id = {entry.id: entry for entry in changed}
        with self.locked():
            self.rewrite(
                lambda entry: entry.labelled_as(by_id[entry.id]) if entry.id in by_id else entry
            )

    def rewrite(self, change: Callable[[Entry], Entry | None]) -> None:
        """Write what becomes of each entry, None for nothing; within `locked` only."""
        kept = []
        for line, entry in _lines(self._read()):
            changed = None if entry is None else change(entry)
            if entry is None or changed is entry:
                kept.append(line)  # to the letter, also what cannot be understood
            elif changed is not None:
                kept.append(_format(changed))
        write_atomically(self.path, b"".join(kept), PRIVATE)

    def _waiting(self) -> list[Path]:
        """Return the files of what waits to be taken in, in a fixed order."""
        return sorted(self.path.parent.glob(f"{WAITING}*.jsonl"))

    def _take_in(self) -> None:
        """Add what waits; the lock is held. A crash leaves no more than the same entries twice."""
        for waiting in self._waiting():
            data = self._read()
            known = {entry.id for _, entry in _lines(data) if entry is not None}
            fresh = [
                line
                for line, entry in _lines(_read_whole_lines(waiting))
                if entry is None or entry.id not in known
            ]
            if len(data) + sum(map(len, fresh)) > MAX_FILE_BYTES:
                continue  # it counts where it is, too
            self._append(b"".join(fresh), data)
            waiting.unlink()

    def _read(self) -> bytes:
        return read_bounded(self.path, MAX_FILE_BYTES) if self.path.exists() else b""

    def _contents(self) -> list[bytes]:
        """Return what the file holds, and what each of those holds that wait."""
        return [self._read(), *map(_read_whole_lines, self._waiting())]

    def _put(self, lines: bytes, ids: Collection[str]) -> None:
        """Add lines of entries with these ids, in place of what has them already."""
        data = self._read()
        if len(data) + len(lines) > MAX_FILE_BYTES:
            raise BadInput(f"{self.path}: has no room left, of {MAX_FILE_BYTES:,} bytes")
        if set(map(str.encode, ids)).isdisjoint(ID.findall(data)):
            self._append(lines, data)
        else:
            kept = (line for line, entry in _lines(data) if entry is None or entry.id not in ids)
            write_atomically(self.path, b"".join(chain(kept, [lines])), PRIVATE)

    def _append(self, lines: bytes, data: bytes) -> None:
        """Add lines to what the file holds now, but for a line that was cut short."""
        begin = data.rfind(b"\n") + 1
        if begin < len(data) and _parse(data[begin:]) is None:
            with refusing_os_errors("write", self.path):
                os.truncate(self.path, begin)
        append_lines(self.path, lines)

    @contextmanager
    def locked(self, timeout_s: float | None = None) -> Iterator[None]:
        """Keep all other windows from changing the file, or what lies beside it.

        What waited for the lock is then in the file. Not to be nested: `add`, `remove` and
        `relabel` take the lock themselves. Raises HeldElsewhere after `timeout_s`.
        """
        timeout_s = LOCK_TIMEOUT_S if timeout_s is None else timeout_s
        with refusing_os_errors("write", self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with FileLock(self.path.with_suffix(".lock"), timeout=timeout_s):
                    check_plain(self.path)
                    self.path.touch(PRIVATE)
                    self._take_in()
                    yield
            except Timeout as error:
                raise HeldElsewhere(
                    f"{self.path}: another program has held it for {timeout_s:.0f} s"
                ) from error


def _read_whole_lines(path: Path) -> bytes:
    """Return what a file of waiting entries holds, which another window may take in meanwhile."""
    try:
        return read_bounded(path, MAX_FILE_BYTES)
    except BadInput:
        return b""


def _lines(data: bytes) -> Iterator[tuple[bytes, Entry | None]]:
    """Yield each whole line with its entry, or None for one that is damaged; none that is blank."""
    for line in _written_lines(data):
        entry = _parse(line)
        if line.endswith(b"\n"):
            yield line, entry
        elif entry is not None:  # as an editor may leave the last line
            yield line + b"\n", entry


def _written_lines(data: bytes) -> Iterator[bytes]:
    """Yield each line that is not blank, with its end. Millions of blank ones take no time."""
    at = 0
    while found := INK.search(data, at):
        begin = data.rfind(b"\n", at, found.start()) + 1 or at
        at = data.find(b"\n", found.start()) + 1 or len(data)
        yield data[begin:at]


def _label_of(drawing: bytes) -> str | None:
    """Return the label in the beginning of a line; None where there is none, or no ink."""
    drawing = drawing.partition(b',"parts":')[0]  # these have labels of their own
    found = LABEL.search(drawing, max(len(drawing) - 1_000, 0))
    if found is None or drawing.startswith(b'{"strokes":[]'):
        return None
    try:
        label = json.loads(found[1])
    except ValueError:
        return None
    return label if isinstance(label, str) else None


def _format(entry: Entry) -> bytes:
    fields: dict[str, Any] = {
        **drawing_fields(entry.drawing),
        "answer": entry.answer,
        "time": entry.time,
        "id": entry.id,
    }
    return format_fields(fields).encode()


def _parse(line: bytes) -> Entry | None:
    if b'"strokes"' not in line:  # as in most of what is damaged, and at once
        return None
    try:
        fields = parse_fields(line)
        drawing = to_drawing(fields)
    except BadInput:
        return None
    answer, time, name = fields.get("answer"), fields.get("time"), fields.get("id")
    return Entry(
        drawing,
        _parse_answer(answer),
        time if isinstance(time, str) else "",
        # What another program has added is told apart by what it says.
        name if isinstance(name, str) else hashlib.sha256(line).hexdigest()[:32],
    )


def _parse_answer(answer: object) -> str | None:
    """Return what was read; files of older versions hold a digit as a number."""
    if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer <= 9:
        return str(answer)
    return answer if isinstance(answer, str) else None
