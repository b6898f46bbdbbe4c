"""What torchvision knows of the data sets: their mirrors and sums.

torchvision loads only beside the torch release that it was built for, and takes seconds. So it is
imported when a data set is first needed that is not on disk, and where it fails, or is not
installed, what is known without it has to do.
"""

from importlib import import_module

from model.data.download import Publication
from model.errors import BadInput, NotInstalled, reason_of

GZIP_ENDING = ".gz"


def look_up(name: str, byte_count: int) -> Publication:
    """Return what `torchvision.datasets` publishes of the class with this name.

    Raises NotInstalled where torchvision is not, and BadInput with one sentence where it does not
    load, or says nothing of it.
    """
    try:
        published = getattr(import_module("torchvision.datasets"), name)
        return Publication(
            tuple(published.mirrors),
            {file.removesuffix(GZIP_ENDING): md5 for file, md5 in published.resources},
            byte_count,
        )
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("torch", "torchvision"):
            raise
        raise NotInstalled("looking for newer mirrors", "torchvision", "train") from error
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        raise BadInput(f"torchvision does not load here ({reason_of(error)})") from error
