"""Coverage-guided fuzzing of one target for some seconds: python -m tests.fuzz.run TARGET [SECONDS]. Needs atheris."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.ingest.hostile import corpus

SEED = 7


def main(name: str, seconds: int) -> None:
    """Fuzzes until the time is over; a fault ends the process with another exit code than 0."""
    import atheris

    with atheris.instrument_imports(include=["pipeline"]):
        from tests.fuzz.targets import NAMES, TARGETS

    target = TARGETS[name]()
    with tempfile.TemporaryDirectory() as folder:
        for number, hostile in enumerate(corpus()):
            if len(hostile.data) < 4000:
                head = bytes([number % len(NAMES)]) if name == "ingest" else b""
                (Path(folder) / f"{number}").write_bytes(head + hostile.data)
        limits = [f"-max_total_time={seconds}", f"-seed={SEED}", "-max_len=4000", "-timeout=20", "-rss_limit_mb=3000"]
        atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", f"-artifact_prefix={folder}/", folder], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20)
