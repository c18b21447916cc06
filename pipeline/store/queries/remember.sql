-- Keeps the articles of `chosen`, as they stand, in `history` as their next versions.
INSERT INTO history
WITH said AS (
    SELECT article, '[' || string_agg(record, ',' ORDER BY "start", id) || ']' AS claims
    FROM claims WHERE article IN (SELECT article FROM chosen) GROUP BY article
),
earlier AS (
    SELECT article, count(*) AS versions FROM history GROUP BY article
)
SELECT
    a.id, coalesce(e.versions, 0) + 1, a.digest, a.title, coalesce(a.raw, a.text), coalesce(s.claims, '[]'), a.published
FROM articles AS a
LEFT JOIN said AS s ON s.article = a.id
LEFT JOIN earlier AS e ON e.article = a.id
WHERE a.id IN (SELECT article FROM chosen)
ORDER BY a.id
