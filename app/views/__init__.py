"""The views beside Train: each is shown what was read, and says what was chosen."""
