"""Drawings into and out of the gallery: import and export."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from app.background import BackgroundTask
from app.drawings.questions import asks_to_keep_all
from app.transfer.dialogs import FOLDER, ask_where_to_save
from app.transfer.filters import dialog_filter
from model.data.classes import DIGITS, Classes
from model.data.folders import Doubtful, read_labelled
from model.data.folders_out import write_images, write_pictures
from model.errors import BadInput
from model.home.collection import Entry
from model.ink.drawing import Drawing
from model.ink.formats import DRAWINGS, IDX, INK, INKML, PICTURES, Format
from model.ink.ink_file import write_drawings
from model.ink.parts import characters_of

PROGRESS_EVERY = 100
"""Drawings; how far an import is shows so often."""

Write = Callable[[Path, Sequence[Drawing], Classes], None]


@dataclass(frozen=True)
class ExportKind:
    """A way to save many drawings."""

    format: Format
    """The file; of a folder, which has no ending, what stands for it in the dialog."""
    write: Write
    has_numbers: bool
    """Whether a number stays whole; else each of its characters is saved, by its parts."""


def _write_ink(path: Path, drawings: Sequence[Drawing], classes: Classes) -> None:
    write_drawings(path, drawings)


def _write_pictures(path: Path, drawings: Sequence[Drawing], classes: Classes) -> None:
    write_pictures(path, drawings)


# Not as SVG, which is read as one drawing: what is exported can be imported again.
AS_INK = tuple(ExportKind(kind, _write_ink, has_numbers=True) for kind in (INK, INKML))
AS_PICTURES = ExportKind(
    Format("Folder of PNG pictures, 28 × 28 px", FOLDER), _write_pictures, has_numbers=False
)
AS_IDX = ExportKind(Format("Folder of MNIST's idx files", FOLDER), write_images, has_numbers=False)
EXPORT_KINDS = (*AS_INK, AS_PICTURES, AS_IDX)


@dataclass
class _Read:
    """What an import has read."""

    entries: list[Entry]
    unlabelled: list[Drawing]
    doubtful: list[Drawing]
    """Of pictures of which it is not sure what is their ink; with a label, or without."""
    passed_over: int

    def add(self, drawing: Drawing) -> None:
        """Add a drawing to those that come in, or to those that need a label."""
        if drawing.label is None:
            self.unlabelled.append(drawing)
        else:
            self.entries.append(Entry(drawing))


class DrawingExchange(QObject):
    """Reads drawings from files and folders, and saves them, in the background.

    Signals:
        imported: new Entries.
        said: one sentence for the user.
    """

    imported = Signal(object)
    said = Signal(str)
    _imported_so_far = Signal(int)  # emitted on a pool's thread

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.classes = DIGITS
        """The labels that are taken; others are passed over."""
        self._stopped = Event()
        self._imported_so_far.connect(self._show_progress)

    def stop(self) -> None:
        """End what is under way, as soon as it notices."""
        self._stopped.set()

    def allow(self) -> None:
        """Let imports begin again after `stop`."""
        self._stopped.clear()

    def choose_files(self) -> None:
        """Ask for files and add their drawings."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            "Import drawings",
            "",
            dialog_filter("Ink, pictures and idx files", *DRAWINGS, PICTURES, IDX),
        )
        if names:
            self.import_from(list(map(Path, names)))

    def choose_folder(self) -> None:
        """Ask for a folder and add what its pictures and idx files hold."""
        if name := QFileDialog.getExistingDirectory(self._window, "Import a folder of drawings"):
            self.import_from([Path(name)])

    def import_from(self, paths: Sequence[Path]) -> None:
        """Add the labelled drawings of files and folders."""
        self.said.emit("Importing…")
        task = BackgroundTask("Importing", partial(self._read, paths, self.classes))
        task.done.connect(self._add)
        task.failed.connect(self.said)
        task.start()

    def _read(self, paths: Sequence[Path], classes: Classes) -> _Read:
        """Read files and folders; on a pool's thread."""
        read = _Read([], [], [], 0)
        for path in paths:
            for drawing in read_labelled(path, classes):
                if self._stopped.is_set():
                    raise BadInput("the import was ended")
                if drawing is None:
                    read.passed_over += 1
                elif isinstance(drawing, Doubtful):
                    read.doubtful.append(drawing.drawing)
                else:
                    read.add(drawing)
                    if len(read.entries) % PROGRESS_EVERY == 0:
                        self._imported_so_far.emit(len(read.entries))
        return read

    def _say(self, message: str) -> None:
        self.said.emit(message)

    def _show_progress(self, count: int) -> None:
        self.said.emit(f"Importing… {count:,}")

    def _add(self, read: _Read) -> None:
        entries = read.entries
        left_out = len(read.doubtful)
        if read.doubtful and asks_to_keep_all(self._window, left_out):
            left_out = 0
            for drawing in read.doubtful:
                read.add(drawing)
        if read.unlabelled and (label := self._ask_for_label(len(read.unlabelled))):
            entries += [Entry(replace(drawing, label=label)) for drawing in read.unlabelled]
        else:
            read.passed_over += len(read.unlabelled)
        if entries:
            self.imported.emit(entries)
        text = f"Imported {len(entries):,} drawings"
        if read.passed_over:
            text += f"; {read.passed_over:,} without a label {self.classes} passed over"
        if left_out:
            text += f"; {left_out:,} doubtful left out"
        self.said.emit(f"{text}.")

    def _ask_for_label(self, count: int) -> str | None:
        """Ask what pictures are that have no label; None where they are to be left out."""
        named = "A picture has no label" if count == 1 else f"{count:,} pictures have no label"
        label, is_said = QInputDialog.getItem(
            self._window,
            "What do these show?",
            f"{named}: no folder of a label's name, and no index file.\nWhat is drawn there?",
            list(self.classes),
            0,
            False,
        )
        return label if is_said else None

    def choose_export(self, drawings: Sequence[Drawing]) -> None:
        """Ask for a name and save these drawings."""
        suggested = Path.home() / f"my drawings {datetime.now():%Y-%m-%d}"
        kinds = {kind.format: kind for kind in EXPORT_KINDS}
        if asked := ask_where_to_save(self._window, "Export drawings", suggested, *kinds):
            path, chosen = asked
            self.export(drawings, path, kinds[chosen])

    def export(self, drawings: Sequence[Drawing], path: Path, kind: ExportKind) -> None:
        """Save these drawings."""
        classes = self.classes

        def save() -> str:
            if kind.has_numbers:
                kind.write(path, drawings, classes)
                return f"Saved {len(drawings):,} drawings in {path}"
            characters = [one for drawing in drawings for one in characters_of(drawing)]
            single = [one for one in characters if not classes.spell(one.label)]
            kind.write(path, single, classes)
            text = f"Saved {len(single):,} drawings in {path}"
            left_out = len(characters) - len(single)
            numbers = "number" if left_out == 1 else "numbers"
            return f"{text}; {left_out:,} {numbers} without parts left out" if left_out else text

        task = BackgroundTask("Exporting", save, must_complete=True)
        task.done.connect(self._say)
        task.failed.connect(self.said)
        task.start()
