"""How good the answers are: python bench/relevance.py [--tune]

The judged queries of corpus/queries.json over all tasks of corpus/gold; nDCG@10, recall@10 and success@1 beside
rank-bm25 on jieba's words, rank-bm25 on words and bigrams alike, and SQLite FTS5 on jieba's words. `--tune` tries
field and bigram weights, each setting scored on the half of the queries that did not choose it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

import zwsearch.search.plan as plan_module
from zwsearch.errors import QueryError
from zwsearch.index import DEFAULT, BuiltInIndex, Scoring, update_index
from zwsearch.records import Filters, Notice, Source, StoredNotice, Unit
from zwsearch.search import entry_of, search
from zwsearch.segment import Analyser

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
K = 10

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
                    **offices,
                )

    def select_keys(self, filters: Filters) -> npt.NDArray[np.int64]:
        return np.array(sorted(self._units), dtype=np.int64)

    def count_units(self) -> int:
        return len(self._units)

    def units(self, keys: Sequence[int]) -> dict[int, Unit]:
        return {key: self._units[key] for key in keys}

    def notices(self, ids: Collection[str]) -> dict[str, StoredNotice]:
        return {name: self._notices[name] for name in ids}

    def texts(self) -> dict[int, str]:
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


def score(answer: Sequence[int], relevant: set[int]) -> tuple[float, float, float]:
    """nDCG@10, recall@10 (of at most ten), success@1; a task is relevant or not."""
    gained = sum(1 / math.log2(at + 2) for at, key in enumerate(answer[:K]) if key in relevant)
    ideal = sum(1 / math.log2(at + 2) for at in range(min(K, len(relevant))))
    recall = len(relevant.intersection(answer[:K])) / min(K, len(relevant))
    return gained / ideal, recall, float(bool(answer) and answer[0] in relevant)


def table(engines: Mapping[str, Engine], queries: Sequence[tuple[str, str, set[int]]]) -> str:
    kinds = list(dict.fromkeys(kind for _, kind, _ in queries))
    lines = [
        "| engine | nDCG@10 | recall@10 | success@1 | " + " | ".join(kinds) + " |",
        "|---" * (4 + len(kinds)) + "|",
    ]
    for name, engine in engines.items():
        by_kind: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
        for query, kind, relevant in queries:
            by_kind[kind].append(score(engine(query), relevant))
        every = np.array([values for kind in kinds for values in by_kind[kind]]).mean(axis=0)
        parts = [np.array(by_kind[kind])[:, 0].mean() for kind in kinds]
        lines.append(f"| {name} | " + " | ".join(f"{value:.3f}" for value in (*every, *parts)) + " |")
    return "\n".join(lines)


def tune(engine: Engine, queries: Sequence[tuple[str, str, set[int]]]) -> None:
    """Print the best settings by all queries, and what choosing on one half gives on the other."""
    results: list[tuple[list[float], str]] = []
    fixed = BuiltInIndex.rank.__kwdefaults__
    for bigram, section, title, k1, b in itertools.product(
        (0.25, 0.5, 1.0), (0.3, 0.5, 1.0), (0.1, 0.3), (1.2, 1.5), (0.5, 0.75)
    ):
        plan_module.BIGRAM_WEIGHT = bigram
        fixed["scoring"] = Scoring(k1=k1, b=b, field_weights=(1.0, section, title, 0.5))
        values = [score(engine(query), relevant)[0] for query, _, relevant in queries]
        results.append((values, f"bigram {bigram} section {section} title {title} k1 {k1} b {b}"))
    fixed["scoring"] = DEFAULT
    for values, name in sorted(results, key=lambda result: -sum(result[0]))[:8]:
        print(f"{np.mean(values):.4f} {name}")
    for half in (0, 1):
        values, name = max(results, key=lambda result: sum(result[0][half::2]))
        print(f"chosen on half {half}: {name}; on the other half {np.mean(values[1 - half :: 2]):.4f}")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tune", action="store_true")
    chosen = options.parse_args()
    store = GoldStore()
    judged = json.loads((CORPUS / "queries.json").read_text("utf-8"))["queries"]
    queries = [
        (
            item["query"],
            item["kind"],
            {store.keys[name, place] for name, places in item["relevant"].items() for place in places},
        )
        for item in judged
    ]
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
        texts = store.texts()
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
