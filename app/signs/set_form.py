"""One set of signs, with all that can be done with it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QVBoxLayout, QWidget

from app import theme
from app.signs.laying_out import dialog_button, row_of
from app.signs.shown_sets import ShownSet, count_of
from app.signs.sign_list import SignList, SignRow
from model.plain_text import plain


class SetForm(QWidget):
    """Shows a set: its title, its signs, its state, and the buttons that change it.

    It changes nothing itself; who owns it listens to its parts.

    Signals:
        merging_wanted: the chosen sign is to be merged into another; with the other's name.
    """

    merging_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: ShownSet | None = None
        self.title = QLineEdit()
        self.title.setObjectName("setTitle")
        self.title.setAccessibleName("Title of the set")
        self.signs = SignList()
        self.signs.current_changed.connect(self._show_controls)
        self.digits_box = QCheckBox("Read digits with it, too")
        self.digits_box.setObjectName("setWithDigitsBox")
        self.digits_box.setToolTip("From the next time on that it is learned")
        self.state = theme.text_label("caption")
        self.state.setWordWrap(True)
        self._make_buttons()
        self._lay_out()

    def _make_buttons(self) -> None:
        self.rename_button = dialog_button("renameSignButton", "Rename", "Rename the sign (F2)")
        self.rename_button.clicked.connect(self.signs.rename_current)
        self.remove_button = dialog_button("removeSignButton", "Remove", "Remove the sign (Del)")
        self.remove_button.clicked.connect(self.signs.remove_current)
        self.merge_button = dialog_button(
            "mergeSignButton", "Merge into", "Make this sign's drawings those of another"
        )
        self.merge_menu = QMenu(self)
        self.merge_menu.aboutToShow.connect(self._fill_merge_menu)
        self.merge_button.setMenu(self.merge_menu)
        self.draw_button = dialog_button(
            "drawMoreButton", "Draw more…", "More drawings of this sign, or of all"
        )
        self.export_button = dialog_button(
            "exportSetButton", "Export…", "Save the set as one file to share"
        )
        self.delete_button = dialog_button(
            "deleteSetButton", "Delete…", "Delete the set with its drawings"
        )
        self.learn_button = dialog_button(
            "learnSetButton", "Learn", "Teach Inkling the set as it is now"
        )

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addWidget(self.title)
        layout.addWidget(self.signs, 1)
        layout.addLayout(
            row_of(self.rename_button, self.merge_button, self.remove_button, self.draw_button)
        )
        layout.addWidget(self.digits_box)
        layout.addWidget(self.state)
        layout.addLayout(row_of(self.export_button, self.delete_button, None, self.learn_button))

    def show_set(self, shown: ShownSet | None) -> None:
        """Show a set; None: there is none."""
        self._shown = shown
        opened = shown.opened if shown else None
        self.signs.clear_line()
        self.title.setText(opened.card.title if opened else "")
        counts = opened.counts if opened else {}
        rows = [SignRow(name, count_of(count, "drawing")) for name, count in counts.items()]
        self.signs.show_rows(rows)
        self.digits_box.setChecked(bool(opened and opened.card.with_digits))
        self.state.setText(plain(shown.state) if shown else "")
        self._show_controls()

    def _show_controls(self) -> None:
        shown, sign = self._shown, self.signs.current
        opened = shown.opened if shown else None
        for part in (self.title, self.signs, self.digits_box, self.export_button):
            part.setEnabled(opened is not None)
        self.delete_button.setEnabled(shown is not None)
        for button in (self.rename_button, self.remove_button):
            button.setEnabled(sign is not None)
        self.merge_button.setEnabled(sign is not None and len(self.signs.names) > 1)
        self.draw_button.setEnabled(bool(self.signs.names))
        can_learn = opened is not None and opened.card.can_be_learned(opened.counts)
        self.learn_button.setEnabled(can_learn)

    def _fill_merge_menu(self) -> None:
        self.merge_menu.clear()
        for name in self.signs.names:
            if name != self.signs.current:
                text = theme.as_control_text(name)
                self.merge_menu.addAction(text, partial(self.merging_wanted.emit, name))
