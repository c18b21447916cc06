"""A Spark session; what it needs is looked at first, so that what is missing is told in one line."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pipeline import errors
from pipeline.errors import EngineError, HeshuError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JAVA = 17
PATIENCE = 5.0
_MASTER = re.compile(r"local(\[(\*|\d+)(,\s*\d+)?\])?|local-cluster\[.+\]|spark://[^/\s]+:\d+|yarn|k8s://\S+")
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')
_RAISED = re.compile(r"pipeline\.errors\.(\w+): (.+)")
_SETTINGS = {
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.maxResultSize": "0",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
}


def check_master(master: str) -> None:
    """Raises EngineError where a master's address is none, or nobody answers there.

    >>> check_master("local[2]")
    >>> check_master("一号机")
    Traceback (most recent call last):
    pipeline.errors.EngineError: --master 一号机: expected local[N], spark://HOST:PORT, yarn or k8s://URL
    """
    if not _MASTER.fullmatch(master):
        raise EngineError(f"--master {master}: expected local[N], spark://HOST:PORT, yarn or k8s://URL")
    if not master.startswith("spark://"):
        return
    said = []
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        try:
            socket.create_connection((host, int(port)), PATIENCE).close()
            return
        except (OSError, OverflowError) as error:
            said.append(str(error))
    raise EngineError(f"--master {master}: no master answers there ({said[-1]}); start one or name another")


def check_extra() -> None:
    """Raises EngineError where Python packages or Java are missing."""
    missing = [name for name in ("pyspark", "pandas") if find_spec(name) is None]
    if missing:
        raise EngineError(f"--engine spark needs {' and '.join(missing)}: pip install 'heshu[spark]'")
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    where = f"JAVA_HOME={home} has none" if home else "no java was found"
    if java is None:
        raise EngineError(f"--engine spark needs Java {JAVA} or later, {where}: install a JRE or set JAVA_HOME")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, errors="replace", check=False)
    found = _VERSION.search(told.stderr + told.stdout)
    if found is None or int(found[1]) < JAVA:
        what = f"Java {found[1]}" if found else "no working Java"
        raise EngineError(f"--engine spark needs Java {JAVA} or later, {java} is {what}: install one or set JAVA_HOME")


@contextmanager
def open_session(master: str) -> Iterator[SparkSession]:
    """A session with a master for the length of a `with`; one that is there already is taken, and left there."""
    check_extra()
    check_master(master)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    there = SparkSession.getActiveSession()
    if there is not None:
        yield there
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("heshu")
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except (Py4JError, PySparkException) as error:
        raise EngineError(f"--master {master}: no Spark session could be opened ({first_line(error)})") from error
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def explained() -> Iterator[None]:
    """Turns what Spark says of a failed job into the error that a worker raised for the user, else an EngineError."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        raise raised_in(str(error)) or EngineError(f"Spark gave up: {first_line(error)}") from error


def raised_in(text: str) -> HeshuError | None:
    """The error for the user that a worker raised, as Spark tells of it.

    >>> raised_in("PythonException: ...\\npipeline.errors.LexiconError: units.tsv:41: 3 cells")
    LexiconError('units.tsv:41: 3 cells')
    """
    found = _RAISED.search(text)
    kind = getattr(errors, found[1], None) if found else None
    if found is None or not (isinstance(kind, type) and issubclass(kind, HeshuError)):
        return None
    return kind(found[2])


def first_line(error: Exception) -> str:
    """What an error of the Java side says, without its stack."""
    said = getattr(error, "java_exception", None)
    text = str(said.toString()) if said is not None else str(error)
    return next((line.strip() for line in text.splitlines() if line.strip()), type(error).__name__)[:300]
