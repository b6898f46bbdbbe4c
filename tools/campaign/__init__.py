"""The campaign: thousands of damaged files, settings, events and kills against the program.

    python -m tools.campaign PART [--count N] [--seed S] [--only NUMBER]

Each part makes numbered *trials*. What a trial does follows from the seed and its number, so that
it can be repeated. Trials run in *workers*, processes that are reused until one of them hangs or
crashes. `parts.py` lists the parts; `CONTRIBUTING.md` says when to run them.
"""
