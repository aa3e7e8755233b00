"""Writes `docs/cli.md` from the commands themselves: `make docs`."""

import sys
from collections.abc import Iterator
from pathlib import Path

import typer.main
from typer._click import Context
