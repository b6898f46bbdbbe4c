"""What the network says of drawings, found out in the background, some at a time."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.background import BackgroundTask
from model.home.collection import Entry
from model.reading.numbers import NumberReader
from model.reading.prediction import Reader

PREDICTED_AT_ONCE = 250
"""The answers show as they come."""

Answers = dict[str, str | None]
"""What was read, by an entry's id; None where it is none of the classes."""


class Answering(QObject):
    """Predicts what has no answer yet, until there is nothing left or it is stopped.

    Signals:
        answered: Answers of the reader that is in use now.
        said: one sentence for the user.
    """

    answered = Signal(object)
    said = Signal(str)

    def __init__(
        self, unanswered: Callable[[int], Sequence[Entry]], parent: QObject | None = None
    ) -> None:
        """unanswered: returns some entries without an answer, at most so many."""
        super().__init__(parent)
        self._unanswered = unanswered
        self._reader: Reader | None = None
        self._is_busy = False
        self._is_stopped = False

    def use(self, reader: Reader) -> None:
        """Answer with this reader from now on."""
        self._reader = reader
        self.go_on()

    def go_on(self) -> None:
        """Predict some of what has no answer, and then the next."""
        self._is_stopped = False
        self._predict_some()

    def stop(self) -> None:
        """Begin nothing more."""
        self._is_stopped = True

    def _predict_some(self) -> None:
        if self._reader is None or self._is_busy or self._is_stopped:
            return
        entries = self._unanswered(PREDICTED_AT_ONCE)
        if not entries:
            return
        self._is_busy = True
        task = BackgroundTask("Reading your drawings", partial(_predict, self._reader, entries))
        task.done.connect(self._show)
        task.failed.connect(self._fail)
        task.start()

    def _show(self, predicted: tuple[Reader, Answers]) -> None:
        self._is_busy = False
        reader, answers = predicted
        if reader is self._reader:  # else another is in use by now
            self.answered.emit(answers)
        self._predict_some()

    def _fail(self, message: str) -> None:
        self._is_busy = False
        self.said.emit(message)


def _predict(reader: Reader, entries: Sequence[Entry]) -> tuple[Reader, Answers]:
    numbers = [entry for entry in entries if reader.classes.spell(entry.drawing.label)]
    others = [entry for entry in entries if not reader.classes.spell(entry.drawing.label)]
    predictions = reader.recognize([entry.drawing for entry in others])
    predictions += [NumberReader(reader).read(entry.drawing) for entry in numbers]
    return reader, {
        entry.id: prediction.text
        for entry, prediction in zip([*others, *numbers], predictions, strict=True)
    }
