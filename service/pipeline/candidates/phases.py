"""Projects by their full names: short forms, and first phases of which the article tells as of the whole."""

import re
from collections.abc import Sequence

from service.pipeline.candidates.passages import Range
from service.pipeline.candidates.short_forms import merge_names
from service.pipeline.candidates.survey import Sighting, Survey

_FIRST_PHASE = re.compile(r"[（(]?(?:一期|首期)[）)]?(?:工程|项目)?$")
_LATER = re.compile("二期|三期")
# What the article tells of the whole and of the phase apart.
_DIVIDED = re.compile(
    r"其中[，,]?(?:一期|首期)|(?:^|[，,；;。])(?:一期|首期)(?:工程|项目)?(?:计划|总|概算)?(?:投资|占地|用地|包括|建筑面积)"
    r"|全部(?:建成|达产|投产)"
)


def groups(survey: Survey, sightings: Sequence[Sighting]) -> dict[str, list[Sighting]]:
    """Sightings of things by the full name of each, in the order of the text."""
    forms = {s.name: _whole(survey, s.name, sightings) for s in sightings}
    merged = merge_names(list(dict.fromkeys(forms.values())), body=False)
    return {full: [s for s in sightings if forms[s.name] in short] for full, short in merged.items()}


def place(full: str, sightings: Sequence[Sighting]) -> tuple[Range, ...]:
    """Where a full name of a thing stands: by itself, or before the phase that is told of."""
    whole = next((s.mention.parts for s in sightings if s.name == full), None)
    if whole is not None:
        return whole
    first = next(s.mention.parts[0] for s in sightings if s.name.startswith(full))
    return ((first[0], first[0] + len(full)),)


def _whole(survey: Survey, name: str, sightings: Sequence[Sighting]) -> str:
    """The name of the whole of a first phase, unless the article keeps that apart and names the second by itself."""
    phase = _FIRST_PHASE.search(name)
    if phase is None:
        return name
    whole = name[: phase.start()]
    named = any(s.name.startswith(whole) and _LATER.search(s.name) for s in sightings)
    divided = any(_DIVIDED.search(p.text) for p in survey.passages)
    return whole if divided and not named else name
