"""The command line."""

from service.cli.edge import main

__all__ = ["main"]
