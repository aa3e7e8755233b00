"""From what a request brings to an article."""

import asyncio
from dataclasses import asdict

from service.errors import EmptyArticle, TooLarge
from service.http.bodies import MAX_CHARACTERS, ArticleBody, JobArticleBody
from service.text.formats import Document, read, read_page
from service.types import Article


async def article_of(body: ArticleBody, reading: asyncio.Semaphore) -> Article:
    """The article; `reading` bounds how many pages and documents are read at once, in threads.

    Raises TooLarge for one that is too long, another ArticleError for what gives none.
    """
    if body.text is not None:
        document = Document(body.text)
    else:
        async with reading:
            document = await asyncio.to_thread(_read, body)
    if not document.text.strip():
        raise EmptyArticle("the article holds no text", hint="send the text of an article, its page, or its file")
    article = Article(id=body.id or "", **asdict(document))
    check_size(article)
    hints = {"title": body.title or article.title, "published": body.published or article.published}
    return article.model_copy(update={**hints, "id": body.id or article.sha256[:12]})


def article_of_job(body: JobArticleBody) -> Article:
    """The article of a job, named after its text where it has no name; whether it can be worked on shows later."""
    article = Article(id=body.id or "", text=body.text, title=body.title, published=body.published)
    return article.model_copy(update={"id": body.id or article.sha256[:12]})


def check_size(article: Article) -> None:
    """Raises TooLarge for what is no article by its length."""
    if len(article.text) > MAX_CHARACTERS:
        raise TooLarge(
            f"the article has {len(article.text):,} characters, more than {MAX_CHARACTERS:,}", hint="send it in parts"
        )


def _read(body: ArticleBody) -> Document:
    if body.html is not None:
        return read_page(body.html)
    return read(body.file.data, body.file.name) if body.file is not None else Document("")
