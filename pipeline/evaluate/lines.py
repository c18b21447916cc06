"""Scores as a reader wants them: one a line, each share with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.evaluate.reading import Miss
from pipeline.evaluate.score import Scores

PARTS = ("p", "r", "f1")


def score_lines(scores: Scores, spread: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    """The lines of `heshu evaluate`.

    >>> list(score_lines({"relation_accuracy": 0.95}, {"relation_accuracy": (0.93, 0.97)}))
    ['relation_accuracy        0.950 [0.930 0.970]']
    """

    def share(name: str, value: float) -> str:
        low, high = spread.get(name, (value, value))
        return f"{value:.3f} [{low:.3f} {high:.3f}]"

    for name, value in scores.items():
        if isinstance(value, dict) and "f1" in value:
            parts = "  ".join(f"{part} {share(f'{name}.{part}', value[part])}" for part in PARTS)
            yield f"{name:24} {parts}  {value['tp']} of {value['predicted']} right, {value['gold']} in gold"
        elif isinstance(value, dict):
            yield f"{name:24} " + "  ".join(f"{part} {count}" for part, count in value.items())
        else:
            yield f"{name:24} {share(name, value) if isinstance(value, float) else value}"


def miss_line(miss: Miss) -> str:
    """One error: score, article, the figure in its sentence, what was wanted, what was read, by which rules.

    >>> miss_line(Miss("subject", ("甲-a", 2, 5), "30亿", "岚湾", "青禾", ("word:营收",), "岚湾营收30亿。"))
    'subject  甲-a 2: 岚湾营收【30亿】。 wanted 岚湾, read 青禾 (word:营收)'
    """
    before, figure, after = miss.quote.replace("\n", " ").partition(miss.text)
    shown = f"{before[-40:]}【{figure}】{after[:20]}" if figure else f"【{miss.text}】"
    rules = f" ({', '.join(miss.rules)})" if miss.rules else ""
    return f"{miss.score}  {miss.place[0]} {miss.place[1]}: {shown} wanted {miss.wanted}, read {miss.read}{rules}"
