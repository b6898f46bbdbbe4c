"""What happens in a forked process with a real window, which is killed or asked."""

import json
import re
from collections.abc import Iterator
from random import Random

from app.background import background_tasks_running
from app.main_window import MainWindow
from model.ink.drawing import Drawing
from tools.campaign.children import TellParent
from tools.campaign.faults import FaultWatch
from tools.campaign.hand import draw
from tools.campaign.subjects import drawings
from tools.campaign.windowing import close_window, open_window, wait_for, wait_until

KEPT = re.compile(r"Kept as (\w+)")
EVENT_PAUSE_S = 0.004
UNDO_SHARE = 0.2
NO_INK = Drawing()


def draw_without_end(tell: TellParent, random: Random) -> None:
    """Draw one digit after the other and keep it; tell what is asked for and what is done.

    "pad" tells what lies there, "coming" what may lie there in a moment; "asked", "kept" and
    "undoing" tell the labels of drawings.
    """
    window = open_settled_window()
    window.own_drawings.said.connect(lambda text: _tell_kept(tell, text))
    _tell_ink(tell, "coming", NO_INK)
    window.pad.clear()
    _tell_ink(tell, "pad", NO_INK)
    while True:
        for _ in _draw_and_keep(window, tell, random):
            wait_for(EVENT_PAUSE_S)


def _draw_and_keep(window: MainWindow, tell: TellParent, random: Random) -> Iterator[None]:
    pad, drawing = window.pad, random.choice(drawings())
    label = drawing.label or "0"
    for is_lifted in draw(pad, drawing):
        if is_lifted:
            _tell_ink(tell, "pad", pad.drawing)
        yield
    drawn = pad.drawing
    tell("asked", label)
    _tell_ink(tell, "coming", NO_INK)
    window.correct(label)
    _tell_ink(tell, "pad", NO_INK)
    yield
    if random.random() < UNDO_SHARE:
        tell("undoing", label)
        _tell_ink(tell, "coming", drawn)
        window.tools.undo.trigger()
        yield
        _tell_ink(tell, "coming", NO_INK)
        pad.clear()
        _tell_ink(tell, "pad", NO_INK)


def _tell_kept(tell: TellParent, text: str) -> None:
    if kept := KEPT.match(text):
        tell("kept", kept[1])


def _tell_ink(tell: TellParent, kind: str, drawing: Drawing) -> None:
    tell(kind, json.dumps([stroke.tolist() for stroke in drawing.strokes]))


def open_settled_window() -> MainWindow:
    """Return a window in which all is done that follows its start."""
    window = open_window()
    wait_until(
        lambda: window.session.is_restored and not background_tasks_running(),
        "the window has settled",
    )
    return window


def tell_pad(tell: TellParent) -> None:
    """Open a window, and tell what is on its pad as soon as it has settled."""
    watch = FaultWatch()
    window = open_settled_window()
    _tell_ink(tell, "pad", window.pad.drawing)
    close_window(window)
    if faults := watch.take():
        raise AssertionError(f"{faults[0].kind}\n{faults[0].detail}")
