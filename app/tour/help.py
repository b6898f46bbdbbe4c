"""Help: its menu, its button, and one line for who is new; all that they open comes late."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import late_parts, theme
from app.settings import Settings
from app.tour.stage import Stage

TOUR_TITLE = "How a machine learns to read"


class Help(QObject):
    """Offers the tour, the keys, what is new and About: in a menu, which a button shows, too.

    Who has never been offered the tour is, once, below the pad, until the first stroke.
    """

    def __init__(self, window: QWidget, stage: Stage, settings: Settings) -> None:
        """window: gets the actions; stage: what the tour shows. The main window is both."""
        super().__init__(window)
        self._window, self._stage, self._settings = window, stage, settings
        self._tour: late_parts.Tour | None = None
        self._tour_panel: late_parts.TourPanel | None = None
        self._newcomer: QToolButton | None = None
        self.tour_action = theme.add_action(window, "tour", TOUR_TITLE, ["F1"], self.start_tour)
        self.tour_action.setEnabled(False)  # until the window is whole
        self.keys_action = theme.add_action(window, "keys", "Keys", ["Shift+F1"], self.show_keys)
        self.notes_action = theme.add_action(window, "notes", "What is new", [], self.show_notes)
        self.about_action = theme.add_action(window, "about", "About Inkling", [], self.show_about)
        self.about_action.setMenuRole(QAction.MenuRole.AboutRole)  # where macOS has it
        self.menu = QMenu("&Help", window)
        self.menu.addActions([self.tour_action, self.keys_action])
        self.menu.addSeparator()
        self.menu.addActions([self.notes_action, self.about_action])
        self._button_action = QAction("Help", window)

    # Building

    def add_to(self, toolbar: QToolBar) -> QToolBar:
        """Add the button to the end of a toolbar, and return that."""
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        toolbar.addWidget(space)
        button = QToolButton()
        button.setObjectName("helpButton")
        button.setDefaultAction(self._button_action)
        button.setMenu(self.menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        toolbar.addWidget(button)
        return toolbar

    def make_place(self, caption: QLabel) -> QWidget:
        """Return the place below the pad, with what stands there while there is no tour."""
        place = QWidget()
        self._caption = caption
        self._place = QVBoxLayout(place)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(0)
        self._place.addWidget(caption)
        return place

    def paint_icons(self, palette: QPalette, ratio: float) -> None:
        """Draw the icon in the colours of a palette; ratio: px of the screen a logical px."""
        self._button_action.setIcon(theme.icon("help", palette, ratio))

    # Who is new

    def open(self) -> None:
        """Let the tour begin from now on, and offer it to who is new; once the window is whole."""
        self.tour_action.setEnabled(True)
        if self._stage.pad.page.is_empty and not self._settings["tour/offered"]:
            self._offer_tour()

    def _offer_tour(self) -> None:
        self._settings["tour/offered"] = True
        offer = self._newcomer = QToolButton()
        offer.setObjectName("newcomerButton")
        offer.setText(f"New here? {TOUR_TITLE}")
        offer.setToolTip("A tour of a few minutes; it is also in Help (F1)")
        offer.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        offer.clicked.connect(self.start_tour)
        self._place.addWidget(offer)
        self._stage.pad.page_changed.connect(self._take_offer_back)

    def _take_offer_back(self) -> None:
        if self._newcomer is not None:
            self._stage.pad.page_changed.disconnect(self._take_offer_back)
            self._newcomer.hide()
            self._newcomer.deleteLater()
            self._newcomer = None

    # What it offers

    def start_tour(self) -> None:
        """Begin the tour, or go on with it."""
        self._take_offer_back()
        if self._tour is None:
            if self._tour_panel is None:
                self._tour_panel = late_parts.TourPanel()
                self._place.addWidget(self._tour_panel)
            self._caption.hide()
            self._tour_panel.show()
            self._tour = late_parts.Tour(self._stage, self._tour_panel, self)
            self._tour.ended.connect(self._end_tour)
        assert self._tour_panel is not None
        self._tour_panel.setFocus()

    def finish(self) -> None:
        """Leave the tour; for when the window closes."""
        if self._tour is not None:
            self._tour.leave()

    def _end_tour(self) -> None:
        assert self._tour is not None
        assert self._tour_panel is not None
        self._tour.deleteLater()
        self._tour = None
        self._tour_panel.hide()
        self._caption.show()
        self._stage.pad.setFocus()

    def show_keys(self) -> None:
        """List the keys of the window."""
        _open(late_parts.KeysDialog(self._window))

    def show_notes(self) -> None:
        """Show what is new in this release."""
        _open(late_parts.NotesDialog(self._window))

    def show_about(self) -> None:
        """Show which release this is, with what it runs, and where its log lies."""
        _open(late_parts.AboutDialog(self._window))


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
