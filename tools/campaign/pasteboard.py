"""What may be on the clipboard, or be dropped."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.transfer.pad_transfer import INK_MIME
from model.ink.json_lines import format_drawing
from tools.campaign.mutations import mutate
from tools.campaign.subjects import drawings

SIZES = ((1, 1), (1, 3000), (40, 40), (640, 480), (4000, 3000))
FORMATS = (
    QImage.Format.Format_Mono,
    QImage.Format.Format_Indexed8,
    QImage.Format.Format_RGB16,
    QImage.Format.Format_RGB32,
    QImage.Format.Format_ARGB32_Premultiplied,
    QImage.Format.Format_Grayscale16,
    QImage.Format.Format_RGBA64,
    QImage.Format.Format_Alpha8,
)
TEXTS = ("", "7", "\0", "x" * 5_000_000, "<svg/>", "file:///etc/passwd", "ü\ud7ff")
MIMES = ("application/x-qt-image", "image/png", "text/uri-list", "text/html", "x/y", INK_MIME)


def make_data(random: Random, paths: Sequence[Path]) -> tuple[QMimeData, str]:
    """Return something to paste, and what it is: often several things at once."""
    data = QMimeData()
    made = [random.choice(KINDS) for _ in range(random.choice((0, 1, 1, 1, 2, 3)))]
    for add in made:
        add(random, data, paths)
    return data, ", ".join(add.__name__.removeprefix("_") for add in made) or "nothing"


def _null_image(random: Random, data: QMimeData, paths: Sequence[Path]) -> None:
    data.setImageData(QImage())


def _image(random: Random, data: QMimeData, paths: Sequence[Path]) -> None:
    image = QImage(*random.choice(SIZES), random.choice(FORMATS))
    image.fill(random.choice((0, 1, 0xFFFFFFFF, 0x80FF0000)))
    data.setImageData(image)


def _damaged_image(random: Random, data: QMimeData, paths: Sequence[Path]) -> None:
    data.setData("image/png", random.randbytes(50))  # which says that it is one


def _text(random: Random, data: QMimeData, paths: Sequence[Path]) -> None:
    data.setText(random.choice(TEXTS))


def _files(random: Random, data: QMimeData, paths: Sequence[Path]) -> None:
    chosen = random.choices(paths, k=random.choice((1, 1, 2, 5)))
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in chosen])


def _odd_urls(random: Random, data: QMimeData, paths: Sequence[Path]) -> None:
    data.setUrls([QUrl(random.choice(("http://localhost/7.png", "", "data:,7", "file:", "x:y")))])


def _ink(random: Random, data: QMimeData, paths: Sequence[Path]) -> None:
    data.setData(INK_MIME, format_drawing(random.choice(drawings())).encode())


def _damaged_ink(random: Random, data: QMimeData, paths: Sequence[Path]) -> None:
    damaged, _ = mutate(random, format_drawing(random.choice(drawings())).encode())
    data.setData(INK_MIME, damaged)


def _any_bytes(random: Random, data: QMimeData, paths: Sequence[Path]) -> None:
    data.setData(random.choice(MIMES), random.randbytes(random.choice((0, 1, 100))))


KINDS = (
    _null_image, _image, _image, _damaged_image, _text, _files, _files, _odd_urls, _ink, _ink,
    _damaged_ink, _any_bytes,
)  # fmt: skip


def copy(random: Random, paths: Sequence[Path]) -> str:
    """Put something on the clipboard and return what it is."""
    data, title = make_data(random, paths)
    QApplication.clipboard().setMimeData(data)
    return title


def drop(
    random: Random, window: QWidget, paths: Sequence[Path], note: Callable[[str], None]
) -> None:
    """Drag something over a window and drop it there; note what it is before."""
    data, title = make_data(random, paths)
    note(title)
    at = QPointF(random.uniform(0, window.width()), random.uniform(0, window.height()))
    action, held = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(at.toPoint(), action, data, held, none)
    QApplication.sendEvent(window, entering)
    if entering.isAccepted() or random.random() < 0.2:
        QApplication.sendEvent(window, QDropEvent(at, action, data, held, none))
