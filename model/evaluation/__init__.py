"""How well a network predicts, and what it takes for what."""
