"""My drawings: all that was kept, by label, with what the network says of each now."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QShowEvent, QUndoStack
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.drawings.answers import Answering
from app.drawings.changes import EntryChanges
from app.drawings.correction_line import CorrectionLine
from app.drawings.drawing_keeper import DrawingKeeper
from app.drawings.drawing_list import CELL, DrawingList, ThumbnailPainter
from app.drawings.exchange import DrawingExchange
from app.drawings.label_filter import LabelFilter, Several, Shown
from model.data.classes import DIGITS, Classes
from model.home.collection import Entry
from model.plain_text import plain
from model.reading.prediction import Reader

MAX_EMPTY = 12
"""Of more classes those without a drawing have no button."""
LOADING_DELAY_MS = 60
"""When the window is painted, and once only where showing it makes it active as well."""


class Gallery(QMainWindow):
    """A window on the user's drawings: look, relabel, delete, import and export.

    Signals:
        drawing_chosen: a Drawing is to be put on the pad.
        learning_requested: the drawings are to be learned.
    """

    drawing_chosen = Signal(object)
    learning_requested = Signal()

    def __init__(self, keeper: DrawingKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("gallery")
        self.setWindowTitle("My drawings")
        self._keeper = keeper
        self._classes = DIGITS
        self._loading_timer = QTimer(self, singleShot=True, interval=LOADING_DELAY_MS)
        self._loading_timer.timeout.connect(keeper.load)
        self.undo_stack = QUndoStack(self)
        self.drawings = DrawingList(self)
        self.exchange = DrawingExchange(self)
        self._changes = EntryChanges(keeper, self.undo_stack, self)
        self._answering = Answering(self.drawings.unanswered, self)
        self._make_view()
        self._make_actions()
        self._lay_out()
        self._connect()
        self.resize(760, 620)

    def _connect(self) -> None:
        self._keeper.loaded.connect(self._show_entries)
        for speaker in (self._answering.said, self.exchange.said, self._changes.failed):
            speaker.connect(self.say)
        self._keeper.failed.connect(self.say)
        self._answering.answered.connect(self.drawings.show_answers)
        self.exchange.imported.connect(self._changes.add)
        self.view.activated.connect(self._choose)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.selectionModel().selectionChanged.connect(self._update_actions)
        self.drawings.modelReset.connect(self._update_actions)
        # What is typed is said of what was chosen then.
        self.view.selectionModel().selectionChanged.connect(self.line.leave)
        self.drawings.modelReset.connect(self.line.leave)
        self.drawings.answers_changed.connect(self._update_summary)
        self.filter.label_chosen.connect(self._show_label)
        self.line.entered.connect(self.relabel)
        self.line.closed.connect(self.view.setFocus)

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
        number = add("relabelNumber", "", ["F2"], self._begin_line)
        self.relabel_menu = QMenu("This is a …", self)
        self.relabel_menu.addAction(number)
        self._number_action = number
        self._relabel_actions: list[QAction] = []

    def _show_classes(self, classes: Classes) -> None:
        """Offer these classes as labels."""
        self._classes = self.exchange.classes = classes
        self.drawings.use_classes(classes)
        self.line.use_classes(classes)
        for action in self._relabel_actions:
            self.removeAction(action)
            action.deleteLater()
        self._number_action.setText("A number…" if classes == DIGITS else "Type what it is…")
        texts = {label: theme.as_control_text(label) for label in classes}
        self._relabel_actions = theme.add_label_actions(self, "relabel", texts, self._say)
        self.relabel_menu.insertActions(self._number_action, self._relabel_actions)
        self._update_summary()

    def _lay_out(self) -> None:
        self.filter = LabelFilter()
        self.line = CorrectionLine()
        self.summary = theme.text_label("summary")
        self.summary.setFont(theme.tabular(self.font()))
        self.summary.setWordWrap(True)
        self.message = theme.text_label("galleryMessage")
        self.message.setWordWrap(True)
        self.message.hide()

        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        margin = 2 * theme.GRID_PX
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(self.filter)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.line)
        layout.addWidget(self.summary)
        layout.addWidget(self.message)
        layout.addLayout(self._make_buttons())
        self.setCentralWidget(self._content)
        self._content.setStyleSheet(theme.style_sheet(self.palette()))
        self._show_classes(DIGITS)
        self._update_actions()

    def _make_buttons(self) -> QHBoxLayout:
        import_button = theme.button(
            "importButton",
            "Import…",
            "Add drawings of an ink file, pictures, or idx files as MNIST's",
        )
        import_menu = QMenu(self)
        import_menu.addAction("Files…", self.exchange.choose_files)
        import_menu.addAction("Folder of pictures or idx files…", self.exchange.choose_folder)
        import_button.setMenu(import_menu)
        self.export_button = theme.button(
            "exportButton", "Export…", "Save what is shown: as ink, as pictures, or as idx files"
        )
        self.export_button.clicked.connect(self._choose_export)
        self.relabel_button = theme.button(
            "relabelButton", "Relabel", "Say what the chosen drawings are (or press the key)"
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
        return buttons

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._content.setStyleSheet(theme.style_sheet(self.palette()))
        elif event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._loading_timer.start()  # another window may have kept some
        super().changeEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.exchange.allow()
        self._answering.go_on()
        self.message.hide()
        self._loading_timer.start()
        super().showEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.exchange.stop()
        self._answering.stop()
        super().closeEvent(event)

    # What is shown

    def say(self, message: str) -> None:
        """Tell the user one sentence."""
        self.message.setText(plain(message))
        self.message.show()

    def _show_entries(self, entries: Sequence[Entry]) -> None:
        if self.drawings.show_entries(entries):
            self._answering.go_on()
        self._update_summary()

    def _show_label(self, shown: Shown) -> None:
        self.drawings.show_label(shown)
        self.view.setGridSize(self.drawings.cell)

    def predict_with(self, reader: Reader) -> None:
        """Say what this reader makes of the drawings, from now on."""
        if reader.classes != self._classes:
            self._show_classes(reader.classes)
        self.drawings.forget_answers()
        self._answering.use(reader)

    def _update_summary(self) -> None:
        counts, misread = self.drawings.counts(), self.drawings.misread_count()
        total = sum(counts.values())
        by_button: Counter[str | Several] = Counter()
        for label, count in counts.items():
            is_number = self.drawings.is_several(label)
            by_button[Several.NUMBERS if is_number else label] += count
        numbers = [Several.NUMBERS] if by_button[Several.NUMBERS] else []
        others = (label for label in by_button if isinstance(label, str))
        further = sorted(label for label in others if label not in self._classes)
        are_few = len(self._classes) <= MAX_EMPTY
        classes = [label for label in self._classes if are_few or by_button[label]]
        self.filter.show_labels([*classes, *numbers, *further])
        self.filter.show_counts(by_button)
        if not total:
            self.summary.setText(
                f"Nothing is kept yet. Draw {self._classes.any_of_them} on the pad and press its "
                "key, or click its name beside the answer: it is kept here, to be learned."
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
        for control in (
            self.delete_button,
            self.relabel_button,
            self._number_action,
            self.delete_action,
            self.open_action,
        ):
            control.setEnabled(chosen)

    def _show_menu(self, at: QPoint) -> None:
        if self.view.indexAt(at).isValid():
            menu = QMenu(self)
            menu.aboutToHide.connect(menu.deleteLater)
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
        self.drawing_chosen.emit(self.drawings.entry(index).drawing)

    def _choose_current(self) -> None:
        if chosen := self.selected():
            self.drawing_chosen.emit(chosen[0].drawing)

    def delete_selected(self) -> None:
        """Delete the chosen drawings."""
        if chosen := self.selected():
            self._changes.delete(chosen)

    def relabel(self, label: str) -> None:
        """Say what the chosen drawings are."""
        self._changes.relabel(self.selected(), label)

    def _say(self, label: str) -> None:
        """Take a label that a key says: all of it, or where a number is chosen the next digit."""
        is_number = any(map(self.drawings.is_number, self.selected()))
        if is_number or not self.line.isHidden():
            self.line.go_on_with(label)
        else:
            self.relabel(label)

    def _begin_line(self) -> None:
        """Have a number typed, beginning with the label of what is chosen."""
        if chosen := self.selected():
            self.line.begin(chosen[0].drawing.label or "")

    def _choose_export(self) -> None:
        self.exchange.choose_export([entry.drawing for entry in self.drawings.shown()])
