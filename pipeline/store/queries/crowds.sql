-- Keys of profiles that more than $flood articles have, or more than $most that differ in their figures: a story that
-- everybody reprints counts once.
WITH shared AS (
    SELECT key, count(*) AS articles FROM profiles GROUP BY key HAVING count(*) > $most
),
said AS (
    SELECT article, coalesce(bit_xor(hash(key)) FILTER (starts_with(key, 'f:')), hash(article)) AS figures
    FROM profiles
    GROUP BY article
)
SELECT s.key
FROM shared AS s
JOIN profiles AS p ON p.key = s.key
JOIN said AS a ON a.article = p.article
GROUP BY s.key, s.articles
HAVING s.articles > $flood OR count(DISTINCT a.figures) > $most
