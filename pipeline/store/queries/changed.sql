-- Articles that are not as the last cross-check saw them, with their state; without one where they are gone.
WITH versions AS (
    SELECT article, string_agg(digest, ' ' ORDER BY version) AS digests FROM history GROUP BY article
),
now AS (
    SELECT a.id AS article, concat_ws(' ', a.digest, a.fingerprint, v.digests) AS state
    FROM articles AS a
    LEFT JOIN versions AS v ON v.article = a.id
)
SELECT coalesce(n.article, c.article) AS article, n.state
FROM now AS n
FULL JOIN compared AS c ON c.article = n.article
WHERE n.state IS DISTINCT FROM c.state
ORDER BY article
