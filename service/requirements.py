"""What is not installed with the rest, and is asked for when it is needed."""

import importlib.util
import sys

from service.errors import MissingExtra


def require_pyarrow() -> None:
    """Raises MissingExtra, with the command that installs it, where pyarrow is not there."""
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtra(
            "Parquet needs pyarrow, which is not installed", hint=f"{sys.executable} -m pip install 'pyarrow>=26'"
        )
