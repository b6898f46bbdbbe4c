"""A line that says what is under way and how far it is, with a button that ends it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget
from typing_extensions import override

from app import theme
from model.data.progress import Fetching, Notice, Progress, Working
from model.text import start_with_capital

BAR_HEIGHT_PX = 8
SHORTEST_PX = 120
SHORTEST_BAR_PX = 64
STEPS = 1000


class ProgressRow(QWidget):
    """Hidden while nothing is under way.

    Signals:
        cancelled: the user wants it ended.
        said: one sentence for the user came among the events.
    """

    cancelled = Signal()
    said = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """name: the object names of its bar and its button begin with it."""
        super().__init__(parent)
        self.what = _ElidedLabel("progressText")
        self.what.setFont(theme.tabular(self.font()))
        self.bar = QProgressBar()
        self.bar.setObjectName(f"{name}Progress")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(BAR_HEIGHT_PX)
        self.bar.setMinimumWidth(SHORTEST_BAR_PX)
        self.bar.setAccessibleName("Progress")
        button = self.button = theme.button(f"{name}CancelButton", "Cancel", "End this")
        button.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(self.what)
        layout.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(button)
        self.hide()

    def begin(self, what: str) -> None:
        """Show that something is under way."""
        self._show(what, None)
        self.show()

    def show_progress(self, event: Progress) -> None:
        """Show how far it is."""
        match event:
            case Working(what, share):
                self._show(what, share)
            case Fetching(source, received, total):
                megabytes = f"{received / 1e6:.1f} of {total / 1e6:.1f} MB"
                self._show(f"fetching {source}, {megabytes}", received / max(total, 1))
            case Notice(message):
                self.said.emit(message)

    def _show(self, what: str, share: float | None) -> None:
        self.what.setText(f"{start_with_capital(what)}…")
        self.bar.setRange(0, 0 if share is None else STEPS)
        if share is not None:
            self.bar.setValue(round(STEPS * share))


class _ElidedLabel(QLabel):
    """A line that is cut where there is no room, so that bar and button always have some."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(SHORTEST_PX, self.sizeHint().width()), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        mode = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self.text(), mode, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
