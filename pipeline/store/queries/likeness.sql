-- The cosine of the profiles of the pairs of articles asked for, over the keys that told something in the last cross-check.
WITH asked AS (
    SELECT unnest($ones) AS one, unnest($others) AS other
),
norms AS (
    SELECT article, sqrt(sum(weight * weight)) AS norm
    FROM profiles
    WHERE article IN (SELECT one FROM asked UNION SELECT other FROM asked)
    GROUP BY article
),
dots AS (
    SELECT q.one, q.other, sum(a.weight * b.weight) AS dot
    FROM asked AS q
    JOIN profiles AS a ON a.article = q.one
    JOIN profiles AS b ON b.article = q.other AND b.key = a.key
    WHERE a.key NOT IN (SELECT key FROM crowded)
    GROUP BY q.one, q.other
)
SELECT d.one, d.other, round(d.dot / (x.norm * y.norm), 6) AS likeness
FROM dots AS d
JOIN norms AS x ON x.article = d.one
JOIN norms AS y ON y.article = d.other
ORDER BY d.one, d.other
