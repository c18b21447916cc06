"""A run that is killed again and again: started by the test, it forks each run from a process that has all loaded.

Arguments: the dump, the folder to write below, the number of kills, a seed. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from pipeline.config import load_config
from pipeline.stages import Reader, plan, run

CONFIG = load_config(None, workers=1)


def start(dump: str, out: Path) -> int:
    """A run in a process of its own."""
    process = os.fork()
    if process == 0:
        plan.BATCH = 4
        try:
            run([dump], out, CONFIG)
        finally:
            os._exit(0)
    return process


def ends_within(process: int, seconds: float) -> bool:
    """Whether a run came to its end; one that did not is killed."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if os.waitpid(process, os.WNOHANG)[0]:
            return True
        time.sleep(0.002)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return False


def main(dump: str, folder: Path, kills: int, seed: int) -> None:
    Reader(CONFIG).read("澜川科技3月18日公布年报，营业收入184亿元。")
    begun = time.monotonic()
    ends_within(start(dump, folder / "whole"), 120)
    took = time.monotonic() - begun
    chance = random.Random(seed)
    killed = 0
    for number in range(kills):
        # Some kills fall on the first moments, when the store is made; the others anywhere.
        moment = chance.uniform(0, 0.15 if number < 2 else 0.9) * took
        killed += not ends_within(start(dump, folder / "killed"), moment)
    ends_within(start(dump, folder / "killed"), 120)
    print(json.dumps({"killed": killed, "seconds": round(took, 2)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
