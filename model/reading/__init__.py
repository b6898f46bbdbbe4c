"""From what a network says to an answer."""
