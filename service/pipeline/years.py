"""The year that an article's dates without one are of."""

from schemas.dates import scan_dates
from service.text import Prepared
from service.types import Article


def article_year(prepared: Prepared, article: Article) -> int | None:
    """The year that completes dates without one: that of publication, else the latest that the article names."""
    published = [h.value for h in prepared.hints if h.kind == "published"]
    for text in [*published, article.published or ""]:
        if text[:4].isdigit():
            return int(text[:4])
    years = [int(f.text[:4]) for f in scan_dates(prepared.clean.text) if f.text[:4].isdigit()]
    return max(years) if years else None
