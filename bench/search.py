"""Speed of searching beside the peers: python bench/search.py [--sizes 20000 150000] [--out FILE]

Every engine gets the same words of the same made tasks (bm25-jieba cuts by itself) and answers the same queries,
in turns within one run, so that a busy machine slows all of them alike. Peers: pip install -e .[bench]; one that is
not installed is left out. Where an engine has the same formula the scores of its answers are compared.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time, thread_time

import numpy as np
from made_corpus import make_queries, make_tasks

from zwsearch.index import BuiltInIndex, IndexEntry, QueryTerm, Scoring, update_index
from zwsearch.search.plan import make_plan
from zwsearch.segment import Analyser

K = 10
KINDS = {"kw: 1-2 terms": (1, 2), "3-5 terms": (3, 5), "long: 10-20 terms": (10, 20)}
PLAIN = Scoring(field_weights=(1.0, 0.0, 0.0, 0.0))

Answer = Callable[[list[str]], Sequence[float]]  # words of a query → scores of the best ten


class Cut:
    """Hands the index words that were cut before, so that all engines start from the same tokens."""

    fingerprint = "bench"

    def index_terms(self, text: str) -> tuple[list[str], list[str]]:
        return text.split("\t"), []


def ours(tasks: list[str], tokens: list[list[str]], folder: Path) -> Answer:
    index = update_index(folder, Cut(), (IndexEntry(n, {"text": "\t".join(t)}) for n, t in enumerate(tokens, 1)))
    return lambda query: index.rank([QueryTerm(word) for word in query], limit=K, scoring=PLAIN).scores


def rank_bm25(tasks: list[str], tokens: list[list[str]], folder: Path) -> Answer:
    from rank_bm25 import BM25Okapi

    engine = BM25Okapi(tokens)
    return lambda query: np.sort(engine.get_scores(query))[::-1][:K]


def bm25s(tasks: list[str], tokens: list[list[str]], folder: Path, backend: str = "numpy") -> Answer:
    from bm25s import BM25

    engine = BM25(method="lucene", k1=1.5, b=0.75, backend=backend)
    engine.index(tokens, show_progress=False)
    # Its form of Lucene's formula leaves out the constant factor k1 + 1.
    return lambda query: engine.retrieve([query], k=K, show_progress=False, n_threads=1)[1][0] * 2.5


def bm25s_numba(tasks: list[str], tokens: list[list[str]], folder: Path) -> Answer:
    import numba  # noqa: F401

    return bm25s(tasks, tokens, folder, "numba")


def tantivy(tasks: list[str], tokens: list[list[str]], folder: Path) -> Answer:
    from tantivy import Document, Index, Occur, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

    schema = SchemaBuilder().add_text_field("text", stored=False, tokenizer_name="cut", index_option="freq").build()
    index = Index(schema)
    index.register_tokenizer("cut", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for words in tokens:
        writer.add_document(Document(text=" ".join(words)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def answer(query: list[str]) -> list[float]:
        clauses = [(Occur.Should, Query.term_query(schema, "text", word, "freq")) for word in query]
        return [score for score, _ in searcher.search(Query.boolean_query(clauses), K).hits]

    return answer


def bm25_jieba(tasks: list[str], tokens: list[list[str]], folder: Path) -> Answer:
    from bm25_jieba import BM25

    engine = BM25(k1=1.5, b=0.75)
    engine.fit(tasks)
    return lambda query: [score for _, score in engine.search(" ".join(query), K)]


ENGINES = {
    "zwsearch": ours,
    "bm25s, numba": bm25s_numba,
    "bm25s, numpy": bm25s,
    "tantivy": tantivy,
    "bm25-jieba": bm25_jieba,
    "rank-bm25": rank_bm25,
}
SAME_FORMULA = ("bm25s, numba", "bm25s, numpy")
LARGEST = {"rank-bm25": 20_000, "bm25s, numpy": 150_000}  # a third of a second for one query at 150,000


def measure(size: int, rounds: int, scratch: Path) -> list[str]:
    """Lines of Markdown for one size."""
    tasks = make_tasks(size)
    analyser = Analyser(cache=scratch / "cache")
    analyser.words(tasks[0])
    for text in tasks[-500:]:
        analyser.joined_terms(text)
    start = thread_time()
    for text in tasks[:2000]:
        analyser.joined_terms(text)
    characters = sum(map(len, tasks[:2000]))
    lines = [f"### {size:,} tasks, {sum(map(len, tasks)) / size:.0f} characters each", ""]
    speed = characters / (thread_time() - start) / 1e6
    lines.append(f"- analysing (words, inner words, patterns, bigrams): {speed:.2f} M characters/s, one thread")
    ours_built = build_aside("zwsearch", size, scratch / f"full{size}", scratch / "cache")
    theirs_built = build_aside("bm25-jieba", size, scratch, scratch)
    disk = sum(p.stat().st_size for p in (scratch / f"full{size}").rglob("part-*")) / 1e6
    lines.append(
        f"- whole index from text, bigrams included: {ours_built['seconds']:.1f} s of CPU, {disk:.0f} MB on disk, "
        f"{ours_built['megabytes']:.0f} MB of memory on top of the tasks' own"
    )
    if theirs_built:
        lines.append(
            f"- bm25-jieba from the same text, no bigrams, nothing on disk: {theirs_built['seconds']:.1f} s of CPU, "
            f"{theirs_built['megabytes']:.0f} MB"
        )
    start = process_time()
    added = [IndexEntry(size + n, {"text": text}) for n, text in enumerate(tasks[:20], 1)]
    full = update_index(scratch / f"full{size}", analyser, added)
    lines.append(f"- a notice of 20 tasks added and published: {(process_time() - start) * 1000:.0f} ms of CPU")
    known: dict[str, str] = {}  # each word once in memory
    tokens = [[known.setdefault(word, word) for word in analyser.index_terms(text)[0]] for text in tasks]
    lines += ["", "| engine | build, CPU s | " + " | ".join(f"{kind}, p50 CPU ms" for kind in KINDS) + " |"]
    lines.append("|---|---|" + "---|" * len(KINDS))
    built: dict[str, tuple[float, Answer]] = {}
    for name, build in ENGINES.items():
        if size > LARGEST.get(name, size):
            continue
        start = process_time()
        try:
            engine = build(tasks, tokens, scratch / f"words{size}")
        except ImportError:
            continue
        built[name] = (process_time() - start, engine)
    times: dict[str, dict[str, float]] = {name: {} for name in built}
    for kind, terms in KINDS.items():
        engines = {name: engine for name, (_, engine) in built.items()}
        race(engines, make_queries(tokens, rounds, terms, seed=12))  # warm: other queries, many of the same words
        timed = race(engines, make_queries(tokens, rounds, terms))
        for name, values in timed.items():
            times[name][kind] = statistics.median(values) * 1000
    for name, (seconds, _) in built.items():
        figures = " | ".join(f"{times[name][kind]:.2f}" for kind in KINDS)
        lines.append(f"| {name} | {seconds:.1f} | {figures} |")
    figures = as_asked(full, analyser, tokens, rounds)
    lines.append(f"| zwsearch, text cut and planned too, every pair of neighbours found | | {' | '.join(figures)} |")
    return [*lines, ""]


def build_aside(name: str, size: int, folder: Path, cache: Path) -> dict[str, float]:
    """CPU seconds and megabytes (beyond those of the tasks) to build from text, in a process of its own."""
    command = [sys.executable, __file__, "--build", name, str(size), str(folder), str(cache)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def build_here(name: str, size: int, folder: Path, cache: Path) -> None:
    """The child of `build_aside`."""
    tasks = make_tasks(size)
    before = _kilobytes("VmRSS")
    start = process_time()
    if name == "zwsearch":
        analyser = Analyser(cache=cache)
        update_index(folder, analyser, (IndexEntry(n, {"text": t}) for n, t in enumerate(tasks, 1)))
    else:
        try:
            bm25_jieba(tasks, [], folder)
        except ImportError:
            print("{}")
            return
    peak = _kilobytes("VmHWM")
    print(json.dumps({"seconds": process_time() - start, "megabytes": (peak - before) / 1024}))


def _kilobytes(name: str) -> int:
    """What Linux says of this process; not getrusage, which remembers the memory of the parent."""
    try:
        (line,) = re.findall(rf"{name}:\s*(\d+)", Path("/proc/self/status").read_text())
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(line)


def race(engines: dict[str, Answer], queries: Sequence[list[str]]) -> dict[str, list[float]]:
    """Seconds for each query and engine, engine after engine for one query; raises where answers disagree."""
    times: dict[str, list[float]] = {name: [] for name in engines}
    gc.disable()
    for query in queries:
        answers: dict[str, Sequence[float]] = {}
        for name, engine in engines.items():
            start = thread_time()
            answers[name] = engine(query)
            times[name].append(thread_time() - start)
        mine = np.asarray(answers["zwsearch"])
        for name in SAME_FORMULA:
            if name in answers:
                theirs = np.asarray(answers[name][: len(mine)])
                if not np.allclose(mine, theirs, rtol=1e-3):
                    raise SystemExit(f"{name} disagrees on {query}: {mine} {theirs}")
    gc.enable()
    return times


def as_asked(index: BuiltInIndex, analyser: Analyser, tokens: list[list[str]], rounds: int) -> list[str]:
    """What a search really does with its text: cut it, plan its words and pairs of neighbours, and rank."""
    figures: list[str] = []
    for terms in KINDS.values():
        values: list[float] = []
        for query in make_queries(tokens, rounds, terms):
            text = " ".join(query)
            start = thread_time()
            index.rank(make_plan(analyser, index, [text]).terms, limit=K)
            values.append(thread_time() - start)
        figures.append(f"{statistics.median(values) * 1000:.2f}")
    return figures


def start_up(scratch: Path) -> str:
    """Milliseconds of a whole process until the first words are cut, with the dictionary compiled."""
    code = "import sys; from pathlib import Path; from zwsearch.segment import Analyser; "
    code += "Analyser(cache=Path(sys.argv[1])).words('政策解读')"
    times = []
    for _ in range(5):
        start = perf_counter()
        subprocess.run([sys.executable, "-c", code, str(scratch / "cache")], check=True)
        times.append(perf_counter() - start)
    return f"- process start to the first words: {min(times) * 1000:.0f} ms"


def main() -> None:
    """Measure and print a Markdown page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[20_000, 150_000])
    options.add_argument("--queries", type=int, default=60)
    options.add_argument("--out", type=Path)
    options.add_argument("--build", nargs=4, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.build:
        name, size, folder, cache = chosen.build
        build_here(name, int(size), Path(folder), Path(cache))
        return
    peers = []
    for name in ("numpy", "bm25s", "numba", "tantivy", "bm25-jieba", "rank-bm25", "rjieba"):
        try:
            peers.append(f"{name} {version(name)}")
        except ModuleNotFoundError:
            peers.append(f"{name} not installed")
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        lines = ["# Searching: speed beside the peers", ""]
        machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
        lines.append(f"Python {platform.python_version()} on {machine}; {', '.join(peers)}.")
        lines += [f"k = {K}; {chosen.queries} queries of each kind, engines in turns, warm; times are CPU time.", ""]
        for size in chosen.sizes:
            lines += measure(size, chosen.queries, scratch)
        lines.append(start_up(scratch))
    page = "\n".join(lines) + "\n"
    print(page)
    if chosen.out:
        chosen.out.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
