-- Articles of the attached store `old` that the newcomers in this one can meet: for each newcomer the $cap whose
-- profiles are nearest, and for each key of a claim the articles of the $cap latest claims that have it too.
WITH near AS (
    SELECT o.article, n.article AS newcomer, round(sum(o.weight * n.weight), 3) AS nearness
    FROM old.profiles AS o
    JOIN profiles AS n ON o.key = n.key
    GROUP BY o.article, n.article
),
nearest AS (
    SELECT article, row_number() OVER (PARTITION BY newcomer ORDER BY nearness DESC, article) AS place FROM near
),
sharing AS (
    SELECT article, row_number() OVER (PARTITION BY key ORDER BY day DESC, claim) AS place
    FROM old.claim_keys
    WHERE key IN (SELECT key FROM claim_keys)
)
SELECT DISTINCT article
FROM (SELECT article, place FROM nearest UNION ALL SELECT article, place FROM sharing)
WHERE place <= $cap AND article NOT IN (SELECT id FROM articles)
