"""How things are written for people: one way, in the window and on the command line."""


def percent(share: float, places: int = 2) -> str:
    """Return a share in [0, 1] as, say, "0.39 %"."""
    return f"{100 * share:.{places}f} %"


def start_with_capital(text: str) -> str:
    """Return the text with its first letter as a capital and the others as they are."""
    return text[:1].upper() + text[1:]
