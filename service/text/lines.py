"""The lines of an article and what each of them looks like: prose, furniture, a label, a caption, a name line."""

import re
from dataclasses import dataclass
from functools import cached_property

from service.text.furniture import (
    BREADCRUMB,
    CAPTION,
    CHANNEL_WORD,
    COUNTER,
    EMPTY_LABELS,
    INVITATION,
    LABELLED,
    NAME_LABEL,
    NAME_LINE,
    NOTICE,
    PAGE_WORD,
    TIME_LABEL,
)
from service.text.hanzi import HAN

_SENTENCE_END = re.compile(r"[。！？；!?…]")
_HAN = re.compile(f"[{HAN}]")
_COMMA = re.compile(r"[,，、]")
_PROSE_WITH_COMMAS = 60

_MIN_FURNITURE_SHARE = 0.55
_MIN_FURNITURE_WORDS = 3
_MIN_SHARE_OF_MANY = 0.4

_SEPARATOR = re.compile(r"[|｜│¦]|\s[>»›]\s|[>»›]")
_MIN_SEPARATORS = 3

_TIME_VALUE = re.compile(r"[\d年月日:：/.\-\s]{6,24}$")
_COUNT_VALUE = re.compile(r"\d+次?$")
_NAME_VALUE = re.compile(r"(?![-•·])[^。！？；,，:：|]{1,14}$")
_DATE_LINE = re.compile(
    r"^\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\s+\S.{0,30})?$"
)
_BULLET = re.compile(r"^[-•·*●■◆]\s+(?=\S)")
_SHORT = 60
_LINK = 12
_CHANNEL = 8
_NEAR_START = 4


@dataclass(frozen=True)
class Line:
    """One line without its end: `text.text[start:end]`, never blank."""

    start: int
    end: int
    text: str

    @cached_property
    def squeezed(self) -> str:
        """Without the blanks: spaced-out words count as words."""
        return "".join(self.text.split()) if " " in self.text else self.text

    @cached_property
    def is_furniture(self) -> bool:
        """Whether the line, wherever it stood, would be no part of an article."""
        text = self.squeezed
        return bool(
            EMPTY_LABELS.match(text)
            or COUNTER.match(text)
            or BREADCRUMB.match(text)
            or INVITATION.match(text)
            or self._is_notice
            or self._is_links
            or self._is_furniture_words
        )

    @property
    def _is_notice(self) -> bool:
        """A notice of the page. A sentence of the article may speak of copyright once; a notice does little else."""
        if len(self.squeezed) > 4 * _SHORT:
            return False
        found = [match.start() for text in {self.text, self.squeezed} for match in NOTICE.finditer(text)]
        if not _SENTENCE_END.search(self.squeezed):
            return bool(found)
        return len(set(found)) > 1 or any(start <= _NEAR_START for start in found)

    @property
    def _is_links(self) -> bool:
        separators = len(_SEPARATOR.findall(self.text))
        return separators >= _MIN_SEPARATORS and len(self.text) / separators < 2 * _LINK + 8

    @property
    def _is_furniture_words(self) -> bool:
        text = self.squeezed
        if _SENTENCE_END.search(text.rstrip("!！")) or len(text) > 3 * _SHORT:
            return False
        words = PAGE_WORD.findall(text)
        channels = CHANNEL_WORD.findall(PAGE_WORD.sub("", text))
        covered = sum(map(len, [*words, *channels])) / max(1, len(_HAN.findall(text)))
        if not words:
            return bool(channels) and covered >= 1 and len(text) <= _CHANNEL
        return covered >= (_MIN_SHARE_OF_MANY if len(words) >= _MIN_FURNITURE_WORDS else _MIN_FURNITURE_SHARE)

    @property
    def has_furniture_word(self) -> bool:
        return bool(PAGE_WORD.search(self.squeezed))

    @cached_property
    def is_prose(self) -> bool:
        """Whether sentences stand here rather than a name, a title, a menu entry."""
        if self.is_furniture or self.is_names:
            return False
        letters = len(_HAN.findall(self.text))
        return letters > _LINK and bool(
            _SENTENCE_END.search(self.text) or (letters > _PROSE_WITH_COMMAS and _COMMA.search(self.text))
        )

    @property
    def is_label(self) -> bool:
        """A label alone; its value may stand on the next line."""
        return bool(EMPTY_LABELS.match(self.squeezed))

    def takes(self, value: "Line") -> bool:
        """Whether this is a label alone and the next line, `value`, is what belongs to it."""
        if not self.is_label or value.is_furniture:
            return False
        label = self.squeezed
        form = _TIME_VALUE if TIME_LABEL.search(label) else _NAME_VALUE if NAME_LABEL.search(label) else _COUNT_VALUE
        return bool(form.match(value.text))

    @property
    def is_labelled(self) -> bool:
        return bool(LABELLED.match(self.text) or _DATE_LINE.match(self.text)) and len(self.text) < 2 * _SHORT

    @property
    def is_names(self) -> bool:
        """A line that says who wrote, took the pictures, edited."""
        return len(self.text) <= _SHORT and bool(NAME_LINE.match(self.text)) and not _SENTENCE_END.search(self.text)

    @property
    def is_caption(self) -> bool:
        return len(self.text) <= _SHORT and bool(CAPTION.search(self.text)) and not _SENTENCE_END.search(self.text)

    @property
    def is_heading(self) -> bool:
        return len(self.text) <= _SHORT + 20 and not re.search(r"[。；]|[！？!?]$", self.text)

    @property
    def is_menu_entry(self) -> bool:
        return bool(_BULLET.match(self.text)) and len(self.text) <= _LINK + 2

    @property
    def is_foreign(self) -> bool:
        """Whether nearly all of it is written in Latin letters."""
        return len(_HAN.findall(self.text)) < len(self.text) // 20


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank, without the blanks around them."""
    found = re.finditer(r"[^\s][^\n]*", text)
    return [Line(f.start(), f.start() + len(f[0].rstrip()), f[0].rstrip()) for f in found]
