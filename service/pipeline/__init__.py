"""The pipeline: `extract(article, schema)` gives a Result or a Failure, against protocols for endpoint and ledger."""

from service.pipeline.extraction import StrategyName, choose_strategy, extract, result_key
from service.pipeline.protocols import AnswerStore, Watcher
from service.pipeline.rehearsal import Rehearsal, rehearse

__all__ = [
    "AnswerStore",
    "Rehearsal",
    "StrategyName",
    "Watcher",
    "choose_strategy",
    "extract",
    "rehearse",
    "result_key",
]
