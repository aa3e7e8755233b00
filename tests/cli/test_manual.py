"""docs/cli.md."""

from service.cli.manual import manual
from service.settings import VARIABLES
from tests.cli.conftest import ROOT


def test_the_manual_is_what_the_commands_say() -> None:
    """If this fails: `make docs`."""
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == manual()


def test_every_setting_is_documented() -> None:
    """By its variable, in docs/settings.md."""
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [variable for variable in VARIABLES.values() if f"| `{variable}` |" not in page] == []
