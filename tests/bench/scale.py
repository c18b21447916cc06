"""What a cross-check costs as the corpus grows, on stores made of a real one (`large`).

heshu run ../shared/dumps --out out/dumps
python -m tests.bench.scale out/dumps/heshu.duckdb out/scale.duckdb 1000 10000 100000 1000000
"""

from __future__ import annotations

import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from pipeline.config import load_config
from pipeline.crosscheck import crosscheck
from pipeline.store import View, Writer, open_store
from tests.bench.large import Base, make_large

HEAD = ("claims", "articles", "CPU s", "ms a claim", "MB", "meetings", "facts")


def measure(store: Path) -> tuple[float, int, int, int]:
    """CPU seconds of a whole cross-check of a store, the most megabytes held, pairs of articles of one event, facts."""
    with open_store(store) as connection:
        view, writer = View(connection), Writer(connection)
        start = time.process_time()
        update = crosscheck(view, load_config(None))
        if update is not None:
            writer.update_findings(update, "bench")
        seconds = time.process_time() - start
        held = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
        megabytes = int(held[1]) // 1024 if held else 0
        return seconds, megabytes, view.count("meetings"), view.count("facts")


def main(base: Path, store: Path, sizes: list[int]) -> None:
    """Prints a row for each size, each measured in a process of its own."""
    made_of = Base(base)
    print("".join(f"{title:>12}" for title in HEAD))
    for size in sizes:
        articles, claims = make_large(made_of, store, claims=size)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
            seconds, megabytes, meetings, facts = one.submit(measure, store).result()
        row = (claims, articles, f"{seconds:.1f}", f"{seconds / claims * 1e3:.2f}", megabytes, meetings, facts)
        print("".join(f"{cell:>12}" for cell in row), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [int(size) for size in sys.argv[3:]])
