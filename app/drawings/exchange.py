"""Drawings into and out of the gallery: import and export."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.background import BackgroundTask
from app.transfer.dialogs import FOLDER, ask_where_to_save
from app.transfer.filters import dialog_filter
from model.data.classes import DIGITS, Classes
from model.data.folders import read_labelled, write_images, write_pictures
from model.errors import BadInput
from model.home.collection import Entry
from model.ink.drawing import Drawing
from model.ink.formats import IDX, INK, PICTURES, Format
from model.ink.ink_file import write_drawings

PROGRESS_EVERY = 100
"""Drawings; how far an import is shows so often."""

Write = Callable[[Path, Sequence[Drawing], Classes], None]


@dataclass(frozen=True)
class ExportKind:
    """A way to save many drawings."""

    format: Format
    """The file; of a folder, which has no ending, what stands for it in the dialog."""
    write: Write

    def complete(self, path: Path) -> Path:
        """Complete the name that the user gave."""
        return self.format.completed(path)


def _write_ink(path: Path, drawings: Sequence[Drawing], classes: Classes) -> None:
    write_drawings(path, drawings)


def _write_pictures(path: Path, drawings: Sequence[Drawing], classes: Classes) -> None:
    write_pictures(path, drawings)


AS_INK = ExportKind(INK, _write_ink)
AS_PICTURES = ExportKind(Format("Folder of PNG pictures, 28 × 28 px", FOLDER), _write_pictures)
AS_IDX = ExportKind(Format("Folder of MNIST's idx files", FOLDER), write_images)
EXPORT_KINDS = (AS_INK, AS_PICTURES, AS_IDX)


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
            dialog_filter("Ink, pictures and idx files", INK, PICTURES, IDX),
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

    def _read(self, paths: Sequence[Path], classes: Classes) -> tuple[list[Entry], int]:
        """Return new entries, and how many drawings were passed over; on a pool's thread."""
        entries, passed_over = [], 0
        for path in paths:
            for drawing in read_labelled(path, classes):
                if self._stopped.is_set():
                    raise BadInput("the import was ended")
                if drawing is None:
                    passed_over += 1
                else:
                    entries.append(Entry(drawing))
                    if len(entries) % PROGRESS_EVERY == 0:
                        self._imported_so_far.emit(len(entries))
        return entries, passed_over

    def _say(self, message: str) -> None:
        self.said.emit(message)

    def _show_progress(self, count: int) -> None:
        self.said.emit(f"Importing… {count:,}")

    def _add(self, read: tuple[list[Entry], int]) -> None:
        entries, passed_over = read
        if entries:
            self.imported.emit(entries)
        without = f"; {passed_over:,} without a label {self.classes} passed over"
        self.said.emit(f"Imported {len(entries):,} drawings{without if passed_over else ''}.")

    def choose_export(self, drawings: Sequence[Drawing]) -> None:
        """Ask for a name and save these drawings."""
        suggested = Path.home() / f"my drawings {datetime.now():%Y-%m-%d}"
        kinds = {kind.format: kind for kind in EXPORT_KINDS}
        if asked := ask_where_to_save(self._window, "Export what is shown", suggested, *kinds):
            path, chosen = asked
            self.export(drawings, path, kinds[chosen])

    def export(self, drawings: Sequence[Drawing], path: Path, kind: ExportKind) -> None:
        """Save these drawings."""
        path, classes = kind.complete(path), self.classes

        def save() -> str:
            kind.write(path, drawings, classes)
            return f"Saved {len(drawings):,} drawings in {path}"

        task = BackgroundTask("Exporting", save, must_complete=True)
        task.done.connect(self._say)
        task.failed.connect(self.said)
        task.start()
