-- The store, version 4. No indices: bulk loads stay fast, and the writer alone keeps ids apart.
-- `record` columns hold the record as JSON (codec.encode); the columns beside it are what SQL asks for.
-- They are VARCHAR because DuckDB's JSON refuses the lone surrogates that damaged text has.

CREATE TABLE meta (key VARCHAR, value VARCHAR);  -- `version`, and `findings`: by what the findings were made

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

CREATE TABLE facts (
    id VARCHAR, status VARCHAR, severity DOUBLE,
    confidence DOUBLE,       -- of its surest conflict; NULL where it has none
    part VARCHAR,            -- of `parts`
    families VARCHAR,        -- JSON: the least article of each reprint family, in the order of the record's lineages
    record VARCHAR
);
CREATE TABLE checks (id VARCHAR, article VARCHAR, kind VARCHAR, verdict VARCHAR, record VARCHAR);
CREATE TABLE lineages (article VARCHAR, root VARCHAR);  -- the least article of its reprint family

-- What the last cross-check met, kept so that the next compares only what is new.
CREATE TABLE compared (
    article VARCHAR,
    state VARCHAR,           -- of digest, reading and earlier versions
    written VARCHAR,         -- ISO 8601; NULL where no date was given
    title VARCHAR, outlet VARCHAR
);
CREATE TABLE sketches (article VARCHAR, band BIGINT);    -- what articles that may be copies have in common
CREATE TABLE crowded (key VARCHAR);                      -- keys of profiles that so many have that they tell nothing
CREATE TABLE meetings (one VARCHAR, other VARCHAR, likeness DOUBLE);  -- articles of one event, ids in order
CREATE TABLE standing (key VARCHAR, "left" VARCHAR, "right" VARCHAR, one VARCHAR, other VARCHAR);
CREATE TABLE chances ("left" VARCHAR, "right" VARCHAR, one VARCHAR, other VARCHAR, chance DOUBLE);
CREATE TABLE stories (one VARCHAR, other VARCHAR);       -- articles that tell one story
CREATE TABLE parts (claim VARCHAR, article VARCHAR, part VARCHAR);  -- claims that likely pairs tie together

CREATE TABLE judgements (
    target VARCHAR, verdict VARCHAR, reviewer VARCHAR, "at" VARCHAR, note VARCHAR,
    record VARCHAR           -- the whole judgement, with what was judged
);
