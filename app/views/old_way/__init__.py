"""Old way: what people made of ink by hand before networks learned to, beside the network."""
