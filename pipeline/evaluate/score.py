"""Scores a run against gold clusters: pairs, relations, conflicts, traps, claims and sums, counted cluster by cluster.

A pair of the run answers a gold pair where, on both sides, the places share at least half of the shorter one. Pairs
inside one article are not counted. What answers no gold pair is a false alarm: the gold lists every fact that two
articles of a cluster share, and clusters share none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.evaluate.gold import Cluster, GoldPair, Place, overlap

Tally = Counter[str]
Scores = dict[str, Any]
GoldSum = tuple[str, str, tuple[Place, ...]]
_Paired = TypeVar("_Paired")

RELATIONS = ("agree", "compatible", "update", "conflict")
_KIND = "kind:"


@dataclass(frozen=True, slots=True)
class RunPairs:
    """What a run found, by places in the articles as given: pairs between articles, claims in facts, sums."""

    pairs: tuple[GoldPair, ...]
    claims: tuple[Place, ...]
    sums: tuple[GoldSum, ...]


def _place(article: object, item: Mapping[str, Any]) -> Place:
    return str(article), item["start"], item["end"]


def read_run(facts: Iterable[Mapping[str, Any]], checks: Iterable[Mapping[str, Any]]) -> RunPairs:
    """What the lines of facts.jsonl and checks.jsonl say.

    >>> claims = [{"article": "甲", "start": 0, "end": 3}, {"article": "乙", "start": 5, "end": 8}]
    >>> pair = {"left": 0, "right": 1, "relation": "conflict", "kind": "value"}
    >>> read_run([{"claims": claims, "pairs": [pair]}], []).pairs
    (GoldPair(left=('甲', 0, 3), right=('乙', 5, 8), relation='conflict', kind='value'),)
    """
    pairs: list[GoldPair] = []
    claims: list[Place] = []
    for fact in facts:
        places = [_place(claim["article"], claim) for claim in fact["claims"]]
        claims += places
        for pair in fact["pairs"]:
            left, right = places[pair["left"]], places[pair["right"]]
            if left[0] != right[0]:
                pairs.append(GoldPair(left, right, pair["relation"], pair.get("kind")))
    sums = [(str(c["article"]), c["verdict"], tuple(_place(c["article"], s) for s in c["claims"])) for c in checks]
    return RunPairs(tuple(pairs), tuple(claims), tuple(sums))


def _same(a: tuple[Place, Place], b: tuple[Place, Place]) -> bool:
    return (overlap(a[0], b[0]) and overlap(a[1], b[1])) or (overlap(a[0], b[1]) and overlap(a[1], b[0]))


def _by_articles(pairs: Iterable[GoldPair]) -> dict[frozenset[str], list[GoldPair]]:
    table: defaultdict[frozenset[str], list[GoldPair]] = defaultdict(list)
    for pair in pairs:
        table[frozenset((pair.left[0], pair.right[0]))].append(pair)
    return table


def match(gold: Sequence[GoldPair], run: Sequence[GoldPair]) -> list[tuple[GoldPair, GoldPair | None]]:
    """Each gold pair with the pair of the run that answers it: one with its relation first, none twice."""
    table, taken = _by_articles(run), set[int]()
    matched: list[tuple[GoldPair, GoldPair | None]] = []
    for wanted in gold:
        free = [
            pair
            for pair in table.get(frozenset((wanted.left[0], wanted.right[0])), ())
            if id(pair) not in taken and _same((wanted.left, wanted.right), (pair.left, pair.right))
        ]
        best = min(free, key=lambda pair: pair.relation != wanted.relation, default=None)
        if best is not None:
            taken.add(id(best))
        matched.append((wanted, best))
    return matched


def _covers(found: GoldSum, gold: GoldSum) -> bool:
    """Whether a sum of the run is the one of the gold: it uses two of its figures."""
    met = sum(any(overlap(place, used) for used in found[2]) for place in gold[2])
    return found[0] == gold[0] and met >= min(2, len(gold[2]))


def _count_pairs(cluster: Cluster, pairs: Sequence[GoldPair]) -> Tally:
    tally = Tally()
    gold = [pair for fact in cluster.facts for pair in fact.pairs]
    tally.update(pairs=len(pairs), gold=len(gold))
    tally.update(f"run:{pair.relation}" for pair in pairs)
    for wanted, found in match(gold, pairs):
        tally[f"gold:{wanted.relation}"] += 1
        if wanted.relation == "conflict":
            tally[f"{_KIND}{wanted.kind}:gold"] += 1
        if found is None:
            continue
        tally["aligned"] += 1
        if found.relation == wanted.relation:
            tally[f"right:{wanted.relation}"] += 1
            if wanted.relation == "conflict":
                tally[f"{_KIND}{wanted.kind}:found"] += 1
    return tally


def _count_traps(cluster: Cluster, pairs: Sequence[GoldPair]) -> Tally:
    alarms = [(pair.left, pair.right) for pair in pairs if pair.relation == "conflict"]
    sprung = sum(any(_same(trap, alarm) for alarm in alarms) for trap in cluster.traps)
    return Tally(traps=len(cluster.traps), sprung=sprung)


def _count_claims(cluster: Cluster, claims: Sequence[Place]) -> Tally:
    wanted = [place for fact in cluster.facts for place in fact.claims]
    return Tally(claims=len(wanted), spans=sum(any(overlap(place, claim) for claim in claims) for place in wanted))


def _count_sums(cluster: Cluster, sums: Sequence[GoldSum]) -> Tally:
    bad = [gold for gold in cluster.sums if gold[1] == "inconsistent"]
    flagged = [found for found in sums if found[1] == "inconsistent"]
    hit = sum(any(_covers(found, gold) for found in flagged) for gold in bad)
    right = sum(any(_covers(found, gold) for gold in bad) for found in flagged)
    return Tally({"sums": len(bad), "sums found": hit, "sums flagged": len(flagged), "sums right": right})


_Owned = dict[str, list[_Paired]]


def count(clusters: Sequence[Cluster], run: RunPairs) -> dict[str, Tally]:
    """What was wanted, found and right in each cluster; what belongs to no cluster stands under an empty name."""
    owner = {str(article.key): cluster.id for cluster in clusters for article in cluster.articles}
    pairs: _Owned[GoldPair] = defaultdict(list)
    claims: _Owned[Place] = defaultdict(list)
    sums: _Owned[GoldSum] = defaultdict(list)
    for pair in run.pairs:
        pairs[owner.get(pair.left[0], "")].append(pair)
    for place in run.claims:
        claims[owner.get(place[0], "")].append(place)
    for found in run.sums:
        sums[owner.get(found[0], "")].append(found)
    nothing = Cluster("", "", (), (), (), ())
    tallies = {}
    for cluster in (*clusters, nothing):
        mine = pairs.get(cluster.id, [])
        tallies[cluster.id] = (
            _count_pairs(cluster, mine)
            + _count_traps(cluster, mine)
            + _count_claims(cluster, claims.get(cluster.id, []))
            + _count_sums(cluster, sums.get(cluster.id, []))
        )
    return tallies


def pair_misses(clusters: Sequence[Cluster], run: RunPairs) -> list[tuple[str, GoldPair, str, str]]:
    """Pairs that are wrong: the score they spoil, the pair, the relation wanted and the one read."""
    wrong = []
    for cluster in clusters:
        mine = {str(article.key) for article in cluster.articles}
        pairs = [pair for pair in run.pairs if pair.left[0] in mine]
        matched = match([pair for fact in cluster.facts for pair in fact.pairs], pairs)
        answered = {id(found) for _, found in matched if found is not None}
        for wanted, found in matched:
            if found is None or found.relation != wanted.relation:
                score = "pairs" if found is None else "relations"
                score = "conflicts" if wanted.relation == "conflict" else score
                wrong.append((score, wanted, wanted.relation, found.relation if found is not None else "-"))
        for pair in pairs:
            if id(pair) not in answered:
                wrong.append(("conflicts" if pair.relation == "conflict" else "pairs", pair, "-", pair.relation))
    return wrong


def ratio(part: int, whole: int) -> float:
    """A share, nought of nothing.

    >>> ratio(2, 3), ratio(0, 0)
    (0.6667, 0.0)
    """
    return round(part / whole, 4) if whole else 0.0


def precision_recall(right: int, run: int, gold: int) -> Scores:
    """Precision, recall and their harmonic mean, with the counts.

    >>> precision_recall(6, 8, 12)
    {'p': 0.75, 'r': 0.5, 'f1': 0.6, 'tp': 6, 'predicted': 8, 'gold': 12}
    """
    both = right / run if run else 0.0, right / gold if gold else 0.0
    mean = round(2 * both[0] * both[1] / sum(both), 4) if sum(both) else 0.0
    return {"p": ratio(right, run), "r": ratio(right, gold), "f1": mean, "tp": right, "predicted": run, "gold": gold}


def to_scores(tally: Tally) -> Scores:
    """The scores that counts give."""
    kinds = sorted({key[len(_KIND) :].rpartition(":")[0] for key in tally if key.startswith(_KIND)})
    scores: Scores = {
        "gold_pairs": tally["gold"],
        "run_pairs": tally["pairs"],
        "alignment": precision_recall(tally["aligned"], tally["pairs"], tally["gold"]),
        "relation_accuracy": ratio(sum(tally[f"right:{r}"] for r in RELATIONS), tally["aligned"]),
    }
    for relation in RELATIONS:
        scores[relation] = precision_recall(
            tally[f"right:{relation}"], tally[f"run:{relation}"], tally[f"gold:{relation}"]
        )
    found = {kind: f"{tally[f'{_KIND}{kind}:found']}/{tally[f'{_KIND}{kind}:gold']}" for kind in kinds}
    return scores | {
        "conflict_recall_by_kind": found,
        "traps_sprung": f"{tally['sprung']}/{tally['traps']}",
        "claim_span_recall": ratio(tally["spans"], tally["claims"]),
        "internal_inconsistent": {
            "found": f"{tally['sums found']}/{tally['sums']}",
            "flagged": tally["sums flagged"],
            "right": tally["sums right"],
        },
    }
