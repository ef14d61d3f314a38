"""How good the answers are: python bench/relevance.py [--tune]

The judged queries of corpus/queries.json over all tasks of corpus/gold; nDCG@10, recall@10 and success@1 beside
rank-bm25 on jieba's words, rank-bm25 on words and bigrams alike, and SQLite FTS5 on jieba's words. The queries are
in two halves: weights are chosen on `dev` alone, and `held` says whether they hold. `--tune` tries field and bigram
weights on `dev`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import zwsearch.search.plan as plan_module
import zwsearch.search.runs as runs_module
from zwsearch.errors import QueryError
from zwsearch.index import DEFAULT, BuiltInIndex, Scoring, update_index
from zwsearch.records import Deadline, Filters, Notice, Source, StoredNotice, Unit
from zwsearch.search import entry_of, search
from zwsearch.segment import Analyser

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
K = 10
HALVES = ("dev", "held")

Engine = Callable[[str], list[int]]  # query → keys, best first


class GoldStore:
    """The gold tasks as a store; keys count them in the order of the files."""

    def __init__(self) -> None:
        self._units: dict[int, Unit] = {}
        self._notices: dict[str, StoredNotice] = {}
        self.keys: dict[tuple[str, int], int] = {}
        for path in sorted((CORPUS / "gold").glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            told = ("title", "issuer", "document_number", "date", "year", "province", "kind")
            notice = Notice(**{name: gold[name] for name in told})
            self._notices[path.stem] = StoredNotice(path.stem, notice, Source(gold["notice"], "txt", None, ""), "")
            for place, task in enumerate(gold["tasks"], start=1):
                key = len(self._units) + 1
                self.keys[path.stem, place] = key
                offices = {role: tuple(task[role]) for role in ("lead", "support", "section")}
                self._units[key] = Unit(
                    key,
                    f"{path.stem}-{place}",
                    path.stem,
                    "task",
                    task["requirement"],
                    number=task["number"],
                    deadline=Deadline(**task["deadline"]) if task["deadline"] else None,
                    **offices,
                )

    def select_keys(self, filters: Filters) -> npt.NDArray[np.int64]:
        return np.array([key for key in sorted(self._units) if self._passes(key, filters)], dtype=np.int64)

    def _passes(self, key: int, filters: Filters) -> bool:
        """What the judged queries ask for in plain words: offices by role, and deadlines by their words."""
        unit = self._units[key]
        roles = {"leads": unit.lead, "supports": unit.support, "offices": (*unit.lead, *unit.support)}
        due = unit.deadline.text if unit.deadline else ""
        return (
            all(
                any(name in office for name in getattr(filters, role) for office in offices)
                for role, offices in roles.items()
                if getattr(filters, role)
            )
            and (not filters.deadlines or any(words.removesuffix("前") in due for words in filters.deadlines))
            and not (filters.issuers or filters.years or filters.due_before or filters.unowned)
        )

    def latest_first(self, keys: npt.NDArray[np.int64], limit: int) -> npt.NDArray[np.int64]:
        return keys[:limit]

    def notice_of(self, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        notices = sorted(self._notices)
        return np.array([notices.index(self._units[key].notice_id) for key in keys.tolist()], dtype=np.int64)

    def known_names(self, field: str) -> list[str]:
        return []

    def offices_also_meant(self, name: str) -> list[str]:
        return []

    def keys_of_offices(self, meant: Callable[[str], bool]) -> npt.NDArray[np.int64]:
        theirs = (key for key, unit in self._units.items() if any(map(meant, (*unit.lead, *unit.support))))
        return np.array(sorted(theirs), dtype=np.int64)

    def count_units(self) -> int:
        return len(self._units)

    def units(self, keys: Sequence[int]) -> dict[int, Unit]:
        return {key: self._units[key] for key in keys}

    def texts(self, keys: Sequence[int]) -> dict[int, str]:
        return {key: unit.text for key, unit in self.units(keys).items()}

    def notices(self, ids: Collection[str]) -> dict[str, StoredNotice]:
        return {name: self._notices[name] for name in ids}

    def everything(self) -> dict[int, str]:
        """Everything that zwsearch searches, as one text for each key."""
        return {
            key: " ".join(entry_of(unit, self._notices[unit.notice_id]).fields.values())
            for key, unit in self._units.items()
        }


def ours(store: GoldStore, index: BuiltInIndex, analyser: Analyser) -> Engine:
    def answer(query: str) -> list[int]:
        try:
            return [hit.unit.key for hit in search(store, index, analyser, query, k=K).hits]
        except QueryError:
            return []

    return answer


def rank_bm25(texts: Mapping[int, str], cut: Callable[[str], list[str]]) -> Engine:
    from rank_bm25 import BM25Okapi

    keys = np.array(list(texts))
    engine = BM25Okapi([cut(text) for text in texts.values()])

    def answer(query: str) -> list[int]:
        scores = engine.get_scores(cut(query))
        order = np.lexsort((keys, -scores))[:K]
        return [int(keys[at]) for at in order if scores[at] > 0]

    return answer


def sqlite_fts5(texts: Mapping[int, str], cut: Callable[[str], list[str]]) -> Engine:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE task USING fts5(words, tokenize='unicode61')")
    rows = ((key, " ".join(cut(text))) for key, text in texts.items())
    database.executemany("INSERT INTO task(rowid, words) VALUES (?, ?)", rows)

    def answer(query: str) -> list[int]:
        wanted = " OR ".join('"' + word.replace('"', "") + '"' for word in cut(query) if word.strip('" '))
        found = database.execute("SELECT rowid FROM task WHERE task MATCH ? ORDER BY rank, rowid LIMIT ?", (wanted, K))
        return [key for (key,) in found] if wanted else []

    return answer


def score(answer: Sequence[int], relevant: Collection[int]) -> tuple[float, float, float]:
    """nDCG@10, recall@10 (of at most ten), success@1; a task is relevant or not."""
    gained = sum(1 / math.log2(at + 2) for at, key in enumerate(answer[:K]) if key in relevant)
    ideal = sum(1 / math.log2(at + 2) for at in range(min(K, len(relevant))))
    recall = len(set(relevant).intersection(answer[:K])) / min(K, len(relevant))
    return gained / ideal, recall, float(bool(answer) and answer[0] in relevant)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with the keys of the tasks that answer it."""

    query: str
    kind: str
    half: str
    relevant: frozenset[int]


def read_queries(store: GoldStore) -> list[Judged]:
    """The judged queries of the corpus."""
    return [
        Judged(
            item["query"],
            item["kind"],
            item["half"],
            frozenset(store.keys[name, place] for name, places in item["relevant"].items() for place in places),
        )
        for item in json.loads((CORPUS / "queries.json").read_text("utf-8"))["queries"]
    ]


def table(engines: Mapping[str, Engine], queries: Sequence[Judged]) -> str:
    """All queries, then nDCG@10 of each half and of each kind."""
    kinds = list(dict.fromkeys(judged.kind for judged in queries))
    heads = ["nDCG@10", "recall@10", "success@1", *(f"nDCG@10 {half}" for half in HALVES), *kinds]
    lines = ["| engine | " + " | ".join(heads) + " |", "|---" * (1 + len(heads)) + "|"]
    for name, engine in engines.items():
        scores = np.array([score(engine(judged.query), judged.relevant) for judged in queries])
        cells = [
            *scores.mean(axis=0),
            *(scores[[judged.half == half for judged in queries], 0].mean() for half in HALVES),
            *(scores[[judged.kind == kind for judged in queries], 0].mean() for kind in kinds),
        ]
        lines.append(f"| {name} | " + " | ".join(f"{value:.3f}" for value in cells) + " |")
    return "\n".join(lines)


def tune(engine: Engine, queries: Sequence[Judged]) -> None:
    """Print the settings that are best on `dev`, with what each gives on `held`."""
    results: list[tuple[list[float], str]] = []
    fixed = BuiltInIndex.rank.__kwdefaults__
    for bigram, section, title, k1, b in itertools.product(
        (0.25, 0.5, 1.0), (0.3, 0.5, 1.0), (0.1, 0.3), (1.2, 1.5), (0.5, 0.75)
    ):
        plan_module.BIGRAM_WEIGHT = runs_module.BIGRAM_WEIGHT = bigram
        fixed["scoring"] = Scoring(k1=k1, b=b, field_weights=(1.0, section, title, 0.5))
        values = np.array([score(engine(judged.query), judged.relevant)[0] for judged in queries])
        halves = [float(values[[judged.half == half for judged in queries]].mean()) for half in HALVES]
        results.append((halves, f"bigram {bigram} section {section} title {title} k1 {k1} b {b}"))
    fixed["scoring"] = DEFAULT
    for (dev, held), name in sorted(results, reverse=True)[:8]:
        print(f"dev {dev:.4f} held {held:.4f} {name}")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tune", action="store_true")
    chosen = options.parse_args()
    store = GoldStore()
    queries = read_queries(store)
    with tempfile.TemporaryDirectory() as folder:
        analyser = Analyser(cache=Path(folder) / "cache")
        units = store.units(store.select_keys(Filters()).tolist())
        notices = store.notices({unit.notice_id for unit in units.values()})
        entries = [entry_of(unit, notices[unit.notice_id]) for unit in units.values()]
        index = update_index(Path(folder) / "index", analyser, entries)
        if chosen.tune:
            tune(ours(store, index, analyser), queries)
            return
        import jieba

        jieba.setLogLevel(60)
        texts = store.everything()
        alone = {key: unit.text for key, unit in units.items()}

        def words(text: str) -> list[str]:
            return list(jieba.cut_for_search(text))

        def both(text: str) -> list[str]:
            terms, pairs = analyser.index_terms(text)
            return terms + [f"{pair}·" for pair in pairs]

        engines = {
            "zwsearch": ours(store, index, analyser),
            "rank-bm25, jieba's search words, all fields": rank_bm25(texts, words),
            "rank-bm25, jieba's search words, requirement": rank_bm25(alone, words),
            "rank-bm25, words and bigrams alike, requirement": rank_bm25(alone, both),
            "SQLite FTS5, jieba's search words, requirement": sqlite_fts5(alone, words),
        }
        print(f"{len(queries)} judged queries over {len(units)} tasks\n")
        print(table(engines, queries))


if __name__ == "__main__":
    main()
