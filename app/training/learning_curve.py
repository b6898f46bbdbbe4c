"""The live plot: training loss and validation error over steps."""

from bisect import bisect_left
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QMargins, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolButton, QWidget
from typing_extensions import override

from app import keys, theme
from app.background import BackgroundTask
from app.training.curve_data import Curve, RunCurves, describe_loss
from app.training.curve_plot import LEAST_SPREAD, TICK_PX, CurvePlot, Scale
from app.training.curve_saving import CSV, write_csv, write_image
from app.transfer.dialogs import ask_where_to_save
from app.transfer.page_files import rgba
from model.ink.formats import PNG

MIN_HEIGHT_PX = 96
AXIS_WIDTH_PX = 44
MAX_ROOM = 0.4
"""At most this share of the plot's height is kept free for the text below the least loss."""
EARLIER_RUNS = 3
"""So many runs before are shown beside the present one."""
SAVED_SIZE = QSize(960, 540)
SAVED_SCALE = 2
KEY_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_Home: -(10**9),
    Qt.Key.Key_End: 10**9,
}


class LearningCurve(QWidget):
    """Plots training loss and validation error over steps, each on a logarithmic scale of its own.

    Runs before the present one are shown faintly. Values are read out under the pointer, and with
    the arrow keys. It paints the plot itself. To import a plotting library takes longer than a
    frame, and must not be done off the GUI thread (see CONTRIBUTING.md, "Threads").

    Signals:
        said: one sentence for the user.
    """

    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learningCurve")
        self.setAccessibleName("Learning curve")
        self.setMinimumHeight(MIN_HEIGHT_PX)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._run = RunCurves()
        self._earlier: list[RunCurves] = []
        self._pointed: int | None = None  # the index of the loss that is read out
        self._marked_step: int | None = None
        self.save_button = self._make_save_button()
        self._describe()

    def _make_save_button(self) -> QToolButton:
        save = theme.add_action(self, "saveCurve", "Save the curve as PNG or CSV…", [], self.save)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        button = QToolButton(self)
        button.setObjectName("saveCurveButton")
        button.setText("Save…")
        button.setToolTip(save.text())
        button.setAccessibleName(save.text())
        button.setFont(theme.small(self.font()))
        button.setStyleSheet("padding: 0 4px;")
        button.clicked.connect(save.trigger)
        self._save_action = save
        return button

    # What it shows

    @property
    def losses(self) -> Curve:
        """The running mean of the run's losses."""
        return self._run.losses

    @property
    def validation_errors(self) -> Curve:
        """The run's validation errors."""
        return self._run.validation_errors

    def clear(self, steps: int = 0, name: str = "", least_loss: float | None = None) -> None:
        """Begin with another run; the one before becomes one of the earlier ones.

        steps: how many it takes, or 0 where that is not known; name: what it trains; least_loss:
        the least that its targets allow, or None where that is not known.
        """
        if self._run.losses[0]:
            self._earlier = [*self._earlier, self._run][-EARLIER_RUNS:]
        self._run = RunCurves(steps, name, least_loss)
        self._pointed = self._marked_step = None
        self._describe()

    def add_loss(self, step: int, loss: float) -> None:
        """Add a training loss; the curve is a running mean of the losses."""
        self._run.add_loss(step, loss)
        if len(self.losses[0]) == 1:
            self._describe()
        self.update()

    def add_validation_error(self, step: int, error: float) -> None:
        """Add a validation error, in [0, 1]."""
        self._run.add_validation_error(step, error)
        self.update()

    def mark_step(self, step: int | None) -> None:
        """Mark a step, such as that of the moment which is looked at; None: none."""
        self._marked_step = step
        self.update()

    def _describe(self) -> None:
        has_curve = bool(self.losses[0])
        self.save_button.setVisible(has_curve)
        self._save_action.setEnabled(has_curve)
        about = describe_loss(self._run.least_loss)
        self.setToolTip(theme.as_tooltip(about))
        self.setAccessibleDescription(self.read_out or about)
        self.update()

    # Reading values out

    @property
    def read_out(self) -> str:
        """The values that are read out, as text; empty where none are."""
        return "" if self._pointed is None else self._run.read_out(self._pointed)

    def _point_at(self, index: int | None) -> None:
        if index is not None:
            index = min(max(index, 0), len(self.losses[0]) - 1)
        if index == self._pointed:
            return
        self._pointed = index
        self._describe()
        changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(changed)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.losses[0]:
            area = self._area(QSizeF(self.size()))
            step = self._run.last_step * (event.position().x() - area.left()) / area.width()
            after = bisect_left(self.losses[0], step)
            near = range(max(after - 1, 0), min(after + 1, len(self.losses[0])))
            self._point_at(min(near, key=lambda i: abs(self.losses[0][i] - step)))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._point_at(None)

    @override
    def event(self, event: QEvent) -> bool:
        # Else Esc would clear the pad.
        if keys.is_offered(event, (Qt.Key.Key_Escape,)) and self._pointed is not None:
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape and self._pointed is not None:
            self._point_at(None)
        elif key in KEY_STEPS and self.losses[0]:
            last = len(self.losses[0]) - 1
            self._point_at((last if self._pointed is None else self._pointed) + KEY_STEPS[key])
        else:
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(None)
        super().focusOutEvent(event)

    # Saving

    def save(self) -> None:
        """Ask for a file, and save the plot as a picture or all its runs as a table there."""
        suggested = Path.home() / "learning-curve"
        asked = ask_where_to_save(self, "Save the learning curve", suggested, PNG, CSV)
        if asked is None:
            return
        path, kind = asked
        runs = [run.copy() for run in (*self._earlier, self._run)]  # they grow as a run goes on
        write = (
            partial(write_csv, path, runs)
            if kind is CSV
            else partial(write_image, path, rgba(self.image()))
        )
        task = BackgroundTask("Saving the curve", write, must_complete=True)
        task.done.connect(self._tell_saved)
        task.failed.connect(self.said)
        task.start()

    def _tell_saved(self, sentence: str) -> None:
        self.said.emit(sentence)

    def image(self) -> QImage:
        """Return the plot as it is saved, whatever its size on the screen."""
        image = QImage(SAVED_SIZE * SAVED_SCALE, QImage.Format.Format_RGBA8888)
        image.setDevicePixelRatio(SAVED_SCALE)
        image.fill(self.palette().window().color())
        painter = QPainter(image)
        painter.translate(theme.GRID_PX, theme.GRID_PX)
        inner = SAVED_SIZE.shrunkBy(QMargins(*4 * [theme.GRID_PX]))
        self._paint_curves(painter, QSizeF(inner), is_saved=True)
        painter.end()
        return image

    # Painting

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        button = self.save_button
        button.resize(button.sizeHint())
        button.move(self.width() - button.width(), self.height() - button.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.losses[0]:
            self._paint_curves(painter, QSizeF(self.size()), is_saved=False)
            return
        painter.setFont(theme.small(self.font()))
        painter.setPen(theme.muted(self.palette()))
        hint = "The learning curve appears here"
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, hint)

    def _area(self, size: QSizeF) -> QRectF:
        """Return where the curves lie; below lie the steps and the legend."""
        line_px = QFontMetricsF(theme.small(self.font())).height()
        return QRectF(QPointF(0, 0), size).adjusted(
            AXIS_WIDTH_PX, line_px / 2, -AXIS_WIDTH_PX, -2 * TICK_PX - 2 * line_px
        )

    def _paint_curves(self, painter: QPainter, size: QSizeF, *, is_saved: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small(self.font()))
        palette, run = self.palette(), self._run
        window, muted, accent = (
            palette.window().color(),
            theme.muted(palette),
            theme.accent(palette),
        )
        plot = CurvePlot(painter, self._area(size), run.last_step)
        runs = [*self._earlier, run]
        least = [run.least_loss] if run.least_loss else []
        room = QFontMetricsF(painter.font()).height() / max(plot.area.height(), 1)
        losses = Scale(
            [*least, *(loss for each in runs for loss in each.losses[1])],
            room=min(room, MAX_ROOM) if least else 0,
        )
        all_errors = [error for each in runs for error in each.validation_errors[1]]
        errors = Scale(all_errors or [1.0], spread=LEAST_SPREAD)
        plot.paint_steps(theme.faint(palette), muted)
        plot.paint_left_scale(losses, theme.faint(palette), muted)
        if all_errors:
            plot.paint_right_scale(errors, theme.mix(muted, accent, 0.8))
        for each in self._earlier:
            plot.paint_line(each.losses, losses, QPen(theme.mix(window, muted, 0.4), 1))
            faint = QPen(theme.mix(window, accent, 0.4), 1)
            plot.paint_line(each.validation_errors, errors, faint)
        if run.least_loss:
            dashed = QPen(muted, 1, Qt.PenStyle.DashLine)
            text = f"no loss ends below {run.least_loss:.2f}: targets are soft"
            plot.paint_level(losses, run.least_loss, dashed, text)
        marked = self._marked_step if self._pointed is None else self.losses[0][self._pointed]
        if marked is not None and not is_saved:
            plot.paint_step(marked, QPen(muted, 1))
        plot.paint_line(run.losses, losses, QPen(muted, 1.5))
        plot.paint_line(run.validation_errors, errors, QPen(accent, 2))
        plot.paint_dots(run.validation_errors, errors, accent)
        baseline = size.height() - QFontMetricsF(painter.font()).descent()
        self._paint_legend(painter, QPointF(plot.area.left(), baseline), is_saved=is_saved)

    def _paint_legend(self, painter: QPainter, at: QPointF, *, is_saved: bool) -> None:
        """Name the curves in their colours, below the axis, or say the values read out."""
        muted = theme.muted(self.palette())
        pieces = [("training loss", muted)]
        if any(run.validation_errors[0] for run in (*self._earlier, self._run)):
            pieces += [(" and ", muted), ("validation error", theme.accent(self.palette()))]
        pieces.append((" by step", muted))
        if is_saved and self._run.name:
            pieces.append((f"  ·  {self._run.name}", muted))
        elif self.read_out and not is_saved:
            pieces = [(self.read_out, self.palette().windowText().color())]
        metrics = QFontMetricsF(painter.font())
        for piece, color in pieces:
            painter.setPen(color)
            painter.drawText(at, piece)
            at += QPointF(metrics.horizontalAdvance(piece), 0)
