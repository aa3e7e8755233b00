"""A whole run against a folder of gold files."""

from hashlib import sha256
from pathlib import Path

from evals.bootstrap import f1_interval
from evals.faithfulness import faithfulness
from evals.gold import GoldFile, article_text, check_evidence, gold_sha256, load_gold
from evals.layout import Layout
from evals.results import Run, load_run
from evals.score import score_record
from evals.scorer import scorer_sha256
from evals.scores import ArticleScores, Outcome, Scores
from service.types import Result


def evaluate(gold_dir: Path, results_dir: Path, articles_dir: Path | None = None) -> Scores:
    """Score the run in `results_dir` against the gold files of `gold_dir`.

    An article without a result counts as an empty prediction. With `articles_dir`, the originals, the gold files'
    evidence is checked and faithfulness measured. Raises GoldError for a broken gold file and UsageError for results
    that cannot be read: a fault there voids the run instead of lowering its score.
    """
    gold = load_gold(gold_dir)
    run = load_run(results_dir)
    articles = tuple(_score(one, run, articles_dir) for one in gold)
    return Scores(
        schema_id=gold[0].schema.id,
        schema_sha256=sha256(gold[0].schema.canonical()).hexdigest(),
        gold_sha256=gold_sha256(gold),
        scorer_sha256=scorer_sha256(),
        articles=articles,
        leaf_f1_interval=f1_interval([article.leaf_counts() for article in articles]),
    )


def _score(gold: GoldFile, run: Run, articles_dir: Path | None) -> ArticleScores:
    original = None if articles_dir is None else article_text(gold, articles_dir)
    if original is not None:
        check_evidence(gold, original)
    layout = Layout.of(gold.schema)
    found = run.of(gold)
    result = found if isinstance(found, Result) else None
    outcome: Outcome = "missing" if found is None else "failure" if result is None else "result"
    predicted = {} if result is None else result.record
    scores = score_record(gold.id, layout, gold.record, predicted, aliases=gold.aliases, outcome=outcome)
    if result is None or original is None:
        return scores
    return scores.model_copy(update={"faithfulness": faithfulness(layout, result, original, gold, scores)})
