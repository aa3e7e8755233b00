"""Names that sections are headed with: 海岚新材：隔壁就是客户, and a section that tells of 海岚新材."""

import re
from collections import Counter
from collections.abc import Sequence

from service.pipeline.candidates.passages import Passage

_LABEL = re.compile(
    r"^[^\w“]*(?:[(（]?[\d一二三四五六七八九十]{1,3}[)）]?[、.．]?)?(?P<name>[^：:｜|，,。“”、\s]{2,14})[：:｜|]"
)
_LONGEST_LINE = 40
_REACH = 3


def headed(passages: Sequence[Passage]) -> list[str]:
    """What lines of a few words have before a colon, and one of the next sentences has again.

    Not the headline's; and not what heads several lines, which is who speaks there.
    """
    labels = [(i, m["name"]) for i, p in enumerate(passages) if (m := _LABEL.match(p.text.strip())) is not None]
    lines = Counter(name for _, name in labels)
    return [
        name
        for i, name in labels
        if i
        and lines[name] == 1
        and len(passages[i].text) <= _LONGEST_LINE
        and any(name in p.text for p in passages[i + 1 : i + 1 + _REACH])
    ]
