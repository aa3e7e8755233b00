"""How well decode() tells the encoding of short Chinese texts, beside other detectors, on pieces cut at random bytes.

Run as `python -m bench.decoders [--corpus DIR] [--pieces 100] [--seed 1] [--json FILE]`. The genres are the seeds'
cleaned text, made articles, both of them in Traditional Chinese, and with --corpus the files *.txt of a folder, each
kind of file (the letters that its name begins with) a genre. A piece begins and ends anywhere, also within a
character. It is read right if the text is what its own encoding makes of its bytes. A detector's answer is taken
generously: GB2312 and GBK as GB18030, Big5 as Big5-HKSCS. A detector that is not installed is left out; the table's
foot says which.
"""

import argparse
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.corruption import articles
from bench.damage import traditional
from service.errors import NotText
from service.text import decode

SIZES = (200, 500, 1_000, 2_000, 5_000)
_CODECS = {"GBK": ("gbk", "gb18030"), "GB18030": ("gb18030", "gb18030"), "Big5": ("big5", "big5hkscs")}
"""Each encoding's codec that writes it, and the larger one that reads it."""
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
_BEYOND_GBK = "㐀㐂𠀀𪚥"

Reader = Callable[[bytes], str]


def readers() -> tuple[dict[str, Reader], list[str]]:
    """Each detector's reading of bytes as text, and the names of those that are not installed."""
    found: dict[str, Reader] = {"decode()": _own}
    missing = []
    for name, module, function in (
        ("charset-normalizer", "charset_normalizer", "from_bytes"),
        ("chardet", "chardet", "detect"),
        ("faust-cchardet", "cchardet", "detect"),
        ("chardetng_py", "chardetng_py", "detect"),
        ("Resiliparse", "resiliparse.parse.encoding", "detect_encoding"),
    ):
        try:
            detect = getattr(import_module(module), function)
        except ImportError:
            missing.append(name)
        else:
            found[name] = _reader(detect)
    return found, missing


def _own(data: bytes) -> str:
    try:
        return decode(data).text
    except NotText:
        return ""


def _reader(detect: Callable[[bytes], object]) -> Reader:
    def read(data: bytes) -> str:
        name = _name(detect(data))
        try:
            return data.decode(_LARGER.get(name, name), "replace")
        except LookupError:
            return ""

    return read


def _name(answer: object) -> str:
    """The encoding in a string, in a dictionary, or in charset-normalizer's matches."""
    if hasattr(answer, "best"):
        best = answer.best()
        answer = best.encoding if best else ""
    elif isinstance(answer, dict):
        answer = answer["encoding"]
    return str(answer or "").lower().replace("-", "").replace("_", "")


def genres(corpus: Path | None, chance: random.Random) -> dict[str, str]:
    """Genre to the whole of its text, Simplified and Traditional."""
    texts = list(articles(None, chance))
    found = {"seeds": "\n".join(texts[:5]), "made": "\n".join(texts[5:])}
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(corpus.glob("*.txt")) if corpus else ():
        grouped[re.split(r"[^a-z]", path.stem.lower())[0] or "other"].append(path.read_text(encoding="utf-8"))
    found |= {genre: "\n".join(parts) for genre, parts in grouped.items()}
    return found | {f"{genre}, traditional": traditional("s2t", text) for genre, text in found.items()}


def piece(data: bytes, size: int, chance: random.Random) -> bytes:
    """`size` bytes from anywhere."""
    start = chance.randrange(max(1, len(data) - size))
    return data[start : start + size]


def pieces(text: str, codec: str, size: int, count: int, chance: random.Random) -> list[bytes]:
    """Pieces of the text in a codec. What the codec lacks is left out; GB18030 has some of its own among them."""
    if codec == "gb18030":
        text = "".join(c + chance.choice(_BEYOND_GBK) if chance.random() < 0.005 else c for c in text)
    data = text.encode(codec, "ignore")
    return [piece(data, size, chance) for _ in range(count)]


def run(texts: dict[str, str], found: dict[str, Reader], count: int, seed: int) -> list[dict[str, str | int | float]]:
    """For each codec, genre, size and reader: pieces, those read right, microseconds a piece."""
    rows: list[dict[str, str | int | float]] = []
    chance = random.Random(seed)  # noqa: S311 (test data)
    for codec_name, (codec, larger) in _CODECS.items():
        for genre, text in texts.items():
            if codec_name == "Big5" and not genre.endswith("traditional"):
                continue
            for size in SIZES:
                cut = pieces(text, codec, size, count, chance)
                for name, read in found.items():
                    start = time.perf_counter()
                    read_as = [read(data) for data in cut]
                    spent = (time.perf_counter() - start) / len(cut) * 1e6
                    right = sum(a == data.decode(larger, "replace") for a, data in zip(read_as, cut, strict=True))
                    rows.append(
                        {
                            "codec": codec_name,
                            "genre": genre,
                            "bytes": size,
                            "reader": name,
                            "pieces": len(cut),
                            "right": right,
                            "microseconds": round(spent, 1),
                        }
                    )
    return rows


def _table(rows: list[dict[str, str | int | float]], first: str, second: str) -> Table:
    """The share read right by `first` down and `second` across, and the mean time."""
    columns = list(dict.fromkeys(str(row[second]) for row in rows))
    table = Table(first, *columns, "µs a piece")
    for name in dict.fromkeys(row[first] for row in rows):
        own = [row for row in rows if row[first] == name]
        shares = []
        for column in columns:
            part = [row for row in own if str(row[second]) == column]
            whole = sum(int(row["pieces"]) for row in part)
            shares.append(f"{100 * sum(int(row['right']) for row in part) / whole:.1f} %" if whole else "–")
        mean = sum(float(row["microseconds"]) for row in own) / len(own)
        table.add_row(str(name), *shares, f"{mean:,.0f}")
    return table


def main() -> None:
    """Print the share read right by size, by encoding and by genre."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="a folder of *.txt, UTF-8, in Simplified Chinese")
    parser.add_argument("--pieces", type=int, default=100, help="a genre, encoding and size (default 100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the counts to this file")
    options = parser.parse_args()
    found, missing = readers()
    texts = genres(options.corpus, random.Random(options.seed))  # noqa: S311 (test data)
    rows = run(texts, found, options.pieces, options.seed)
    console = Console(width=140)
    for second in ("bytes", "codec", "genre"):
        console.print(_table(rows, "reader", second))
    if missing:
        console.print(f"not installed: {', '.join(missing)}", highlight=False)
    if options.json:
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
