"""How a network comes to its predictions, and what it learned from: plain data for any viewer."""
