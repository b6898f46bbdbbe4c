"""Training and learning as generators of events."""
