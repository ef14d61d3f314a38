"""Score reading, repair and extraction against gold: per notice and overall.

    python bench/extraction.py                  # corpus/gold, and ../shared where it is present
    python bench/extraction.py DIR              # DIR/notices and DIR/gold in the corpus' format
    python bench/extraction.py -v …             # and print every difference

A predicted task is matched with the gold task of the same requirement (white space apart), else with the most
similar one above 0.8 (difflib ratio). Precision and recall count matches; a field's figure is the share of matched
tasks in which it is exactly right. Metadata figures are shares of notices.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zwsearch.extract import extract
from zwsearch.read import read_path
from zwsearch.records import Extraction, Task
from zwsearch.repair import repair

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
METADATA = ("title", "issuer", "document_number", "date", "year", "province", "kind", "cites")
FIELDS = ("number", "section", "requirement", "lead", "support", "deadline")
SIMILAR = 0.8


@dataclass
class Gold:
    """What one notice should give; a key that is absent from `values` is not judged."""

    name: str
    path: Path
    values: Mapping[str, Any]
    tasks: list[Mapping[str, Any]] | None
    optional: Mapping[str, list[Any]] = field(default_factory=dict)


@dataclass
class Score:
    expected: int = 0
    found: int = 0
    matched: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    metadata: dict[str, bool] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    milliseconds: float = 0.0


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def understand(path: Path) -> Extraction:
    (document, *_) = read_path(path)
    return extract(repair(document))


def match(gold: list[Mapping[str, Any]], tasks: list[Task]) -> list[tuple[Mapping[str, Any], Task]]:
    """Pair gold tasks with predicted ones, each used once, exact requirements first."""
    pairs: list[tuple[Mapping[str, Any], Task]] = []
    left = list(tasks)
    rest: list[Mapping[str, Any]] = []
    for wanted in gold:
        same = [t for t in left if squeeze(t.requirement) == squeeze(wanted["requirement"])]
        same.sort(key=lambda t: t.number != wanted["number"])
        if same:
            pairs.append((wanted, same[0]))
            left.remove(same[0])
        else:
            rest.append(wanted)
    for wanted in rest:
        ratios = [
            (difflib.SequenceMatcher(None, squeeze(t.requirement), squeeze(wanted["requirement"])).ratio(), i)
            for i, t in enumerate(left)
        ]
        best = max(ratios, default=(0.0, -1))
        if best[0] >= SIMILAR:
            pairs.append((wanted, left.pop(best[1])))
    return pairs


def same_field(name: str, wanted: Any, task: Task) -> bool:
    got: Any = getattr(task, name)
    if name == "deadline":
        if wanted is None or got is None:
            return wanted is None and got is None
        if isinstance(wanted, str):
            return bool(got.text == wanted)
        return all(getattr(got, key) == wanted[key] for key in ("text", "kind", "start", "end") if key in wanted)
    if isinstance(got, tuple):
        return [squeeze(g) for g in got] == [squeeze(w) for w in wanted]
    return got == wanted if got is None or wanted is None else squeeze(str(got)) == squeeze(str(wanted))


def score(gold: Gold) -> Score:
    started = time.perf_counter()
    found = understand(gold.path)
    result = Score(milliseconds=(time.perf_counter() - started) * 1000)
    for key, wanted in gold.values.items():
        further = gold.optional.get(key, [])
        result.metadata[key] = right = judge(key, wanted, further, found)
        if not right:
            shown = [p.code for p in found.problems] if key == "problems" else getattr(found.notice, key, "…")
            result.differences.append(f"{key}: gold {wanted!r}, found {shown!r}")
    if gold.tasks is None:
        return result
    pairs = match(gold.tasks, list(found.tasks))
    result.expected, result.found, result.matched = len(gold.tasks), len(found.tasks), len(pairs)
    for wanted_task, task in pairs:
        for name in FIELDS:
            if same_field(name, wanted_task[name], task):
                result.fields[name] += 1
            else:
                result.differences.append(
                    f"task {wanted_task['number']} {name}: gold {wanted_task[name]!r}, found {getattr(task, name)!r}"
                )
    used_gold = {id(w) for w, _ in pairs}
    used_found = {id(t) for _, t in pairs}
    result.differences += [
        f"missed: {t['number']} {t['requirement'][:40]}" for t in gold.tasks if id(t) not in used_gold
    ]
    result.differences += [f"extra: {t.number} {t.requirement[:40]}" for t in found.tasks if id(t) not in used_found]
    return result


def judge(key: str, wanted: Any, further: list[Any], found: Extraction) -> bool:
    """Whether one value is right; `further` are answers as good as `wanted` (for problems: codes left open)."""
    if key == "problems":
        codes = {p.code for p in found.problems}
        return set(wanted) <= codes <= set(wanted) | set(further)
    if key == "must_contain":
        return all(squeeze(sentence) in squeeze(found.text) for sentence in wanted)
    if key == "must_not_contain":
        return not any(squeeze(sentence) in squeeze(found.text) for sentence in wanted)
    if key == "missing_numbers":
        return list(found.missing_numbers) == list(wanted)
    if key == "cites":
        return set(found.notice.cites) == set(wanted)
    return getattr(found.notice, key) in (wanted, *further)


def corpus_gold(folder: Path) -> Iterator[Gold]:
    for path in sorted((folder / "gold").glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        keys = (*METADATA, "problems", "missing_numbers", "must_contain", "must_not_contain")
        values = {k: data[k] for k in keys if k in data}
        optional = {k: data[f"{k}_optional"] for k in keys if f"{k}_optional" in data}
        tasks = None if data.get("tasks_optional") else data["tasks"]
        yield Gold(path.stem, folder / "notices" / data["notice"], values, tasks, optional)


def seed_gold() -> Iterator[Gold]:
    if not (SHARED / "gold").is_dir():
        return
    tasks = defaultdict(list)
    for task in json.loads((SHARED / "gold" / "seed_tasks.json").read_text("utf-8")):
        tasks[task["seed"]].append(task)
    for notice in json.loads((SHARED / "gold" / "seed_notices.json").read_text("utf-8")):
        values = {k: notice[k] for k in (*METADATA, "missing_numbers") if k in notice}
        values["problems"] = notice["warnings"]
        values["must_contain"] = notice.get("must_contain_after_repair", [])
        values["must_not_contain"] = [notice["spam_span"]] if "spam_span" in notice else []
        yield Gold("seed " + notice["seed"][:3], SHARED / "seeds" / notice["seed"], values, tasks[notice["seed"]])


def page_gold() -> Iterator[Gold]:
    if not (SHARED / "pages").is_dir():
        return
    for page in json.loads((SHARED / "pages" / "gold.json").read_text("utf-8")):
        values = {k: page[k] for k in ("title", "issuer", "date", "document_number")}
        yield Gold(page["page"], SHARED / "pages" / page["page"], values, None)


def report(name: str, golds: list[Gold], *, verbose: bool) -> None:
    print(f"\n## {name}\n")
    print("| notice | tasks | found | matched | fields exact | metadata wrong | ms |")
    print("| --- | ---: | ---: | ---: | ---: | --- | ---: |")
    scores = []
    for gold in golds:
        result = score(gold)
        scores.append(result)
        wrong = ", ".join(k for k, right in result.metadata.items() if not right)
        exact = sum(result.fields.values()) / (len(FIELDS) * result.matched) if result.matched else 1.0
        print(
            f"| {gold.name} | {result.expected} | {result.found} | {result.matched} | {exact:.3f} "
            f"| {wrong} | {result.milliseconds:.0f} |"
        )
        if verbose:
            for line in result.differences:
                print(f"    {line}")
    matched, found = sum(s.matched for s in scores), sum(s.found for s in scores)
    expected = sum(s.expected for s in scores)
    if expected or found:
        precision, recall = matched / max(found, 1), matched / max(expected, 1)
        f1 = 2 * matched / (found + expected)
        print(f"\ntasks: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
    if matched:
        shares = ", ".join(f"{f} {sum(s.fields[f] for s in scores) / matched:.3f}" for f in FIELDS)
        print(f"fields of matched tasks: {shares}")
    for key in dict.fromkeys(k for s in scores for k in s.metadata):
        judged = [s.metadata[key] for s in scores if key in s.metadata]
        print(f"{key}: {sum(judged)}/{len(judged)}")
    print(f"median time: {statistics.median(s.milliseconds for s in scores):.1f} ms a notice")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    sets = (
        {str(options.folder): list(corpus_gold(options.folder))}
        if options.folder
        else {"corpus": list(corpus_gold(ROOT / "corpus")), "seeds": list(seed_gold()), "pages": list(page_gold())}
    )
    for name, golds in sets.items():
        if golds:
            report(name, golds, verbose=options.verbose)
        else:
            print(f"{name}: nothing here to score", file=sys.stderr)


if __name__ == "__main__":
    main()
