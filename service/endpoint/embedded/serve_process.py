"""llama.cpp's OpenAI-compatible server as a process: `python -m service.endpoint.embedded.serve_process --help`.

It listens on loopback only, writes one line with its address to standard output when the model is loaded, and ends
when its standard input is closed. Everything llama.cpp says goes to the log.
"""

import argparse
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import xllamacpp  # type: ignore[import-untyped]  # it has no stubs

from service.endpoint.embedded.lifeline import killed_with_parent, wait_for_end

_PAST_PROMPTS_MIB = 1024
_WARNINGS = 2
"""llama.cpp's verbosity; one more and each request writes ten lines."""


def parameters(options: argparse.Namespace) -> xllamacpp.CommonParams:
    """llama.cpp's settings for these command-line options."""
    params = xllamacpp.CommonParams()
    params.model.path = str(options.model)
    params.model_alias = {options.alias}
    params.hostnames = ["127.0.0.1"]
    params.port = options.port
    params.n_ctx = options.context * options.parallel
    params.n_parallel = options.parallel
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options.threads
    # A repacked copy of the weights would take 0.6 GB more for a few per cent of speed.
    params.no_extra_bufts = True
    # Left alone, the server keeps up to 8 GiB of past prompts.
    params.cache_ram_mib = _PAST_PROMPTS_MIB
    params.cache_prompt = True
    params.ctx_shift = False
    params.fit_params = False
    params.verbosity = _WARNINGS
    # Nobody but zhailu talks to it: no web page may, and nobody can read another one's prompts.
    params.cors_origins, params.cors_origins_explicit = "null", True
    params.ui = params.endpoint_slots = params.endpoint_props = False
    return params


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until standard input is closed."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides when to stop.
    announcements = os.dup(1)
    log = os.open(options.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    with killed_with_parent():
        server = xllamacpp.Server(parameters(options))
    os.write(announcements, f"{server.listening_address}\n".encode())
    wait_for_end()
    os._exit(0)  # The native threads need no farewell, and an answer under way would hold it up.


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="serve_process", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the GGUF file")
    parser.add_argument("--alias", required=True, help="the model's name in answers")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--context", type=int, default=16384, help="tokens of one conversation")
    parser.add_argument("--parallel", type=int, default=1, help="conversations at once")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    return parser


if __name__ == "__main__":
    main()
