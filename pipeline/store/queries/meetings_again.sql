-- Pairs of articles, ids in order and none in $changed, that share a key in $moved, with the cosine of their profiles
-- without the keys in $crowded.
WITH moved AS (
    SELECT article, key
    FROM profiles
    WHERE key IN (SELECT unnest($moved::VARCHAR[])) AND article NOT IN (SELECT unnest($changed::VARCHAR[]))
),
pairs AS (
    SELECT DISTINCT a.article AS one, b.article AS other
    FROM moved AS a
    JOIN moved AS b ON a.key = b.key AND a.article < b.article
),
known AS (
    SELECT article, key, weight FROM profiles WHERE article IN (SELECT article FROM moved)
),
telling AS (
    SELECT article, key, weight FROM known WHERE key NOT IN (SELECT unnest($crowded::VARCHAR[]))
),
dots AS (
    SELECT p.one, p.other, sum(a.weight * b.weight) AS dot
    FROM pairs AS p
    JOIN telling AS a ON a.article = p.one
    JOIN telling AS b ON b.article = p.other AND b.key = a.key
    GROUP BY p.one, p.other
),
norms AS (
    SELECT article, sqrt(sum(weight * weight)) AS norm FROM known GROUP BY article
)
SELECT p.one, p.other, coalesce(round(d.dot / (x.norm * y.norm), 6), 0) AS likeness
FROM pairs AS p
JOIN norms AS x ON x.article = p.one
JOIN norms AS y ON y.article = p.other
LEFT JOIN dots AS d ON d.one = p.one AND d.other = p.other
ORDER BY p.one, p.other
