"""The user's own drawings: what was corrected or confirmed, in one ink file that windows share.

Each drawing is a line of its own, added under a lock and on disk before it counts as kept. A line
that a crash has cut short was never confirmed to anybody; it is dropped with the next change.
"""

import dataclasses
import hashlib
import io
import json
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.json_lines import append_lines, drawing_fields, parse_fields, to_drawing
from model.ink.sample import Sample
from model.storage.files import refusing_os_errors, write_atomically
from model.storage.paths import home_folder

LOCK_TIMEOUT_S = 10.0
"""Another window holds the lock for as long as it writes: milliseconds."""


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

    def relabelled(self, label: str) -> "Entry":
        """Return the entry with another label; its id stays."""
        return dataclasses.replace(self, drawing=dataclasses.replace(self.drawing, label=label))


class DrawingCollection:
    """The ink file `mine.jsonl` in a folder, shared by every window that has it open.

    All methods may be called on any thread, and raise BadInput when the file cannot be read,
    locked or written; it is then as before.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Folder: where the file is or will be; by default Inkling's own."""
        self.path = (folder or home_folder() / "drawings") / "mine.jsonl"

    def entries(self) -> list[Entry]:
        """Return all entries, oldest first; lines that are damaged are passed over."""
        return [entry for _, entry in self._lines() if entry is not None]

    def count(self) -> int:
        """Return about how many entries there are, without understanding them: it is quick."""
        if not self.path.exists():
            return 0
        with refusing_os_errors("read", self.path):
            return self.path.read_bytes().count(b"\n")

    def add(self, entries: Collection[Entry]) -> None:
        """Keep entries: all of them are on disk when this returns, or none."""
        with self._locked():
            self._drop_torn_line()
            append_lines(self.path, b"".join(map(_format, entries)))

    def remove(self, ids: Collection[str]) -> None:
        """Take out the entries with these ids; those that are gone already are no fault."""
        self._rewrite(lambda entry: None if entry.id in ids else entry)

    def relabel(self, ids: Collection[str], label: str) -> None:
        """Give the entries with these ids another label."""
        self._rewrite(lambda entry: entry.relabelled(label) if entry.id in ids else entry)

    def _rewrite(self, change: Callable[[Entry], Entry | None]) -> None:
        with self._locked():
            kept = []
            for line, entry in self._lines():
                changed = None if entry is None else change(entry)
                if entry is None or changed is entry:
                    kept.append(line)  # to the letter, also what cannot be understood
                elif changed is not None:
                    kept.append(_format(changed))
            write_atomically(self.path, b"".join(kept))

    def _lines(self) -> Iterator[tuple[bytes, Entry | None]]:
        """Yield each whole line with its entry, or None for one that is damaged."""
        if not self.path.exists():
            return
        with refusing_os_errors("read", self.path):
            lines = io.BytesIO(self.path.read_bytes())  # at once: see ink.READ_BYTES
        for line in lines:
            entry = _parse(line)
            if line.endswith(b"\n"):
                yield line, entry
            elif entry is not None:  # as an editor may leave the last line
                yield line + b"\n", entry

    def _drop_torn_line(self) -> None:
        if not self.path.exists():
            return
        with refusing_os_errors("write", self.path), self.path.open("r+b") as file:
            begin = 0
            for line in file:
                if not line.endswith(b"\n") and _parse(line) is None:
                    file.truncate(begin)
                begin += len(line)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with refusing_os_errors("write", self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                lock = FileLock(self.path.with_suffix(".lock"), timeout=LOCK_TIMEOUT_S)
                with lock:
                    yield
            except Timeout as error:
                raise BadInput(
                    f"{self.path}: another program has held it for {LOCK_TIMEOUT_S:.0f} s"
                ) from error


def _format(entry: Entry) -> bytes:
    fields: dict[str, Any] = {
        **drawing_fields(entry.drawing),
        "answer": entry.answer,
        "time": entry.time,
        "id": entry.id,
    }
    return json.dumps(fields, separators=(",", ":")).encode() + b"\n"


def _parse(line: bytes) -> Entry | None:
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
    if isinstance(answer, int) and 0 <= answer <= 9:
        return str(answer)
    return answer if isinstance(answer, str) else None
