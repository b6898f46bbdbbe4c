"""The table of what there is to learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from app import theme
from app.keys import RETURN
from app.tables import make_quiet
from model.data.source import Folders
from model.insight.offers import Offer
from model.plain_text import plain

COLUMNS = ("Source", "Year", "Images", "Resolution", "Classes", "On disk", "Licence")
NARROW_COLUMNS = (0, 1, 2, 5)
"""What is seen where there is no room for all; the rest is said below the table."""
WIDE_PX = 660
ROW_PX = 26
CLASSES_LENGTH = 12
"""Characters; where the names of classes take more, only their number is seen."""


class SourceTable(QTableWidget):
    """A row an offer.

    Signals:
        offer_selected: with its Offer.
        offer_opened: it is to be looked at: a double click, or Enter.
    """

    offer_selected = Signal(object)
    offer_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        make_quiet(self, "sourceTable", "What there is to learn from", stretched=0, picks_rows=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalHeaderLabels(COLUMNS)
        self.horizontalHeader().setMinimumSectionSize(40)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.setStyleSheet("QTableView::item { padding: 0 6px; }")  # as the heads have it
        self._offers: Sequence[Offer] = ()
        self.itemSelectionChanged.connect(self._announce)
        self.itemDoubleClicked.connect(lambda _: self._open())

    def show_offers(
        self, offers: Sequence[Offer], folders: Folders, counts: Mapping[str, int]
    ) -> None:
        """Show these; counts: how many drawings there are, by the offer's name where known."""
        selected = self.offer
        self._offers = offers
        self.blockSignals(True)
        self.setRowCount(len(offers))
        for row, offer in enumerate(offers):
            for column, text in enumerate(cells_of(offer, folders, counts)):
                item = QTableWidgetItem(text)
                item.setToolTip(theme.as_tooltip(describe_offer(offer, folders, counts)))
                self.setItem(row, column, item)
        names = [offer.name for offer in offers]
        row = names.index(selected.name) if selected and selected.name in names else 0
        self.selectRow(row)
        self.blockSignals(False)
        if selected is None or selected.name != names[row]:
            self._announce()

    @property
    def offer(self) -> Offer | None:
        """The one that is selected."""
        row = self.currentRow()
        return self._offers[row] if 0 <= row < len(self._offers) else None

    def select(self, name: str) -> None:
        """Select the offer with this name."""
        self.selectRow([offer.name for offer in self._offers].index(name))

    def _announce(self) -> None:
        if self.offer is not None:
            self.offer_selected.emit(self.offer)

    def _open(self) -> None:
        if self.offer is not None:
            self.offer_opened.emit(self.offer)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in RETURN:
            self._open()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # it leads back
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        is_wide = self.width() >= WIDE_PX
        for column in range(len(COLUMNS)):
            self.setColumnHidden(column, not is_wide and column not in NARROW_COLUMNS)
        super().resizeEvent(event)


def cells_of(offer: Offer, folders: Folders, counts: Mapping[str, int]) -> Sequence[str]:
    """Return what stands in an offer's row."""
    facts = offer.facts
    return (
        plain(offer.heading),
        str(facts.year or "–"),
        _count_of(offer, counts),
        facts.resolution.partition(",")[0],
        _name_classes(offer),
        "yes" if offer.is_on_disk(folders) else "no",
        facts.licence,
    )


def _name_classes(offer: Offer) -> str:
    if offer.classes is None:
        return "its labels"
    names = str(offer.classes)
    return names if len(names) <= CLASSES_LENGTH else f"{len(offer.classes)} classes"


def _count_of(offer: Offer, counts: Mapping[str, int]) -> str:
    if offer.facts.counts:
        return " + ".join(f"{count:,}" for count in offer.facts.counts.values())
    if offer.source is not None:
        return "without end"
    return f"{counts[offer.name]:,}" if offer.name in counts else "…"


def describe_offer(offer: Offer, folders: Folders, counts: Mapping[str, int]) -> str:
    """Return all facts of an offer in a few words."""
    facts = offer.facts
    parts = [f"{facts.resolution}"]
    if facts.counts:
        of_parts = [f"{count:,} {part}" for part, count in facts.counts.items()]
        parts.insert(0, ", ".join(of_parts))
    elif offer.source is not None:
        parts.insert(0, "drawn anew for each run, without end")
    elif offer.name in counts:
        parts.insert(0, f"{counts[offer.name]:,} drawings")
    if facts.year:
        parts.insert(0, str(facts.year))
    if offer.classes is not None:
        parts.append(f"classes {offer.classes}")
    parts.append(f"licence: {facts.licence}")
    where = "" if offer.is_on_disk(folders) else " It is not on this disk."
    title = plain(offer.heading)
    remark = f" {facts.remark}" if facts.remark else ""
    return f"{title}: {'; '.join(parts)}.{remark}{where} (From: {facts.origin}.)"
