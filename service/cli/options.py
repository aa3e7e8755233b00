"""The options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Schema = Annotated[
    str, typer.Option("--schema", "-s", metavar="S", help="Schema: name, name@version, or a JSON Schema file.")
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="OpenAI-compatible endpoint. [env: OPENAI_BASE_URL; key: OPENAI_API_KEY; default: the embedded model]",
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        metavar="NAME",
        help="Model at the endpoint; without one, an embedded model (see: zhailu model list) or a GGUF file. "
        "[env: ZHAILU_MODEL]",
    ),
]
Policy = Annotated[
    str | None,
    typer.Option(
        metavar="drop|strict|keep",
        help="Values without support in the text: leave out, fail the article, or keep and mark. "
        "[env: ZHAILU_POLICY; default: drop]",
    ),
]
Strategy = Annotated[
    str | None,
    typer.Option(
        metavar="auto|direct|candidates",
        help="How the model is asked: what suits it, the whole record at once, or choosing among candidates found by "
        "code. [env: ZHAILU_STRATEGY; default: auto]",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        metavar="auto|small|medium|large",
        help="For a model of which size: what code finds, and about how much of an article one call is. "
        "[env: ZHAILU_PROFILE; default: auto, by the model's name and context]",
    ),
]
Vocabulary = Annotated[
    str | None,
    typer.Option(
        metavar="none|zh-tw|zh-hk",
        help="Put the words of Taiwan or Hong Kong in those of the mainland (軟體 → 软件) before the model reads. "
        "Evidence still quotes the article as it is. [env: ZHAILU_VOCABULARY; default: none]",
    ),
]
Timeout = Annotated[
    str | None,
    typer.Option(metavar="SECONDS", help="Limit of one request, wall clock. [env: ZHAILU_TIMEOUT; default: 600]"),
]
LedgerFile = Annotated[
    Path,
    typer.Argument(metavar="LEDGER|OUT", help="A ledger, or the folder that `zhailu batch` wrote, which has one."),
]
Rows = Literal["answers", "results", "failures"]
Concurrency = Annotated[
    str | None,
    typer.Option(
        metavar="auto|N",
        help="Requests at once; auto: as many as the endpoint bears. [env: ZHAILU_CONCURRENCY; default: auto]",
    ),
]
RequestsPerMinute = Annotated[
    str | None,
    typer.Option(
        metavar="N", help="The endpoint's limit, where its headers do not tell. [env: ZHAILU_REQUESTS_PER_MINUTE]"
    ),
]
TokensPerMinute = Annotated[
    str | None,
    typer.Option(metavar="N", help="The same in tokens, in and out. [env: ZHAILU_TOKENS_PER_MINUTE]"),
]
Mode = Annotated[
    Literal["live", "batch-api"],
    typer.Option(
        "--mode",
        help="live: ask now. batch-api: hand all questions in by the endpoint's Batch API, at half the price, and wait "
        "for them (up to 24 hours a round); interrupted, it goes on where it was.",
    ),
]
NoWait = Annotated[
    bool,
    typer.Option("--no-wait", help="With batch-api: hand in, collect what is ready, and exit; run again to go on."),
]
CancelBatches = Annotated[
    bool,
    typer.Option("--cancel-batches", help="With batch-api: cancel what is under way, and keep what it has answered."),
]
PollSeconds = Annotated[
    float | None,
    typer.Option(
        "--poll", min=0, metavar="SECONDS", help="With batch-api: time between two looks. [default: 5, growing to 60]"
    ),
]
EnqueuedTokens = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="With batch-api: the account's limit of tokens in batches; they are cut, and handed in, to stay below it.",
    ),
]
CacheDir = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Models and the ledger of single articles. [env: ZHAILU_CACHE_DIR; default: the user's cache folder]",
    ),
]
Input = Annotated[
    Path,
    typer.Argument(
        metavar="PATH",
        help="A folder of articles (.txt .md .html .docx .pdf), also in folders below; a glob in quotation marks "
        "('news/**/*.txt'); or a .jsonl or .parquet file with an article a row. Such files in a folder are read so "
        "too: their articles are called FILE#ID.",
    ),
]
Include = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATTERN", help="Of a folder only what matches, as in a .gitignore: '2024/**/*.txt'; can be repeated."
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(metavar="PATTERN", help="Of a folder not what matches: 'drafts/'; can be repeated."),
]
TextField = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Field or column of a table with the text; a.b is b within a. [default: text]"),
]
IdField = Annotated[
    str | None, typer.Option(metavar="NAME", help="The same for the id. [default: id, or the line's number]")
]
TitleField = Annotated[str | None, typer.Option(metavar="NAME", help="The same for the title. [default: title]")]
PublishedField = Annotated[
    str | None, typer.Option(metavar="NAME", help="The same for the day of publication. [default: published]")
]
Dedupe = Annotated[
    bool,
    typer.Option(
        "--dedupe",
        help="Ask once for reprints of one article: the others get its record, as far as their own text bears it out.",
    ),
]
Also = Annotated[
    str | None,
    typer.Option(metavar="FORMATS", help="Export at the end, too: csv, parquet, sqlite, xlsx, or several (a,b)."),
]
Prices = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Prices of models, which go before those zhailu knows; the form is that of service/prices.toml. "
        "[env: ZHAILU_PRICES]",
    ),
]
Gold = Annotated[Path, typer.Option(metavar="DIR", help="The gold files, of a shipped schema or one of your own.")]
Articles = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="The articles themselves: then evidence is checked and faithfulness measured. "
        "[default: seeds/articles with the shipped gold]",
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        metavar="TYPE",
        help="Only this record type, `article` (its own fields) or field, such as projects.name; can be repeated.",
    ),
]
