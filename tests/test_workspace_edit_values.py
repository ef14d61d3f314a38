"""What people write into the field of offices."""

from __future__ import annotations

import pytest

from zwsearch.workspace.edit_values import cleaned


@pytest.mark.parametrize(
    ("written", "offices"),
    [
        ("县水务局，县信访局 县档案馆", ("县水务局", "县信访局", "县档案馆")),
        ("县信访局\u3000县档案馆\n供水科", ("县信访局", "县档案馆", "供水科")),
        ("县发展 改革委", ("县发展 改革委",)),
        ("城建 科、供水科", ("城建 科", "供水科")),
        ("教育局（体育局 文化局）", ("教育局（体育局 文化局）",)),
    ],
)
def test_a_blank_parts_offices_where_each_piece_is_one(written: str, offices: tuple[str, ...]) -> None:
    assert cleaned({"support": written}, ("support",)) == {"support": offices}
