"""What the user has kept: drawings and networks."""
