"""Files of any Hadoop file system, through the session's own client: listed, and folders taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.engine.work import File

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class FileSystems:
    """The file systems that a session can reach, by address: `file:`, `hdfs:`, `s3a:`, what its Hadoop knows."""

    def __init__(self, session: SparkSession) -> None:
        self._java: Any = session.sparkContext._jvm
        self._settings: Any = session.sparkContext._jsc.hadoopConfiguration()

    def _open(self, address: str) -> tuple[Any, Any]:
        path = self._java.org.apache.hadoop.fs.Path(address)
        return path, path.getFileSystem(self._settings)

    def files(self, address: str) -> Iterator[File]:
        """The files of a file, folder or glob, sorted; below a folder names with `.` or `_` in front are left out.

        Raises what the Java side raises, where the file system is unknown or does not answer.
        """
        path, system = self._open(address)
        found: dict[str, int] = {}
        for status in [system.getFileStatus(path)] if system.exists(path) else system.globStatus(path) or ():
            if not status.isDirectory():
                found[status.getPath().toString()] = status.getLen()
                continue
            root = status.getPath().toString().rstrip("/") + "/"
            below = system.listFiles(status.getPath(), True)
            while below.hasNext():
                file = below.next()
                name = file.getPath().toString()
                if not _is_hidden(name.removeprefix(root)):
                    found[name] = file.getLen()
        for name, size in sorted(found.items()):
            yield File(name, name, size)

    def put(self, file: Path, address: str) -> None:
        """Copies a file of this machine to an address, in place of what is there."""
        path, system = self._open(address)
        system.copyFromLocalFile(False, True, self._java.org.apache.hadoop.fs.Path(f"file:{file}"), path)

    def remove(self, address: str) -> None:
        """Takes a folder away with all that is in it, if it is there."""
        path, system = self._open(address)
        system.delete(path, True)


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "_")) for part in PurePosixPath(path).parts)
