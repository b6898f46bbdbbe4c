"""The view Inside: the network as a graph of operators, with what stands in each cell."""
