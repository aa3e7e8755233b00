"""The strategy for small models: code finds, the model judges."""

from schemas import Schema
from service.errors import InvalidSchema
from service.pipeline.candidates import judge, rows
from service.pipeline.candidates.article import article_fields
from service.pipeline.candidates.compose import figure_records, named_records, to_draft
from service.pipeline.candidates.digest import digest
from service.pipeline.candidates.offers import Offers
from service.pipeline.candidates.passages import passages
from service.pipeline.candidates.spans import span_records
from service.pipeline.candidates.specification import record_specs, serves
from service.pipeline.candidates.survey import survey
from service.pipeline.draft import Draft
from service.pipeline.protocols import Ask, Watcher
from service.text import Prepared
from service.types import Article


class Candidates:
    """Finds names, people, figures and dates by code, and asks the model only what doubtful names are."""

    name = "candidates"

    @property
    def prompt(self) -> str:
        """The version of the prompt it uses."""
        return judge.load_prompt().version

    async def draft(self, article: Article, prepared: Prepared, schema: Schema, ask: Ask, watch: Watcher) -> Draft:
        """The record in wire form. Raises EndpointError; InvalidSchema for a schema that has no candidates."""
        del article
        if not serves(schema):
            raise InvalidSchema(
                f"the strategy candidates cannot serve {schema.id}: not every record type has an x-anchor it can find",
                hint="use --strategy direct, or annotate the schema",
            )
        specs = record_specs(schema)
        asked = [s for s in specs if s.asked]
        tagged = passages(prepared)
        seen = survey([p for p in tagged if p.sentence.kind != "meta"], specs)
        offers = Offers(seen)
        authors = {h.value for h in prepared.hints if h.kind == "author"}
        fields, evidence = article_fields(prepared, tagged, schema)
        named = named_records(seen, specs, authors)
        watch(to_draft([f for f in named if not f.spec.asked], specs, fields).record)
        certain = [s for s in specs if not s.asked]
        judged = await judge.judge_names([f for f in named if not f.spec.asked], seen.passages, schema, certain, ask)
        found = [*judged, *figure_records(seen, specs, judged)]
        found += span_records(offers, specs, found)
        open_rows = [f for f in [*named, *found] if f.spec.asked]
        found = [f for f in found if not f.spec.asked]
        watch(to_draft(found, specs, fields).record)
        if asked:
            found += await rows.fill_records(open_rows, offers, schema, asked, ask)
            watch(to_draft(found, specs, fields).record)
        filled, places = await rows.fill_article(offers, schema, ask)
        title = fields.get("title")
        words, facts = digest(seen, found, schema, str(title) if title else None)
        draft = to_draft(found, specs, {**fields, **words, **filled})
        draft.evidence.update({**evidence, **facts, **places})
        draft.derived.update(f"/{n}" for n, f in schema.fields().items() if f.get("x-from") == "region")
        return draft
