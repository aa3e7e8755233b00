"""How many made reprints are recognised, how many near misses are taken for one, and what that costs.

    python -m bench.reprints [--seed 1] [--index 200000]

Each article, with what web pages put around it, is the original of reprints (other furniture, a sentence less or more,
the other script) and of near misses (another figure, month, town, body, or news of its own), all made by rule.
"""

import argparse
import random
import re
import time
from array import array
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bench.damage import traditional
from bench.made import FURNITURE, furniture
from service.batch.reprints import says_the_same
from service.batch.sketch import sketch
from service.ledger.reprints import Original, ReprintIndex
from service.pipeline.candidates.tagging import tag
from service.text import prepare

Change = Callable[[str, random.Random], str | None]

_ROOT = Path(__file__).parents[1]
_FOLDERS = ("seeds/articles", "evals/unseen/articles", "evals/injection/clean")
_PLAIN = ("现场气氛热烈，大家干劲十足。", "记者在现场看到，工作人员正忙碌着。", "下一步，有关工作还将继续推进。")
_NEWS = "另据了解，当地还有{}家企业正在洽谈。"
_STOP = re.compile(r"(?<=[。！？])")
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?=[亿万个家亩吨%户人台])")


def _framed(text: str, chance: random.Random) -> str:
    """With furniture of two kinds."""
    for kind in chance.sample(FURNITURE, 2):
        head, tail = furniture(chance, kind)
        text = "\n".join(part for part in (head, text, tail) if part)
    return text


def _shorter(text: str, chance: random.Random) -> str | None:
    """Without one sentence, not the first."""
    sentences = _STOP.split(text)
    if len(sentences) < 8:
        return None
    del sentences[chance.randrange(2, len(sentences) - 1)]
    return "".join(sentences)


def _longer(text: str, chance: random.Random, sentence: str) -> str:
    """With one sentence more."""
    sentences = _STOP.split(text)
    sentences.insert(chance.randrange(2, len(sentences)), sentence)
    return "".join(sentences)


def _figures(text: str, chance: random.Random, share: float) -> str | None:
    """With other figures, at least one, about this share of them."""
    found = list(_FIGURE.finditer(text))
    if not found:
        return None
    changed = {chance.choice(found).start()} | {match.start() for match in found if chance.random() < share}
    return _FIGURE.sub(lambda match: _other(match[0]) if match.start() in changed else match[0], text)


def _other(figure: str) -> str:
    return figure[:-1] + str((int(figure[-1]) + 3) % 10)


def _named(text: str, tags: set[str], other: str) -> str | None:
    """With another name in place of the one that occurs most in headings and body."""
    prepared = prepare(text)
    names = [
        token.text
        for sentence in prepared.sentences
        if sentence.kind in ("heading", "body")
        for token in tag(prepared.clean.text, sentence.start, sentence.end)
        if token.tag in tags and len(token.text) > 1
    ]
    return text.replace(max(names, key=names.count), other) if names else None


def _month(text: str, _: random.Random) -> str | None:
    """Another month in the dates."""
    changed = re.sub(r"(\d{1,2})月", lambda match: f"{int(match[1]) % 12 + 1}月", text)
    return changed if changed != text else None


_REPRINTS: dict[str, Change] = {
    "other furniture": lambda text, _: text,
    "a sentence less": _shorter,
    "a sentence more, without news": lambda text, chance: _longer(text, chance, chance.choice(_PLAIN)),
    "a paper's own first words": lambda text, _: f"本报讯 {text}",
    "Traditional script": lambda text, _: traditional("s2t", text),
    "other quotation marks": lambda text, _: text.translate(str.maketrans("“”‘’，", "「」『』,")),
}
_NEAR_MISSES: dict[str, Change] = {
    "one other figure": lambda text, chance: _figures(text, chance, 0.0),
    "all other figures": lambda text, chance: _figures(text, chance, 1.0),
    "another month": _month,
    "another town": lambda text, _: _named(text, {"LOC"}, "白沙市"),
    "another body": lambda text, _: _named(text, {"ORG"}, "远衡集团"),
    "a sentence more, with news": lambda text, chance: _longer(text, chance, _NEWS.format(chance.randint(3, 90))),
}


def _originals() -> Iterator[str]:
    for folder in _FOLDERS:
        for path in sorted((_ROOT / folder).glob("*.txt")):
            yield prepare(path.read_text(encoding="utf-8")).clean.text


def _is_found(original: str, other: str) -> bool | None:
    """Whether `other` is taken for a reprint; None if one of them is too short to tell."""
    first, second = prepare(original), prepare(other)
    known, found = sketch(first), sketch(second)
    if known is None or found is None:
        return None
    with ReprintIndex(None, "") as index:
        index.add(Original("key", "id", known.hashes), known.bands)
        return any(says_the_same(second, found, one) for one in index.alike(found.bands))


def _row(texts: list[str], name: str, change: Change, seed: int) -> tuple[int, int, int]:
    """Found, made, and too short."""
    chance = random.Random(f"{seed} {name}")  # noqa: S311 - test data
    answers = []
    for text in texts:
        changed = change(text, chance)
        if changed is not None:
            answers.append(_is_found(_framed(text, chance), _framed(changed, chance)))
    told = [answer for answer in answers if answer is not None]
    return sum(told), len(told), len(answers) - len(told)


def _index_cost(size: int) -> str:
    """What an index of made sketches takes on disk and for one question."""
    chance = random.Random(1)  # noqa: S311 - test data
    clauses = array("q", (chance.getrandbits(63) for _ in range(60)))
    with TemporaryDirectory() as folder, ReprintIndex(Path(folder) / "index.sqlite", "") as index:
        started = time.perf_counter()
        for i in range(size):
            index.add(Original(str(i), str(i), clauses), [chance.getrandbits(63) for _ in range(16)])
        added = time.perf_counter()
        for _ in range(1_000):
            index.alike([chance.getrandbits(63) for _ in range(16)])
        asked = time.perf_counter()
        size_mb = (Path(folder) / "index.sqlite").stat().st_size / 1e6
    return (
        f"index of {size:,}: {size_mb:,.0f} MB on disk, {(added - started) / size * 1e3:.2f} ms to add one, "
        f"{asked - added:.2f} ms to ask"
    )


def _sketch_cost(texts: list[str]) -> float:
    """How many times as long as preparing the texts it takes to sketch them; the least of five rounds of each."""
    preparing = min(_timed(lambda: [prepare(text) for text in texts]) for _ in range(5))
    prepared = [prepare(text) for text in texts]
    return min(_timed(lambda: [sketch(one) for one in prepared]) for _ in range(5)) / preparing


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--index", type=int, default=200_000, help="size of the index to measure")
    options = parser.parse_args()
    texts = list(_originals())
    console = Console(width=100)
    table = Table("made from an article", "taken for a reprint", "of", "too short", title=f"{len(texts)} articles")
    for name, change in (*_REPRINTS.items(), (None, None), *_NEAR_MISSES.items()):
        if name is None or change is None:
            table.add_section()
            continue
        table.add_row(name, *map(str, _row(texts, name, change, options.seed)))
    table.add_section()
    pairs = [_is_found(*pair) for pair in permutations(texts, 2)]
    table.add_row("another article", str(sum(pair is True for pair in pairs)), str(len(pairs)), "")
    console.print(table)
    spent = _sketch_cost(texts)
    console.print(f"a sketch takes {spent:.1f} times as long as preparing the text", highlight=False)
    console.print(_index_cost(options.index), highlight=False)


if __name__ == "__main__":
    main()
