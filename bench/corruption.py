"""What prepare() makes of articles corrupted by known rules, beside what it makes of the same articles intact.

Run as `python -m bench.corruption [--corpus DIR] [--held-out] [--seed 1] [--only KIND] [--failures 3] [--json FILE]`.
The articles are the seeds' cleaned text, made articles of news, reviews, sports and law, and with --corpus every *.txt
of a folder in parts of 2,000 characters; with --held-out only made ones of medicine, technology and culture. Each is
in Simplified and Traditional (OpenCC, s2t or s2tw at random). Readings of characters come from service.text.hanzi.

restored   of the characters the corruption touched and left recoverable, the share that comes out as in the intact
           run; what is left of an insertion counts against the character before it. For furniture: of the characters
           put around the article, the share that is gone. Aim: 99 % or more.
lost       characters of which bytes are gone, and, of these, how many come out right all the same. Counted apart, for
           nothing can tell what they were: an undefined pair of bytes dropped; a byte taken by `?` where the pinyin
           beside it fits none or several of the characters with the byte that is left.
invented   Han characters that come out where others stand in the intact run, or none.
changed    of the characters not touched, the share that comes out otherwise than in the intact run; in the row
           "nothing" what prepare() changes of intact text beyond conversion, width and blanks. Aim: 0.01 % or less.
"""

import argparse
import json
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from rapidfuzz.distance import Indel
from rich.console import Console
from rich.table import Table

from bench.damage import KINDS, Damage, traditional
from bench.genres import GENRES, HELD_OUT
from bench.genres import text as text_of
from bench.made import article
from service.errors import ArticleError
from service.text import MappedText, decode, prepare
from service.text.convert import simplified
from service.text.hanzi import HAN

SEEDS = Path(__file__).parent.parent / "seeds" / "articles"
_PART = 2_000
_A_GENRE = 16
_CONTEXT = 14
_HAN = re.compile(f"[{HAN}]")


@dataclass
class Row:
    """Counts of characters for one kind of corruption in one script."""

    kind: str
    script: str
    touched: int = 0
    restored: int = 0
    lost: int = 0
    lost_restored: int = 0
    untouched: int = 0
    changed: int = 0
    invented: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)


def measure(text: str, damage: Damage, row: Row) -> None:
    """Add what comes out of one corrupted article to the row."""
    intact = _intact(text)
    try:
        source = damage.data if isinstance(damage.data, str) else decode(damage.data).text
        result = prepare(source).clean
    except ArticleError:
        row.refused += 1
        result = MappedText.of("")
    expected = _wide(text) if row.kind == "nothing" else intact.text
    origins = range(len(expected)) if row.kind == "nothing" else intact.starts.tolist()
    wrong, invented = _wrong(expected, origins, result, damage)
    row.invented += invented
    for index, origin in enumerate(origins):
        right = index not in wrong
        if origin in damage.lost:
            row.lost, row.lost_restored = row.lost + 1, row.lost_restored + right
        elif origin in damage.touched:
            row.touched, row.restored = row.touched + 1, row.restored + right
        else:
            row.untouched, row.changed = row.untouched + 1, row.changed + (not right)
        if not right and origin not in damage.lost and (not row.failures or (index > 0 and index - 1 not in wrong)):
            row.failures.append(wrong[index])
    if damage.around != (0, 0):
        inside = range(damage.around[0], len(damage.data) - damage.around[1])
        left = [c for c, start in zip(result.text, result.starts, strict=True) if start not in inside and c > " "]
        put = len("".join(str(damage.data).split())) - len("".join(text.split()))
        row.touched, row.restored = row.touched + put, row.restored + put - len(left)
        if left:
            row.failures.append("left: " + "".join(left))


def _wrong(expected: str, origins: Sequence[int], result: MappedText, damage: Damage) -> tuple[dict[int, str], int]:
    """Offsets in `expected` of what came out otherwise, each with what stands there in both; and how many Han
    characters came out that do not stand there.

    `origins` are the offsets of the intact article that the characters of `expected` stand for.
    """
    head, tail = damage.around
    inside = [head <= start < len(damage.data) - tail for start in result.starts] if head or tail else []
    actual = "".join(c for c, own in zip(result.text, inside, strict=True) if own) if inside else result.text
    actual = actual.strip("\n")
    wrong: dict[int, str] = {}
    invented = 0
    hit = [origin in damage.touched or origin in damage.lost for origin in origins]
    for start, end, new_start, new_end in _differences(expected, actual):
        before = expected[max(0, start - _CONTEXT) : end + _CONTEXT]
        after = actual[max(0, new_start - _CONTEXT) : new_end + _CONTEXT]
        invented += len(_HAN.findall(actual[new_start:new_end]))
        first, last = _moved(expected, start, end, hit) if end > start else (max(0, start - 1), max(start, 1))
        wrong |= dict.fromkeys(range(first, last), f"{before[:80]!r} came out as {after[:80]!r}")
    return wrong, invented


def _moved(expected: str, start: int, end: int, hit: Sequence[bool]) -> tuple[int, int]:
    """Of equal characters in a row nothing tells which are missing: those the corruption hit, if it can be they."""
    best, most = (start, end), sum(hit[start:end])
    for step in (-1, 1):
        first, last = start, end
        while first < last and (first > 0 if step < 0 else last < len(expected)):
            if expected[first if step > 0 else first - 1] != expected[last if step > 0 else last - 1]:
                break
            first, last = first + step, last + step
            if sum(hit[first:last]) > most:
                best, most = (first, last), sum(hit[first:last])
    return best


def _differences(expected: str, actual: str) -> list[tuple[int, int, int, int]]:
    """Where both differ: ranges of `expected` and `actual`, what is put in and left out at one place taken together."""
    found: list[tuple[int, int, int, int]] = []
    for step in Indel.opcodes(_one_zhu(expected), _one_zhu(actual)):
        if step.tag == "equal":
            continue
        start, new_start = step.src_start, step.dest_start
        if found and (found[-1][1], found[-1][3]) == (start, new_start):
            start, _, new_start, _ = found.pop()
        found.append((start, step.src_end, new_start, step.dest_end))
    return found


def _one_zhu(text: str) -> str:
    """着 and 著 as one: which of them the mainland writes is a matter of conversion, not of corruption."""
    return text.replace("著", "着")


@cache
def _intact(text: str) -> MappedText:
    return prepare(text).clean


def _wide(text: str) -> str:
    """Conversion and width alone: what prepare() should make of an intact article."""
    return simplified("".join(chr(ord(c) - 0xFEE0) if unicodedata.east_asian_width(c) == "F" and _is_plain(c) else c
                              for c in text))  # fmt: skip


def _is_plain(character: str) -> bool:
    plain = unicodedata.normalize("NFKC", character)
    return plain.isascii() and (plain.isalnum() or plain in "%+-=/&#@.")


def articles(corpus: Path | None, chance: random.Random) -> Iterator[str]:
    """Intact articles in Simplified Chinese: the seeds' cleaned text, made ones, and those of the folder."""
    for path in sorted(SEEDS.glob("*.txt")):
        yield prepare(path.read_text(encoding="utf-8")).clean.text
    for _ in range(40):
        yield article(chance)
    for genre in GENRES:
        for _ in range(_A_GENRE):
            yield text_of(chance, genre)
    for path in sorted(corpus.glob("*.txt")) if corpus else ():
        text = path.read_text(encoding="utf-8").strip()
        for start in range(0, len(text), _PART):
            yield prepare(text[start : start + _PART]).clean.text


def held_out(chance: random.Random) -> Iterator[str]:
    """Intact articles of other genres, in Simplified Chinese."""
    for genre in HELD_OUT:
        for _ in range(_A_GENRE):
            yield text_of(chance, genre)


def run(texts: list[str], kinds: list[str], seed: int) -> list[Row]:
    """One row a kind and script, each drawn from the same seed."""
    rows = []
    for script in ("simplified", "traditional"):
        chance = random.Random(seed)  # noqa: S311 (test data)
        scripted = [text if script == "simplified" else traditional(chance.choice(("s2t", "s2tw")), text)
                    for text in texts]  # fmt: skip
        for kind in kinds:
            row, own = Row(kind, script), random.Random(f"{seed} {kind}")  # noqa: S311 (test data)
            for text in scripted:
                damage = KINDS[kind](text, own)
                if damage is not None:
                    measure(text, damage, row)
            if row.touched or row.untouched:
                rows.append(row)
    return rows


def _percent(part: int, whole: int, digits: int = 2) -> str:
    return f"{100 * part / whole:.{digits}f} %" if whole else "–"


def _table(rows: list[Row]) -> Table:
    table = Table(
        "corruption", "script", "touched", "restored", "lost", "of these right", "changed", "invented", "refused"
    )
    for row in rows:
        table.add_row(
            row.kind,
            row.script,
            f"{row.touched:,}",
            _percent(row.restored, row.touched),
            f"{row.lost:,}",
            _percent(row.lost_restored, row.lost),
            _percent(row.changed, row.untouched, 3),
            str(row.invented),
            str(row.refused),
        )
    return table


def main() -> None:
    """Print the table, and with --failures what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="a folder of *.txt, UTF-8, in Simplified Chinese")
    parser.add_argument("--held-out", action="store_true", help="measure on the genres that are kept for this alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=list(KINDS), help="this kind (repeatable)")
    parser.add_argument("--failures", type=int, default=0, help="print so many of each row")
    parser.add_argument("--json", type=Path, help="write the counts to this file")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 (test data)
    texts = list(held_out(chance) if options.held_out else articles(options.corpus, chance))
    rows = run(texts, options.only or list(KINDS), options.seed)
    console = Console(width=120)
    console.print(f"{len(texts)} articles, {sum(map(len, texts)):,} characters, seed {options.seed}", highlight=False)
    console.print(_table(rows))
    for row in rows:
        for failure in row.failures[: options.failures]:
            console.print(f"{row.kind}, {row.script}: {failure}", markup=False, highlight=False, soft_wrap=True)
    if options.json:
        counts = [{key: value for key, value in asdict(row).items() if key != "failures"} for row in rows]
        options.json.write_text(json.dumps(counts, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
