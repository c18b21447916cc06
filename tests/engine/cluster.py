"""A Spark cluster of processes on this machine: a master and two workers with one core and little memory each."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss4m"
PATIENCE = 60.0
DEFAULTS = f"""
spark.ui.enabled false
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.driver.memory 512m
spark.driver.extraJavaOptions {QUICK}
spark.executor.memory 512m
spark.executor.extraJavaOptions {QUICK}
spark.default.parallelism 2
spark.sql.shuffle.partitions 4
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A master and its workers; each is a group of processes that can be killed as if its machine was lost."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.master = f"spark://127.0.0.1:{self._port}"
        (folder / "conf").mkdir()
        (folder / "conf" / "spark-defaults.conf").write_text(DEFAULTS, encoding="utf-8")
        os.environ["SPARK_CONF_DIR"] = str(folder / "conf")

    def start(self, name: str, *arguments: str) -> None:
        """Starts a process of Spark's own; what it says goes into a file."""
        import pyspark

        command = [f"{Path(pyspark.__file__).parent}/bin/spark-class", *arguments, "--webui-port", "0"]
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        settings = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_JAVA_OPTS": QUICK, "SPARK_DAEMON_MEMORY": "256m"}
        with (self._folder / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(
                command,
                env={**os.environ, **settings, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_master(self) -> None:
        """Starts the master."""
        self.start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(self._port))

    def start_worker(self, name: str) -> None:
        """Starts a worker, which takes up work as soon as the master knows it."""
        kind = "org.apache.spark.deploy.worker.Worker"
        limits = ("--host", "127.0.0.1", "--cores", "1", "--memory", "600m", "--work-dir", str(self._folder / name))
        self.start(name, kind, *limits, self.master)

    def wait(self, name: str, said: str) -> None:
        """Waits until a process has said something."""
        limit = time.monotonic() + PATIENCE
        while said not in (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace"):
            if time.monotonic() > limit or self._processes[name].poll() is not None:
                raise AssertionError((self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.1)

    def kill(self, name: str) -> None:
        """Ends a process with all that it started, without a word."""
        process = self._processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        """Ends everything."""
        for name in list(self._processes):
            self.kill(name)


@contextmanager
def open_cluster(folder: Path) -> Iterator[Cluster]:
    """A master and two workers for the length of a `with`."""
    cluster = Cluster(folder)
    try:
        cluster.start_master()
        cluster.wait("master", "I have been elected leader")
        for name in ("worker1", "worker2"):
            cluster.start_worker(name)
        for name in ("worker1", "worker2"):
            cluster.wait(name, "Successfully registered with master")
        yield cluster
    finally:
        cluster.close()
        del os.environ["SPARK_CONF_DIR"]
