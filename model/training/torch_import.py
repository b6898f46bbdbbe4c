"""The door to PyTorch, an extra: it is imported when a run needs it, or beside a window."""

import ctypes
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

from model.errors import BadInput, NotInstalled, reason_of
from model.storage.paths import home_folder

_MODULE = "torch"


def check_pytorch(what: str = "training") -> None:
    """Raise NotInstalled where PyTorch is not, without importing it; what: takes it."""
    if _spec() is None:
        raise NotInstalled(what, "PyTorch", "train")


def import_pytorch() -> None:
    """Import PyTorch; raises NotInstalled where it is not, and BadInput where it does not load."""
    check_pytorch()
    # PyTorch makes this folder as it is imported, by default among all users' temporary files.
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(home_folder() / "torch"))
    try:
        import_module(_MODULE)
    except ModuleNotFoundError as error:
        if error.name != _MODULE:
            raise BadInput(f"PyTorch does not load here ({reason_of(error)})") from error
        raise NotInstalled("training", "PyTorch", "train") from error
    except (ImportError, OSError) as error:
        raise BadInput(f"PyTorch does not load here ({reason_of(error)})") from error


def import_training() -> None:
    """Import what training needs, where PyTorch is; for a thread that a GUI's thread runs beside.

    Loading PyTorch's largest library takes 0.3 s, all of which Python's import would spend holding
    the interpreter's lock. The system's loader, called here first, does not hold it.
    """
    spec = _spec()
    if spec is None:
        return
    if spec.origin is not None and _MODULE not in sys.modules:
        _load_libraries(Path(spec.origin).parent / "lib")
    with _no_garbage_collection():
        import_pytorch()
        import model.training.learn_hand
        import model.training.train_network  # noqa: F401


def _spec() -> ModuleSpec | None:
    try:
        return find_spec(_MODULE)
    except ImportError:  # who stands in the way of an import may do so already here
        return None


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Spare the other threads the search through all that is imported, which takes 0.1 s.

    What is imported stays, so it is left out of later searches as well.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _load_libraries(folder: Path) -> None:
    """Load the libraries that are there; where one fails, the import that follows says why."""
    if sys.platform == "win32":
        # Loaded before Qt's own runtime can get in its way, too: pytorch issue 166628.
        for name in ("c10.dll", "torch_cpu.dll"):
            if (folder / name).is_file():
                ctypes.windll.kernel32.LoadLibraryW(str(folder / name))
        return
    ending = "dylib" if sys.platform == "darwin" else "so"
    load = ctypes.CDLL(None).dlopen  # a foreign function: called without the interpreter's lock
    load.argtypes, load.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    for name, mode in (
        ("libtorch_global_deps", os.RTLD_GLOBAL),  # first and globally, as `import torch` does
        ("libtorch_cpu", os.RTLD_LOCAL),
    ):
        path = folder / f"{name}.{ending}"
        if path.is_file():
            load(os.fsencode(path), mode | os.RTLD_NOW)
