"""Training and learning, shown."""
