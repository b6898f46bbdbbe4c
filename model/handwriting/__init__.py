"""The synthesiser of handwriting. Its entrance is `synthesis`.

`styles` are tables of how people write, in the notation of `skeleton`. `writing` makes drawings of
them: `hands` says how each writer differs, `curves` and `pen_paths` lead the pen, and `sampling` is
the pad. `noncharacters` draws what nobody means as writing.
"""
