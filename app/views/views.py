"""The tabs on the right: Train, and the views that show what the network does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionEvent, QCloseEvent, QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QTabWidget, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from app import late_parts, theme
from app.pad.drawing_pad import DrawingPad
from app.pad.page import NO_INK
from app.prediction.network_input import NetworkInput
from app.prediction.reading import Reading
from app.settings import Settings

if TYPE_CHECKING:
    from model.insight.offers import DataAtHand

TRAIN = "train"
WHY = "why"
OLD_WAY = "oldWay"
WINDOW_PX = QSize(1000, 760)


class ViewKind(NamedTuple):
    """One of the tabs."""

    name: str
    title: str
    key: str
    tip: str
    make: Callable[[Views], late_parts.View] | None
    """Makes the view when it is first shown; None for what the window puts there."""


KINDS = (
    ViewKind(TRAIN, "Train", "Ctrl+1", "Train a network, and watch it learn", None),
    ViewKind(
        "inside",
        "Inside",
        "Ctrl+2",
        "Look into the network as it reads, down to each number",
        lambda views: late_parts.InsideView(views.examples),
    ),
    ViewKind(
        WHY,
        "Why",
        "Ctrl+3",
        "Which ink the answer hangs on",
        lambda views: late_parts.WhyView(views.examples),
    ),
    ViewKind(
        OLD_WAY,
        "Old way",
        "Ctrl+4",
        "Features made by hand beside the network: how people read digits before",
        lambda views: late_parts.OldWayView(views.settings, views.data_at_hand),
    ),
    ViewKind(
        "mistakes",
        "Mistakes",
        "Ctrl+5",
        "What the network misreads, and how honest its confidence is",
        lambda views: late_parts.MistakesView(views.settings, views.data_at_hand),
    ),
    ViewKind(
        "data",
        "Data",
        "Ctrl+6",
        "What there is to learn from, looked at",
        lambda views: late_parts.DataView(views.settings, views.data_at_hand),
    ),
)


class Views(QTabWidget):
    """Shows one view at a time, and others in windows of their own.

    A view is made when it is first shown, and told what is read only while it is seen.

    Signals:
        sample_chosen: a Sample is to be put on the pad.
        said: one sentence for the user.
    """

    sample_chosen = Signal(object)
    said = Signal(str)

    def __init__(
        self, settings: Settings, pad: DrawingPad, network_input: NetworkInput, window: QWidget
    ) -> None:
        """window: the main one, which gets the actions that show the views."""
        super().__init__()
        self.setObjectName("views")
        self.setAccessibleName("Views")
        self.setDocumentMode(True)
        self.tabBar().setExpanding(False)
        self.tabBar().setDrawBase(False)
        self.settings: Settings = settings
        self._window = window
        self._pad, self._network_input = pad, network_input
        self._marking: late_parts.Marking | None = None
        self._reading: Reading | None = None
        self._views: dict[str, late_parts.View] = {}
        self._examples: late_parts.ExampleLookup | None = None
        self.ask_at_hand: late_parts.AskAtHand | None = None
        """Returns what the user has chosen to train on and to read with; None before there is a
        form for that."""
        self._is_open = False  # whether views may be made yet
        self.pages = {kind.name: ViewPage(kind, window) for kind in KINDS}
        self.actions_to_show: list[QAction] = []
        for index, kind in enumerate(KINDS):
            self.addTab(self.pages[kind.name], kind.title)
            self.setTabToolTip(index, theme.as_tooltip(f"{kind.tip} ({kind.key})"))
            self.actions_to_show.append(self._add_action_to_show(kind))
        self.own_window = theme.add_action(
            window, "ownWindow", "Open this view in a window of its own", [], self._open_window
        )
        button = QToolButton()
        button.setObjectName("ownWindowButton")
        button.setAccessibleName("Open in a window of its own")
        button.setDefaultAction(self.own_window)
        self.setCornerWidget(button)
        self.currentChanged.connect(self._show_chosen)

    def _add_action_to_show(self, kind: ViewKind) -> QAction:
        name, slot = f"show{kind.title.replace(' ', '')}", partial(self.show_view, kind.name)
        action = theme.add_action(self._window, name, kind.title, [kind.key], slot)
        action.setStatusTip(f"{kind.title}: {kind.tip}")
        return action

    def paint_icons(self, palette: QPalette, ratio: float) -> None:
        """Draw the icons in the colours of a palette; ratio: device px in a logical one."""
        self.own_window.setIcon(theme.icon("window", palette, ratio))

    # Which view is shown

    def open(self) -> None:
        """Show the view that was shown last, unless one was chosen; after the first paint."""
        if self._is_open:
            return
        remembered = self.settings["views/current"]
        if remembered in self.pages:
            self.setCurrentWidget(self.pages[remembered])
        self._show_chosen()

    def show_view(self, name: str) -> None:
        """Show a view: in the tabs, or its window where it has one."""
        self.setCurrentWidget(self.pages[name])
        self._show_chosen()
        self.pages[name].show_window()

    @property
    def shown_name(self) -> str:
        """The name of the view that is shown."""
        return self._current_kind().name

    def save_choices(self) -> None:
        """Remember which view is shown, unless the one before was not shown again yet."""
        if self._is_open:
            self.settings["views/current"] = self.shown_name

    def _current_kind(self) -> ViewKind:
        return KINDS[self.currentIndex()]

    def _show_chosen(self) -> None:
        self._is_open = True
        self.view(self._current_kind().name)

    def _open_window(self) -> None:
        kind = self._current_kind()
        self.view(kind.name)
        self.pages[kind.name].open_window()

    # The views

    def view(self, name: str) -> late_parts.View | None:
        """Return a view, made now unless it was shown before; None for Train."""
        kind = next(kind for kind in KINDS if kind.name == name)
        if name not in self._views and kind.make is not None:
            view = self._views[name] = kind.make(self)
            view.shown.connect(partial(self._tell, view))
            view.sample_chosen.connect(self.sample_chosen)
            view.marks_changed.connect(partial(self._mark, view))
            view.said.connect(self.said)
            view.data_fetched.connect(self.outdate_examples)
            self.pages[name].hold(view)
            self._tell(view)
        return self._views.get(name)

    def _mark(self, view: late_parts.View, marks: late_parts.Marks | None) -> None:
        if self._marking is None:
            self._marking = late_parts.Marking(self._pad, self._network_input, self)
        drawing = NO_INK if self._reading is None else self._reading.page.drawing
        self._marking.show(view, marks, drawing)

    def ask_why_not(self, name: str) -> None:
        """Show why the drawing on the pad is read as a class, by its name, or why it is not."""
        self.show_view(WHY)
        view = self.view(WHY)
        assert isinstance(view, late_parts.WhyView)
        view.ask_why_not(name)

    @property
    def examples(self) -> late_parts.ExampleLookup:
        """Real images, and what the network makes of them; for all views."""
        if self._examples is None:
            self._examples = late_parts.ExampleLookup(self.data_at_hand, self)
            self._examples.failed.connect(self.said)
        return self._examples

    def outdate_examples(self) -> None:
        """Have the examples loaded anew when they are next asked for: there are others now."""
        if self._examples is not None:
            self._examples.outdate()

    def data_at_hand(self) -> DataAtHand:
        """Return what the user has chosen to train on, and to read with."""
        return (self.ask_at_hand or late_parts.nothing_at_hand)()

    def show_reading(self, reading: Reading) -> None:
        """Show what was read, in the views that are seen."""
        self._reading = reading
        for view in self._views.values():
            self._tell(view)

    def _tell(self, view: late_parts.View) -> None:
        if self._reading is not None and view.isVisible():
            view.show_reading(self._reading)

    def finish(self) -> None:
        """End what is under way; for when the window closes."""
        if self._examples is not None:
            self._examples.stop()
        for page in self.pages.values():  # first: a view that comes back to its tab is shown
            page.close_window()
        for view in self._views.values():
            view.finish()


class ViewPage(QWidget):
    """The place of one view in the tabs; while that has a window of its own, it says so."""

    def __init__(self, kind: ViewKind, window: QWidget) -> None:
        super().__init__()
        self._kind = kind
        self._main_window = window
        self._held: QWidget | None = None
        self._own_window: _ViewWindow | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, theme.GRID_PX, 0, 0)

    def hold(self, widget: QWidget) -> None:
        """Show a widget here."""
        self._held = widget
        self._layout.addWidget(widget)

    def open_window(self) -> None:
        """Show the view in a window of its own, until that is closed."""
        if self._held is None or self._own_window is not None:
            self.show_window()
            return
        self._layout.removeWidget(self._held)
        self._hint = self._make_hint()
        self._layout.addWidget(self._hint, 1, Qt.AlignmentFlag.AlignCenter)
        self._own_window = _ViewWindow(self._kind, self._held, self._main_window)
        self._own_window.closed.connect(self._take_back)
        self._own_window.show()
        self._held.show()

    def show_window(self) -> None:
        """Bring the view's own window to the front, where it has one."""
        if self._own_window is not None:
            self._own_window.raise_()
            self._own_window.activateWindow()

    def close_window(self) -> None:
        """Close the view's own window, where it has one."""
        if self._own_window is not None:
            self._own_window.close()

    def _make_hint(self) -> QWidget:
        hint = QWidget()
        layout = QVBoxLayout(hint)
        layout.addWidget(
            QLabel(f"{self._kind.title} is in a window of its own."),
            alignment=Qt.AlignmentFlag.AlignCenter,
        )
        back = QPushButton("Bring it back")
        back.setObjectName("bringBackButton")
        back.clicked.connect(self.close_window)
        layout.addWidget(back, alignment=Qt.AlignmentFlag.AlignCenter)
        return hint

    def _take_back(self) -> None:
        assert self._held is not None
        assert self._own_window is not None
        self._own_window.deleteLater()
        self._own_window = None
        self._layout.removeWidget(self._hint)
        self._hint.deleteLater()
        self._layout.addWidget(self._held)
        self._held.show()


class _ViewWindow(QWidget):
    """A window with one view.

    Signals:
        closed: the user has closed it; the view can be shown elsewhere.
    """

    closed = Signal()

    def __init__(self, kind: ViewKind, view: QWidget, main_window: QWidget) -> None:
        super().__init__(main_window, Qt.WindowType.Window)
        self.setObjectName(f"{kind.name}Window")
        self.setWindowTitle(f"Inkling: {kind.title}")
        self.addActions(main_window.actions())  # its keys hold here, too
        main_window.installEventFilter(self)
        self._content = QWidget()
        self._content.setStyleSheet(theme.style_sheet(self.palette()))
        inner = QVBoxLayout(self._content)
        margin = 2 * theme.GRID_PX
        inner.setContentsMargins(margin, theme.GRID_PX, margin, margin)
        inner.addWidget(view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._content)
        self.resize(WINDOW_PX)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QActionEvent) and event.type() is QEvent.Type.ActionAdded:
            self.addAction(event.action())  # such as a key for a class of another network
        return False

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._content.setStyleSheet(theme.style_sheet(self.palette()))
        super().changeEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
