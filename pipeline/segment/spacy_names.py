"""Names by a spaCy pipeline of the user's choice, which then stands in the place of the shipped model."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

import spacy
from spacy.language import Language

from pipeline.errors import ConfigError
from pipeline.records import Name, NameType, Span
from pipeline.segment.nlp import refined

# The labels of OntoNotes, of the data sets with three types, and our own; what is not here (NORP, DATE) is no name.
LABELS: Mapping[str, NameType] = MappingProxyType(
    {
        "PERSON": "PERSON",
        "PER": "PERSON",
        "ORG": "ORG",
        "GPE": "GPE",
        "LOC": "LOC",
        "FAC": "FAC",
        "PRODUCT": "PRODUCT",
        "WORK_OF_ART": "WORK",
        "LAW": "WORK",
        "WORK": "WORK",
        "EVENT": "EVENT",
    }
)
_RULE = ("pipeline",)


@functools.cache
def open_pipeline(name: str) -> Language:
    """The spaCy pipeline of an installed package or of a folder; raises ConfigError where it finds no names.

    >>> open_pipeline("没有的管线")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    pipeline.errors.ConfigError: ner: no spaCy pipeline ...没有的管线...
    """
    try:
        nlp = spacy.load(name)
    except (OSError, ImportError, ValueError) as error:
        told = " ".join(str(error).split())
        raise ConfigError(
            f"ner: no spaCy pipeline {name!r} can be loaded ({told[:160]}); install it, name its folder, "
            "or leave --ner out for the model that ships"
        ) from error
    if not any("doc.ents" in nlp.get_pipe_meta(part).assigns for part in nlp.pipe_names):
        raise ConfigError(
            f"ner: the spaCy pipeline {name!r} finds no names ({', '.join(nlp.pipe_names) or 'it is empty'}); "
            "take one with the component `ner`"
        )
    return nlp


def pipeline_version(name: str) -> str:
    """What tells one pipeline from another: its language, name and version."""
    meta = open_pipeline(name).meta
    return f"{name} {meta['lang']}_{meta['name']} {meta['version']}"


def find_pipeline_names(text: str, pipeline: str) -> list[Name]:
    """The names that a pipeline sees in a text, read line by line, in order; their entity is their surface."""
    nlp = open_pipeline(pipeline)
    lines = [line for line in text.split("\n") if line.strip()]
    found, at = [], 0
    with nlp.memory_zone():
        for line, doc in zip(lines, nlp.pipe(lines), strict=True):
            at = text.index(line, at)
            for entity in doc.ents:
                kind = LABELS.get(entity.label_)
                if kind is not None:
                    span = Span(at + entity.start_char, at + entity.end_char)
                    found.append(Name(span, _typed(kind, entity.text, nlp), entity.text, _RULE))
            at += len(line)
    return found


def _typed(kind: NameType, surface: str, nlp: Language) -> NameType:
    """A place of a pipeline that knows no more than places is parted by the word at its end."""
    finer = any("GPE" in labels for labels in nlp.pipe_labels.values())
    return refined(kind, surface) if kind == "LOC" and not finer else kind
