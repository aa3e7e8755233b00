"""`zhailu model …`."""

import signal

import typer

from service.cli.progress import downloading
from service.endpoint.embedded.pull import is_verified
from service.endpoint.embedded.pull import pull as pull_model
from service.endpoint.embedded.registry import LocalModel, find, load
from service.endpoint.embedded.server import EmbeddedServer
from service.settings import Settings


def show_list() -> int:
    """Prints the models that can be named: name, size, licence; the first is the default."""
    for entry in load().models:
        typer.echo(f"{entry.name}  {entry.bytes / 1e9:.1f} GB  {entry.licence}")
    return 0


def pull(settings: Settings) -> int:
    """Fetches the model where it is missing, and prints its path."""
    model = find(settings.model)
    if isinstance(model, LocalModel):
        path = model.path
    else:
        with downloading() as progress:
            path = pull_model(model, settings.cache_dir / "models", progress)
    typer.echo(path)
    return 0


def show_path(settings: Settings) -> int:
    """Prints where the model is, or will be: 1 where it is not there, or not whole."""
    model = find(settings.model)
    folder = settings.cache_dir / "models"
    if isinstance(model, LocalModel):
        typer.echo(model.path)
        return 0
    typer.echo(folder / model.file)
    if is_verified(model, folder):
        return 0
    typer.echo("the model is not there yet: zhailu model pull", err=True)
    return 1


def serve(settings: Settings) -> int:
    """Prints the address on stdout and serves until Ctrl-C."""
    with downloading() as progress:
        server = EmbeddedServer.for_model(
            settings.model, folder=settings.cache_dir / "models", progress=progress, context=settings.context_tokens
        )
    with server:
        typer.echo(f"OPENAI_BASE_URL={server.base_url} ZHAILU_MODEL={server.model}")
        typer.echo("serving until Ctrl-C", err=True)
        signal.pause()
    return 0
