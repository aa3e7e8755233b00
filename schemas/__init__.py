"""Schemas: what is extracted from an article, in types, and the values that its leaves hold.

A schema has two forms. In *wire form*, what the model gives and gold files hold, a quantity, an amount of money, a
percentage or a date is a string. In *record form* it is an object with what code read out of it.

Annotations in the JSON Schema (beside `description`):

=============  =====================================================================================================
`x-type`       name, text, summary, quantity, money, percentage, date, period, person, organization, place
`x-compare`    the comparator where it does not follow from the type: ignore, strings, anchors, …
`x-weight`     weight in alignment, default 1
`x-words`      true: a percentage may be a change in words (翻番); its record keeps the words, with or without a number
`x-glosses`    meaning of each value of an enum
`x-endings`    words that such names end in
`x-classes`    words that name such things as a class, in a list or in front of a name: “甲、乙等企业”
`x-quoted`     true: phrases in quotation marks are candidates; of an anchor that is a text, what somebody says
`x-proper`     true: a name holds a proper noun; 产业园区 alone is none
`x-not-after`  words after which such a name is something else: “位于…产业园” is a place
`x-suffix-dropped`  last words that are no part of the name
`x-cues`       words that stand before such a value; of a name of what is done, the verbs that govern it (实施“…”行动);
               in an enum {value: words that show it}; a … in one of those stands for some characters
`x-from`       subject, agent, measure, period, change, post: where the words around the anchor say it;
               speaker: who says the quotation that is the anchor;
               title, published, publisher, author, region, facts: what of the article itself
`x-default`    the enum's value where no word tells
`x-not-before` of a date: the field whose date it cannot precede; if it does, an issue says so
`x-identity`   of a record type: the fields that say which thing it is
`x-anchor`     of a record type: the field whose candidates begin a row
=============  =====================================================================================================

A user's own schema needs no more than `x-type` to gain from what code finds (the strategy `candidates`). Where nothing
else is said, the model fills the field, in one call for each 1,200 characters:

====================================  ==============================================================================
a field of                            holds
====================================  ==============================================================================
quantity, money, percentage, period   one of those that code found there
date, or `format: date`               likewise; with the year of the article where it lacks one; as 2024-05-08 where
                                      the format asks for it, and then whole days only
person, organization, place, name     a copy of words that stand there, without a post before it or 等单位 behind it
an enum of strings                    one of its values, by its gloss where it has one
summary, in a record                  a sentence in the text's words: most pairs of its characters stand there
any other string                      a copy of words that stand there
a list of strings                     several of these
a number, an object, anything else    null: no text has it in that form
====================================  ==============================================================================

A record type with an `x-anchor` that code finds (organization, person, quantity, money, percentage; a name with
`x-endings` or the like; a text with `x-quoted`) has the records that code finds, and the model fills in what no
annotation tells. Of any other the model tells the records, each of which needs its anchor, or its first string that
may not be null, in the text; it is asked for enums and names first, for dates and figures last. The strategy serves a
schema if code finds a field of it, and if no field that may not be null is of the last kind; others go to `direct`.
"""

from schemas.registry import Schema, get, inline, names

__all__ = ["Schema", "get", "inline", "names"]
