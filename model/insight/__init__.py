"""What a network does with one drawing, and with many: plain data, without a window.

`layers`: the network as a graph of operators, and what stands in each cell for one image;
`fields`, `sums`, `kernels`, `cell_words`: where a cell looks, how its number comes about, and what
can be said of it.
`examples`: real images to compare with and to look things up in.
"""
