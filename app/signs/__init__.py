"""Signs of the user's own: sets of them are named, drawn, learned, changed and shared."""
