"""The code of a run: the choices of the form as a PyTorch program, to read, copy and save."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.background import BackgroundTask
from app.training.python_highlighter import PythonHighlighter
from app.transfer.dialogs import ask_where_to_save
from model.storage.files import write_atomically
from model.training.program import PROGRAM, WIDTH, write_program
from model.training.recipes import TrainingConfig

SHOWN_LINES = 36


class CodeDialog(QDialog):
    """Shows the program of a run, highlighted; copies it with a click, and saves it."""

    def __init__(self, config: TrainingConfig, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("code")
        self.setWindowTitle("The code of this run")
        self.program = write_program(config)
        self._name = f"{config.recipe}.py"
        self._content = QWidget()  # styled in place of the dialog, which is told of new palettes
        self.editor = _make_editor(self.program)
        self._highlighter = PythonHighlighter(self.editor.document(), self.palette())
        self.note = theme.text_label(
            "caption",
            f"The recipe {config.recipe}, as chosen, in PyTorch alone: it runs without Inkling, as"
            f" “python {self._name} FOLDER”, where FOLDER holds MNIST.",
        )
        self.note.setWordWrap(True)
        self.copy_button = theme.button(
            "copyCodeButton", "Copy", "Put the program on the clipboard"
        )
        self.copy_button.setDefault(True)
        self.copy_button.clicked.connect(self.copy)
        self.save_button = theme.button("saveCodeButton", "Save as…", "Write the program to a file")
        self.save_button.clicked.connect(self.save)
        self._lay_out()
        self._use_palette()
        self.resize(self._size())

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(theme.GRID_PX)
        below.addWidget(self.note, 1)
        below.addWidget(self.copy_button)
        below.addWidget(self.save_button)
        layout = QVBoxLayout(self._content)
        margin = 2 * theme.GRID_PX
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(self.editor, 1)
        layout.addLayout(below)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._content)

    def _size(self) -> QSize:
        """Return a size at which lines are seen whole, where the screen has the room."""
        font = self.editor.fontMetrics()
        wanted = QSize(
            font.horizontalAdvance("0") * (WIDTH + 2) + 8 * theme.GRID_PX,
            font.lineSpacing() * SHOWN_LINES + 12 * theme.GRID_PX,
        )
        return wanted.boundedTo(self.screen().availableSize() * 0.9)

    def copy(self) -> None:
        """Put the program on the clipboard."""
        QGuiApplication.clipboard().setText(self.program)
        self.note.setText(f"Copied {len(self.program.splitlines())} lines.")

    def save(self) -> None:
        """Ask for a file, and write the program there."""
        asked = ask_where_to_save(self, "Save the program", Path.home() / self._name, PROGRAM)
        if asked is None:
            return
        task = BackgroundTask(
            "Saving the program", partial(_write, asked[0], self.program), must_complete=True
        )
        task.done.connect(self.note.setText)
        task.failed.connect(self.note.setText)
        task.start()

    def _use_palette(self) -> None:
        self._content.setStyleSheet(theme.style_sheet(self.palette()))
        self._highlighter.use_palette(self.palette())

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._use_palette()
        super().changeEvent(event)


def _make_editor(program: str) -> QPlainTextEdit:
    editor = QPlainTextEdit(program)
    editor.setObjectName("codeText")
    editor.setAccessibleName("Program")
    editor.setReadOnly(True)
    editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    editor.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    editor.setTabChangesFocus(True)
    return editor


def _write(path: Path, program: str) -> str:
    write_atomically(path, program.encode())
    return f"Saved {path}"
