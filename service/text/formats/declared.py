"""What a page declares about its article in its head: title, date, source, authors."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import html
from pydantic import JsonValue

# In the order in which they are believed. Chinese government sites declare ArticleTitle, PubDate and ContentSource.
_TITLE = ("articletitle", "og:title", "twitter:title")
_PUBLISHED = (
    "article:published_time",
    "pubdate",
    "publishdate",
    "publish_time",
    "og:release_date",
    "datepublished",
    "weibo: article:create_at",
)
_PUBLISHER = ("contentsource", "source", "mediaid", "article:publisher", "og:site_name", "sitename")
_AUTHOR = ("author", "article:author", "og:article:author")
_ARTICLE = re.compile(r"(?:News|Blog|Report)?(?:Article|Posting)$")
_DATE = re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})")
_NAMES = re.compile(r"[,，、;；/\s]+")
_SITE = re.compile(r"[-–—_|｜]\s*([^-–—_|｜\s]+)$")
"""What a page's title ends with: its site."""
_TAG = re.compile(r"<[^<>]*>")
_LONGEST = 300
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Declared:
    """`titles` in the order in which they are believed, the page's own last; `published` as YYYY-MM-DD."""

    titles: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()


def declared(page: html.HtmlElement) -> Declared:
    """What the page's meta elements, its JSON-LD and its title say."""
    meta = _meta(page)
    linked = _linked_data(page)
    titles = [*_values(meta, _TITLE), *_strings(linked.get("headline")), *(page.findtext(".//title") or "",)]
    dates = [*_values(meta, _PUBLISHED), *_strings(linked.get("datePublished"))]
    publishers = [*_strings(linked.get("publisher")), *_values(meta, _PUBLISHER)]
    authors = [*_strings(linked.get("author")), *_values(meta, _AUTHOR)]
    names = [name for author in authors for name in _NAMES.split(author) if 0 < len(name) <= _LONGEST_NAME]
    site = _SITE.search(_plain(titles[-1]))
    if site is not None and site[1] in names:  # many a site names itself as the author of all its pages
        publishers.append(site[1])
        names = [name for name in names if name != site[1]]
    return Declared(
        titles=tuple(dict.fromkeys(title for title in map(_plain, titles) if title)),
        published=next(filter(None, map(_date, dates)), None),
        publisher=next(filter(None, map(_plain, publishers)), None),
        authors=tuple(dict.fromkeys(names)),
    )


def _meta(page: html.HtmlElement) -> dict[str, str]:
    """The content of each meta element by its name, property or itemprop, in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for element in page.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if content and len(content) <= _LONGEST:
            found.setdefault(name.strip().lower(), content)
    return found


def _values(meta: dict[str, str], names: Sequence[str]) -> Iterator[str]:
    return (meta[name] for name in names if name in meta)


def _linked_data(page: html.HtmlElement) -> dict[str, JsonValue]:
    """The first article in the page's JSON-LD."""
    for script in page.iterfind('.//script[@type="application/ld+json"]'):
        try:
            value: JsonValue = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for item in _items(value):
            if _ARTICLE.search(str(item.get("@type", ""))):
                return item
    return {}


def _items(value: JsonValue) -> Iterator[dict[str, JsonValue]]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (node for node in graph if isinstance(node, dict)) if isinstance(graph, list) else ()


def _strings(value: JsonValue) -> Iterator[str]:
    """A string, or the names of one or several objects."""
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str) and len(name) <= _LONGEST:
            yield name


def _plain(text: str) -> str:
    """On one line, without the tags that an unclosed title swallows."""
    return " ".join(_TAG.sub(" ", text).split())


def _date(text: str) -> str | None:
    found = _DATE.search(text)
    return f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}" if found else None
