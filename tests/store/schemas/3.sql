-- The store, version 3. No indices: bulk loads stay fast, and the writer alone keeps ids apart.
-- `record` columns hold the record as JSON (codec.encode); the columns beside it are what SQL asks for.
-- They are VARCHAR because DuckDB's JSON refuses the lone surrogates that damaged text has.

CREATE TABLE meta (key VARCHAR, value VARCHAR);  -- `version`, and `findings`: what the findings were made of

CREATE TABLE articles (
    id VARCHAR,
    digest VARCHAR,          -- of the article as given
    fingerprint VARCHAR,     -- of what read it
    path VARCHAR,
    number BIGINT,
    outlet VARCHAR,
    published VARCHAR,
    script VARCHAR,
    title VARCHAR,
    text VARCHAR,            -- simplified, without furniture
    raw VARCHAR,             -- the body as given; NULL where it is the same as text
    given VARCHAR,           -- what else was given: the RawArticle without body and origin
    record VARCHAR           -- everything else
);

CREATE TABLE claims (
    id VARCHAR, article VARCHAR, text VARCHAR, kind VARCHAR,
    stated VARCHAR, low VARCHAR, high VARCHAR, step VARCHAR, hedge VARCHAR, unit VARCHAR, currency VARCHAR,
    timex VARCHAR, timex_start VARCHAR, timex_end VARCHAR,
    subject VARCHAR, subject_text VARCHAR, attribute VARCHAR, attribute_text VARCHAR,
    period_start VARCHAR, period_end VARCHAR, as_of VARCHAR, place VARCHAR, basis VARCHAR,
    frame VARCHAR, attribution VARCHAR, quote VARCHAR, rules VARCHAR,
    "start" BIGINT, "end" BIGINT, sentence_start BIGINT, sentence_end BIGINT, direction BIGINT,
    record VARCHAR
);

CREATE TABLE claim_keys (
    claim VARCHAR,
    article VARCHAR,
    key VARCHAR,
    day VARCHAR              -- the day the claim holds for, else the article's: order within a crowded key
);

-- What an article is about, by which articles of one event meet.
CREATE TABLE profiles (article VARCHAR, key VARCHAR, weight DOUBLE);

CREATE TABLE rejects (
    article VARCHAR,         -- NULL for what never became an article
    path VARCHAR,
    number BIGINT,
    stage VARCHAR,
    reason VARCHAR,
    note VARCHAR,
    excerpt VARCHAR
);

-- Earlier versions of articles that came again under their id with another text, numbered as they were put here.
CREATE TABLE history (
    article VARCHAR, version BIGINT, digest VARCHAR, title VARCHAR, raw VARCHAR, claims VARCHAR,
    published VARCHAR        -- NULL where not given, and in versions that a heshu before store version 3 put here
);

CREATE TABLE facts (id VARCHAR, status VARCHAR, severity DOUBLE, record VARCHAR);
CREATE TABLE checks (id VARCHAR, article VARCHAR, verdict VARCHAR, record VARCHAR);
CREATE TABLE lineages (article VARCHAR, lineage BIGINT);
CREATE TABLE judgements (
    target VARCHAR, verdict VARCHAR, reviewer VARCHAR, "at" VARCHAR, note VARCHAR,
    record VARCHAR           -- the whole judgement, with what was judged
);
