"""Training and learning as the user sees them: the form, the run under way, versions."""
