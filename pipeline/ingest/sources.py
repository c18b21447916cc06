"""What was named on the command line, as open streams: files, folders, globs, members of archives, in sorted order."""

from __future__ import annotations

import glob
import io
import os
import stat
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from pipeline.ingest.reasons import BAD_ARCHIVE, EMPTY_FILE, NOT_FOUND, UNREADABLE, refuse
from pipeline.ingest.streams import CHUNK, Damage, Guarded, Packed, inflate, peek
from pipeline.records import Reject

STDIN = "-"
DEPTH = 4
MEMBERS = 1_000_000
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class Source:
    """One stream to read: its path as shown, the name that its format is told by, its first bytes, all of its bytes."""

    path: str
    name: str
    head: bytes
    stream: Guarded
    guards: tuple[Guarded, ...]

    @property
    def damage(self) -> Damage | None:
        """Why the stream ended too early, the lowest cause first."""
        return next((g.damage for g in self.guards if g.damage is not None), None)

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.lower()


def open_sources(
    inputs: Sequence[str], stdin: BinaryIO | None = None, own: str | None = None
) -> Iterator[Source | Reject]:
    """Every stream of the inputs; each is open until the next is asked for. What folders hold of `own` is left out.

    >>> [r.reason for r in open_sources(["没有这个文件.jsonl"])]
    ['not_found']
    """
    for place in list_files(inputs, own):
        if isinstance(place, Reject):
            yield place
        elif place == STDIN:
            yield from open_stream(STDIN, STDIN, cast(BinaryIO, sys.stdin.buffer) if stdin is None else stdin)
        else:
            yield from _open_file(place)


def list_files(inputs: Sequence[str], own: str | None = None) -> Iterator[str | Reject]:
    """The files of the inputs, each once, and `-` where it was given; what folders hold of `own` is left out."""
    seen: set[str] = set()
    own = None if own is None else os.path.realpath(own)
    for given in inputs:
        paths = [given] if given == STDIN else _expand(given, own)
        if not paths:
            yield refuse(shown(given), 0, NOT_FOUND, "there is no such file or folder, and no file matches it")
        for path in paths:
            if path not in seen or path == STDIN:
                seen.add(path)
                yield path


def shown(path: str) -> str:
    """A path that can be written as UTF-8; bytes that are no UTF-8 are shown as escapes.

    >>> shown("新闻/甲.txt")
    '新闻/甲.txt'
    """
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _expand(given: str, own: str | None) -> list[str]:
    path = Path(given)
    if os.path.lexists(given):
        return sorted(_walk(path, own)) if path.is_dir() else [given]
    if not glob.has_magic(given):
        return []
    found: set[str] = set()
    for match in glob.glob(given, recursive=True):  # noqa: PTH207 (Path.glob takes no absolute pattern)
        found.update(_walk(Path(match), own) if Path(match).is_dir() else [match])
    return sorted(path for path in found if own is None or not _is_below(path, own))


def _is_below(path: str, own: str) -> bool:
    """Whether a path is `own` or lies in it: a run reads no report of its own."""
    real = os.path.realpath(path)
    return real == own or real.startswith(own + os.sep)


def _walk(folder: Path, own: str | None) -> Iterator[str]:
    # Hidden names (.git, .DS_Store) are the system's, no dump's; folders behind links are not followed: no loops.
    for root, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".") and f != "__MACOSX"]
        if own is not None and _is_below(root, own):
            folders.clear()
            continue
        for name in names:
            path = str(Path(root) / name)
            if not name.startswith(".") and (own is None or os.path.realpath(path) != own):
                yield path


def _open_file(path: str) -> Iterator[Source | Reject]:
    try:
        mode = Path(path).stat().st_mode
        if not stat.S_ISREG(mode):
            yield refuse(shown(path), 0, UNREADABLE, "this is no regular file")
            return
        file = Path(path).open("rb")  # noqa: SIM115 (closed below)
    except OSError as error:
        yield refuse(shown(path), 0, UNREADABLE, f"the file cannot be opened ({error.strerror})")
        return
    with closing(file):
        yield from open_stream(shown(path), path, file)


def open_stream(path: str, name: str, file: IO[bytes], guards: tuple[Guarded, ...] = ()) -> Iterator[Source | Reject]:
    """What an open file holds, unpacked: one stream, or those of an archive's members."""
    low = Guarded(
        cast(io.BufferedReader, file if hasattr(file, "read1") else io.BufferedReader(cast(io.RawIOBase, file)))
    )
    head, stream = peek(low)
    guards = (*guards, low, stream)
    for _ in range(DEPTH):
        packed = inflate(name, head, stream)
        if packed is None:
            break
        name, inner = packed
        head, stream = peek(inner)
        guards = (*guards, inner, stream)
    if head.startswith(ZIP_MAGIC):
        yield from _open_zip(path, stream, guards)
    else:
        yield Source(path, name, head, stream, guards)


def _open_zip(path: str, stream: Guarded, guards: tuple[Guarded, ...]) -> Iterator[Source | Reject]:
    if path.count("!/") >= DEPTH:
        yield refuse(path, 0, BAD_ARCHIVE, f"archives inside archives are opened {DEPTH} deep, this one is deeper")
        return
    with tempfile.TemporaryFile() as copy:  # a zip is read from its end: what cannot seek is copied first
        while data := stream.read1(CHUNK):
            copy.write(data)
        copy.seek(0)
        damage = next((g.damage for g in guards if g.damage is not None), None)
        if damage is not None:
            yield refuse(path, 0, damage.reason, damage.note)
        try:
            archive = zipfile.ZipFile(copy)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
            yield refuse(path, 0, BAD_ARCHIVE, f"the archive has no readable list of members ({error})")
            return
        with archive:
            yield from _open_members(path, archive)


def _open_members(path: str, archive: zipfile.ZipFile) -> Iterator[Source | Reject]:
    members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda m: (m.filename, m.header_offset))
    if all(_is_hidden(_member_name(member)) for member in members):
        yield refuse(path, 0, EMPTY_FILE, "the archive holds no file that is read")
    for number, member in enumerate(members, 1):
        name = _member_name(member)
        label = f"{path}!/{scrub_name(name)}"
        if number > MEMBERS:
            yield refuse(path, number, BAD_ARCHIVE, f"more than {MEMBERS} members; the rest is not read")
            return
        if _is_unsafe(name):
            yield refuse(label, 0, BAD_ARCHIVE, "the member's name leads out of the archive; it is not read")
            continue
        if _is_hidden(name):
            continue
        yield from _open_member(label, name, archive, member)


def _open_member(label: str, name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Source | Reject]:
    try:
        file = archive.open(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        yield refuse(label, 0, BAD_ARCHIVE, f"the member cannot be opened ({error})")
        return
    with closing(file):
        guard = Guarded(cast(io.BufferedReader, file), packed=Packed(member.compress_size))
        yield from open_stream(label, name, cast(IO[bytes], guard), (guard,))


def scrub_name(name: str) -> str:
    """A member's name that can be written: lone surrogates are replaced.

    >>> scrub_name("新闻.txt")
    '新闻.txt'
    """
    return name.encode("utf-8", "replace").decode("utf-8")


def _member_name(member: zipfile.ZipInfo) -> str:
    """The member's name; names written by Chinese Windows come as code page 437 and are read as GB18030 or Big5."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not _is_unsafe(name) and any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _is_unsafe(name: str) -> bool:
    flat = name.replace("\\", "/")
    return flat.startswith("/") or ":" in flat.split("/")[0] or ".." in flat.split("/") or "\0" in flat
