"""The same model, asked by other libraries: what zhailu's records are held against.

`python -m evals.peers --help` runs them. Each peer is a script `ask_*.py` that reads a task as JSON from its standard
input and prints a record in wire form; the scripts import nothing of zhailu.
"""
