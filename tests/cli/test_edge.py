"""The command as a whole: help, version, codes, and errors that nobody foresaw."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import schemas
from tests.cli.conftest import ARTICLE, Zhailu, command

COMMANDS = ["extract", "batch", "eval", "text", "serve", "schemas", "model"]


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_opens_with_the_purpose_and_commands_to_copy(zhailu: Zhailu, flag: str) -> None:
    """And it lists every command."""
    ran = zhailu(flag)
    assert ran.code == 0
    assert "validated" in ran.out
    assert sum(line.startswith("      zhailu ") for line in ran.out.splitlines()) == 3
    assert all(f"\n  {name} " in ran.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(zhailu: Zhailu, name: str) -> None:
    """With both flags."""
    assert zhailu(name, "-h").out == zhailu(name, "--help").out != ""


def test_options_name_their_variables(zhailu: Zhailu) -> None:
    """So that nobody needs to look elsewhere."""
    shown = zhailu("batch", "--help").out
    for variable in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "ZHAILU_MODEL", "ZHAILU_CACHE_DIR", "ZHAILU_POLICY"):
        assert variable in shown


def test_the_version_is_shown(zhailu: Zhailu) -> None:
    """On stdout, and nothing else."""
    ran = zhailu("--version")
    assert ran.code == 0
    assert ran.out.startswith("zhailu ")


def test_help_does_not_load_the_heavy_parts() -> None:
    """No model, no web framework, no SDK, no pydantic is imported to show help."""
    program = (
        "import sys\nfrom service.cli.edge import run\nrun(['--help'])\n"
        "print([name for name in ('openai', 'fastapi', 'pydantic', 'numpy', 'rich') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert ran.stdout.splitlines()[-1] == "[]"


def test_a_mistyped_command_is_guessed(zhailu: Zhailu) -> None:
    """Exit 2 and a name that was probably meant."""
    ran = zhailu("exract", "a.txt")
    assert ran.code == 2
    assert "extract" in ran.err


def test_an_unforeseen_error_is_one_line(zhailu: Zhailu, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its kind alone, for its text may quote the article; the traceback comes with --debug."""
    (home / "a.txt").write_text(ARTICLE)

    def broken() -> list[str]:
        raise RuntimeError("canary")

    monkeypatch.setattr(schemas, "names", broken)
    ran = zhailu("schemas", "list")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[0] == "error: unexpected RuntimeError"
    assert "canary" not in ran.err
    assert "Traceback" in zhailu("schemas", "list", debug=True).err


def test_the_real_command_ends_with_its_code(home: Path) -> None:
    """As a process: exit 2, the error on stderr, and --debug in any place shows the traceback."""
    process = command("text", "missing.txt", cwd=home)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert err.startswith("error: missing.txt does not exist\nhint: ")
    process = command("text", "missing.txt", "--debug", cwd=home)
    assert "Traceback" in process.communicate(timeout=30)[1]


def test_schemas_are_listed_and_shown(zhailu: Zhailu) -> None:
    """Names one a line; a schema as JSON."""
    names = zhailu("schemas", "list").out.split()
    assert names == schemas.names()
    for name in names:
        assert json.loads(zhailu("schemas", "show", name).out) == schemas.get(name).record_schema()
    assert json.loads(zhailu("schemas", "show", names[0], "--wire").out) == schemas.get(names[0]).wire
    assert zhailu("schemas", "show", "nope").code == 2


def test_the_text_is_shown_as_the_model_sees_it(zhailu: Zhailu, home: Path) -> None:
    """Numbered; plain without numbers; the changes alone."""
    (home / "a.txt").write_text(ARTICLE + "\n")
    assert zhailu("text", "a.txt").out.startswith("[1] ")
    assert zhailu("text", "a.txt", "--plain").out.strip() == ARTICLE
    assert "青禾县" not in zhailu("text", "a.txt", "--diff").out


def test_models_are_listed_and_a_missing_one_is_said(zhailu: Zhailu, home: Path) -> None:
    """The path is printed whether or not the file is there; the code tells."""
    assert "Apache-2.0" in zhailu("model", "list").out
    ran = zhailu("model", "path")
    assert ran.code == 1
    assert Path(ran.out.strip()).is_relative_to(home.parent / "cache")
    assert "zhailu model pull" in ran.err


def test_an_unknown_model_is_guessed(zhailu: Zhailu) -> None:
    """Exit 2 with the nearest name."""
    ran = zhailu("model", "path", "-m", "qwen2.5-coder-1.5b")
    assert ran.code == 2
    assert "did you mean" in ran.err


@pytest.mark.parametrize("option", ["--gold", "--results", "--articles"])
def test_eval_names_a_folder_that_is_missing(zhailu: Zhailu, home: Path, option: str) -> None:
    """Exit 2."""
    for name in ("gold", "results", "articles"):
        (home / name).mkdir()
    folders = {"--gold": "gold", "--results": "results", "--articles": "articles", option: "nowhere"}
    ran = zhailu("eval", *(part for pair in folders.items() for part in pair))
    assert (ran.code, ran.out) == (2, "")
    assert f"{option}: there is no folder nowhere" in ran.err
