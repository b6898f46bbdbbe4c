"""The tour: step by step it puts the window into a state, and in the end puts back what was."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from app.pad.page import Page
from app.prediction.reading import Reading
from app.tour.example import example_of
from app.tour.stage import Stage
from app.tour.steps import LOADING, STEPS, Facts, Run, Step
from app.tour.tour_panel import TourPanel
from app.tour.watched_run import WatchedRun, watch_short_run
from app.training.run_state import State
from app.views.inside.inside_view import InsideView
from app.views.views import KINDS
from model.data.classes import Classes
from model.insight.layers import layers_of
from model.network.weights import Weights

INSIDE = "inside"
OLD_WAY = next((kind.name for kind in KINDS if kind.title == "Old way"), None)
"""The view of what was done before networks learned, where there is one."""


class Tour(QObject):
    """Leads through STEPS, and leaves the window as it was, but for what the user did meanwhile.

    Signals:
        ended: the tour is over, and the window as before.
    """

    ended = Signal()

    def __init__(self, stage: Stage, panel: TourPanel, parent: QObject) -> None:
        """panel: shows the step; the tour begins at once."""
        super().__init__(parent)
        self._pad, self._views, self._reader = stage.pad, stage.views, stage.reading
        self._training = stage.training_panel
        self._panel = panel
        self._index = 0
        self._reading: Reading | None = None
        self._run: WatchedRun | None = None
        self._wants_example = False
        self._example: Page | None = None
        self._view_before = self._shown_view = self._views.shown_name
        self._shows_numbers_before: bool | None = None  # None: Inside was not touched yet
        self._connect()
        self._go_to(0)

    def _connect(self) -> None:
        self._panel.next_chosen.connect(self.go_on)
        self._panel.back_chosen.connect(self.go_back)
        self._panel.close_chosen.connect(self.leave)
        self._reader.read.connect(self._take_reading)
        # Queued: what the panel does with a moment of the run is done first.
        queued = Qt.ConnectionType.QueuedConnection
        self._training.weights_changed.connect(self._take_weights, queued)
        self._training.weights_kept.connect(self._take_kept)

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return STEPS[self._index]

    # Going through it

    def go_on(self) -> None:
        """Go to the next step; or begin the run that this one offers; or end, after the last."""
        is_idle = self._training.state is State.IDLE
        if self.step.run is Run.FIRST_STEP and self._run is None and is_idle:
            self._begin_run()
        elif self._index + 1 < len(STEPS):
            self._go_to(self._index + 1)
        else:
            self.leave()

    def go_back(self) -> None:
        """Go to the step before."""
        if self._index > 0:
            self._go_to(self._index - 1)

    def leave(self) -> None:
        """End the tour, and what it has begun; put back what it has changed."""
        self._reader.read.disconnect(self._take_reading)
        self._training.weights_changed.disconnect(self._take_weights)
        self._training.weights_kept.disconnect(self._take_kept)
        self._panel.disconnect(self)
        self._end_run()
        self._take_example_back()
        if self._shows_numbers_before is not None:
            self._inside().numbers_button.setChecked(self._shows_numbers_before)
        if self._views.shown_name == self._shown_view != self._view_before:
            self._views.show_view(self._view_before)
        self.ended.emit()

    def _go_to(self, index: int) -> None:
        self._index = index
        step = self.step
        if step.run is Run.NONE:
            self._end_run()
        elif step.run is Run.EPOCH:
            self._resume_run()
        self._show_view(step)
        self._wants_example = step.has_example
        if not step.has_example:
            self._take_example_back()
        self._reader.request()  # what is read is what the step speaks of
        self._tell()

    # What it shows

    def _show_view(self, step: Step) -> None:
        name = OLD_WAY if step.is_of_old_way and OLD_WAY is not None else step.view
        if name == INSIDE:
            switch = self._inside().numbers_button
            if self._shows_numbers_before is None:
                self._shows_numbers_before = switch.isChecked()
            switch.setChecked(step.shows_numbers)
        self._views.show_view(name)
        self._shown_view = name

    def _inside(self) -> InsideView:
        inside = self._views.view(INSIDE)
        assert isinstance(inside, InsideView)
        return inside

    def _take_reading(self, reading: Reading) -> None:
        self._reading = reading
        if self._wants_example and reading.recognizer is not None:
            self._wants_example = False  # once a step: a pad that the user clears stays clear
            self._put_example(reading.recognizer.classes)
        self._tell()

    def _put_example(self, classes: Classes) -> None:
        """Put an example on an empty pad, unless that would take something from the user."""
        pad = self._pad
        is_free = pad.page.is_empty and not pad.pen.is_down and not pad.undo_stack.canRedo()
        sample = example_of(classes) if is_free else None
        if sample is not None:
            pad.show_sample(sample, "Show an example")
            self._example = pad.page

    def _take_example_back(self) -> None:
        example, self._example = self._example, None
        if example is None or self._pad.pen.is_down:
            return
        self._pad.forget_step(example)
        if self._pad.page is example:  # what the user drew over it can be redone still
            self._pad.undo()

    def _tell(self) -> None:
        facts = self._facts()
        is_last = self._index + 1 == len(STEPS)
        self._panel.show_step(
            self._index + 1,
            len(STEPS),
            self.step.title,
            LOADING if facts is None else self.step.say(facts),
            is_done=facts is not None and self.step.is_done(facts),
            next_text="Done" if is_last else "Next",
        )

    def _facts(self) -> Facts | None:
        """Return what the steps speak of; None before the pad is read."""
        reading = self._reading
        if reading is None or reading.recognizer is None:
            return None
        classes, page = reading.recognizer.classes, self._pad.page
        is_ours = self._run is not None and not self._run.is_over
        return Facts(
            classes=classes,
            layers=layers_of(classes),
            images=reading.images,
            run=self._run,
            is_busy=not is_ours and self._training.state is not State.IDLE,
            has_old_way=OLD_WAY is not None,
            has_drawn=not page.is_empty and page is not self._example,
        )

    # Its run

    def _begin_run(self) -> None:
        run = self._run = watch_short_run(self._training.form.folders())
        run.is_over = not self._training.start(run.walk)
        self._tell()

    def _take_weights(self, weights: Weights | None) -> None:
        """Hold the run after its first step; note where it is over."""
        run = self._run
        if run is None or run.is_over:
            return
        state = self._training.state
        if weights is None:  # which also tells that no moment of a run before is looked at
            run.is_over = state is State.IDLE
        elif not run.is_let_go:
            if self.step.run is Run.FIRST_STEP and state is State.RUNNING:
                self._training.toggle_pause()
            run.let_go()
        self._tell()

    def _take_kept(self) -> None:
        if self._run is not None:
            self._run.is_over = True

    def _resume_run(self) -> None:
        run = self._run
        if run is not None and not run.is_over and self._training.state is State.PAUSED:
            self._training.toggle_pause()

    def _end_run(self) -> None:
        """Stop the run, or give up what it has brought, unless the user has decided already."""
        run, self._run = self._run, None
        if run is not None and not run.is_over:
            self._training.stop()
            self._training.discard()
            run.let_go()
