"""The review of a run: a slider through its moments, and what each says of the drawing."""

from collections.abc import Sequence
from itertools import takewhile
from threading import Event

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStyle, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme
from app.background import BackgroundTask
from app.training.moments_plot import MomentsPlot
from app.training.run_moments import (
    THINNING,
    Moment,
    MomentReading,
    RunMoments,
    read_moments,
    tell_story,
)
from model.ink.raster import Images
from model.reading.prediction import Prediction

REST_MS = 120
"""So long the pen rests before the moments read anew: while it moves, only the answer counts."""
PAGE = 10
"""How many moments Page Up and Page Down go."""
NOW = "now"


class RunReview(QWidget):
    """Lets one go back to any moment of a run, and shows how they read the drawing on the pad.

    Its right end is no moment but "now": what reads there is not for it to say. What is looked at
    changes nothing of the run, nor of what is kept.

    Signals:
        moment_chosen: another moment is to be looked at; the Moment, or None for now.
    """

    moment_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runReview")
        self._moments = RunMoments()
        self._chosen: Moment | None = None
        self._images: Images | None = None
        self._predictions: dict[Moment, Prediction] = {}
        self._is_stale = False  # what is shown is of the drawing before
        self._reading_cancelled: Event | None = None
        self._rest_timer = QTimer(self, singleShot=True)
        self._rest_timer.timeout.connect(self._read)
        self._make_slider()
        self.plot = MomentsPlot()
        self.sentence = theme.text_label("momentsSentence")
        self.sentence.setWordWrap(True)
        self._lay_out()
        self.clear()

    def _make_slider(self) -> None:
        slider = self.slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("runSlider")
        slider.setAccessibleName("Moment of the run")
        slider.setToolTip(theme.as_tooltip(f"Go back to any moment of the run. {THINNING}"))
        slider.setPageStep(PAGE)
        slider.valueChanged.connect(self._choose)
        slider.sliderReleased.connect(self._show_moments)
        self.caption = theme.text_label("momentCaption")
        self.caption.setFont(theme.small(self.font()))
        self.caption.setFixedWidth(self.caption.fontMetrics().horizontalAdvance("step 99,999"))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.GRID_PX)
        row.addWidget(self.slider, 1)
        row.addWidget(self.caption)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX // 2)
        layout.addWidget(self.plot, 1)
        layout.addLayout(row)
        layout.addWidget(self.sentence)

    # The moments

    @property
    def has_moments(self) -> bool:
        """Whether there is anything to go back to."""
        return len(self._moments) > 0

    @property
    def is_now(self) -> bool:
        """Whether no moment is looked at."""
        return self._chosen is None

    def clear(self) -> None:
        """Forget all moments, for another run."""
        self._moments = RunMoments()
        self._predictions = {}
        self._stop_reading()
        self.return_to_now()

    def add(self, moment: Moment) -> None:
        """Add the run's newest moment; what is looked at stays."""
        if gone := self._moments.add(moment):
            self._predictions.pop(gone, None)
        if not self.slider.isSliderDown():  # else its handle would move away from the pointer
            self._show_moments()
        self._request()

    def return_to_now(self) -> None:
        """Look at no moment any more, without a signal."""
        self._chosen = None
        self.slider.setSliderDown(False)
        self._show_moments()

    def _show_moments(self) -> None:
        """Have the slider go through all moments, its handle where it was."""
        chosen, gone = self._chosen, False
        count = len(self._moments)
        value = count
        if chosen is not None:
            value = self._moments.nearest(chosen.step)
            gone = self._moments[value] is not chosen and chosen not in self._moments
            if not gone:
                value = self._moments.index(chosen)
        self.slider.blockSignals(True)
        self.slider.setRange(0, count)
        self.slider.setValue(value)
        self.slider.blockSignals(False)
        if gone:
            self._choose(value)
        self._show_readings()

    def _choose(self, value: int) -> None:
        is_now = value >= self.slider.maximum()
        chosen = None if is_now else self._moments[value]
        if chosen is self._chosen:
            return
        self._chosen = chosen
        self._show_readings()
        self.moment_chosen.emit(chosen)

    # What they say of the drawing

    def show_input(self, images: Images | None) -> None:
        """Show how the moments read what is on the pad; images: (1, 1, 28, 28), or None."""
        if images is not None and not images.any():
            images = None
        if _are_alike(images, self._images):
            return
        self._images = images
        self._predictions = {}
        self._stop_reading()
        self._is_stale = images is not None
        self.plot.invite(invites=images is None)
        if images is None:
            self._show_readings()
        else:
            self._request(REST_MS)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_plot()  # the style may be another by now
        self._request()

    @property
    def is_reading(self) -> bool:
        """Whether moments read the drawing, or will when the pen rests."""
        return self._reading_cancelled is not None or self._rest_timer.isActive()

    def _request(self, rest_ms: int = 0) -> None:
        """Have the moments read: anew when the pen has rested so long, or what is not read yet."""
        if self.isVisible() and (rest_ms or not self.is_reading):
            self._rest_timer.start(rest_ms)

    def _stop_reading(self) -> None:
        if self._reading_cancelled is not None:
            self._reading_cancelled.set()
            self._reading_cancelled = None

    def _read(self) -> None:
        """Have those moments read the drawing, in the background, that have not yet."""
        unread = [moment for moment in self._moments if moment not in self._predictions]
        if self._images is None or not unread or not self.isVisible():
            return
        cancelled = self._reading_cancelled = Event()
        images = self._images.copy()
        task = BackgroundTask(
            "Reading the moments of the run",
            lambda: (cancelled, list(read_moments(images, unread, lambda: not cancelled.is_set()))),
        )
        task.done.connect(self._take_readings)
        task.start()

    def _take_readings(self, taken: tuple[Event, list[tuple[Moment, Prediction]]]) -> None:
        cancelled, readings = taken
        if cancelled is not self._reading_cancelled:
            return  # of another drawing, or another run
        self._reading_cancelled = None
        self._is_stale = False
        held = set(self._moments)  # else the weights of those that have gone would stay in memory
        self._predictions.update(reading for reading in readings if reading[0] in held)
        self._show_readings()
        self._request()

    def readings(self) -> Sequence[MomentReading]:
        """Return what the moments say of the drawing, up to the first that has not read it yet."""
        read = takewhile(self._predictions.__contains__, self._moments)
        return [(moment.step, self._predictions[moment]) for moment in read]

    def _show_readings(self) -> None:
        if not self._is_stale:
            readings = self.readings()
            marked = self._moments.index(self._chosen) if self._chosen in self._moments else None
            self.plot.show_readings(readings, len(self._moments), marked)
            self.sentence.setText(tell_story(readings))
        self.caption.setText(NOW if self._chosen is None else f"step {self._chosen.step:,}")
        self.slider.setAccessibleDescription(self.caption.text())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_plot()

    def _place_plot(self) -> None:
        """Have each moment lie above the slider's handle, where it stands for that moment."""
        slider = self.slider
        handle = slider.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, slider)
        width = self.width() - self.caption.width() - theme.GRID_PX
        self.plot.place(handle / 2, width - handle)


def _are_alike(one: Images | None, other: Images | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other)
