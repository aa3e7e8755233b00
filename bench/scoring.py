"""What scoring costs: seconds for 100 and for 1,000 articles of 50 records, beside stickler-eval on the same records.

Run as `python -m bench.scoring [--records 50] [--stickler 20]`. Articles are made at random from a fixed seed: names of
companies and places put together from characters, sums, dates and states; a prediction is its gold record with some
values changed, some records left out or added, and the order lost. stickler-eval scores the first `--stickler` of them,
for it takes long; seconds are given per 100 articles. Its fields are compared with its Levenshtein and exact
comparators, which do less than ours: they read no numbers, dates or scripts.
"""

import argparse
import random
import time
from collections.abc import Callable
from typing import Annotated, Any

from rich.console import Console
from rich.table import Table
from stickler import ComparableField, ExactComparator, LevenshteinComparator, StructuredModel

from evals.bootstrap import f1_interval
from evals.layout import Layout
from evals.score import score_record
from schemas import inline
from service.types import JsonObject

SEED = 20_260_101
_SYLLABLES = "华安远盛宏达金科瑞丰泰和正中东新海天明光长兴凯德立信诚嘉恒永"
_PLACES = "城东开发区 临港新区 高新技术产业园 滨河工业园 北山镇 南湖街道 西岭县 大湾新城".split()
_KINDS = "有限公司 股份有限公司 集团 研究院 产业园项目 生产基地 数据中心 二期工程".split()
_STATES = ["planned", "signed", "building", "operating"]
_STATUS: JsonObject = {"enum": [*_STATES]}
_SCHEMA: JsonObject = {
    "type": "object",
    "title": "projects",
    "properties": {
        "projects": {
            "type": "array",
            "items": {
                "type": "object",
                "x-identity": ["name"],
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "x-type": "name", "x-weight": 3},
                    "location": {"type": ["string", "null"], "x-type": "text"},
                    "investment": {"type": ["string", "null"], "x-type": "money"},
                    "signed": {"type": ["string", "null"], "x-type": "date"},
                    "status": _STATUS,
                },
            },
        }
    },
}


class Project(StructuredModel):  # type: ignore[misc] # untyped
    """The same record for stickler-eval."""

    match_threshold = 0.5
    name: Annotated[str, "name"] = ComparableField(comparator=LevenshteinComparator(), threshold=0.99, weight=3.0)
    location: str | None = ComparableField(comparator=LevenshteinComparator(), threshold=0.7)
    investment: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)
    signed: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)
    status: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)


class Article(StructuredModel):  # type: ignore[misc] # untyped
    """An article's records for stickler-eval."""

    projects: list[Project] = ComparableField(weight=1.0)


Pair = tuple[list[JsonObject], list[JsonObject]]


def pairs(articles: int, records: int, *, seed: int = SEED) -> list[Pair]:
    """`articles` pairs of gold and predicted records, `records` gold records each."""
    chance = random.Random(seed)  # noqa: S311 (test data)
    return [_pair(chance, records) for _ in range(articles)]


def score(data: list[Pair]) -> None:
    """Score as `zhailu eval` does: alignment, counts, interval."""
    layout = Layout.of(inline(_SCHEMA))
    scores = [
        score_record(str(index), layout, {"projects": [*gold]}, {"projects": [*found]})
        for index, (gold, found) in enumerate(data)
    ]
    f1_interval([article.leaf_counts() for article in scores])


def score_with_stickler(data: list[Pair]) -> None:
    """Score with stickler-eval, false discoveries counted in recall, as scoring here has it."""
    for gold, found in data:
        expected = Article(projects=[Project(**_plain(record)) for record in gold])
        predicted = Article(projects=[Project(**_plain(record)) for record in found])
        expected.compare_with(predicted, include_confusion_matrix=True, recall_with_fd=True)


def _pair(chance: random.Random, records: int) -> Pair:
    gold = [_record(chance) for _ in range(records)]
    found = [_changed(chance, record) for record in gold if chance.random() < 0.85]
    found += [_record(chance) for _ in range(records // 8)]
    chance.shuffle(found)
    return gold, found


def _record(chance: random.Random) -> JsonObject:
    proper = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))
    return {
        "name": f"{chance.choice(_PLACES)[:2]}{proper}{chance.choice(_KINDS)}",
        "location": chance.choice(_PLACES),
        "investment": f"{chance.randint(1, 990) / 10}亿元",
        "signed": f"2025年{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
        "status": chance.choice(_STATES),
    }


def _changed(chance: random.Random, record: JsonObject) -> JsonObject:
    other = _record(chance)
    return {key: other[key] if chance.random() < 0.12 else value for key, value in record.items()}


def _plain(record: JsonObject) -> dict[str, Any]:
    return dict(record)


def _seconds(work: Callable[[list[Pair]], None], data: list[Pair]) -> float:
    start = time.perf_counter()
    work(data)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=50, help="gold records an article (default 50)")
    parser.add_argument("--stickler", type=int, default=20, help="articles for stickler-eval (default 20)")
    options = parser.parse_args()
    data = pairs(1_000, options.records)
    score(data[:5])
    hundred, thousand = _seconds(score, data[:100]), _seconds(score, data)
    stickler = _seconds(score_with_stickler, data[: options.stickler]) * 100 / options.stickler
    table = Table("what", "seconds", "as a ratio")
    table.add_row("100 articles", f"{hundred:.2f}", "1")
    table.add_row("1,000 articles", f"{thousand:.2f}", f"{thousand / hundred:.2f} × 100 articles")
    table.add_row("stickler-eval, 100 articles", f"{stickler:.2f}", f"{stickler / hundred:.1f} × ours")
    Console().print(table)


if __name__ == "__main__":
    main()
