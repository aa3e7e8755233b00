"""Articles that hold nothing to extract: how many records came back all the same."""

from rich.table import Table

from evals.scores import Outcome, Scores, Share
from evals.table import plain_table
from service.types import Frozen, JsonObject


class InventedArticle(Frozen):
    """One article whose gold has no record; `records` came back for it, by type."""

    id: str
    outcome: Outcome
    records: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.records.values())


class Invented(Frozen):
    """The articles of a run whose gold has no record of any type. Those without a result count for nothing."""

    articles: tuple[InventedArticle, ...]

    def empty(self) -> Share:
        """Articles whose every list of records came back empty, of those answered."""
        answered = self._answered()
        return Share(part=sum(article.total == 0 for article in answered), whole=len(answered))

    def records(self) -> int:
        return sum(article.total for article in self._answered())

    def per_article(self) -> float | None:
        """Invented records per answered article; None if there is none."""
        answered = self._answered()
        return self.records() / len(answered) if answered else None

    def _answered(self) -> list[InventedArticle]:
        return [article for article in self.articles if article.outcome == "result"]


def measure(scores: Scores) -> Invented | None:
    """What was invented; None where gold has records for every article."""
    articles = tuple(
        InventedArticle(
            id=article.id, outcome=article.outcome, records={name: each.fp for name, each in article.records.items()}
        )
        for article in scores.articles
        if all(each.tp + each.fn == 0 for each in article.records.values())
    )
    return Invented(articles=articles) if articles else None


def as_json(invented: Invented) -> JsonObject:
    """Everything in `invented`, with the totals. An undefined ratio is null."""
    empty = invented.empty()
    return {
        "records": invented.records(),
        "per_article": invented.per_article(),
        "empty": {**empty.model_dump(mode="json"), "ratio": empty.ratio},
        "articles": [article.model_dump(mode="json") for article in invented.articles],
    }


def table(invented: Invented, *, plain: bool) -> Table:
    """One row for each article, and the totals."""
    empty, rate = invented.empty(), invented.per_article()
    told = "-" if rate is None else f"{rate:.2f}"
    title = f"Nothing to extract: {empty.part} of {empty.whole} articles left empty, {told} records invented each"
    names = list(invented.articles[0].records)
    rows = plain_table(title, ["article", "outcome", "invented", *names], plain=plain)
    for article in invented.articles:
        counts = [str(article.records.get(name, 0)) for name in names]
        rows.add_row(article.id, article.outcome, str(article.total), *counts)
    return rows
