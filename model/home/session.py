"""The session: what lies on a window's pad, how it came there, and what could be undone.

A window writes down each change of its pad, so that a crash, a kill or a power cut loses no ink.
Each has a file of its own, a journal of JSON Lines, and holds a lock beside it as long as it lives.
A window that opens takes over the newest journal that nobody holds.

The first line is {"page": PAGE, "tool": TOOL}. Then come {"text": TEXT, "page": PAGE, "kept": ...}
for a step, with "fixed" where the user has said which ink is one character: for each of them a list
of [STROKE, FIRST, PAST]; {"index": N} for so many steps done and the others undone,
{"undone": null} where those cannot be done again, {"ink": POINTS} for what the pen adds to the
stroke that it draws, and {"tool": TOOL}. A PAGE names each stroke that the page before has by its
index there, and spells the others out; a page with a picture spells out what the picture before it,
if there is one, has not.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from model.errors import BadInput
from model.home.kept import Kept, kept_fields, parse_kept, parse_text
from model.ink.drawing import Drawing, Stroke, Trace, Traces
from model.ink.json_lines import append_lines, drawing_fields, format_fields, to_drawing
from model.ink.sample import Sample
from model.storage.files import PRIVATE, read_bounded, refusing_os_errors, write_atomically
from model.storage.paths import home_folder

if TYPE_CHECKING:
    from model.ink.picture import Picture

MAX_FILE_BYTES = 200_000_000
MAX_STEPS = 500
MAX_JOURNALS = 20
"""More journals that nobody holds are not kept."""
SUFFIX = ".jsonl"

_ENDED = {"ink": "ended"}


@dataclass(frozen=True)
class SavedStep:
    """One step that can be undone: what it is called, and the page after it."""

    text: str
    page: Sample
    kept: Kept | None = None
    fixed: tuple[Traces, ...] = ()
    """The ink of the page of which the user has said that each is one character."""


@dataclass(frozen=True)
class SavedPad:
    """All that is known of a pad."""

    page: Sample
    """The page before the first step."""
    steps: tuple[SavedStep, ...] = ()
    index: int = 0
    """How many of the steps are done; the others were undone."""
    pieces: tuple[Stroke, ...] = ()
    """Strokes finished since the pen was put down: it went over the pad's edge and came back."""
    growing: Stroke | None = None
    """The stroke that was being drawn."""
    tool: str = "pen"

    @property
    def current(self) -> Sample:
        """The page as it was seen, but for what was being drawn."""
        return self.steps[self.index - 1].page if self.index else self.page

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to come back to."""
        drawing = self.page.drawing
        is_drawn = self.steps or self.under_way
        return not is_drawn and drawing is not None and drawing.is_empty

    @property
    def under_way(self) -> tuple[Stroke, ...]:
        """What was drawn since the pen was put down, which is no step yet."""
        return self.pieces if self.growing is None else (*self.pieces, self.growing)


EMPTY = SavedPad(Sample(Drawing()))


# What a window may write


@dataclass(frozen=True)
class StepTaken:
    """A step was done; those that were undone before are gone."""

    step: SavedStep


@dataclass(frozen=True)
class IndexChanged:
    """Steps were undone or done again."""

    index: int


@dataclass(frozen=True)
class UndoneForgotten:
    """The steps that were undone cannot be done again, as one that a palm had made."""


@dataclass(frozen=True)
class InkAdded:
    """The pen went on; points: (N, 3)."""

    points: Stroke


@dataclass(frozen=True)
class InkEnded:
    """The stroke under the pen is finished, though the pen was not lifted."""


@dataclass(frozen=True)
class InkDropped:
    """What was drawn since the pen was put down is gone, without a step."""


@dataclass(frozen=True)
class ToolChosen:
    """Another tool is in use."""

    tool: str


SessionChange = (
    StepTaken | IndexChanged | UndoneForgotten | InkAdded | InkEnded | InkDropped | ToolChosen
)


def applied(pad: SavedPad, change: SessionChange) -> SavedPad:
    """Return what is known of a pad after a change."""
    match change:
        case StepTaken(step):
            steps = (*pad.steps[: pad.index], step)[-MAX_STEPS:]
            base = pad.page if len(steps) > pad.index else pad.steps[0].page
            return replace(_dropped(pad), page=base, steps=steps, index=len(steps))
        case IndexChanged(index):
            return replace(_dropped(pad), index=min(max(index, 0), len(pad.steps)))
        case UndoneForgotten():
            return replace(pad, steps=pad.steps[: pad.index])
        case InkAdded(points):
            grown = points if pad.growing is None else np.concatenate([pad.growing, points])
            return replace(pad, growing=grown)
        case InkEnded():
            return replace(pad, pieces=pad.under_way, growing=None)
        case InkDropped():
            return _dropped(pad)
        case ToolChosen(tool):
            return replace(pad, tool=tool)


def _dropped(pad: SavedPad) -> SavedPad:
    return replace(pad, pieces=(), growing=None)


@dataclass
class Journal:
    """The file of one window. Its methods may be called on any thread, one after the other."""

    path: Path
    _lock: FileLock
    _pad: SavedPad = EMPTY
    _is_begun: bool = False

    @classmethod
    def open(cls, folder: Path | None = None) -> tuple[Journal, SavedPad]:
        """Take over the newest journal that nobody holds, or begin one; with what it tells.

        Raises BadInput where the folder cannot be written.
        """
        folder = folder or home_folder() / "session"
        with refusing_os_errors("write", folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            named = folder.glob(f"*{SUFFIX}")
            found = sorted(filter(Path.is_file, named), key=_age)  # not what only is called so
        for old in found[MAX_JOURNALS:]:
            _remove_unless_held(old)
        for path in found[:MAX_JOURNALS]:
            if lock := _try_lock(path):
                pad = read_journal(path)
                if not pad.is_empty:
                    return cls(path, lock, pad), pad
                _remove(path)
                lock.release()
        path = folder / f"{uuid.uuid4().hex}{SUFFIX}"
        lock = FileLock(path.with_suffix(".lock"), thread_local=False)
        with refusing_os_errors("write", path):
            lock.acquire(timeout=1)
        return cls(path, lock), EMPTY

    def write(self, changes: Iterable[SessionChange]) -> None:
        """Write changes down; they are on disk when this returns.

        Raises BadInput where they cannot be written; the next time, all is written afresh.
        """
        lines = []
        for change in changes:
            lines.append(_format_change(self._pad, change))
            self._pad = applied(self._pad, change)
        data = "".join(lines).encode()
        is_begun, self._is_begun = self._is_begun, False  # until it has been written
        if is_begun and self._has_room(len(data)):
            append_lines(self.path, data)
        else:  # without what undone steps and dropped ink leave in a journal
            write_atomically(self.path, _format_pad(self._pad).encode(), PRIVATE)
        self._is_begun = True

    def _has_room(self, byte_count: int) -> bool:
        with refusing_os_errors("write", self.path):
            return self.path.stat().st_size + byte_count <= MAX_FILE_BYTES // 2

    def close(self) -> None:
        """Let go of the file, which stays for the next window; an empty one does not."""
        if self._pad.is_empty:
            _remove(self.path)
        self.let_go()

    def let_go(self) -> None:
        """Let go of the file as it is, as the end of a process does."""
        self._lock.release()


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:  # another window has just taken it away
        return 0.0


def _try_lock(path: Path) -> FileLock | None:
    lock = FileLock(path.with_suffix(".lock"), thread_local=False)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return None
    return lock


def _remove_unless_held(path: Path) -> None:
    if lock := _try_lock(path):
        _remove(path)
        lock.release()
        _remove(path.with_suffix(".lock"))


def _remove(path: Path) -> None:
    """Remove a file; one that cannot be removed stays, and is in nobody's way."""
    with suppress(OSError):
        path.unlink()


# Writing and reading lines


def _format_pad(pad: SavedPad) -> str:
    lines = [format_fields({"page": _page_fields(pad.page, EMPTY.page), "tool": pad.tool})]
    changes: list[SessionChange] = [StepTaken(step) for step in pad.steps]
    if pad.index != len(pad.steps):
        changes.append(IndexChanged(pad.index))
    for piece in pad.pieces:
        changes += [InkAdded(piece), InkEnded()]
    if pad.growing is not None:
        changes.append(InkAdded(pad.growing))
    whole = replace(_dropped(pad), steps=(), index=0)
    for change in changes:
        lines.append(_format_change(whole, change))
        whole = applied(whole, change)
    return "".join(lines)


def _format_change(before: SavedPad, change: SessionChange) -> str:
    match change:
        case StepTaken(step):
            page = _page_fields(step.page, before.current)
            kept = step.kept and kept_fields(step.kept)
            fixed = {"fixed": step.fixed} if step.fixed else {}
            return format_fields({"text": step.text, "page": page, "kept": kept, **fixed})
        case IndexChanged(index):
            return format_fields({"index": index})
        case UndoneForgotten():
            return format_fields({"undone": None})
        case InkAdded(points):
            return format_fields({"ink": points.tolist()})
        case InkEnded():
            return format_fields(_ENDED)
        case InkDropped():
            return format_fields({"ink": None})
        case ToolChosen(tool):
            return format_fields({"tool": tool})


def _saved_picture() -> ModuleType:
    """Return what saves pictures; it brings Pillow, which ink does not wait for."""
    return import_module("model.home.saved_picture")


def _picture_of(page: Sample) -> Picture | None:
    return None if isinstance(page.content, Drawing) else page.content


def _page_fields(page: Sample, before: Sample) -> dict[str, Any]:
    content = page.content
    if not isinstance(content, Drawing):
        return {"picture": _saved_picture().picture_fields(content, _picture_of(before))}
    known = before.drawing.strokes if before.drawing else ()
    indices = {id(stroke): index for index, stroke in enumerate(known)}
    fields = drawing_fields(replace(content, strokes=(), parts=()))  # as on the pad
    fields["strokes"] = [
        indices[id(stroke)] if id(stroke) in indices else stroke.tolist()
        for stroke in content.strokes
    ]
    return fields


def read_journal(path: Path) -> SavedPad:
    """Return what a journal tells, up to its first line that is damaged or was cut short."""
    pad = EMPTY
    try:
        lines = read_bounded(path, MAX_FILE_BYTES).split(b"\n")
        for number, line in enumerate(lines[:-1]):
            fields = json.loads(line)
            if number == 0:
                page = _parse_page(fields["page"], EMPTY.page)
                pad = SavedPad(page, tool=parse_text(fields["tool"]))
            else:
                pad = applied(pad, _parse_change(pad, fields))
    except (BadInput, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        pass  # what was told before it is whole
    return pad


def _parse_change(before: SavedPad, fields: Mapping[str, Any]) -> SessionChange:
    if "text" in fields:
        kept = fields["kept"]
        if kept is not None:
            kept = parse_kept(kept, before.current)
        page = _parse_page(fields["page"], before.current)
        fixed = _parse_fixed(fields.get("fixed", []), page)
        return StepTaken(SavedStep(parse_text(fields["text"]), page, kept, fixed))
    if "index" in fields:
        return IndexChanged(int(fields["index"]))
    if "undone" in fields:
        return UndoneForgotten()
    if "ink" in fields:
        if fields["ink"] is None:
            return InkDropped()
        if fields == _ENDED:
            return InkEnded()
        [stroke] = to_drawing({"strokes": [fields["ink"]]}).strokes
        return InkAdded(stroke)
    return ToolChosen(parse_text(fields["tool"]))


def _parse_fixed(value: Sequence[Any], page: Sample) -> tuple[Traces, ...]:
    """Return the ink of characters; raises ValueError where the page has no such ink."""
    fixed = tuple(tuple(Trace(*map(int, trace)) for trace in traces) for traces in value)
    strokes = () if page.drawing is None else page.drawing.strokes
    for stroke, first, past in (trace for traces in fixed for trace in traces):
        if not (0 <= stroke < len(strokes) and 0 <= first < past <= len(strokes[stroke])):
            raise ValueError("no ink of this page")
    return tuple(filter(None, fixed))


def _parse_page(fields: Mapping[str, Any], before: Sample) -> Sample:
    if picture := fields.get("picture"):
        return Sample(_saved_picture().parse_picture(picture, _picture_of(before)))
    known: Sequence[Stroke] = before.drawing.strokes if before.drawing else ()
    spelled = [stroke for stroke in fields["strokes"] if not isinstance(stroke, int)]
    drawing = to_drawing({**fields, "strokes": spelled})
    fresh = iter(drawing.strokes)
    strokes = tuple(
        known[max(stroke, 0)] if isinstance(stroke, int) else next(fresh)
        for stroke in fields["strokes"]
    )
    drawing = replace(drawing, strokes=strokes)
    return Sample(drawing, drawing.label)
