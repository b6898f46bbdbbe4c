"""What the network says, and what it sees."""
