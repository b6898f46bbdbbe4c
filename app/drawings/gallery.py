"""My drawings: all that was kept, by digit, with what the network says of each now."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent, QUndoCommand, QUndoStack
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QMainWindow,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.background import BackgroundTask
from app.drawings.drawing_keeper import DrawingKeeper
from app.drawings.gallery_list import CELL, DrawingList, ThumbnailPainter
from model.data.folders import read_labelled, write_images, write_pictures
from model.errors import BadInput
from model.home.collection import Entry
from model.ink.ink_file import write_drawings
from model.network.recognizer import Recognizer

READ_AT_ONCE = 250
"""Drawings read in one go; the answers show as they come."""
TOLD_EVERY = 100
LOADING_DELAY_MS = 60
"""When the window is painted, and once only where showing it makes it active as well."""
INK_FILTER = "Ink file (*.jsonl *.jsonl.gz)"
PICTURES_FILTER = "Folder of PNG pictures, 28 × 28 px (*)"
IDX_FILTER = "Folder of MNIST's idx files (*)"
WRITERS = {INK_FILTER: write_drawings, PICTURES_FILTER: write_pictures, IDX_FILTER: write_images}
IMPORT_FILTER = (
    "Ink, pictures and idx files (*.jsonl *.jsonl.gz *.png *.jpg *.jpeg *.bmp *.gif *.tif *.tiff "
    "*.webp *ubyte *ubyte.gz);;All files (*)"
)


class _Change(QUndoCommand):
    """A step that can be undone; both ways go through the keeper."""

    def __init__(self, text: str, redo: Callable[[], None], undo: Callable[[], None]) -> None:
        super().__init__(text)
        self._redo, self._undo = redo, undo

    @override
    def redo(self) -> None:
        self._redo()

    @override
    def undo(self) -> None:
        self._undo()


class Gallery(QMainWindow):
    """A window on the user's drawings: look, relabel, delete, import and export.

    Signals:
        drawing_chosen: an Entry is to be put on the pad.
        learning_requested: the drawings are to be learned.
    """

    drawing_chosen = Signal(object)
    learning_requested = Signal()
    _imported_so_far = Signal(int)  # told from a pool's thread

    def __init__(self, keeper: DrawingKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("gallery")
        self.setWindowTitle("My drawings")
        self._keeper = keeper
        self._recognizer: Recognizer | None = None
        self._is_reading = False
        self._stopped = Event()
        self._loading_timer = QTimer(self, singleShot=True, interval=LOADING_DELAY_MS)
        self._loading_timer.timeout.connect(keeper.load)
        self.undo_stack = QUndoStack(self)
        self.drawings = DrawingList(self)
        self._make_view()
        self._make_actions()
        self._lay_out()
        keeper.loaded.connect(self._show_entries)
        keeper.failed.connect(self.say)
        self._imported_so_far.connect(self._tell_importing)
        self.resize(760, 620)

    # Building

    def _make_view(self) -> None:
        self.view = QListView()
        self.view.setObjectName("drawingsView")
        self.view.setAccessibleName("My drawings")
        self.view.setModel(self.drawings)
        self.view.setItemDelegate(ThumbnailPainter(self.view))
        self.view.setViewMode(QListView.ViewMode.IconMode)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setMovement(QListView.Movement.Static)
        self.view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.view.setUniformItemSizes(True)
        self.view.setGridSize(CELL)
        self.view.setLayoutMode(QListView.LayoutMode.Batched)
        self.view.setBatchSize(1000)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.activated.connect(self._choose)
        selection = self.view.selectionModel()
        selection.selectionChanged.connect(self._update_actions)
        self.drawings.modelReset.connect(self._update_actions)
        self.drawings.answered.connect(self._update_summary)

    def _make_actions(self) -> None:
        add = partial(theme.add_action, self)
        self.open_action = add("load", "Put on the pad", [], self._choose_current)
        self.delete_action = add("delete", "Delete", ["Del", "Backspace"], self.delete_selected)
        self.undo_action = add("undo", "Undo", ["Ctrl+Z"], self.undo_stack.undo)
        self.redo_action = add("redo", "Redo", ["Ctrl+Shift+Z", "Ctrl+Y"], self.undo_stack.redo)
        add("close", "Close", ["Ctrl+W", "Esc"], self.close)
        self.undo_stack.canUndoChanged.connect(self.undo_action.setEnabled)
        self.undo_stack.canRedoChanged.connect(self.redo_action.setEnabled)
        self.undo_action.setEnabled(False)
        self.redo_action.setEnabled(False)
        self.relabel_menu = QMenu("This is a …", self)
        for digit in range(10):
            relabel = partial(self.relabel, digit)
            self.relabel_menu.addAction(add(f"relabel{digit}", str(digit), [str(digit)], relabel))

    def _lay_out(self) -> None:
        digits = QHBoxLayout()
        digits.setSpacing(theme.GRID_PX // 2)
        self.filters = QButtonGroup(self)
        for digit in (None, *map(str, range(10))):
            tool = QToolButton()
            tool.setObjectName(f"show{digit or 'All'}Button")
            tool.setCheckable(True)
            tool.setChecked(digit is None)
            tool.setToolTip("Show all" if digit is None else f"Show what is labelled {digit}")
            tool.clicked.connect(partial(self.drawings.show_label, digit))
            self.filters.addButton(tool, -2 if digit is None else int(digit))
            digits.addWidget(tool)
        digits.addStretch(1)

        self.summary = QLabel()
        self.summary.setObjectName("summary")
        self.summary.setFont(theme.tabular(self.font()))
        self.summary.setWordWrap(True)
        self.message = QLabel()
        self.message.setObjectName("galleryMessage")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.hide()
        import_button = theme.button(
            "importButton",
            "Import…",
            "Add drawings of an ink file, pictures, or idx files as MNIST's",
        )
        import_menu = QMenu(self)
        import_menu.addAction("Files…", self.choose_import)
        import_menu.addAction("Folder of pictures or idx files…", self.choose_folder_to_import)
        import_button.setMenu(import_menu)
        self.export_button = theme.button(
            "exportButton", "Export…", "Save what is shown: as ink, as pictures, or as idx files"
        )
        self.export_button.clicked.connect(self.choose_export)
        self.relabel_button = theme.button(
            "relabelButton", "Relabel", "Say what the chosen drawings are (or press 0 to 9)"
        )
        self.relabel_button.setMenu(self.relabel_menu)
        self.delete_button = theme.button(
            "deleteButton", "Delete", "Delete the chosen drawings (Del); Ctrl+Z brings them back"
        )
        self.delete_button.clicked.connect(self.delete_selected)
        self.learn_button = theme.button(
            "learnFromGalleryButton", "Learn from my drawings", "Teach the network your hand"
        )
        self.learn_button.clicked.connect(self.learning_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID_PX)
        for button in (self.relabel_button, self.delete_button, import_button, self.export_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.learn_button)

        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        margin = 2 * theme.GRID_PX
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.GRID_PX)
        layout.addLayout(digits)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.summary)
        layout.addWidget(self.message)
        layout.addLayout(buttons)
        self.setCentralWidget(self._content)
        self._content.setStyleSheet(theme.style_sheet(self.palette()))
        self._update_summary()
        self._update_actions()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._content.setStyleSheet(theme.style_sheet(self.palette()))
        elif event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._loading_timer.start()  # another window may have kept some
        super().changeEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._stopped.clear()
        self.message.hide()
        self._loading_timer.start()
        super().showEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._stopped.set()
        super().closeEvent(event)

    # What is shown

    def say(self, message: str) -> None:
        """Tell the user one sentence."""
        self.message.setText(message)
        self.message.show()

    def _show_entries(self, entries: list[Entry]) -> None:
        if self.drawings.show_entries(entries):
            self._read_on()
        self._update_summary()

    def read_with(self, recognizer: Recognizer) -> None:
        """Say what this network reads from now on."""
        self._recognizer = recognizer
        self.drawings.forget_answers()
        self._read_on()

    def _read_on(self) -> None:
        """Read some of the drawings that have no answer yet, and then the next."""
        unread = self.drawings.unread(READ_AT_ONCE)
        if self._recognizer is None or self._is_reading or not unread:
            return
        self._is_reading = True
        task = BackgroundTask(
            "Reading your drawings", partial(_read, self._recognizer, unread), self
        )
        task.done.connect(self._show_answers)
        task.failed.connect(self._fail_reading)
        task.start()

    def _show_answers(self, read: tuple[Recognizer, dict[str, int | None]]) -> None:
        self._is_reading = False
        recognizer, answers = read
        if recognizer is self._recognizer:  # else the network is another by now
            self.drawings.show_answers(answers)
        if not self._stopped.is_set():
            self._read_on()

    def _fail_reading(self, message: str) -> None:
        self._is_reading = False
        self.say(message)

    def _update_summary(self) -> None:
        counts, misread = self.drawings.counts(), self.drawings.misread_count()
        total = sum(counts.values())
        for button in self.filters.buttons():
            digit = self.filters.id(button)
            name, count = (str(digit), counts[str(digit)]) if digit >= 0 else ("All", total)
            button.setText(f"{name} · {count:,}" if count else name)
        if not total:
            self.summary.setText(
                "Nothing is kept yet. Draw a digit on the pad and press its key, 0 to 9, or click "
                "its bar: it is kept here, and Inkling can learn it."
            )
        else:
            drawings = "drawing" if total == 1 else "drawings"
            self.summary.setText(
                f"{total:,} {drawings}, {misread or 'none'} of them read wrongly now."
            )
        self.learn_button.setEnabled(total > 0)
        self.export_button.setEnabled(total > 0)

    def _update_actions(self) -> None:
        chosen = bool(self.view.selectionModel().selectedIndexes())
        self.delete_button.setEnabled(chosen)
        self.relabel_button.setEnabled(chosen)
        self.delete_action.setEnabled(chosen)
        self.open_action.setEnabled(chosen)

    def _show_menu(self, at: QPoint) -> None:
        if self.view.indexAt(at).isValid():
            menu = QMenu(self)
            menu.addAction(self.open_action)
            menu.addMenu(self.relabel_menu)
            menu.addAction(self.delete_action)
            menu.popup(self.view.viewport().mapToGlobal(at))

    # What can be done with drawings

    def selected(self) -> list[Entry]:
        """Return the chosen entries."""
        return [
            self.drawings.entry(index) for index in self.view.selectionModel().selectedIndexes()
        ]

    def _choose(self, index: QModelIndex) -> None:
        self.drawing_chosen.emit(self.drawings.entry(index))

    def _choose_current(self) -> None:
        if chosen := self.selected():
            self.drawing_chosen.emit(chosen[0])

    def delete_selected(self) -> None:
        """Delete the chosen drawings."""
        if chosen := self.selected():
            self.undo_stack.push(
                _Change("Delete", partial(self._remove, chosen), partial(self._add, chosen))
            )

    def relabel(self, digit: int) -> None:
        """Say what the chosen drawings are."""
        before = [entry for entry in self.selected() if entry.drawing.label != str(digit)]
        if before:
            after = [entry.relabelled(str(digit)) for entry in before]
            self.undo_stack.push(
                _Change("Relabel", partial(self._relabel, after), partial(self._relabel, before))
            )

    def _add(self, entries: Sequence[Entry]) -> None:
        self._keeper.add(entries, self._keeper.load, self._fail)

    def _remove(self, entries: Sequence[Entry]) -> None:
        self._keeper.remove({entry.id for entry in entries}, self._keeper.load, self._fail)

    def _relabel(self, entries: Sequence[Entry]) -> None:
        for label in sorted({entry.drawing.label or "" for entry in entries}):
            ids = {entry.id for entry in entries if entry.drawing.label == label}
            self._keeper.relabel(ids, label, self._keeper.load, self._fail)

    def _fail(self, message: str) -> None:
        self._keeper.load()
        self.say(message)

    # Import and export

    def choose_import(self) -> None:
        """Ask for files and add their drawings."""
        names, _ = QFileDialog.getOpenFileNames(self, "Import drawings", "", IMPORT_FILTER)
        if names:
            self.import_from(list(map(Path, names)))

    def choose_folder_to_import(self) -> None:
        """Ask for a folder and add what its pictures and idx files hold."""
        if name := QFileDialog.getExistingDirectory(self, "Import a folder of drawings"):
            self.import_from([Path(name)])

    def import_from(self, paths: Sequence[Path]) -> None:
        """Add the labelled drawings of files and folders."""
        self.say("Importing…")
        task = BackgroundTask("Importing", partial(self._read_imports, paths), self)
        task.done.connect(self._add_imported)
        task.failed.connect(self.say)
        task.start()

    def _read_imports(self, paths: Sequence[Path]) -> tuple[list[Entry], int]:
        """Return new entries, and how many drawings were passed over; on a pool's thread."""
        entries, passed_over = [], 0
        for path in paths:
            for drawing in read_labelled(path):
                if self._stopped.is_set():
                    raise BadInput("the import was ended")
                if drawing is None:
                    passed_over += 1
                else:
                    entries.append(Entry(drawing))
                    if len(entries) % TOLD_EVERY == 0:
                        self._imported_so_far.emit(len(entries))
        return entries, passed_over

    def _tell_importing(self, count: int) -> None:
        self.say(f"Importing… {count:,}")

    def _add_imported(self, imported: tuple[list[Entry], int]) -> None:
        entries, passed_over = imported
        if entries:
            self.undo_stack.push(
                _Change("Import", partial(self._add, entries), partial(self._remove, entries))
            )
        without = f"; {passed_over:,} without a label 0 to 9 passed over" if passed_over else ""
        self.say(f"Imported {len(entries):,} drawings{without}.")

    def choose_export(self) -> None:
        """Ask for a name and save what is shown."""
        name, chosen = QFileDialog.getSaveFileName(
            self,
            "Export what is shown",
            f"my digits {datetime.now():%Y-%m-%d}",
            ";;".join(WRITERS),
        )
        if name:
            self.export_to(Path(name), chosen)

    def export_to(self, path: Path, kind: str) -> None:
        """Save what is shown; kind: one of WRITERS."""
        drawings = [entry.drawing for entry in self.drawings.shown()]
        if kind == INK_FILTER and not path.name.endswith((".jsonl", ".jsonl.gz")):
            path = path.with_name(f"{path.name}.jsonl")
        write = {INK_FILTER: write_drawings, PICTURES_FILTER: write_pictures}.get(
            kind, write_images
        )

        def export() -> str:
            write(path, drawings)
            return f"Saved {len(drawings):,} drawings in {path}"

        task = BackgroundTask("Exporting", export, self)
        task.done.connect(self.say)
        task.failed.connect(self.say)
        task.start()


def _read(
    recognizer: Recognizer, entries: Iterable[Entry]
) -> tuple[Recognizer, dict[str, int | None]]:
    entries = list(entries)
    predictions = recognizer.recognize([entry.drawing for entry in entries])
    return recognizer, {
        entry.id: prediction.digit if prediction.is_accepted else None
        for entry, prediction in zip(entries, predictions, strict=True)
    }
