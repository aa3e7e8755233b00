"""The strategy for small models: code finds, the model judges."""

from schemas import Schema
from service.errors import InvalidSchema
from service.pipeline.candidates import judge, summarise
from service.pipeline.candidates.article import article_fields
from service.pipeline.candidates.compose import figure_records, named_records, to_draft
from service.pipeline.candidates.passages import passages
from service.pipeline.candidates.specification import record_specs, serves
from service.pipeline.candidates.survey import survey
from service.pipeline.draft import Draft
from service.pipeline.independent import Independent
from service.pipeline.protocols import Ask, Watcher
from service.text import Prepared
from service.types import Article


class Candidates:
    """Finds names, people, figures and dates by code, and asks the model only what they are and what matters."""

    name = "candidates"

    @property
    def prompt(self) -> str:
        """The versions of the prompts it uses."""
        return "+".join(prompt.version for prompt in (judge.load_prompt(), summarise.load_prompt()))

    async def draft(self, article: Article, prepared: Prepared, schema: Schema, ask: Ask, watch: Watcher) -> Draft:
        """The record in wire form. Raises EndpointError; InvalidSchema for a schema that has no candidates."""
        del article
        if not serves(schema):
            raise InvalidSchema(
                f"the strategy candidates cannot serve {schema.id}: not every record type has an x-anchor it can find",
                hint="use --strategy direct, or annotate the schema",
            )
        specs = record_specs(schema)
        tagged = passages(prepared)
        seen = survey([p for p in tagged if p.sentence.kind != "meta"], specs)
        authors = {h.value for h in prepared.hints if h.kind == "author"}
        fields, evidence = article_fields(prepared, tagged, schema)
        named = named_records(seen, specs, authors)
        watch(to_draft(named, specs, fields).record)
        questions = Independent()
        with questions:
            named = await judge.judge_names(named, seen.passages, schema, specs, ask)
        found = [*named, *figure_records(seen, specs, named)]
        watch(to_draft(found, specs, fields).record)
        with questions:
            words, facts = await summarise.summarise(seen, schema, ask)
        questions.settle()
        draft = to_draft(found, specs, {**fields, **words})
        draft.evidence.update({**evidence, **facts})
        draft.derived.update(f"/{n}" for n, f in schema.fields().items() if f.get("x-from") == "region")
        return draft
