"""Stands in for the model's server: takes its options, answers /health, and ends like it.

`--behaviour` is `serve`, `fail` (a message in the log, exit code 3) or `hang` (never announces itself).
"""

import argparse
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from service.endpoint.embedded.lifeline import killed_with_parent, wait_for_end


class Handler(BaseHTTPRequestHandler):
    """200 for everything."""

    def do_GET(self) -> None:
        """Answer with two bytes."""
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")


def main() -> None:
    """Behave as asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--behaviour", default="serve")
    parser.add_argument("--port", type=int)
    parser.add_argument("--log", type=Path)
    options, _ = parser.parse_known_args()
    with killed_with_parent():
        if options.behaviour == "fail":
            options.log.write_text("0.1 I loading\n0.2 E failed to open the file\n0.3 I bye\n")
            sys.exit(3)
        server = ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if options.behaviour == "serve":
        os.write(1, f"http://127.0.0.1:{server.server_port}\n".encode())
    wait_for_end()
    os._exit(0)


if __name__ == "__main__":
    main()
