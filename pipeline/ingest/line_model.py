"""A second look at the lines that the rules leave in doubt: readable features, logistic weights from `models/lines`."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.ingest.line_features import LineFeatures

PACKAGED = Path(__file__).parent.parent / "_models"
MODELS = PACKAGED if PACKAGED.is_dir() else Path(__file__).parent.parent.parent / "models"
SHORT, LONG = 8, 30
WINDOW = 3
FAR = 12.0
ROUNDS = 8  # lines that come back one after another
_COMMAS = frozenset("，,；;")
_COLONS = ("：", ":")
_NUMBER_SIGNS = frozenset("一二三四五六七八九十0123456789(（")
_MARKS = frozenset(">|·/_#@→【】[]▼▲■●※＃")


@dataclass(frozen=True, slots=True)
class LineModel:
    """Weights of a logistic regression: below `drop` a kept line goes, above `restore` a cut one comes back."""

    weights: Mapping[str, float]
    bias: float
    drop: float
    restore: float

    def chance(self, features: Mapping[str, float]) -> float:
        """How likely a line is of the article."""
        logit = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(min(logit, 60.0), -60.0)))


def read_line_model(path: Path) -> LineModel:
    """The model of one folder; raises ConfigError where it is missing or broken."""
    try:
        data = json.loads((path / "weights.json").read_text(encoding="utf-8"))
        return LineModel(data["weights"], data["bias"], data["drop"], data["restore"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}: no model of lines ({error}); install heshu again or run `heshu train lines`"
        ) from error


@cache
def load_line_model() -> LineModel:
    """The model of lines that ships with heshu."""
    return read_line_model(MODELS / "lines")


def in_doubt(line: LineFeatures, kept: bool, inside: bool) -> bool:
    """Whether a rule's verdict on a line may be mended: never on a whole sentence kept, nor on a notice cut.

    `inside` is whether the line stands between the start and the end that the rules give the article.
    """
    marked = line.roles or line.menu or line.stamp or line.count or line.doubled
    return not line.firm if kept else inside and not marked


def second_look(
    solid: Sequence[LineFeatures], kept: Sequence[LineFeatures], bounds: tuple[int, int], model: LineModel
) -> list[LineFeatures]:
    """The lines of the article, those in doubt as the model has it; nothing changes where it is not sure.

    `bounds` are the indices between which the rules see the article.
    A line that comes back speaks for its neighbours, so that a list at an article's end comes back line by line.
    """
    starts = {line.span.start for line in kept}
    rows = page_features(solid, starts)
    first, end = bounds
    doubt = [in_doubt(line, line.span.start in starts, first <= i < end) for i, line in enumerate(solid)]
    gone = {
        line.span.start
        for line, row, doubted in zip(solid, rows, doubt, strict=True)
        if doubted and line.span.start in starts and model.chance(row) < model.drop
    }
    for _ in range(ROUNDS):
        back = {
            line.span.start
            for line, row, doubted in zip(solid, rows, doubt, strict=True)
            if doubted and line.span.start not in starts and model.chance(row) > model.restore
        }
        if not back:
            break
        starts |= back
        rows = page_features(solid, starts)
    return [line for line in solid if line.span.start in starts - gone]


def page_features(solid: Sequence[LineFeatures], starts: Collection[int]) -> list[dict[str, float]]:
    """The features of every line of a page; `starts` are where the lines begin that the rules keep.

    >>> from pipeline.ingest.line_features import line_features
    >>> rows = page_features(line_features("首页 > 正文\\n公司去年营收5亿元。\\n1. 旧闻31%"), {8})
    >>> sorted(name for name in rows[2] if name in ("above_closed", "digits", "numbered"))
    ['above_closed', 'digits', 'numbered']
    """
    firm = [line.firm and not line.roles for line in solid]
    first = firm.index(True) if any(firm) else 0
    last = len(firm) - 1 - firm[::-1].index(True) if any(firm) else len(firm) - 1
    own = [_own(line) for line in solid]
    found = []
    for i, line in enumerate(solid):
        row = dict(own[i])
        keeps = line.span.start in starts
        row["kept" if keeps else "cut"] = 1.0
        row["place"] = i / max(1, len(solid) - 1)
        row["before_text"] = _near(first - i)
        row["behind_text"] = _near(i - last)
        row["inside"] = float(first < i < last)
        around = range(max(0, i - WINDOW), min(len(solid), i + WINDOW + 1))
        row["firm_round"] = sum(firm[k] for k in around if k != i) / (2 * WINDOW)
        row["kept_round"] = sum(solid[k].span.start in starts for k in around if k != i) / (2 * WINDOW)
        row["odd_round"] = sum(solid[k].odd or bool(solid[k].roles) for k in around if k != i) / (2 * WINDOW)
        for name, k in (("above", i - 1), ("below", i + 1)):
            row |= _beside(name, solid, own, starts, i, k)
        found.append({name: round(value, 4) for name, value in row.items() if value})
    return found


def _near(distance: int) -> float:
    return max(0.0, min(distance, FAR)) / FAR


def _own(line: LineFeatures) -> dict[str, float]:
    """What a line is by itself."""
    text = line.text
    size = max(1, len(text))
    row = {
        "length": min(math.log1p(len(text)) / 5, 1.5),
        "short": float(len(text) <= SHORT),
        "long": float(len(text) >= LONG),
        "closed": float(line.closed),
        "firm": float(line.firm),
        "comma": float(any(c in _COMMAS for c in text)),
        "colon": float(any(c in text for c in _COLONS)),
        "colon_end": float(text.endswith(_COLONS)),
        "digits": sum(c.isdigit() for c in text) / size,
        "latin": sum(c.isascii() and c.isalpha() for c in text) / size,
        "spaces": min(text.count(" "), 6) / 6,
        "marks": min(sum(c in _MARKS for c in text), 4) / 4,
        "numbered": float(text[0] in _NUMBER_SIGNS and any(c in text[1:4] for c in "、.．)）")),
        "bracketed": float(text[0] in "(（[【▲" and text[-1] in ")）]】"),
        "quote": float(text[0] in '“「"'),
        "stamp": float(line.stamp),
        "count": float(line.count),
        "doubled": float(line.doubled),
        "menu": float(line.menu),
    }
    return row | {f"role_{role}": 1.0 for role in line.roles}


def _beside(
    name: str,
    solid: Sequence[LineFeatures],
    own: Sequence[Mapping[str, float]],
    starts: Collection[int],
    i: int,
    k: int,
) -> dict[str, float]:
    """What the line above or below is, and whether the two are alike."""
    if not 0 <= k < len(solid):
        return {f"{name}_none": 1.0}
    other = solid[k]
    row = {
        f"{name}_firm": float(other.firm),
        f"{name}_closed": float(other.closed),
        f"{name}_kept": float(other.span.start in starts),
        f"{name}_role": float(bool(other.roles)),
        f"{name}_odd": float(other.odd),
        f"{name}_colon_end": own[k]["colon_end"],
        f"{name}_numbered": own[i]["numbered"] * own[k]["numbered"],
        f"{name}_alike": float(abs(len(other.text) - len(solid[i].text)) <= 2),
    }
    return row
