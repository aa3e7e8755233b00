"""The embedded model: its registry, how its file is fetched, and llama.cpp's server in a process of its own."""
