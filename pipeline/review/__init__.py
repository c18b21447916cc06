"""The review page: a store's conflicts with judgements, drafts before they are published, and a JSON API to both."""
