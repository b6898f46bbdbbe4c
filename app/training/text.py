"""How the training room writes things for people."""


def format_duration(seconds: float) -> str:
    """Return a duration as "mm:ss", or as "h:mm:ss" from an hour on."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
