"""What goes onto the pad and what comes off it: files, the clipboard, and what is dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from app import late_parts
from app.background import BackgroundTask
from app.pad.drawing_pad import DrawingPad
from app.pad.page import Page
from app.settings import Settings
from model.errors import BadInput
from model.ink.formats import SIGNS

INK_MIME = "application/x-inkling-ink"


class PadTransfer(QObject):
    """Opens, saves, copies and pastes the page of a pad; what is slow, in the background.

    Signals:
        said: one sentence for the user.
        signs_opened: a file with a set of signs is to be taken; with its Path.
    """

    said = Signal(str)
    signs_opened = Signal(object)

    def __init__(self, pad: DrawingPad, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._pad = pad
        self._settings = settings
        self._window = window

    # Files

    def choose_file_to_open(self) -> None:
        """Ask for a file and open it."""
        folder = self._settings["pad/folder"]
        if path := late_parts.dialogs.ask_what_to_open(self._window, folder):
            self._settings["pad/folder"] = str(path.parent)
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Put a picture, or an ink file's first drawing, on the pad; or take a set of signs."""
        self._open_first([path])

    def _open_first(self, paths: Sequence[Path]) -> None:
        path, count = paths[0], len(paths)
        if SIGNS.fits(path):
            self.signs_opened.emit(path)
            return

        def open_it() -> late_parts.Opened:
            sample, remark = late_parts.page_files.open_sample(path)
            return sample, f"{path.name}: the first of {count} files" if count > 1 else remark

        self._run(f"Opening {path.name}", open_it, self._show)

    def _show(self, opened: late_parts.Opened) -> None:
        sample, remark = opened
        self._pad.change_page(Page.of(sample), "Open")
        if remark:
            self.said.emit(remark)

    def choose_file_to_save(self) -> None:
        """Ask for a file name and save the pad as PNG or ink, by its ending."""
        if self._pad.page.is_empty:
            self.said.emit("There is nothing on the pad to save.")
            return
        has_ink = self._pad.page.picture is None
        folder = self._settings["pad/folder"]
        if path := late_parts.dialogs.ask_where_to_save_page(self._window, folder, has_ink):
            self._settings["pad/folder"] = str(path.parent)
            self.save_file(path)

    def save_file(self, path: Path) -> None:
        """Save the pad: as ink where the name says so, else as a PNG."""
        page, pen_width = self._pad.page, self._pad.pen_width
        self._run(
            f"Saving {path.name}",
            lambda: late_parts.page_files.save_page(path, page, pen_width),
            self._say,
            must_complete=True,
        )

    def _say(self, message: str) -> None:
        self.said.emit(message)

    def _run(
        self,
        action: str,
        function: Callable[[], object],
        then: Callable[..., object],
        *,
        must_complete: bool = False,
    ) -> None:
        """Run a function in the background, then a method of this object with its result."""
        task = BackgroundTask(action, function, must_complete=must_complete)
        task.done.connect(then)
        task.failed.connect(self.said)
        task.start()

    # The clipboard, and what is dropped

    def copy(self) -> None:
        """Copy the pad, as a picture and as ink."""
        page = self._pad.page
        if page.is_empty:
            return
        ink, pen_width = late_parts.page_files.format_page(page), self._pad.pen_width
        if ink is not None:  # at once; the picture of it follows
            _fill_clipboard(ink=ink)
        self._run(
            "Copying",
            lambda: (late_parts.page_files.render_page(page, pen_width), ink),
            self._add_picture_to_clipboard,
        )

    def _add_picture_to_clipboard(self, copied: tuple[QImage, bytes | None]) -> None:
        image, ink = copied
        if ink is None or _clipboard_ink() == ink:  # else something else was copied meanwhile
            _fill_clipboard(image=image, ink=ink)

    def paste(self) -> None:
        """Put the clipboard's ink, picture or file on the pad."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        self.take(data or QMimeData(), "Paste")  # it is None where nothing was ever copied

    @staticmethod
    def can_take(data: QMimeData) -> bool:
        """Return whether there is something in it that may go onto the pad."""
        return data.hasUrls() or data.hasImage() or data.hasFormat(INK_MIME)

    def take(self, data: QMimeData, text: str) -> None:
        """Put ink, a picture or a file on the pad; text names the step to undo."""
        if data.hasFormat(INK_MIME):
            try:
                page = late_parts.page_files.parse_page(bytes(data.data(INK_MIME).data()))
            except BadInput as error:
                self.said.emit(f"The clipboard's ink is damaged: {error}")
                return
            self._pad.change_page(page, text)
        elif paths := [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]:
            self._open_first(paths)
        elif image := _image_of(data):
            self._run(
                "Reading the picture",
                lambda: late_parts.page_files.picture_sample(image),
                self._show,
            )
        else:
            self.said.emit("There is no picture and no ink to take.")


def _image_of(data: QMimeData) -> QImage | None:
    image = data.imageData() if data.hasImage() else None
    # What says that it is a picture may not be one.
    return image if isinstance(image, QImage) and not image.isNull() else None


def _fill_clipboard(image: QImage | None = None, ink: bytes | None = None) -> None:
    data = QMimeData()
    if image is not None:
        data.setImageData(image)
    if ink is not None:
        data.setData(INK_MIME, ink)
    QGuiApplication.clipboard().setMimeData(data)


def _clipboard_ink() -> bytes:
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return bytes(data.data(INK_MIME).data()) if data else b""
