"""A standalone Spark cluster on loopback: a master and workers, each a process of its own, and jobs given to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent
#: Seconds until something that should be there must be there.
PATIENCE = 400


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def ask(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return json.load(answer)


def wait_for(what, found):
    """Asks until there is an answer."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if answer := found():
                return answer
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"{what}: not after {PATIENCE} s")


def kill_session(leader):
    """kill -9 for a process and all that it started, as when a machine is lost."""
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getsid(int(entry.name)) == leader:
                os.kill(int(entry.name), signal.SIGKILL)
        except ProcessLookupError:
            pass


class Cluster:
    """Up between `with` and its end. Everything it writes lies in `folder`."""

    def __init__(self, folder, workers):
        self.folder, self.count = Path(folder), workers
        self.started = []

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        port, self.page = free_port(), free_port()
        self.url = f"spark://127.0.0.1:{port}"
        self._start("master", "master.Master", "--port", port, "--webui-port", self.page)
        wait_for("the master", lambda: ask(self.page, "/json/"))
        own = ("--cores", 1, "--memory", "1g", "--webui-port", 0)
        self.workers = [
            self._start(f"worker-{n}", "worker.Worker", *own, "-d", self.folder / f"work-{n}", self.url)
            for n in range(self.count)
        ]
        wait_for("the workers", lambda: self.alive() == self.count)
        return self

    def __exit__(self, *_):
        for process in self.started:
            kill_session(process.pid)
            process.wait()

    def alive(self):
        """How many workers the master knows to be alive."""
        return ask(self.page, "/json/")["aliveworkers"]

    def lose(self, number):
        """kill -9 for a worker with its executors."""
        kill_session(self.workers[number].pid)
        self.workers[number].wait()

    def _start(self, name, kind, *words):
        log = open(self.folder / f"{name}.log", "wb")
        command = [HOME / "bin" / "spark-class", f"org.apache.spark.deploy.{kind}", "--host", "127.0.0.1", *map(str, words)]
        process = subprocess.Popen(command, env=environment(self.folder), stdout=log, stderr=log, start_new_session=True)
        self.started.append(process)
        return process


def environment(folder):
    own = {
        "SPARK_HOME": str(HOME),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
    }
    return {**os.environ, **own}


def submit(master, folder, *words, meanwhile=None):
    """The `spark-submit` line of the documentation; `meanwhile` is told the port of the job's page while it runs.

    Gives what the job says at its end.
    """
    import marsad.spark_job

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    page = free_port()
    conf = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.port": page,
        "spark.executor.memory": "768m",
        "spark.driver.memory": "1g",
        "spark.sql.shuffle.partitions": 8,
        "spark.local.dir": folder,
    }
    settings = [word for key, value in conf.items() for word in ("--conf", f"{key}={value}")]
    command = [HOME / "bin" / "spark-submit", "--master", master, *settings, marsad.spark_job.__file__, *map(str, words)]
    with open(folder / "job.log", "wb") as log:
        job = subprocess.Popen(command, env=environment(folder), stdout=log, stderr=log, start_new_session=True)
        try:
            if meanwhile is not None:
                meanwhile(page)
            job.wait(timeout=1_800)
        finally:
            if job.poll() is None:
                kill_session(job.pid)
    said = (folder / "job.log").read_text(encoding="utf-8", errors="replace")
    assert job.returncode in (0, 1), said[-4_000:]
    return json.loads([line for line in said.splitlines() if line.startswith('{"coded, seconds"')][-1])
