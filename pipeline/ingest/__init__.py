"""Reads what articles arrive in: files, folders, archives, streams, in any format and encoding named in formats.md."""

from pipeline.ingest.read import read_inputs

__all__ = ["read_inputs"]
