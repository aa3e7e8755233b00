"""From what a request brings to an article."""

import asyncio
from dataclasses import asdict

from starlette.exceptions import HTTPException

from service.errors import EmptyArticle
from service.http.bodies import MAX_CHARACTERS, ArticleBody
from service.text.formats import Document, read, read_page
from service.types import Article


async def article_of(body: ArticleBody, reading: asyncio.Semaphore) -> Article:
    """The article; `reading` bounds how many pages and documents are read at once, in threads.

    Raises HTTPException 413 for one that is too long, ArticleError for what gives none.
    """
    if body.text is not None:
        document = Document(body.text)
    else:
        async with reading:
            document = await asyncio.to_thread(_read, body)
    if not document.text.strip():
        raise EmptyArticle("the article holds no text", hint="send the text of an article, its page, or its file")
    if len(document.text) > MAX_CHARACTERS:
        raise HTTPException(413, f"article/text has {len(document.text):,} characters, more than {MAX_CHARACTERS:,}")
    article = Article(id=body.id or "", **asdict(document))
    hints = {"title": body.title or article.title, "published": body.published or article.published}
    return article.model_copy(update={**hints, "id": body.id or article.sha256[:12]})


def _read(body: ArticleBody) -> Document:
    if body.html is not None:
        return read_page(body.html)
    return read(body.file.data, body.file.name) if body.file is not None else Document("")
