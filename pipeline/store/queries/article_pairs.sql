-- Pairs of articles, ids in order, that share a key, with the cosine of their profiles where it is at least $least.
-- A key that more than $crowd articles have, and more than one in a hundred, tells nothing: it brings nobody together.
WITH size AS (
    SELECT count(DISTINCT article) AS articles FROM profiles
),
telling AS (
    SELECT key
    FROM profiles
    GROUP BY key
    HAVING count(*) BETWEEN 2 AND greatest($crowd, (SELECT articles FROM size) / 100)
),
norms AS (
    SELECT article, sqrt(sum(weight * weight)) AS norm FROM profiles GROUP BY article
),
shared AS (
    SELECT p.article, p.key, p.weight FROM profiles AS p JOIN telling AS t ON t.key = p.key
),
dots AS (
    SELECT a.article AS one, b.article AS other, sum(a.weight * b.weight) AS dot
    FROM shared AS a
    JOIN shared AS b ON a.key = b.key AND a.article < b.article
    GROUP BY a.article, b.article
)
SELECT d.one, d.other, round(d.dot / (x.norm * y.norm), 6) AS likeness
FROM dots AS d
JOIN norms AS x ON x.article = d.one
JOIN norms AS y ON y.article = d.other
WHERE d.dot >= $least * x.norm * y.norm
ORDER BY d.one, d.other
