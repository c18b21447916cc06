"""The errors heshu raises. Bad text is data and never raises; these are for what the user can mend.

HeshuError
├── ConfigError      the configuration file or an option says something impossible        exit 2
├── LexiconError     a data file of the lexicon has a bad row: `units.tsv:41: ...`         exit 2
├── GoldError        a gold or judgement file has a bad entry                              exit 2
├── InputError       nothing could be read from what was named on the command line         exit 3
├── EngineError      Spark, Java or a cluster is missing, does not answer or gave up        exit 2
└── StoreError       the store is locked, read-only, full, or of another version           exit 2
"""

from __future__ import annotations


class HeshuError(Exception):
    """Base of every error that a user can act on; its text says what was found, expected, and what to do."""

    exit_code = 2


class ConfigError(HeshuError):
    """The configuration or an option is impossible."""


class LexiconError(HeshuError):
    """A row of a lexicon file cannot be used; the text starts with `file:line:`."""


class GoldError(HeshuError):
    """An entry of a gold or judgement file cannot be used; the text starts with the file."""


class InputError(HeshuError):
    """Nothing could be read from the inputs named."""

    exit_code = 3


class EngineError(HeshuError):
    """The engine cannot be started, or its machines gave up."""


class StoreError(HeshuError):
    """The store cannot be opened, read or written."""
