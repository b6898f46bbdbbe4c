"""What a network does with one drawing, and with many: plain data, without a window.

`examples`: real images to compare with and to look things up in.
"""
