"""`zhailu label`."""

import contextlib
import socket
import threading
import webbrowser
from pathlib import Path

import typer
import uvicorn

from evals.labelling.disputes import cases_of
from evals.labelling.page import Stop
from evals.labelling.worklist import Wanted, desk_of_gold, desks_of
from service.cli.evaluating import DEFAULT_GOLD, labels
from service.errors import UsageError
from service.http.labelling import create_labelling_app

LOOPBACK = "127.0.0.1"
_GRACE_SECONDS = 2


def to_label(source: Path, wanted: Wanted, articles: Path | None) -> list[Stop]:
    """The gold file, the article or the articles that `source` names. Raises UsageError, GoldError, ArticleError."""
    if not source.exists():
        raise UsageError(f"{source} does not exist", hint="give an article, a folder of articles, or a gold file")
    if source.suffix == ".json" and source.is_file():
        if wanted.schema is not None or wanted.results is not None:
            raise UsageError(f"{source} is a gold file: it has its schema and labels", hint="name its article instead")
        return [Stop(desk_of_gold(source, _articles(source.parent, articles)))]
    return [Stop(desk) for desk in desks_of(source, wanted)]


def to_review(disputes: Path, gold: Path, articles: Path | None) -> list[Stop]:
    """The disputes in a file that a report's page wrote. Raises UsageError, GoldError, ArticleError."""
    return [Stop(case.desk, case) for case in cases_of(disputes, gold, _articles(gold, articles))]


def serve(stops: list[Stop], *, port: int, browser: bool) -> int:
    """Serves the page on loopback until Ctrl-C, and opens it. `port` 0: any that is free.

    Raises UsageError, and GoldError if the first file is one that no page can show.
    """
    stops[0].desk.document()
    try:
        listening = socket.create_server((LOOPBACK, port))
    except OSError as error:
        raise UsageError(
            f"--port: cannot listen on {port}: {error.strerror}", hint="leave it out: any free one"
        ) from error
    with listening:
        url = f"http://{LOOPBACK}:{listening.getsockname()[1]}/"
        typer.echo(f"{_told(stops)} at {url}", err=True)
        typer.echo("Ctrl-C ends it; what is not saved is lost.", err=True)
        if browser:
            # Some browsers keep the call until they are closed.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        config = uvicorn.Config(
            create_labelling_app(stops), log_config=None, access_log=False, timeout_graceful_shutdown=_GRACE_SECONDS
        )
        server = uvicorn.Server(config)
        # SystemExit is how uvicorn ends when it cannot start; it has logged why.
        with contextlib.suppress(SystemExit):
            server.run(sockets=[listening])
    return 0 if server.started else 1


def _told(stops: list[Stop]) -> str:
    if stops[0].case is not None:
        return f"reviewing {len(stops)} disputes" if len(stops) > 1 else "reviewing a dispute"
    return f"labelling {len(stops)} files" if len(stops) > 1 else f"labelling {stops[0].desk.path}"


def _articles(gold: Path, articles: Path | None) -> Path:
    found = labels(DEFAULT_GOLD if gold.resolve() == DEFAULT_GOLD.resolve() else gold, articles).articles
    if found is None:
        raise UsageError("the article is not known", hint="give the folder of the articles with --articles")
    return found
