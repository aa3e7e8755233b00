"""`zhailu serve`."""

import contextlib
import logging
import traceback
from pathlib import Path

import uvicorn

from service.errors import ZhailuError
from service.http import Services, create_app
from service.settings import Settings

_OWN = frozenset({"127.0.0.1", "::1", "localhost"})


def serve(settings: Settings, *, host: str, port: int, ledger: Path | None) -> int:
    """Serves until it is told to stop: 0 then, 1 if it could not listen. Raises what kept it from starting."""
    logging.getLogger("service").setLevel(logging.INFO)
    logger = logging.getLogger("uvicorn.error")
    logger.setLevel(logging.INFO)
    logger.addFilter(_discreet)
    if settings.service_token is None and host not in _OWN:
        logger.warning("whoever reaches %s can spend at the endpoint: set ZHAILU_SERVICE_TOKEN", host)
    app = create_app(Services(settings, ledger))
    # Without uvicorn's own logging configuration: it would write the access log to stdout.
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_config=None, access_log=False))
    # SystemExit is how uvicorn ends when it cannot listen or start; it has logged why.
    with contextlib.suppress(SystemExit):
        server.run()
    error = getattr(app.state, "startup_error", None)
    if isinstance(error, ZhailuError):
        raise error
    return 0 if server.started else 1


def _discreet(record: logging.LogRecord) -> bool:
    """Drops the traceback of a failed start; takes the text of an error, which may quote an article, out of others."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        # What is set here is what the formatter writes.
        record.exc_text = "".join([*traceback.format_tb(error.__traceback__), type(error).__name__])
    return not record.getMessage().startswith("Traceback")
