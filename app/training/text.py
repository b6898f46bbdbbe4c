"""How the training room writes things for people."""


def start_with_capital(text: str) -> str:
    """Return the text with its first letter as a capital and the others as they are."""
    return text[:1].upper() + text[1:]


def format_duration(seconds: float) -> str:
    """Return a duration as "mm:ss", or as "h:mm:ss" from an hour on."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
