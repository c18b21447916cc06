"""The store: one DuckDB file with articles, claims, the keys they meet by, rejects, facts, checks and judgements.

`connect.open_store` opens it, `writer.Writer` fills it, `view.View` reads it; `rows` needs no database: workers use it.
"""
