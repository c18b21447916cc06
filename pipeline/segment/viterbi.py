"""The likeliest rows of states of many short sequences at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
NEVER = np.float32(-1e9)


def likeliest(
    scores: Floats, lengths: npt.NDArray[np.intp], first: Floats, steps: Floats, last: Floats
) -> npt.NDArray[np.int8]:
    """The best row of states for each sequence of `scores` [sequences, places, states]; 0 behind its length.

    `first` and `last` weigh the states at the ends, `steps` [before, after] those in between; all are logarithms.

    >>> flat, steps = np.zeros(2, dtype=np.float32), np.array([[0, -9], [-9, 0]], dtype=np.float32)
    >>> likeliest(np.array([[[0, 1], [3, 0]]], dtype=np.float32), np.array([2]), flat, steps, flat).tolist()
    [[0, 0]]
    """
    count, longest, width = scores.shape
    back = np.zeros((count, longest, width), dtype=np.int8)
    total = scores[:, 0] + first
    final = total
    for t in range(1, longest):
        sums = total[:, :, None] + steps
        back[:, t] = sums.argmax(1)
        total = sums.max(1) + scores[:, t]
        final = np.where((lengths > t)[:, None], total, final)
    states = np.zeros((count, longest), dtype=np.int8)
    every = np.arange(count)
    state = (final + last).argmax(1)
    for t in range(longest - 1, -1, -1):
        inside = lengths > t
        states[inside, t] = state[inside]
        state = np.where(inside, back[every, t, state], state)
    return states
