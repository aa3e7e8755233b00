"""Scores of a part of the schema: some record types, the article's own fields, or single fields."""

from collections.abc import Sequence

from evals.bootstrap import f1_interval
from evals.scores import ARTICLE, ArticleScores, LeafOutcome, Scores, Share
from service.errors import UsageError

OWN_FIELDS = "article"


def select(scores: Scores, names: Sequence[str]) -> Scores:
    """The scores of what `names` names alone; all of them if there are none.

    A name is a record type, `article` for the article's own fields, or one field (`title`, `projects.name`). What is
    told of whole articles, faithfulness and key facts, is left out, and so are the records of single fields. Raises
    UsageError for a name with nothing to score.
    """
    if not names:
        return scores
    known = _known(scores)
    if unknown := [name for name in names if name not in known]:
        message = f"there is nothing to score under {unknown[0]!r}"
        raise UsageError(message, hint=f"one of {', '.join(sorted(known))}")
    articles = tuple(_selected(article, frozenset(names)) for article in scores.articles)
    interval = f1_interval([article.leaf_counts() for article in articles])
    return scores.model_copy(update={"articles": articles, "leaf_f1_interval": interval})


def _known(scores: Scores) -> set[str]:
    return {OWN_FIELDS, *scores.records_by_type(), *scores.leaves_by_field()}


def _selected(article: ArticleScores, names: frozenset[str]) -> ArticleScores:
    return article.model_copy(
        update={
            "leaves": tuple(leaf for leaf in article.leaves if names & _names_of(leaf)),
            "pairs": tuple(pair for pair in article.pairs if pair.group in names),
            "records": {name: counts for name, counts in article.records.items() if name in names},
            "strict": {name: counts for name, counts in article.strict.items() if name in names},
            "key_facts": Share(),
            "faithfulness": None,
        }
    )


def _names_of(leaf: LeafOutcome) -> set[str]:
    if leaf.group == ARTICLE:
        return {OWN_FIELDS, leaf.field}
    return {leaf.group, f"{leaf.group}.{leaf.field}"}
