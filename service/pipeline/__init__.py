"""The pipeline: `extract(article, schema)` gives a Result or a Failure, against protocols for endpoint and ledger."""

from service.pipeline.extraction import StrategyName, choose_strategy, extract, result_key
from service.pipeline.protocols import AnswerStore, Watcher

__all__ = ["AnswerStore", "StrategyName", "Watcher", "choose_strategy", "extract", "result_key"]
