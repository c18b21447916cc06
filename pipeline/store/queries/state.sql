-- A digest of what findings are made of: articles with their readings, and their earlier versions.
WITH lines AS (
    SELECT id AS article, 0 AS version, digest, fingerprint FROM articles
    UNION ALL
    SELECT article, version, digest, '' AS fingerprint FROM history
)
SELECT coalesce(md5(string_agg(concat_ws(chr(31), article, version, digest, fingerprint), chr(30)
                               ORDER BY article, version)), '')
FROM lines
