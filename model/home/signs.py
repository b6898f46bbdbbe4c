"""Sets of signs: what the user has named and drawn, to have it read as classes of its own.

A set is a folder in `signs/`: `set.json` with its title and the names of its signs in order,
`drawings.jsonl` with all that was drawn of them, and `weights.safetensors` once they have been
learned and the result was kept. Several windows may change a set at once: they do so under the lock
of its drawings. What changes names is written in `set.json` first, and drawings and weights follow;
whoever reads them meanwhile, or after a crash, reads them by their new names.
"""

import shutil
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from model.errors import BadInput
from model.home.collection import DrawingCollection, Entry
from model.home.signs_card import (
    MAX_CARD_BYTES,
    Renaming,
    SignsCard,
    clean_name,
    clean_title,
    format_card,
    parse_card,
)
from model.home.signs_file import CARD, DRAWINGS, WEIGHTS, SharedSet, pack, read_shared
from model.ink.drawing import Drawing
from model.network.weights import Weights, load_weights, rename_classes, save_weights
from model.plain_text import plain
from model.storage.files import (
    PRIVATE,
    check_writable,
    read_bounded,
    refusing_os_errors,
    write_atomically,
    writing_folder,
)
from model.storage.paths import home_folder


@dataclass(frozen=True)
class ListedSet:
    """One set, as a list of them shows it."""

    id: str
    title: str
    """What it is called; numbered where older sets have the same title."""
    card: SignsCard | None
    """None where its file is damaged; it can then only be deleted."""
    is_learned: bool
    """Whether it has weights, so that it can read."""


class SignSet:
    """One set of signs that is on disk; made by `create_set`, `load_set` or `import_set`.

    All methods may be called on any thread. All raise BadInput where the set is gone, or where a
    file of it is damaged or cannot be read, locked or written; the set is then as before.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._collection = DrawingCollection(folder, DRAWINGS)

    @property
    def id(self) -> str:
        """The name of its folder, which stays what it is."""
        return self.folder.name

    @property
    def weights_path(self) -> Path:
        """Where its weights lie, once there are some."""
        return self.folder / WEIGHTS

    # What it holds

    def read_card(self) -> SignsCard:
        """Return its title, the names of its signs in order, and whether it reads digits, too."""
        path = self.folder / CARD
        return parse_card(read_bounded(path, MAX_CARD_BYTES), path)

    def entries(self) -> list[Entry]:
        """Return the drawings of its classes, each labelled with the class's name, oldest first.

        These are its signs, and the digits where it reads them, too.
        """
        card = self.read_card()
        renamed = (_follow(entry, card.renaming) for entry in self._collection.entries())
        return [entry for entry in renamed if entry and entry.drawing.label in card.classes]

    def drawings(self) -> list[Drawing]:
        """Return what there is to learn from, in the order in which it was drawn."""
        return [entry.drawing for entry in self.entries()]

    def counts(self) -> dict[str, int]:
        """Return how many drawings there are of each sign, in the signs' order."""
        counts = Counter(entry.drawing.label for entry in self.entries())
        return {name: counts[name] for name in self.read_card().names}

    def weights(self) -> Weights | None:
        """Return the weights that were kept last; None where it has not been learned yet.

        Their classes are those that were learned, by the signs' present names: after a sign was
        added or merged they are others than the card's until the set is learned again.
        """
        card = self.read_card()
        if not self.weights_path.exists():
            return None
        return rename_classes(load_weights(self.weights_path), card.class_renaming)

    def new_count(self) -> int:
        """Return how many drawings its weights have not learned."""
        weights = self.weights()
        learned = (weights.card.own_count or 0) if weights else 0
        return max(len(self.entries()) - learned, 0)

    # Drawings

    def add(self, entries: Collection[Entry]) -> None:
        """Keep drawings of its classes: all are on disk when this returns, or none.

        One that is there already is replaced. Raises BadInput also where one is not labelled with
        a sign's name, or with a digit where it reads digits, too.
        """
        self._check_labels(entries)
        self._collection.add(entries)

    def relabel(self, changed: Collection[Entry]) -> None:
        """Give drawings the labels of these, by their ids; those gone are no fault."""
        self._check_labels(changed)
        self._collection.relabel(changed)

    def remove(self, ids: Collection[str]) -> None:
        """Take out the drawings with these ids; those that are gone already are no fault."""
        self._check_is_there()
        self._collection.remove(ids)

    # Signs

    def retitle(self, title: str) -> None:
        """Give it another title; raises BadInput where that is too long or empty."""
        title = clean_title(title)
        with self._changing() as card:
            self._write(replace(card, title=title))

    def read_digits(self, with_digits: bool) -> None:
        """Say whether its network is to read digits, too, once it is learned again."""
        with self._changing() as card:
            self._write(replace(card, with_digits=with_digits))

    def add_sign(self, name: str) -> str:
        """Add a sign after the others, and return its name without blanks around it.

        Raises BadInput where it is too long or empty, where a sign has it, or there are too many.
        """
        name = clean_name(name)
        with self._changing() as card:
            self._check_is_free(name, card.names)
            self._write(card.with_signs([*card.names, name]))
        return name

    def rename_sign(self, name: str, new: str) -> str:
        """Give a sign another name, also its drawings and in its weights; return that name.

        Raises BadInput where there is no such sign, where another has the new name (`merge_signs`
        makes them one), or where that is too long or empty.
        """
        new = clean_name(new)
        with self._changing() as card:
            self._check_has(name, card.names)
            if new != name:
                self._check_is_free(new, card.names)
                self._rename(card.renamed(name, new))
        return new

    def remove_sign(self, name: str) -> None:
        """Take a sign out, with its drawings; its weights take nothing for it any longer.

        Raises BadInput where there is no such sign.
        """
        with self._changing() as card:
            self._check_has(name, card.names)
            self._rename(card.renamed(name, None))

    def merge_signs(self, name: str, into: str) -> None:
        """Make the drawings of a sign those of another; the first sign is then gone.

        Its weights tell both apart until they are learned again. Raises BadInput where one of them
        is no sign, or both are the same.
        """
        with self._changing() as card:
            for one in (name, into):
                self._check_has(one, card.names)
            if name == into:
                raise BadInput(f"{plain(name)} cannot be merged with itself")
            self._rename(card.renamed(name, into))

    # The whole set

    def check_can_keep(self) -> None:
        """Raise BadInput where weights could not be kept, before there are any."""
        self._check_is_there()
        check_writable(self.weights_path)

    def keep(self, weights: Weights) -> None:
        """Keep weights that have learned it; they read from now on."""
        with self._changing():
            save_weights(self.weights_path, weights)

    def delete(self) -> None:
        """Delete it, with its drawings and weights; one that is gone already is no fault."""
        gone = self.folder.with_name(f".gone-{uuid.uuid4().hex}")
        if self.folder.exists():
            with refusing_os_errors("delete", self.folder):
                self.folder.replace(gone)
                shutil.rmtree(gone)

    def export_to(self, path: Path) -> None:
        """Write it to one file to share, ink and weights together, whole or not at all.

        Raises BadInput also where it holds more ink than such a file may.
        """
        with self._changing() as card:
            weights = self.weights_path.read_bytes() if self.weights_path.exists() else None
            shared = SharedSet(card, self._collection.path.read_bytes(), weights)
            packed = pack(shared, path)
        write_atomically(path, packed)

    def _check_labels(self, entries: Collection[Entry]) -> None:
        self._check_is_there()
        classes = self.read_card().classes
        for entry in entries:
            self._check_has(entry.drawing.label, classes)

    def _check_has(self, name: str | None, names: Collection[str]) -> None:
        if name not in names:
            raise BadInput(f"{self.folder}: there is no sign {plain(name)} in this set")

    def _check_is_free(self, name: str, names: Collection[str]) -> None:
        if name in names:
            raise BadInput(f"there is a sign {plain(name)} already")

    def _check_is_there(self) -> None:
        if not (self.folder / CARD).exists():  # the lock would make a folder for it
            raise BadInput(f"{self.folder}: this set of signs is gone")

    @contextmanager
    def _changing(self) -> Iterator[SignsCard]:
        """Keep other windows out, and give the card; whatever was begun is done by then."""
        self._check_is_there()
        with self._collection.locked():
            yield self._finish_renaming(self.read_card())

    def _write(self, card: SignsCard) -> None:
        write_atomically(self.folder / CARD, format_card(card), PRIVATE)

    def _rename(self, card: SignsCard) -> None:
        self._write(card)
        self._finish_renaming(card)

    def _finish_renaming(self, card: SignsCard) -> SignsCard:
        """Have drawings and weights follow new names, and return the card without them.

        Where this stops half-way, it can be done again: who has followed has no old name.
        """
        if not card.renaming:
            return card
        self._collection.rewrite(lambda entry: _follow(entry, card.renaming))
        if self.weights_path.exists():
            weights = load_weights(self.weights_path)
            renamed = rename_classes(weights, card.class_renaming)
            if renamed is not weights:
                save_weights(self.weights_path, renamed)
        done = replace(card, renaming={})
        self._write(done)
        return done


def signs_folder() -> Path:
    """Return the folder of all sets."""
    return home_folder() / "signs"


def list_sets() -> list[ListedSet]:
    """Return all sets, oldest first; those that are damaged, too."""
    seen: Counter[str] = Counter()
    listed = []
    for path in sorted(signs_folder().glob(f"[!.]*/{CARD}")):
        found = _describe(path.parent)
        seen[found.title] += 1
        count = seen[found.title]
        listed.append(replace(found, title=f"{found.title} ({count})") if count > 1 else found)
    return listed


def load_set(set_id: str) -> SignSet:
    """Return the set with this id; raises BadInput where there is none, or it is damaged."""
    if set_id not in {listed.id for listed in list_sets()}:  # it may be a path to anywhere
        raise BadInput(f"there is no set of signs {plain(set_id)}")
    found = SignSet(signs_folder() / set_id)
    found.read_card()  # which refuses what is damaged
    return found


def create_set(title: str, names: Iterable[str] = (), with_digits: bool = False) -> SignSet:
    """Make a new set, with no drawings yet; raises BadInput on a bad title or name."""
    card = SignsCard(clean_title(title), with_digits=with_digits).with_signs(names)
    return _write_set(SharedSet(card, b"", None))


def import_set(path: Path) -> SignSet:
    """Make a set of a file that `SignSet.export_to` wrote, and return it.

    It reads as the set reads that was exported, to the bit. Raises BadInput, naming the file and
    the fault, where it is damaged or no such file; nothing is left behind then.
    """
    return _write_set(read_shared(path))


def delete_set(set_id: str) -> None:
    """Delete a set, also one that is damaged; one that is gone already is no fault."""
    if set_id in {listed.id for listed in list_sets()}:
        SignSet(signs_folder() / set_id).delete()


def _follow(entry: Entry, renaming: Renaming) -> Entry | None:
    label = entry.drawing.label
    if label is None or label not in renaming:
        return entry
    new = renaming[label]
    return None if new is None else entry.relabelled(new)


def _describe(folder: Path) -> ListedSet:
    found = SignSet(folder)
    try:
        card = found.read_card()
    except BadInput:
        card = None
    title = card.title if card else "(damaged)"
    return ListedSet(found.id, title, card, found.weights_path.exists())


def _write_set(shared: SharedSet) -> SignSet:
    """Write a new set into a folder of its own, whole or not at all."""
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{uuid.uuid4().hex[:6]}"
    folder = signs_folder() / name
    with writing_folder(folder) as made:
        write_atomically(made / CARD, format_card(shared.card), PRIVATE)
        write_atomically(made / DRAWINGS, shared.drawings, PRIVATE)
        if shared.weights is not None:
            write_atomically(made / WEIGHTS, shared.weights)
    return SignSet(folder)
