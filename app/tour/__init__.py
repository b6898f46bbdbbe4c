"""Help: the guided tour "How a machine learns to read", and the keys."""
