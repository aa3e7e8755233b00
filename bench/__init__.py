"""Benches: what things cost and how well they do, as ratios within one run. Each is run as `python -m bench.NAME`."""
