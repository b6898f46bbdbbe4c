"""How the training room writes things for people."""


def format_duration(seconds: float) -> str:
    """Return a duration as "mm:ss", or as "h:mm:ss" from an hour on."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


SPOKEN_WITH_A_VOWEL = ("8", "11", "18", *"AEFHILMNORSX", *"aefhilmnorsx")
"""Names of classes that are spoken with a vowel at their start."""


def with_article(name: str) -> str:
    """Return the name of a class with its article: "a 7", "an 8"."""
    return f"an {name}" if name in SPOKEN_WITH_A_VOWEL else f"a {name}"
