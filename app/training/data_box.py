"""The box that says what to train on: a mixture of named sources, an ink file, or a folder."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from app.transfer.filters import dialog_filter
from model.data.source import Folders, Source
from model.data.sources import CATALOGUE, find_source
from model.ink.formats import DRAWINGS
from model.text import start_with_capital
from model.training.recipes import RECIPES

CHOOSE_INK_FILE = "choose an ink file"
CHOOSE_PICTURES = "choose a folder of pictures"
CHOOSE_FOLDER = "choose a folder of a source"


def mixture_key(sources: Iterable[str]) -> str:
    """Return the text by which a mixture of named sources is remembered."""
    return "+".join(sources)


MIXTURES: Mapping[str, tuple[str, ...]] = {
    mixture_key(sources): sources
    for sources in (
        *(tuple(recipe.mixture) for recipe in RECIPES.values()),
        *((source,) for source in CATALOGUE),
    )
}
"""The mixtures on offer, by their keys: those of the recipes, and each named source alone."""


class DataBox(QComboBox):
    """Offers mixtures of named sources, the files that were chosen, and three dialogs.

    One dialog asks for an ink file, one for a folder of pictures, and one for the folder that holds
    what is chosen. The data of an item are the key of its mixture, the path of its file or folder,
    or a text that stands for a dialog.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folders: dict[str, Path] = {}
        self._dialogs: dict[str, Callable[[], None]] = {}
        self._chosen = ""
        for key in MIXTURES:
            self.addItem("", key)
        self._write_titles()
        self.insertSeparator(self.count())
        self._add_dialog("Ink file…", CHOOSE_INK_FILE, self._ask_for_ink_file)
        self._add_dialog("Folder of pictures…", CHOOSE_PICTURES, self._ask_for_pictures)
        self._add_dialog("", CHOOSE_FOLDER, self._ask_for_folder)
        self.currentIndexChanged.connect(self._note_choice)
        self.activated.connect(self._open_dialog)
        self._note_choice(self.currentIndex())

    def _add_dialog(self, text: str, key: str, ask: Callable[[], None]) -> None:
        self.addItem(text, key)
        self._dialogs[key] = ask

    def _write_titles(self) -> None:
        """Write the titles of the sources, and of the folders that the user has chosen for them."""
        for key, sources in MIXTURES.items():
            title = " + ".join(self._title(find_source(name)) for name in sources)
            self.setItemText(self.findData(key), start_with_capital(title))

    def _title(self, source: Source) -> str:
        folder = self._folders.get(source.name)
        return f"{source.title} in {folder.name}" if folder else source.title

    # What is chosen

    def sources(self) -> tuple[str, ...]:
        """Return the names of the chosen sources; that of an ink file is its path."""
        return MIXTURES.get(self._chosen, (self._chosen,))

    def folders(self) -> Folders:
        """Return the folders that the user has chosen for sources."""
        return Folders(named=dict(self._folders))

    def ink_files(self) -> list[Path]:
        """Return the ink files and folders on offer, the one chosen last first."""
        keys = [self.itemData(index) for index in range(self.count())]
        return [
            Path(key) for key in keys if key and key not in MIXTURES and key not in self._dialogs
        ]

    def at_hand(self) -> tuple[Folders, list[Path]]:
        """Return what the user has chosen, whether or not it is trained on: folders, ink files."""
        return self.folders(), self.ink_files()

    def remembered(self) -> str:
        """Return the choice as a text from which `restore` brings it back."""
        return self._chosen

    def restore(self, remembered: str) -> None:
        """Choose what was remembered; what is gone changes nothing."""
        if remembered in MIXTURES:
            self._choose(remembered)
        elif remembered and _exists(Path(remembered)):
            self.use_ink_file(Path(remembered))

    def choose_mixture(self, sources: Iterable[str]) -> None:
        """Choose one of the mixtures on offer."""
        self._choose(mixture_key(sources))

    def use_ink_file(self, path: Path) -> None:
        """Offer an ink file or a folder of pictures, and choose it."""
        if self.findData(str(path)) < 0:
            self.insertItem(len(MIXTURES), path.name, str(path))
        self._choose(str(path))

    def use_folder(self, source: Source, folder: Path) -> None:
        """Read a source from a folder in torchvision's layout, and choose it unless it is."""
        self._folders[source.name] = folder
        self._write_titles()
        if source.name not in self.sources():
            self.choose_mixture([source.name])

    def _choose(self, key: str) -> None:
        self.setCurrentIndex(self.findData(key))

    # Dialogs

    def _note_choice(self, index: int) -> None:
        key = self.itemData(index)
        if key is None:  # the separator, which the mouse and some programs can choose
            self._choose(self._chosen)
        elif key not in self._dialogs:
            self._chosen = key
            title = f"{self._published().title} in a folder…"
            self.setItemText(self.findData(CHOOSE_FOLDER), title)

    def _published(self) -> Source:
        """Return which source a folder is asked for: of those chosen, else the first there is."""
        sources = [*map(find_source, self.sources()), *CATALOGUE.values()]
        return next(source for source in sources if source.needs_network)

    def _open_dialog(self, index: int) -> None:
        if ask := self._dialogs.get(self.itemData(index)):
            self._choose(self._chosen)  # stays, where the dialog is cancelled
            ask()

    def _ask_for_ink_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Train on an ink file", "", dialog_filter("Ink files", *DRAWINGS)
        )
        if name:
            self.use_ink_file(Path(name))

    def _ask_for_pictures(self) -> None:
        title = "Train on a folder of pictures"
        if name := QFileDialog.getExistingDirectory(self, title):
            self.use_ink_file(Path(name))

    def _ask_for_folder(self) -> None:
        source = self._published()
        title = f"Folder that holds {source.folder or source.title}"
        if name := QFileDialog.getExistingDirectory(self, title):
            self.use_folder(source, Path(name))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a name that is too long
        return False
