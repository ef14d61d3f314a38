"""Which role each column of a table has, by its name and by what stands in it."""

from __future__ import annotations

import re

from .cells import ROLES, Costs, is_number
from .headers import column_role, is_main_lead
from .lexicon import squeeze
from .placed import PlacedCell


def name_roles(names: list[str]) -> list[str | None]:
    """Return the role that each column name stands for, None where it is unknown.

    Beside a 牵头单位 a 责任单位 is one of those that join in.
    """
    roles = [column_role(name) if name else None for name in names]
    if sum(1 for role in roles if role == "lead") > 1 and "support" not in roles:
        mains = [i for i, role in enumerate(roles) if role == "lead" and is_main_lead(names[i])]
        if len(mains) == 1:
            roles = ["support" if role == "lead" and i not in mains else role for i, role in enumerate(roles)]
    return roles


def is_header(row: tuple[PlacedCell, ...]) -> bool:
    """Whether a row holds names of columns: at least two, and little else."""
    texts = [cell.text for cell in row if cell.text]
    roles = {role for text in texts if (role := column_role(text)) is not None}
    named = sum(1 for text in texts if column_role(text) is not None)
    if named < 2 or len(roles) < 2 or any(len(text) > 30 for text in texts):
        return False
    # Names of columns are short and never numbers, so a few strange ones among them do no harm.
    plain = all(len(squeeze(text)) <= 12 and not is_number(squeeze(text)) for text in texts)
    return named * 2 >= len(texts) or (plain and named * 3 >= len(texts))


_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,29}")


def is_codes(row: tuple[PlacedCell, ...]) -> bool:
    """Whether a row holds nothing but names of fields in Latin letters (`xh | gznr`), as some programs leave them."""
    texts = [squeeze(cell.text) for cell in row if cell.text]
    return len(texts) > 2 and len(set(texts)) == len(texts) and all(map(_CODE.fullmatch, texts))


def settle(roles: list[str | None], means: list[float]) -> list[str]:
    """Turn names into a sound set of roles: one requirement, sections before it, owners somewhere."""
    settled: list[str] = [role or "unknown" for role in roles]
    if "ambiguous" in settled:
        # 任务分工 names the demand in one list and the offices in another.
        stand_in = "section" if "lead" in settled else "lead"
        settled = [stand_in if role == "ambiguous" else role for role in settled]
    if "lead" not in settled and "person" in settled:
        settled = ["lead" if role == "person" else role for role in settled]
    wanted = [i for i, role in enumerate(settled) if role == "requirement"]
    if not wanted:
        candidates = [i for i, role in enumerate(settled) if role == "section"] or [
            i for i, role in enumerate(settled) if role == "unknown"
        ]
        if candidates:
            settled[max(candidates, key=lambda i: (means[i], i))] = "requirement"
    elif len(wanted) > 1:
        keep = max(wanted, key=lambda i: (means[i], -i))
        for i in wanted:
            if i != keep:
                settled[i] = "section" if i < keep else "remark"
    place = settled.index("requirement") if "requirement" in settled else len(settled)
    for i, role in enumerate(settled):
        if role in {"section", "number"} and i > place:
            settled[i] = "remark"  # figures behind the demand count points, not items
        elif role == "unknown":
            settled[i] = "section" if i < place and means[i] <= 40 else "remark"
    return settled


def judge_columns(names: list[str | None], columns: list[list[str]], costs: Costs) -> list[str]:
    """Choose a role for each column from its name and from what its cells look like."""
    chosen: list[str | None] = []
    means: list[float] = []
    for name, cells in zip(names, columns, strict=True):
        filled = [text for text in cells if text]
        means.append(sum(map(len, filled)) / len(filled) if filled else 0.0)
        if not filled:
            chosen.append(name if name else "remark")
            continue
        total = {role: sum(costs.of(text)[role] for text in filled) / len(filled) for role in ROLES}
        for role in ROLES:
            if (name is not None and name != "ambiguous" and role != name) or (
                name == "ambiguous" and role not in {"section", "requirement", "lead"}
            ):
                total[role] += 2.6
        if name != "person":
            total["person"] += 3.0
        if name is None:
            total["remark"] += 1.0
        best = min(ROLES, key=lambda role: total[role])
        chosen.append(best)
    # Two owner columns without names: the first leads, the second supports.
    leads = [i for i, role in enumerate(chosen) if role == "lead" and names[i] != "lead"]
    if leads and any(role == "lead" for role in chosen[: leads[0]]):
        chosen[leads[0]] = "support"
    elif len(leads) > 1:
        chosen[leads[1]] = "support"
    return settle(chosen, means)
