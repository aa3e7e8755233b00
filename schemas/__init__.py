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
`x-quoted`     true: phrases in quotation marks are candidates
`x-proper`     true: a name holds a proper noun; 产业园区 alone is none
`x-not-after`  words after which such a name is something else: “位于…产业园” is a place
`x-suffix-dropped`  last words that are no part of the name
`x-cues`       words that stand before such a value; in an enum {value: words that show it};
               a … in one of those stands for some characters
`x-from`       subject, agent, measure, period, change, post: where the words around the anchor say it;
               title, published, publisher, author, region, facts: what of the article itself
`x-default`    the enum's value where no word tells
`x-not-before` of a date: the field whose date it cannot precede; if it does, an issue says so
`x-identity`   of a record type: the fields that say which thing it is
`x-anchor`     of a record type: the field whose candidates begin a row
=============  =====================================================================================================
"""

from schemas.registry import Schema, get, inline, names

__all__ = ["Schema", "get", "inline", "names"]
