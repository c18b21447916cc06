"""Trains the model of claims: which of the answers that rules propose a figure has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from pipeline.config import Config
from pipeline.convert import to_article
from pipeline.evaluate.gold import Cluster, Place
from pipeline.evaluate.judge import subject_right
from pipeline.evaluate.labels import LabelledClaim, read_claim_labels
from pipeline.evaluate.reading import nearest
from pipeline.extract.choice import Chooser, Decider, Option, Task, Value
from pipeline.extract.claims import read_claims
from pipeline.extract.reading import Reading, read_article
from pipeline.extract.reference import resolve_references
from pipeline.records import Claim, Name, Ref

TASKS: tuple[Task, ...] = get_args(Task)
STRENGTH = 10.0  # of the pull of all weights to nothing
LEAST = 4  # clusters in which a feature must stand
ROUNDS = 1
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Group:
    """The options of one figure for one task, which of them are right, and which was taken."""

    cluster: str
    options: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    chosen: int = 0
    full: bool = True


@dataclass(slots=True)
class Watcher:
    """Looks on while an article is read: keeps the options of labelled figures, and answers as the label says."""

    chooser: Chooser
    labels: Mapping[int, LabelledClaim]
    cluster: str
    told: bool = True
    full: bool = True
    groups: dict[Task, list[Group]] = field(default_factory=lambda: {task: [] for task in TASKS})

    def choose(self, task: Task, place: int, options: Sequence[Option[Value]]) -> int:
        label = self.labels.get(place)
        if label is None:
            return self.chooser.choose(task, place, options)
        right = tuple(_right(option.value, label) for option in options)
        best = [i for i, r in enumerate(right) if r and self.told] or list(range(len(options)))
        chosen = best[self.chooser.choose(task, place, [options[i] for i in best])]
        self.groups[task].append(Group(self.cluster, tuple(o.features for o in options), right, chosen, self.full))
        return chosen


def _right(value: object, label: LabelledClaim) -> bool:
    return isinstance(value, Ref) and subject_right(value, label)


@dataclass(frozen=True, slots=True)
class Lesson:
    """An article as read once, with its labels by where their figures begin in its text."""

    cluster: str
    reading: Reading
    names: tuple[Name, ...]
    labels: Mapping[int, LabelledClaim]
    full: bool

    def claims(self, decider: Decider) -> tuple[Claim, ...]:
        """The claims of the article under other eyes."""
        r = self.reading
        return read_claims(r.article, r.analysis, r.mentions, self.names, r.title_names, decider)[0]


def labels_of(cluster: Cluster, folder: Path) -> tuple[tuple[LabelledClaim, ...], bool]:
    """The labels of a cluster, and whether they are full: else the subjects of its facts."""
    full = read_claim_labels(folder, cluster.id, cluster.articles)
    if full:
        return full, True
    return tuple(_of_fact(place, fact.subject) for fact in cluster.facts for place in fact.claims), False


def _of_fact(place: Place, subject: str) -> LabelledClaim:
    return LabelledClaim(place, "", (subject,), "", (), (), "", (), frozenset(), frozenset(), (), ())


def to_lessons(clusters: Iterable[Cluster], folder: Path, config: Config) -> list[Lesson]:
    """The labelled articles of clusters."""
    lessons = []
    for cluster in clusters:
        labels, full = labels_of(cluster, folder)
        for raw in cluster.articles if labels else ():
            reading = read_article(to_article(raw, config.region), config)
            mine = {}
            for label in labels:
                if label.place[0] == reading.article.id:
                    claim = nearest(label.place, reading.claims)
                    if claim is not None:
                        mine[claim.mention.span.start] = label
            lessons.append(Lesson(cluster.id, reading, _names(reading, config), mine, full))
    return lessons


def _names(reading: Reading, config: Config) -> tuple[Name, ...]:
    """Names and the words that refer to them."""
    article = reading.article
    references = resolve_references(
        article.text,
        reading.analysis.sentences,
        reading.names,
        reading.title_names,
        config.lexicon,
        title=article.title,
        outlet=article.outlet or "",
    )
    return (*reading.names, *references)


Groups = dict[Task, list[Group]]


def watch(lessons: Iterable[Lesson], chooser: Chooser, *, told: bool) -> Groups:
    """The options of every labelled figure when the article is read again; `told` answers go on from, or own ones."""
    found: Groups = {task: [] for task in TASKS}
    for lesson in lessons:
        watcher = Watcher(chooser, lesson.labels, lesson.cluster, told, lesson.full)
        lesson.claims(watcher)
        for task in TASKS:
            found[task] += watcher.groups[task]
    return found


Vector = npt.NDArray[np.float64]


def fit(groups: Sequence[Group], strength: float = STRENGTH) -> dict[str, float]:
    """The weights under which right options are likeliest (a conditional logit), each figure counting once.

    >>> groups = [Group(str(i), (("near",), ("far",)), (True, False)) for i in range(6)]
    >>> fit(groups)["near"] > 0 > fit(groups)["far"]
    True
    """
    usable = [g for g in groups if any(g.right) and not all(g.right)]
    stands: dict[str, set[str]] = {}
    for group in usable:
        for option in group.options:
            for name in option:
                stands.setdefault(name, set()).add(group.cluster)
    names = sorted(name for name, where in stands.items() if len(where) >= LEAST)
    index = {name: i for i, name in enumerate(names)}
    options = [option for group in usable for option in group.options]
    cells = [(row, index[name]) for row, option in enumerate(options) for name in option if name in index]
    if not cells:
        return {}
    rows, columns = zip(*cells, strict=True)
    matrix = csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(options), len(names)))
    right = np.array([r for group in usable for r in group.right])
    starts = np.array([0, *accumulate(len(group.options) for group in usable)][:-1])
    found = minimize(
        _loss, np.zeros(len(names)), (matrix, right, starts, strength), "L-BFGS-B", jac=True, options={"maxiter": 400}
    )
    return {n: round(float(w), 3) for n, w in zip(names, found.x, strict=True) if abs(w) >= 5e-3}


def _loss(
    weights: Vector, matrix: Any, right: npt.NDArray[np.bool_], starts: npt.NDArray[np.int64], strength: float
) -> tuple[float, Vector]:
    """Minus the log likelihood that a right option of each group is taken, and its slope."""
    scores = matrix @ weights
    sizes = np.diff([*starts, len(scores)])
    scores = scores - np.repeat(np.maximum.reduceat(scores, starts), sizes)
    odds = np.exp(scores)
    good = odds * right
    total, part = np.add.reduceat(odds, starts), np.add.reduceat(good, starts)
    slope = odds / np.repeat(total, sizes) - good / np.repeat(part, sizes)
    loss = float(np.sum(np.log(total) - np.log(part)) + strength * float(weights @ weights) / 2)
    return loss, np.asarray(matrix.T @ slope + strength * weights)


def _fit_all(groups: Groups, strength: float) -> Chooser:
    return Chooser({task: fit(groups[task], strength) for task in TASKS})


def learn(lessons: Sequence[Lesson], strength: float = STRENGTH, folds: int = FOLDS) -> tuple[Chooser, Groups]:
    """Weights of all tasks, and the figures as answered by weights that had not seen their cluster; learned
    from articles that are read as they will be: on from own answers, right or wrong.
    """
    clusters = sorted({lesson.cluster for lesson in lessons})
    fold_of = {cluster: i % folds for i, cluster in enumerate(clusters)}
    groups = watch(lessons, Chooser({}), told=True)
    for _ in range(ROUNDS):
        again: Groups = {task: [] for task in TASKS}
        for fold in range(folds):
            rest = {t: [g for g in groups[t] if fold_of[g.cluster] != fold] for t in TASKS}
            held = [lesson for lesson in lessons if fold_of[lesson.cluster] == fold]
            for task, found in watch(held, _fit_all(rest, strength), told=False).items():
                again[task] += found
        groups = again
    return _fit_all(groups, strength), groups


def fold_choosers(folder: Path, clusters: Sequence[Cluster], config: Config) -> dict[str, Chooser]:
    """For each labelled cluster, weights that have not seen it."""
    lessons = to_lessons(clusters, folder, config)
    known = sorted({lesson.cluster for lesson in lessons})
    fold_of = {cluster: i % FOLDS for i, cluster in enumerate(known)}
    groups = watch(lessons, Chooser({}), told=True)
    rest = ({t: [g for g in groups[t] if fold_of[g.cluster] != fold] for t in TASKS} for fold in range(FOLDS))
    choosers = [_fit_all(some, STRENGTH) for some in rest]
    return {cluster: choosers[fold] for cluster, fold in fold_of.items()}


def measure(groups: Groups) -> dict[str, Any]:
    """For each task: figures labelled in full, how often a right answer was proposed, how often it was taken."""
    full = {task: [g for g in found if g.full] for task, found in groups.items()}
    return {
        task: {
            "figures": len(found),
            "proposed": round(sum(any(g.right) for g in found) / max(1, len(found)), 4),
            "right": round(sum(g.right[g.chosen] for g in found) / max(1, len(found)), 4),
        }
        for task, found in full.items()
    }


def train_chooser(folder: Path, clusters: Sequence[Cluster], config: Config) -> tuple[Chooser, dict[str, Any]]:
    """The model of the labelled claims of some clusters, with its figures on clusters that it had not seen."""
    lessons = to_lessons(clusters, folder, config)
    chooser, groups = learn(lessons)
    return chooser, measure(groups) | {"clusters": len({lesson.cluster for lesson in lessons})}


def write_chooser(chooser: Chooser, metrics: Mapping[str, Any], corpus: str, folder: Path) -> None:
    """Weights and metrics as readable JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    weights: dict[str, Any] = {"corpus": corpus} | {task: dict(chooser.weights[task]) for task in TASKS}
    (folder / "weights.json").write_text(_json(weights), encoding="utf-8")
    (folder / "metrics.json").write_text(_json(dict(metrics)), encoding="utf-8")


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
