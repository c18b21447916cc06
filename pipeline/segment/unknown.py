"""Words the dictionary does not know: jieba's hidden Markov model over runs of single characters, in linear time."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

_HANZI = re.compile("([\u4e00-\u9fd5]+)")
_LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_NEVER = -3.14e100  # jieba's log probability of what cannot be
_BEFORE = {"B": "ES", "M": "MB", "S": "SE", "E": "BM"}
REMEMBERED = 1 << 16


@dataclass(frozen=True, slots=True)
class Model:
    """jieba's log probabilities: of the first state, of a state after a state, of a character in a state."""

    start: Mapping[str, float]
    steps: Mapping[str, Mapping[str, float]]
    emits: Mapping[str, Mapping[str, float]]


@functools.cache
def model() -> Model:
    """The model that ships with jieba.

    >>> sorted(model().start)
    ['B', 'E', 'M', 'S']
    """
    return Model(_table("prob_start"), _table("prob_trans"), _table("prob_emit"))


def _table(name: str) -> Any:
    """The table of one file of jieba's `finalseg`, without the start-up of jieba itself."""
    found = find_spec("jieba")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("jieba is not installed; install heshu with its dependencies")
    table = spec_from_file_location(name, Path(found.origin).parent / "finalseg" / f"{name}.py")
    assert table is not None and table.loader is not None
    module = module_from_spec(table)
    table.loader.exec_module(module)
    return module.P


@functools.lru_cache(maxsize=REMEMBERED)
def cut_unknown(run: str) -> tuple[str, ...]:
    """The words of a run that the dictionary left in single characters, as jieba's `finalseg.cut` gives them.

    >>> cut_unknown("杭研")
    ('杭研',)
    """
    return tuple(word for part in _HANZI.split(run) for word in _cut_part(part))


def _cut_part(part: str) -> Iterator[str]:
    if _HANZI.match(part):
        start = 0
        for at, state in enumerate(_states(part), 1):
            if state in "ES" or at == len(part):
                yield part[start:at]
                start = at
    else:
        yield from filter(None, _LATIN.split(part))


def _states(run: str) -> list[str]:
    """The likeliest states (begin, middle, end, single), ties broken as jieba breaks them."""
    known = model()
    scores = {state: known.start[state] + known.emits[state].get(run[0], _NEVER) for state in "BMES"}
    trail = []
    for character in run[1:]:
        best = {}
        now = {}
        for state, before in _BEFORE.items():
            emit = known.emits[state].get(character, _NEVER)
            now[state], best[state] = max(
                (scores[old] + known.steps[old].get(state, _NEVER) + emit, old) for old in before
            )
        scores = now
        trail.append(best)
    state = max("ES", key=lambda final: (scores[final], final))
    states = [state]
    for best in reversed(trail):
        state = best[state]
        states.append(state)
    return states[::-1]
