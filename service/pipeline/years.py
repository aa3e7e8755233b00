"""The year that an article's dates without one are of."""

import re

from schemas.dates import scan_dates
from service.text import Prepared
from service.types import Article

_LEAD = 14
_PLANNED = re.compile(r"(?:计划|预计|预期|力争|争取|目标|规划|有望|确保|拟|将|[到至])[^，,。；;\d]{0,8}$")


def article_year(prepared: Prepared, article: Article) -> int | None:
    """The year that completes dates without one: that of publication, else the latest named that is no plan's."""
    published = [h.value for h in prepared.hints if h.kind == "published"]
    for text in [*published, article.published or ""]:
        if text[:4].isdigit():
            return int(text[:4])
    text = prepared.clean.text
    dated = [f for f in scan_dates(text) if f.text[:4].isdigit()]
    come = [f for f in dated if not _PLANNED.search(text, max(0, f.start - _LEAD), f.start)]
    return max((int(f.text[:4]) for f in come), default=None)
