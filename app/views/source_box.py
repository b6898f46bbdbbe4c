"""The box that says what to measure on: a source, the user's drawings, a file or a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.transfer.dialogs import ask_for_folder, ask_for_ink_file
from model.data.classes import Classes
from model.data.source import Folders
from model.insight.offers import DataAtHand, Offer, find_offers, offer_file
from model.plain_text import plain

CHOOSE_FILE, CHOOSE_FOLDER = "choose a file", "choose a folder"

AskAtHand = Callable[[], DataAtHand]
"""Returns what the user has chosen to train on, and to read with."""


def nothing_at_hand() -> DataAtHand:
    """Return that the user has chosen nothing."""
    return DataAtHand()


class SourceBox(QComboBox):
    """Offers what can be measured on, and two dialogs that ask for more.

    Signals:
        offer_chosen: another one is chosen; with its Offer.
    """

    offer_chosen = Signal(object)

    def __init__(self, ask_at_hand: AskAtHand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mistakesDataBox")
        self.setAccessibleName("Measured on")
        self.setToolTip("What the network is measured on")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._ask_at_hand = ask_at_hand
        self.folders = Folders()
        self._files: list[Path] = []
        self._offers: dict[str, Offer] = {}
        self._chosen: str | None = None
        self.activated.connect(self._take_choice)

    @property
    def offer(self) -> Offer | None:
        """What is chosen; None before `refresh`."""
        return None if self._chosen is None else self._offers[self._chosen]

    def refresh(self, remembered: str = "") -> None:
        """Offer what there is now; what was chosen stays, else what was remembered is chosen.

        Where that is gone, it is the first that is on disk.
        """
        self.folders, files, choice_id = self._ask_at_hand()
        path = Path(remembered)
        if remembered and path.is_absolute() and _exists(path):
            self._add_file(path)
        for file in files:
            self._add_file(file)
        offers = find_offers(self.folders, self._files, choice_id)
        self._offers = {offer.name: offer for offer in offers}
        chosen = self._chosen or remembered
        if chosen not in self._offers:
            chosen = next(offer.name for offer in offers if offer.is_on_disk(self.folders))
        self.clear()
        for offer in offers:
            self.addItem(plain(offer.test_heading), offer.name)
        self.insertSeparator(self.count())
        self.addItem("Ink file…", CHOOSE_FILE)
        self.addItem("Folder of pictures…", CHOOSE_FOLDER)
        self._choose(chosen)

    def suit(self, classes: Classes) -> None:
        """Choose what these classes can be measured on, unless what is chosen is."""
        if self.offer is None or _suits(self.offer, classes):
            return
        for offer in self._offers.values():
            if _suits(offer, classes) and offer.is_on_disk(self.folders):
                self._choose(offer.name)
                return

    def _add_file(self, path: Path) -> None:
        if path not in self._files:
            self._files.append(path)

    def _choose(self, name: str) -> None:
        self.setCurrentIndex(self.findData(name))
        if name != self._chosen:
            self._chosen = name
            self.offer_chosen.emit(self._offers[name])

    def _take_choice(self, index: int) -> None:
        name = self.itemData(index)
        if name not in (CHOOSE_FILE, CHOOSE_FOLDER):
            self._choose(name)
            return
        self.setCurrentIndex(self.findData(self._chosen))  # stays, where the dialog is cancelled
        ask = ask_for_ink_file if name == CHOOSE_FILE else ask_for_folder
        if path := ask(self, "Measure on labelled drawings", str(Path.home())):
            self.use_file(path)

    def use_file(self, path: Path) -> None:
        """Offer an ink file or a folder of pictures, and choose it."""
        self._add_file(path)
        if str(path) not in self._offers:
            offer = self._offers[str(path)] = offer_file(path)
            self.insertItem(len(self._offers) - 1, plain(offer.test_heading), offer.name)
        self._choose(str(path))


def _suits(offer: Offer, classes: Classes) -> bool:
    """Return whether an offer has all of these classes, or none but these; it may not be known."""
    if offer.classes is None:
        return True
    ours, theirs = set(classes), set(offer.classes)
    return ours <= theirs or theirs <= ours


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # such as a name that is too long
        return False
