"""What every room's tests share: growth measured so that a loaded machine cannot spoil it, and no skipped browser."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

# Properties see the same examples in every run, and none fails because the machine is busy.
settings.register_profile("heshu", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("heshu")

Work = Callable[[int], object]


def _seconds(work: Work, size: int) -> float:
    """CPU seconds of this process; what others do on the machine does not count."""
    start = time.process_time()
    work(size)
    return time.process_time() - start


def _grows_linearly(work: Work, size: int, times: int = 4, tries: int = 5, floor: float = 0.02) -> None:
    """`work(times * size)` may cost 2.5 * times what `work(size)` costs; a square would cost times².

    Noise only ever adds, so the best of several tries counts, and the first good one is enough.
    """
    work(max(1, size // 50))
    small = large = float("inf")
    for _ in range(tries):
        small = min(small, _seconds(work, size))
        large = min(large, _seconds(work, times * size))
        if large < 2.5 * times * max(small, floor):
            return
    raise AssertionError(f"{times} times the size took {large:.3f} s of CPU where the size took {small:.3f} s")


@pytest.fixture(scope="session")
def grows_linearly() -> Callable[..., None]:
    """Asserts that a function of a size does not grow faster than the size."""
    return _grows_linearly


# What CI has and a bare machine may lack: the rooms whose tests skip themselves without it.
NEEDED = {"HESHU_NEED_BROWSER": "browser", "HESHU_NEED_SPARK": "engine"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """Where HESHU_NEED_BROWSER or HESHU_NEED_SPARK is set (CI), a test that would be skipped for want of it fails."""
    report: pytest.TestReport = yield
    wanted = next((name for name, room in NEEDED.items() if os.environ.get(name) and room in item.path.parts), None)
    if report.skipped and wanted:
        report.outcome = "failed"
        report.longrepr = f"{wanted} is set, and {item.nodeid} was skipped: {report.longrepr}"
    return report
