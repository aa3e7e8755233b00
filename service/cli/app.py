"""The commands. Each imports what it needs when it runs: `zhailu --help` must not wait for a machine-learning stack."""
# ruff: noqa: PLC0415 - imports inside the commands, for the reason above

from pathlib import Path
from typing import Annotated

import typer

from service import __version__
from service.cli import folders, options, scoring
from service.cli.edge import load_settings, load_vocabulary

_HELP = """Structured summaries of Chinese news: articles in, validated and source-grounded records out.

\b
    zhailu extract article.txt                 one article, its record as JSON on stdout
    zhailu batch seeds/articles --out out      a folder; run again, it resumes
    zhailu serve                               the same over HTTP, at http://127.0.0.1:8000/docs

Without an endpoint configured, a small model runs on this machine; it is fetched once (1.1 GB). Settings: flag over
environment over .env over default. Exit codes: 0 ok, 1 failures in the run, 2 usage, 3 gate not met, 130 Ctrl-C.
"""

_EXTRACT_EXAMPLES = """\b
    zhailu extract article.txt
    zhailu extract page.html
    cat article.txt | zhailu extract - --schema my-schema.json
    zhailu extract article.txt --base-url http://localhost:11434/v1 --model qwen3
"""
_TEXT_EXAMPLES = """\b
    zhailu text article.txt --diff                  what was cut, repaired and converted
    zhailu text page.html --extracted > page.txt    what evidence of the page points into
    zhailu text article.txt --vocabulary zh-tw      with the words of Taiwan in those of the mainland
"""
_FILE_HELP = "The article: plain text, Markdown, HTML, DOCX or PDF; - reads stdin."


def _typer(text: str) -> typer.Typer:
    return typer.Typer(
        help=text,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        no_args_is_help=True,
    )


app = _typer(_HELP)
schemas_app = _typer("The schemas that are shipped.")
model_app = _typer("The embedded model: fetch it, find it, serve it.")
ledger_app = _typer("What was bought and what came of it: show, export, prune.")
app.add_typer(ledger_app, name="ledger")
app.add_typer(scoring.app)
app.add_typer(folders.app)
app.add_typer(schemas_app, name="schemas")
app.add_typer(model_app, name="model")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"zhailu {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options of every command; what they do is done before this is called."""


@app.command(epilog=_EXTRACT_EXAMPLES)
def extract(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=_FILE_HELP)],
    *,
    schema: options.Schema = "industry_brief",
    policy: options.Policy = None,
    strategy: options.Strategy = None,
    profile: options.Profile = None,
    vocabulary: options.Vocabulary = None,
    stream: Annotated[
        bool, typer.Option("--stream", help="First the partial records, one JSON object a line, then the result.")
    ] = False,
    base_url: options.BaseUrl = None,
    model: options.Model = None,
    timeout: options.Timeout = None,
    prices: options.Prices = None,
    cache_dir: options.CacheDir = None,
) -> int:
    """Extract one article; its Result is JSON on stdout."""
    from service.cli import extracting

    settings = load_settings(
        {
            "base_url": base_url,
            "model": model,
            "policy": policy,
            "strategy": strategy,
            "profile": profile,
            "vocabulary": vocabulary,
            "timeout_seconds": timeout,
            "cache_dir": cache_dir,
            "prices": prices,
        }
    )
    return extracting.extract(settings, file, schema, stream=stream)


@app.command(epilog=_TEXT_EXAMPLES)
def text(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=_FILE_HELP)],
    *,
    plain: Annotated[bool, typer.Option("--plain", help="The clean text alone, without numbers.")] = False,
    diff: Annotated[
        bool,
        typer.Option(
            "--diff",
            help="What was changed, with line and offsets: - cut, ~ repaired [before → after], = converted, counted.",
        ),
    ] = False,
    extracted: Annotated[
        bool,
        typer.Option(
            "--extracted",
            help="The text as read, before any change: what start and end of evidence count in, in characters.",
        ),
    ] = False,
    vocabulary: options.Vocabulary = None,
) -> int:
    """Show an article as the model is shown it: clean, in Simplified Chinese, one numbered sentence a line.

    No model is needed. Of a web page or a document, --extracted shows the text that was found in it.
    """
    from service.cli import reading

    chosen = [name for name, given in (("plain", plain), ("diff", diff), ("extracted", extracted)) if given]
    if len(chosen) > 1:
        raise typer.BadParameter(f"--{chosen[0]} and --{chosen[1]} cannot go together")
    return reading.show_text(file, reading.View(chosen[0] if chosen else "numbered"), load_vocabulary(vocabulary))


@app.command()
def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    ledger: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keeps answers and results. [default: ledger.sqlite in the cache]"),
    ] = None,
    policy: options.Policy = None,
    strategy: options.Strategy = None,
    profile: options.Profile = None,
    vocabulary: options.Vocabulary = None,
    base_url: options.BaseUrl = None,
    model: options.Model = None,
    timeout: options.Timeout = None,
    cache_dir: options.CacheDir = None,
) -> int:
    """Serve over HTTP; the interface is described at /docs."""
    from service.cli import serving

    settings = load_settings(
        {
            "base_url": base_url,
            "model": model,
            "policy": policy,
            "strategy": strategy,
            "profile": profile,
            "vocabulary": vocabulary,
            "timeout_seconds": timeout,
            "cache_dir": cache_dir,
        }
    )
    return serving.serve(settings, host=host, port=port, ledger=ledger)


@schemas_app.command("list")
def schemas_list() -> int:
    """The names of the shipped schemas, one a line."""
    import schemas

    typer.echo("\n".join(schemas.names()))
    return 0


@schemas_app.command("show")
def schemas_show(
    spec: Annotated[str, typer.Argument(metavar="S", help="Name, name@version, or a JSON Schema file.")],
    wire: Annotated[bool, typer.Option("--wire", help="The form that the model answers in.")] = False,
) -> int:
    """A schema as JSON Schema, as records have it."""
    import json

    import schemas

    schema = schemas.get(spec, folder=Path())
    typer.echo(json.dumps(schema.wire if wire else schema.record_schema(), ensure_ascii=False, indent=2))
    return 0


@ledger_app.command("show")
def ledger_show(ledger: options.LedgerFile) -> int:
    """Count what a ledger holds."""
    from service.cli import ledgers

    return ledgers.show(ledger)


@ledger_app.command("export")
def ledger_export(
    ledger: options.LedgerFile,
    what: Annotated[options.Rows, typer.Option("--what", help="Which rows.")] = "results",
) -> int:
    """Write rows to stdout, one JSON object a line."""
    from service.cli import ledgers

    return ledgers.export(ledger, what)


@ledger_app.command("prune")
def ledger_prune(
    ledger: options.LedgerFile,
    *,
    before: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Delete what is older (UTC).")],
    what: Annotated[options.Rows, typer.Option("--what", help="Which rows; answers deleted are bought again.")],
) -> int:
    """Delete old rows and give the room back."""
    from service.cli import ledgers

    return ledgers.prune(ledger, what, before)


@model_app.command("list")
def model_list() -> int:
    """The embedded models that can be named."""
    from service.cli import models

    return models.show_list()


@model_app.command("pull")
def model_pull(model: options.Model = None, cache_dir: options.CacheDir = None) -> int:
    """Fetch the model, if it is not there; its path on stdout."""
    from service.cli import models

    return models.pull(load_settings({"model": model, "cache_dir": cache_dir}))


@model_app.command("path")
def model_path(model: options.Model = None, cache_dir: options.CacheDir = None) -> int:
    """Where the model is, or would be; exit 1 if it is not there."""
    from service.cli import models

    return models.show_path(load_settings({"model": model, "cache_dir": cache_dir}))


@model_app.command("serve")
def model_serve(model: options.Model = None, cache_dir: options.CacheDir = None) -> int:
    """Serve the model alone, as an OpenAI-compatible endpoint on loopback, until Ctrl-C."""
    from service.cli import models

    return models.serve(load_settings({"model": model, "cache_dir": cache_dir}))
