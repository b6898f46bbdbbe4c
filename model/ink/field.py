"""The field that the network sees, and how ink lies in it."""

from dataclasses import dataclass

FIELD = 28
"""Side of the network's input, in px."""
BOX = 20
"""Side of the box in the field that the ink is scaled to fit, in px."""
PEN_WIDTH_PX = 2.4
"""In px of the field. Gives pen drawings the mean ink of MNIST."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How ink is drawn into the field; another look than the standard one is for experiments."""

    pen_width_px: float = PEN_WIDTH_PX
    centres_mass: bool = True
    """Whether the ink's centre of mass lies in the middle of the field, rather than its box's."""
    page_px: float | None = None
    """Side of a page that is scaled to the field as the ink lies on it; None fits the ink's box."""


STANDARD_LOOK = Look()


def uncentred(page_px: float) -> Look:
    """Return the look of ink that is neither fitted nor centred; page_px: the page's side."""
    return Look(centres_mass=False, page_px=page_px)
