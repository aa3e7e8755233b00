"""Derives service/text/data/pairs.txt, how often characters follow each other, from the word frequencies of jieba.

Run as `python -m bench.pairs DICT`, with the dict.txt of jieba 0.42.1 (MIT licence), which is no dependency: unpack
its source distribution. Over the seeds' clean text a Han character costs 5.29 nats under it; with the list of wordfreq
3.1.1, whose Chinese data are under CC BY-SA, 5.23, and with the transitions of Pinyin2Hanzi 0.1.1 6.65. Of windows of 4
characters read one byte late none is likelier than the right reading with the first two, and 1.8 % with the third.
"""

import argparse
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from service.text.hanzi import HAN

_WORD = re.compile(f"[{HAN}]+")
_MIN_PAIR = 10
_LEVELS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

HEADER = """\
# Character, then how often it stands in words, ends one and begins one; then how often it is followed by others within
# a word. A letter for each count: the nth stands for the square root of 2 to the power of n, from a for 1; - for none.
# Counted over the word frequencies of jieba 0.42.1 (MIT licence) by bench/pairs.py; pairs below 10 are left out.
"""


def lines(words: Iterable[tuple[str, int]]) -> list[str]:
    """A line a character, from words with their counts."""
    total, last, first = Counter[str](), Counter[str](), Counter[str]()
    pairs: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, count in words:
        first[word[0]] += count
        last[word[-1]] += count
        for character in word:
            total[character] += count
        for one, other in pairwise(word):
            pairs[one][other] += count
    return [
        f"{character}{_level(count)}{_level(last[character])}{_level(first[character])}{_followers(pairs[character])}"
        for character, count in sorted(total.items())
        if count >= _MIN_PAIR
    ]


def _followers(counts: Counter[str]) -> str:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for character, count in counts.items():
        if count >= _MIN_PAIR:
            groups[_level(count)].append(character)
    return "".join(f" {level}{''.join(sorted(group))}" for level, group in sorted(groups.items()))


def _level(count: int) -> str:
    return _LEVELS[round(2 * math.log2(count))] if count else "-"


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dictionary", type=Path, help="jieba's dict.txt")
    rows = (row.split() for row in parser.parse_args().dictionary.read_text(encoding="utf-8").splitlines())
    words = ((row[0], int(row[1])) for row in rows if _WORD.fullmatch(row[0]))
    table = files("service.text").joinpath("data", "pairs.txt")
    Path(str(table)).write_text(HEADER + "\n".join(lines(words)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
