-- Pairs of articles, ids in order, that share a key which at most $crowd articles have, with the cosine of their whole
-- profiles where it is at least $least. Crowded keys bring nobody together, but count once two articles have met.
WITH common AS (
    SELECT key FROM profiles GROUP BY key HAVING count(*) BETWEEN 2 AND $crowd
),
met AS (
    SELECT DISTINCT a.article AS one, b.article AS other
    FROM profiles AS a
    JOIN profiles AS b ON a.key = b.key AND a.article < b.article
    WHERE a.key IN (SELECT key FROM common)
),
norms AS (
    SELECT article, sqrt(sum(weight * weight)) AS norm FROM profiles GROUP BY article
),
dots AS (
    SELECT m.one, m.other, sum(a.weight * b.weight) AS dot
    FROM met AS m
    JOIN profiles AS a ON a.article = m.one
    JOIN profiles AS b ON b.article = m.other AND b.key = a.key
    GROUP BY m.one, m.other
)
SELECT d.one, d.other, round(d.dot / (x.norm * y.norm), 6) AS likeness
FROM dots AS d
JOIN norms AS x ON x.article = d.one
JOIN norms AS y ON y.article = d.other
WHERE d.dot >= $least * x.norm * y.norm
ORDER BY d.one, d.other
