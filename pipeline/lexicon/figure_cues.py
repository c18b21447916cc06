"""Words beside a number that decide what it is: a rank, a label, a count of casualties, a temperature, a score."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lexicon.tables import read_rows

CueRole = Literal[
    "label_before", "casualty_after", "counting_before", "bound_join", "temperature_before", "ordinal_article",
    "ordinal_few", "ordinal_time", "ordinal_rank", "ordinal_lead", "ordinal_go_on", "article_before", "stage_before",
    "rate_before", "speed_before", "temperature_scale", "magnitude_before", "doubling_before", "score_before",
    "year_before", "value_after_ratio", "half_word", "tail_after", "many_word", "start_word",
    "days_before", "days_after", "points_before", "degree_after", "counted_one", "ordinal_count", "ordinal_named",
    "result_alone", "rank_seat", "rank_title", "rank_lead", "rank_won", "rank_after", "compared_above",
    "compared_below", "measured_before", "bound_open", "bound_verb", "intensity_before", "rank_not_won",
    "rank_says", "rank_of_others", "row_apart", "spoken_tail_after", "session_after", "bound_crossing", "degree_before",
    "dateline", "minus_not_after", "ordinal_moment", "piece_after",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureCue:
    """One word in one role; `_before` stands before the number, `_after` behind it, `ordinal_` behind 第 and number.

    `ordinal_few` ranks nothing after 第一 to 第三 (第一把, 第二次) and something after larger numbers. `rank_seat`
    (首位) ranks right behind `rank_lead`, `rank_title` (冠军) in one clause with `rank_won` and without
    `rank_not_won`; `rank_says` near an ordinal makes it a place in a ranking (排名第三), `rank_of_others` right before
    it the place of another (离第一名); `compared_` close 比 and a number (比三十大); behind `measured_before` (占比)
    过 is a hedge; a row with `row_apart` (每股) stands outside the unit of its heading; `spoken_tail_after` may follow
    the last digit of 3万2; `dateline` behind a day is that of the article (9月17日电); a `bound_verb` may stand between
    `bound_open` and a number (至少造成5人死亡).
    """

    surface: str
    role: CueRole


@cache
def figure_cues(role: CueRole) -> tuple[str, ...]:
    """The words of one role, longest first; a tuple serves `str.startswith` and `str.endswith`.

    >>> "规模" in figure_cues("magnitude_before")
    True
    """
    found = [row.surface for row in read_rows("figure_cues.tsv", FigureCue) if row.role == role]
    return tuple(sorted(found, key=lambda s: (-len(s), s)))


@cache
def cue_pattern(role: CueRole) -> re.Pattern[str]:
    """Any word of one role.

    >>> bool(cue_pattern("casualty_after").match("遇难"))
    True
    """
    return re.compile("|".join(map(re.escape, figure_cues(role))))
