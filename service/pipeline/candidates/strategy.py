"""The strategy for small models: code finds, the model judges."""

from schemas import Schema
from service import prompts
from service.errors import InvalidSchema
from service.pipeline.candidates import judge
from service.pipeline.candidates.article import article_fields
from service.pipeline.candidates.blanks import PROMPT, Blanks, own_fields
from service.pipeline.candidates.compose import figure_records, named_records, to_draft
from service.pipeline.candidates.digest import digest
from service.pipeline.candidates.offers import Offers
from service.pipeline.candidates.passages import passages
from service.pipeline.candidates.quotations import quotations
from service.pipeline.candidates.specification import record_specs, serves
from service.pipeline.candidates.survey import survey
from service.pipeline.draft import Draft
from service.pipeline.profiles import SMALL, Profile
from service.pipeline.protocols import Ask, Watcher
from service.pipeline.years import article_year
from service.text import Prepared
from service.types import Article


class Candidates:
    """Finds names, people, figures and dates by code, and asks the model only what doubtful names are."""

    name = "candidates"

    def __init__(self, profile: Profile = SMALL) -> None:
        self._profile = profile

    @property
    def profile(self) -> str:
        """The name of the profile, which decides how much of an article a call is about."""
        return self._profile.name

    @property
    def prompt(self) -> str:
        """The versions of the prompts it uses."""
        return f"{judge.load_prompt().version} {prompts.load(PROMPT).version}"

    async def draft(self, article: Article, prepared: Prepared, schema: Schema, ask: Ask, watch: Watcher) -> Draft:
        """The record in wire form. Raises EndpointError; InvalidSchema for a schema that has no candidates."""
        if not serves(schema):
            raise InvalidSchema(
                f"the strategy candidates cannot serve {schema.id}: no field has a type that code finds, or one "
                "that may not be null is no string",
                hint="use --strategy direct, or say by x-type which fields are names, dates, money or quantities",
            )
        specs = record_specs(schema)
        tagged = passages(prepared)
        seen = survey(tagged, [s for s in specs if s.finder])
        authors = {h.value for h in prepared.hints if h.kind == "author"}
        fields, evidence = article_fields(prepared, tagged, schema)
        named = named_records(seen, specs, authors)
        watch(to_draft(named, specs, fields).record)
        named = await judge.judge_names(named, seen.passages, schema, specs, ask, profile=self._profile)
        year = article_year(prepared, article)
        offers = Offers(seen, excluded=authors, year=year, completed=not schema.typed)
        found = [*named, *figure_records(seen, specs, named), *quotations(offers, specs)]
        watch(to_draft(found, specs, fields).record)
        found, own = await Blanks.of(schema, specs).fill(found, offers, ask, self._profile.blanks_chars)
        filled, places = own_fields(own)
        title = fields.get("title")
        words, facts = digest(seen, found, schema, str(title) if title else None)
        draft = to_draft(found, specs, {**fields, **words, **filled})
        draft.evidence.update({**evidence, **facts, **places})
        draft.derived.update(f"/{n}" for n, f in schema.fields().items() if f.get("x-from") == "region")
        return draft
