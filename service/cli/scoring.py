"""The commands that score, and those about gold. As in `service.cli.app`, each imports what it needs when it runs."""
# ruff: noqa: PLC0415 - imports inside the commands: `zhailu --help` must not wait for them

from pathlib import Path
from typing import Annotated

import typer

from service.cli import options

_EVAL_EXAMPLES = """\b
    zhailu eval --results out
    zhailu eval --results out --only projects --only indicators.value
    zhailu eval --results out --json > scores.json
    zhailu eval --results out --gold my-gold --articles my-articles --gate gate.json
"""
_COMPARE_EXAMPLES = """\b
    zhailu compare out-before out-after
    zhailu compare out-before out-after --gold my-gold --all
"""
_AGREEMENT_EXAMPLES = """\b
    zhailu agreement labels-of-a labels-of-b
    zhailu agreement labels-of-a labels-of-b --only projects --all
    zhailu agreement labels-of-a labels-of-b --json > agreement.json
"""
_LABEL_EXAMPLES = """\b
    zhailu label seeds/articles/000_fdac387b1f8c4b58.txt          its gold file in evals/gold, made if it is not there
    zhailu label evals/gold/000.json                              the same, by its gold file
    zhailu label my-articles --gold my-gold --schema mine.json    every article of a folder, one after the other
    zhailu label article.txt --gold my-gold --results out         a new gold file, prefilled from a run
    zhailu label --disputes disputes.json                         review what a report's reader marked as wrong gold
"""
_MATRIX_EXAMPLES = """\b
    articles = "articles"          # paths are relative to the file
    gold = "gold"                  # without it nothing is scored
    schema = "industry_brief"
    [defaults]                     # for all cells
    strategy = "direct"
    [cells.small]                  # no base_url: the embedded model
    [cells.hosted]
    base_url = "https://llm.example/v1"
    model = "large"
    api_key_env = "LLM_KEY"        # the NAME of an environment variable
"""

app = typer.Typer(rich_markup_mode=None)


@app.command("eval", epilog=_EVAL_EXAMPLES)
def evaluate(
    *,
    gold: options.Gold = Path("evals/gold"),
    results: Annotated[
        Path, typer.Option(metavar="OUT", help="What `zhailu batch` wrote; its results.jsonl alone will do.")
    ] = Path("out"),
    articles: options.Articles = None,
    only: options.Only = None,
    report: Annotated[
        Path | None, typer.Option(metavar="F.html", help="Write a page that shows every record beside its gold.")
    ] = None,
    gate: Annotated[
        Path | None,
        typer.Option(
            metavar="F.json",
            help="Hold the run to a baseline and to floors: exit 0 if it passes, 3 if it fails or is inconclusive. "
            'The file: {"baseline": OUT or saved --json, "metric": "leaf_f1", "delta": 0.02, '
            '"floors": {"leaf_f1": {"min": 0.8}, "unsupported": {"max": 0.05}}}.',
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document in place of the table.")] = False,
) -> int:
    """Score the results of a run against gold files. No model is asked: saved results can be scored at any time."""
    from service.cli import evaluating

    known = evaluating.labels(gold, articles)
    return evaluating.evaluate(known, results, only=only or (), report=report, gate_file=gate, as_json=as_json)


@app.command(epilog=_COMPARE_EXAMPLES)
def compare(
    before: Annotated[Path, typer.Argument(metavar="OUT_A", help="A results folder, or what `eval --json` printed.")],
    after: Annotated[Path, typer.Argument(metavar="OUT_B", help="The same, of the run that is held against A.")],
    *,
    gold: options.Gold = Path("evals/gold"),
    articles: options.Articles = None,
    only: options.Only = None,
    report: Annotated[
        Path | None, typer.Option(metavar="F.html", help="Write a page that shows run B, and what changed since A.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="List every leaf that was fixed or broken.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document in place of the table.")] = False,
) -> int:
    """Is run B better than run A? The difference with an interval, a p, a verdict, and what was fixed and broken."""
    from service.cli import evaluating

    known = evaluating.labels(gold, articles)
    return evaluating.compare(
        known, before, after, only=only or (), report=report, everything=everything, as_json=as_json
    )


@app.command(epilog=_AGREEMENT_EXAMPLES)
def agreement(
    first: Annotated[Path, typer.Argument(metavar="DIR_A", help="One annotator's gold files.")],
    second: Annotated[Path, typer.Argument(metavar="DIR_B", help="The other's, of the same articles and names.")],
    *,
    only: options.Only = None,
    everything: Annotated[bool, typer.Option("--all", help="List every difference.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document in place of the table.")] = False,
) -> int:
    """Do two annotators agree? F1 by record type, article and field, by the scorer of `eval`, and their differences."""
    from service.cli import evaluating

    return evaluating.agreement(first, second, only=only or (), everything=everything, as_json=as_json)


@app.command(epilog=_LABEL_EXAMPLES)
def label(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE|DIR", help="An article, a folder of articles, or a gold file.")
    ] = None,
    *,
    gold: Annotated[
        Path,
        typer.Option(
            metavar="DIR|FILE",
            help="Where the gold is, or is to go. In a folder it is the file whose id the article's name is or begins "
            "with; a new one is named after the article.",
        ),
    ] = Path("evals/gold"),
    articles: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where the articles of gold files and disputes are. [default: seeds/articles with the shipped gold]",
        ),
    ] = None,
    schema: Annotated[
        str | None,
        typer.Option(
            "--schema",
            "-s",
            metavar="S",
            help="Of a new gold file: name, name@version, or a JSON Schema file. [default: that of the gold beside it, "
            "else industry_brief]",
        ),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT|FILE",
            help="Begin a new gold file with what a model answered: what `zhailu batch` wrote, or one Result of "
            "`zhailu extract`. A gold file that is there is left as it is.",
        ),
    ] = None,
    disputes: Annotated[
        Path | None,
        typer.Option(
            metavar="F.json",
            help="Review what a reader of a report (`zhailu eval --report`) marked as wrong gold and downloaded: each "
            "doubt is accepted, by correcting gold, or rejected; the decision goes to reviews.jsonl beside the gold.",
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0: any that is free.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
) -> int:
    """Label by hand: serve a page, on this machine alone, on which gold files are made, corrected and reviewed."""
    from evals.labelling.worklist import Wanted
    from service.cli import labelling
    from service.errors import UsageError

    if (file is None) == (disputes is None):
        raise UsageError("give either FILE or --disputes", hint="zhailu label --help")
    if disputes is not None:
        stops = labelling.to_review(disputes, gold, articles)
    elif file is not None:
        stops = labelling.to_label(file, Wanted(gold, schema, results), articles)
    return labelling.serve(stops, port=port, browser=browser)


@app.command(epilog=_MATRIX_EXAMPLES)
def matrix(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The cells: models, endpoints, settings.")],
    *,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Each cell's output goes to DIR/NAME; run again, it resumes.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the cells, with estimated calls and tokens; do nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document in place of the table.")] = False,
) -> int:
    """Run several models or settings over one folder of articles, score them all, and hold each against the first."""
    from service.cli import matrix as matrices

    return matrices.matrix(file, out, dry_run=dry_run, as_json=as_json)
