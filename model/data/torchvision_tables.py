"""What torchvision knows of the data sets: their mirrors and sums.

torchvision loads only beside the torch release that it was built for, and takes seconds. So it is
imported when a data set is first needed that is not on disk, and where it fails, or is not
installed, what is known without it has to do.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from model.data.download import Publication
from model.errors import BadInput, NotInstalled, reason_of


def look_up(name: str, byte_count: int) -> Publication:
    """Return what `torchvision.datasets` publishes of the class with this name.

    Raises NotInstalled where torchvision is not, and BadInput with one sentence where it does not
    load, or says nothing of it.
    """
    try:
        published = getattr(import_module("torchvision.datasets"), name)
        files = dict(_files_of(published))
        return Publication(_mirrors_of(published, files), _by_name(files), byte_count)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("torch", "torchvision"):
            raise
        raise NotInstalled("looking for newer mirrors", "torchvision", "train") from error
    # Its tables are no interface of its own, and another release may have others.
    except (
        ImportError,
        OSError,
        RuntimeError,
        AttributeError,
        LookupError,
        ValueError,
        TypeError,
    ) as error:
        raise BadInput(f"torchvision does not load here ({reason_of(error)})") from error


def _files_of(published: Any) -> Iterator[tuple[str, str]]:
    """Yield each file, by its name or its address, with its sum; each class has its own way."""
    if hasattr(published, "split_list"):  # USPS
        yield from ((url, md5) for url, _, md5 in published.split_list.values())
    elif hasattr(published, "url"):  # EMNIST
        yield published.url, published.md5
    elif isinstance(published.resources, dict):  # QMNIST
        yield from (file for part in ("train", "test") for file in published.resources[part])
    else:
        yield from published.resources


def _mirrors_of(published: Any, files: dict[str, str]) -> tuple[str, ...]:
    addresses = [file for file in files if "/" in file]
    if not addresses:
        return tuple(published.mirrors)
    return tuple(dict.fromkeys(f"{address.rpartition('/')[0]}/" for address in addresses))


def _by_name(files: dict[str, str]) -> dict[str, str]:
    return {file.rpartition("/")[2]: md5 for file, md5 in files.items()}
