"""From any bytes to numbered sentences of Simplified Chinese, every character traceable to the original.

Nothing here touches the network, a file of the user's, or a setting. `formats` reads files of other kinds to text, some
in a process of its own.
"""

from service.errors import EmptyArticle
from service.text.changes import Changes
from service.text.clean import clean
from service.text.convert import convert
from service.text.declared import with_declared
from service.text.decode import Decoded, decode
from service.text.hints import hints
from service.text.instructions import addressed
from service.text.lines import frame_of
from service.text.mapped import Edit, MappedText
from service.text.prepared import Change, Hint, Prepared, Sentence
from service.text.repair import repair
from service.text.report import diff, render
from service.text.split import split
from service.types import Vocabulary

__all__ = [
    "Change",
    "Decoded",
    "Edit",
    "Hint",
    "MappedText",
    "Prepared",
    "Sentence",
    "Vocabulary",
    "decode",
    "diff",
    "prepare",
    "render",
    "with_declared",
]


def prepare(text: str, vocabulary: Vocabulary = "none") -> Prepared:
    """Repair, convert, clean, split, leave out what speaks to a program. Raises EmptyArticle where no sentence is left.

    `vocabulary` names the region whose words give way to those of the mainland: 軟體 of "zh-tw" becomes 软件.
    """
    repaired, repairs = repair(MappedText.of(text))
    converted, conversions = convert(repaired, vocabulary)
    cleaned, cuts, frame = clean(converted)
    sentences = split(cleaned.text, frame)
    instructions: list[Change] = []
    if ranges := addressed(cleaned.text, sentences):
        instructions = [Change("cut", "instruction", cleaned.span(*place)) for place in ranges]
        cleaned = cleaned.delete(ranges)
        frame = frame_of(cleaned.text)
        sentences = split(cleaned.text, frame)
    if not sentences:
        raise EmptyArticle(
            f"no sentence is left of {len(text)} characters",
            hint="check that the file holds the article itself, not only its page's menus",
        )
    changes = Changes(repairs, conversions, cuts, instructions)
    return Prepared(cleaned, sentences, hints(cleaned.text, frame), changes, tuple(c.span for c in instructions))
