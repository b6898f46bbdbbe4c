"""About Inkling: versions, where its files lie, and all of that to be copied."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFormLayout, QWidget

from app import theme
from app.about.facts import Fact, as_report, gather_facts
from app.about.styled_dialog import StyledDialog
from model.plain_text import plain
from model.release import version
from model.storage.log import log_path
from model.storage.paths import home_folder

SUMMARY = (
    "A drawing pad that reads handwriting as you draw, shows how it sees it, and learns your hand. "
    "Nothing that you draw leaves this machine."
)
TITLE_SCALE = 1.5
WIDTH_PX = 560


class AboutDialog(StyledDialog):
    """Says which Inkling this is, and what it runs with."""

    def __init__(self, window: QWidget) -> None:
        super().__init__("aboutDialog", "About Inkling", window)
        self._facts = gather_facts()
        title = theme.text_label("aboutTitle", f"Inkling {version()}")
        title.setFont(theme.scaled(self.font(), TITLE_SCALE))
        summary = theme.text_label("aboutSummary", SUMMARY)
        summary.setWordWrap(True)
        self._note = theme.text_label("aboutNote")
        self._note.setWordWrap(True)
        for part in (title, summary, _make_table(self._facts), self._note):
            self.content.addWidget(part)
        self._log_button = theme.button("showLogButton", "Show log", "Open the log file")
        self._log_button.clicked.connect(partial(self._show, log_path()))
        self._folder_button = theme.button(
            "showFolderButton", "Show folder", "Open the folder of all that Inkling keeps"
        )
        self._folder_button.clicked.connect(partial(self._show, home_folder()))
        self._copy_button = theme.button(
            "copyAboutButton", "Copy all", "Copy this, with the last crash, for a report"
        )
        self._copy_button.clicked.connect(self._copy)
        self.add_buttons(self._log_button, self._folder_button, self._copy_button)
        self.resize(WIDTH_PX, self.sizeHint().height())

    def _show(self, path: Path) -> None:
        """Have the system open a file or a folder."""
        if not path.exists():
            self._note.setText(plain(f"Nothing is there yet: {path}"))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._note.setText(plain(f"No program here opens it. It is {path}"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_report(self._facts))
        self._note.setText("Copied.")


def _make_table(facts: Sequence[Fact]) -> QWidget:
    table = QWidget()
    layout = QFormLayout(table)
    layout.setContentsMargins(0, theme.GRID_PX, 0, theme.GRID_PX)
    layout.setHorizontalSpacing(2 * theme.GRID_PX)
    layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    for fact in facts:
        value = theme.text_label("aboutValue", plain(fact.value))
        value.setWordWrap(True)
        value.setAccessibleName(fact.name)
        value.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        layout.addRow(theme.text_label("summary", fact.name), value)
    return table
