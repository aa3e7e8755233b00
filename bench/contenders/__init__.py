"""What `bench.throughput` sets side by side: each module works through the same articles in a process of its own.

Run as `python -m bench.contenders.NAME TASK`, a JSON file as in `bench.contenders.task`; the last line on stdout is
JSON: how many articles came out (`ok`), and the most memory of the process (`peak_megabytes`).
"""
