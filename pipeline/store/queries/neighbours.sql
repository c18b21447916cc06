-- Claims of the attached store `old` that share a key with the newcomers in this one, at most $cap a key, latest first.
SELECT DISTINCT claim
FROM (
    SELECT claim, row_number() OVER (PARTITION BY key ORDER BY day DESC, claim) AS place
    FROM old.claim_keys
    WHERE key IN (SELECT key FROM claim_keys) AND article NOT IN (SELECT id FROM articles)
)
WHERE place <= $cap
