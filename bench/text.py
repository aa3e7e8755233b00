"""What preparing a text costs, step by step, in multiples of the time that OpenCC takes to convert it.

Run as `python -m bench.text [--seeds seeds/articles] [--repeat 5]`. Three kinds of text, at 1,000 to 1,000,000
characters: `clean` is what is left of the seed articles once prepared, `traditional` the same in Traditional
characters, `dirty` the seed articles as they are, menus, pinyin and torn characters included; all are repeated to
length. A number is the processor time of the best run, divided by that of the best run of OpenCC's t2s; they take
turns for `--repeat` rounds. `whole` is the five steps one after the other; hints are left out of it, and so is the
search for what speaks to programs, which `orders` is. `bytes` is the peak of memory that tracemalloc sees while the
five run, the article's own bytes and text not counted, for each character. The last line is what the very first
article of a process pays for tables.
"""

import argparse
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

from opencc import OpenCC
from rich.console import Console
from rich.table import Table

from service.text import decode, prepare
from service.text.clean import clean
from service.text.convert import convert
from service.text.instructions import addressed
from service.text.mapped import MappedText
from service.text.repair import repair
from service.text.split import split

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_COLD = """
import time
from service.text import prepare
start = time.perf_counter()
prepare("港口三期工程昨日开工,总投资十二亿元,工期两年。")
print(time.perf_counter() - start)
"""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=Path, default=Path("seeds/articles"))
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    table = Table("text", "characters", "OpenCC ms", *"decode repair convert clean split whole orders bytes".split())
    for kind, text in _texts(options.seeds):
        for size in SIZES:
            table.add_row(kind, f"{size:,}", *_row((text * (size // len(text) + 1))[:size], options.repeat))
    console = Console(width=120)
    console.print(table)
    cold = subprocess.run([sys.executable, "-c", _COLD], check=True, capture_output=True, text=True)  # noqa: S603 # fixed
    console.print(f"first text of a process: {float(cold.stdout):.3f} s")


def _texts(seeds: Path) -> Iterator[tuple[str, str]]:
    articles = [decode(path.read_bytes()).text for path in sorted(seeds.glob("*.txt"))]
    simplified = "\n".join(prepare(article).clean.text for article in articles) + "\n"
    yield "clean", simplified
    yield "traditional", OpenCC("s2t").convert(simplified)
    yield "dirty", "\n".join(articles) + "\n"


def _row(text: str, repeat: int) -> list[str]:
    data = text.encode()
    source = MappedText.of(text)
    repaired, _ = repair(source)
    converted, _ = convert(repaired)
    cleaned, _, frame = clean(converted)
    sentences = split(cleaned.text, frame)
    converter = OpenCC("t2s")
    base, *times = _best(
        repeat,
        lambda: converter.convert(text),
        lambda: decode(data),
        lambda: repair(MappedText.of(text)),
        lambda: convert(repaired),
        lambda: clean(converted),
        lambda: split(cleaned.text, frame),
        lambda: _whole(data),
        lambda: addressed(cleaned.text, sentences),
    )
    return [f"{base * 1e3:.3f}", *(f"{seconds / base:.2f}" for seconds in times), f"{_peak(data) / len(text):.1f}"]


def _whole(data: bytes) -> object:
    source, repairs = repair(MappedText.of(decode(data).text))
    source, conversions = convert(source)
    source, cuts, frame = clean(source)
    return source, split(source.text, frame), repairs, conversions, cuts


def _best(repeat: int, *functions: Callable[[], object]) -> list[float]:
    """The least time of each function, all of them taken in turn; short ones are run many times."""
    best = [float("inf")] * len(functions)
    for _ in range(repeat):
        for index, function in enumerate(functions):
            best[index] = min(best[index], _seconds(function))
    return best


def _seconds(function: Callable[[], object], at_least: float = 0.01) -> float:
    best = float("inf")
    begin = start = time.process_time()
    while start - begin < at_least:
        function()
        end = time.process_time()
        best = min(best, end - start)
        start = end
    return best


def _peak(data: bytes) -> int:
    _whole(data)
    text = decode(data).text
    tracemalloc.start()
    _whole(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak - sys.getsizeof(text)


if __name__ == "__main__":
    main()
