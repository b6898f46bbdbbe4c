"""The network that reads, saved for other programs."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.background import BackgroundTask
from app.transfer.dialogs import ask_where_to_save
from model.export.onnx_file import ONNX, write_onnx
from model.home.chosen import chosen_id
from model.home.what_reads import load_chosen
from model.ink.formats import Format
from model.network.weights import WEIGHTS, Weights, save_weights
from model.storage.files import write_atomically

SUGGESTED = "network"


class NetworkExport(QObject):
    """Asks for a file, and saves the kept network there in the background.

    Signals:
        said: one sentence for the user.
    """

    said = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def choose(self) -> None:
        """Ask for a file and its format, and save the network there."""
        title, suggested = "Export the network", Path.home() / SUGGESTED
        if asked := ask_where_to_save(self._window, title, suggested, *WRITERS):
            path, kind = asked
            task = BackgroundTask(title, partial(_export, path, WRITERS[kind]), must_complete=True)
            task.done.connect(self._say)
            task.failed.connect(self.said)
            task.start()

    def _say(self, sentence: str) -> None:
        self.said.emit(sentence)


def _write_onnx(path: Path, weights: Weights) -> None:
    write_atomically(path, write_onnx(weights))


WRITERS: Mapping[Format, Callable[[Path, Weights], None]] = {
    ONNX: _write_onnx,
    WEIGHTS: save_weights,
}


def _export(path: Path, write: Callable[[Path, Weights], None]) -> str:
    write(path, load_chosen(chosen_id()).weights)
    return f"Saved the network as {path}"
