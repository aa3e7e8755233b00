"""The labelling page of a gold file in a folder, served on loopback for a browser."""

import json
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import BrowserContext, Dialog, Locator, Page

from evals.labelling.page import Stop
from service.http.labelling import create_labelling_app
from service.types import JsonObject

# The code that browsers report for a key that an input method has taken.
_TAKEN = 229
_SELECT = """wanted => {
  const box = document.getElementById("text");
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node);
  const whole = nodes.map((node) => node.data).join("");
  const start = whole.indexOf(wanted);
  if (start < 0) throw new Error(`${wanted} is not in the text`);
  const place = (offset) => {
    for (const node of nodes) {
      if (offset <= node.length) return [node, offset];
      offset -= node.length;
    }
  };
  const range = document.createRange();
  range.setStart(...place(start));
  range.setEnd(...place(start + wanted.length));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@contextmanager
def served(stops: Sequence[Stop]) -> Iterator[str]:
    """The address of the page while the body runs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_labelling_app(stops), log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(timeout=20)


class Labeller:
    """A person at the page."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(5_000)
        self.complaints: list[str] = []
        self.warnings: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._warned)
        self.page.goto(address)

    def _warned(self, dialog: Dialog) -> None:
        self.warnings.append(dialog.type)
        dialog.accept()

    def group(self, name: str) -> None:
        """Open a tab."""
        self.page.click(f"[role=tab][data-group='{name}']")

    def control(self, pointer: str) -> Locator:
        """The control of the value at a pointer from the record."""
        return self.page.locator(f"[id='field-{pointer}']")

    def select(self, text: str) -> None:
        """Select text of the article, as a mouse does: the field is left."""
        self.page.evaluate("document.activeElement.blur()")
        self.page.evaluate(_SELECT, text)
        self.page.wait_for_selector("#picked:not([hidden])")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def compose(self, letters: str, word: str, *keys: str) -> None:
        """Type `letters` with an input method, press `keys`, which it takes for itself, and let it insert `word`."""
        method = self.page.context.new_cdp_session(self.page)
        for end in range(1, len(letters) + 1):
            composed = {"text": letters[:end], "selectionStart": end, "selectionEnd": end}
            method.send("Input.imeSetComposition", composed)
        for key in keys:
            taken = {"key": key, "code": key, "windowsVirtualKeyCode": _TAKEN}
            method.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **taken})
            method.send("Input.dispatchKeyEvent", {"type": "keyUp", **taken})
        method.send("Input.insertText", {"text": word})

    def save(self) -> None:
        """Press Save, and wait for what comes of it."""
        with self.page.expect_response(lambda response: response.url.endswith("/save")):
            self.page.click("#save")
        self.page.wait_for_selector("body:not([aria-busy])")

    def status(self) -> str:
        return self.page.locator("#status").inner_text()


def read(path: Path) -> JsonObject:
    """A gold file's content."""
    value = json.loads(path.read_bytes())
    assert isinstance(value, dict)
    return value
