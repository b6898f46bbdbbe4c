"""Dialogs that ask for a file: what they return is the very name that the user was asked about."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.transfer.filters import dialog_filter, format_filter
from model.ink.formats import DRAWINGS, PICTURES, PNG, SIGNS, WRITTEN_DRAWINGS, Format
from model.plain_text import plain

FOLDER = ("",)
"""The endings of a format that is a folder."""


def ask_what_to_open(window: QWidget, folder: str) -> Path | None:
    """Ask for a file to put on the pad; None where the user cancels."""
    choices = dialog_filter("Images, ink and signs", PICTURES, *DRAWINGS, SIGNS)
    name, _ = QFileDialog.getOpenFileName(window, "Open an image or ink file", folder, choices)
    return Path(name) if name else None


def ask_for_ink_file(window: QWidget, title: str, folder: str) -> Path | None:
    """Ask for a file with drawings; None where the user cancels."""
    choices = dialog_filter("Ink", *DRAWINGS)
    name, _ = QFileDialog.getOpenFileName(window, title, folder, choices)
    return Path(name) if name else None


def ask_for_folder(window: QWidget, title: str, folder: str) -> Path | None:
    """Ask for a folder; None where the user cancels."""
    name = QFileDialog.getExistingDirectory(window, title, folder)
    return Path(name) if name else None


def ask_where_to_save_page(window: QWidget, folder: str, has_ink: bool) -> Path | None:
    """Ask where to save what lies on the pad; a picture is saved as PNG only."""
    formats = (PNG, *WRITTEN_DRAWINGS) if has_ink else (PNG,)
    asked = ask_where_to_save(window, "Save the drawing", Path(folder) / "drawing", *formats)
    return asked[0] if asked else None


def ask_where_to_save(
    window: QWidget, title: str, suggested: Path, *formats: Format
) -> tuple[Path, Format] | None:
    """Ask for a file's name and its format; None where the user cancels.

    A name without one of the formats' endings gets that of the format chosen, before it is asked
    whether a file that is there by that name is to be replaced. A format without an ending is a
    folder.
    """
    dialog = QFileDialog(window, title, str(suggested.parent))
    try:
        return _ask(dialog, window, suggested.name, formats)
    finally:
        dialog.deleteLater()  # its parent lives on


def _ask(
    dialog: QFileDialog, window: QWidget, suggested: str, formats: Sequence[Format]
) -> tuple[Path, Format] | None:
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    filters = {format_filter(kind): kind for kind in formats}
    dialog.setNameFilters(list(filters))

    def complete(chosen: str) -> None:
        dialog.setDefaultSuffix(filters[chosen].suffixes[0].lstrip("."))

    dialog.filterSelected.connect(complete)
    complete(dialog.selectedNameFilter())
    dialog.selectFile(suggested)
    while dialog.exec():
        asked = Path(dialog.selectedFiles()[0])
        chosen = filters[dialog.selectedNameFilter()]
        fitting = [kind for kind in formats if kind.suffixes != FOLDER and kind.fits(asked)]
        kind = chosen if chosen.suffixes == FOLDER or not fitting else fitting[0]
        path = kind.completed(asked)  # v1.2 has an ending, but none of these
        if path == asked or not path.exists() or _may_replace(window, path):
            return path, kind
    return None


def _may_replace(window: QWidget, path: Path) -> bool:
    answer = QMessageBox.question(
        window, "Replace the file?", f"{plain(path.name)} is there already. Replace it?"
    )
    return answer is QMessageBox.StandardButton.Yes
