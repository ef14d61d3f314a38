"""What people write into the fields of offices and document numbers."""

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


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("云政办2024 12号", "云政办〔2024〕12号"),
        ("云政办２０２４　１２號", "云政办〔2024〕12号"),
        ("云政办〔2024〕12", "云政办〔2024〕12号"),
        ("云政办〔2024〕 12 号", "云政办〔2024〕12号"),
        ("云政办[2024]12号", "云政办[2024]12号"),
        ("云政令第12号", "云政令第12号"),
        ("2024年第3号公告", "2024年第3号公告"),
        ("根据云政办〔2024〕12号", "根据云政办〔2024〕12号"),
        ("云政办〔2024〕12号、云政办〔2024〕13号", "云政办〔2024〕12号、云政办〔2024〕13号"),
        ("AB-12", "AB-12"),
    ],
)
def test_a_document_number_is_kept_as_offices_write_it(written: str, kept: str) -> None:
    assert cleaned({"document_number": written}, ["document_number"]) == {"document_number": kept}
