-- Pairs of articles, ids in order, of which one is in $some, that share a key, with the cosine of their profiles where
-- it is at least $least. Keys in $crowded tell nothing: they bring nobody together. $some are a part of $changed: of
-- two that are there, the lesser finds the pair.
WITH newcomers AS (
    SELECT unnest($some::VARCHAR[]) AS article
),
dull AS (
    SELECT unnest($crowded::VARCHAR[]) AS key
),
mine AS (
    SELECT article, key, weight
    FROM profiles
    WHERE article IN (SELECT article FROM newcomers) AND key NOT IN (SELECT key FROM dull)
),
theirs AS (
    SELECT article, key, weight, article IN (SELECT unnest($changed::VARCHAR[])) AS fresh
    FROM profiles
    WHERE key IN (SELECT key FROM mine)
),
dots AS (
    SELECT least(m.article, t.article) AS one, greatest(m.article, t.article) AS other, sum(m.weight * t.weight) AS dot
    FROM mine AS m
    JOIN theirs AS t ON t.key = m.key
    WHERE m.article < t.article OR NOT t.fresh
    GROUP BY ALL
),
norms AS (
    SELECT article, sqrt(sum(weight * weight)) AS norm
    FROM profiles
    WHERE article IN (SELECT one FROM dots UNION SELECT other FROM dots)
    GROUP BY article
)
SELECT d.one, d.other, round(d.dot / (x.norm * y.norm), 6) AS likeness
FROM dots AS d
JOIN norms AS x ON x.article = d.one
JOIN norms AS y ON y.article = d.other
WHERE round(d.dot / (x.norm * y.norm), 6) >= $least
ORDER BY d.one, d.other
