"""Changes of several figures told in one."""

import pytest

from tests.candidates.reading import drafted

pytestmark = pytest.mark.anyio


async def test_each_change_has_the_unit_that_the_last_one_has() -> None:
    """It is read from two places."""
    text = "云溪县开工率、投产率分别为73.6%、48.9%，同比分别提高3.1个、5.4个百分点。"
    draft = await drafted(text)
    rows = draft.record["indicators"]
    assert isinstance(rows, list)
    assert [row["change"] for row in rows if isinstance(row, dict)] == ["3.1个百分点", "5.4个百分点"]
    parts = draft.evidence["/indicators/0/change"]
    assert [text[a:b] for a, b in parts] == ["3.1个", "百分点"]
