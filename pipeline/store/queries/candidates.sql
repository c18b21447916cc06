-- Pairs of claims from different articles that share a key, `left` < `right`, with the key and their articles; of the
-- keys in $keys, or of all where it is NULL.
-- Within a key claims stand in the order of their days, and each meets those less than $cap places away: a key of
-- n claims costs at most n * $cap pairs, all its pairs where n is not above $cap. Places are counted day by day and
-- keys are cut into pieces of $cap places, so that the join is by equality alone, a claim meets its own piece and the
-- next, and no step has to hold all claims of a hot key in one place.
WITH keyed AS (
    SELECT key, claim, article, day
    FROM claim_keys
    WHERE $keys::VARCHAR[] IS NULL OR key IN (SELECT unnest($keys::VARCHAR[]))
),
days AS (
    SELECT key, day, count(*) AS claims FROM keyed GROUP BY key, day
),
begun AS (
    SELECT key, day, CAST(sum(claims) OVER (PARTITION BY key ORDER BY day) AS BIGINT) - claims AS earlier FROM days
),
placed AS (
    SELECT
        k.key, k.claim, k.article,
        b.earlier + row_number() OVER (PARTITION BY k.key, k.day ORDER BY k.claim) - 1 AS place
    FROM keyed AS k
    JOIN begun AS b ON b.key = k.key AND b.day = k.day
),
pieces AS (
    SELECT key, claim, article, place, CAST(floor(place / $cap) AS BIGINT) AS piece FROM placed
),
reach AS (
    SELECT key, claim, article, place, piece FROM pieces
    UNION ALL
    SELECT key, claim, article, place, piece - 1 AS piece FROM pieces WHERE piece > 0
)
SELECT
    a.key,
    least(a.claim, b.claim) AS one,
    greatest(a.claim, b.claim) AS other,
    if(a.claim < b.claim, a.article, b.article) AS first,
    if(a.claim < b.claim, b.article, a.article) AS second
FROM pieces AS a
JOIN reach AS b ON a.key = b.key AND a.piece = b.piece
WHERE b.place > a.place AND b.place - a.place < $cap AND a.article <> b.article
ORDER BY a.key, one, other
