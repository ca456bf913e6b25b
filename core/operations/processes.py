"""The processes of a single-machine installation: both faces and the worker, kept running together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

READY_SECONDS = 60
STOP_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Program:
    """One process: its name, command line and, for a web process, the address that answers when it is up."""

    name: str
    command: tuple[str, ...]
    answers: str = ""


def web(name: str, application: str, port: int, *, workers: int = 1) -> Program:
    """A face served by granian. Threads, not processes, carry concurrency on a small machine."""
    command = (
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        application,
    )
    return Program(name, command, f"http://127.0.0.1:{port}/live")


def worker(manage: Path) -> Program:
    """The worker that empties the outbox and lets time pass."""
    return Program("worker", (sys.executable, str(manage), "worker"))


class Group:
    """Starts programs, waits until they answer, restarts one that dies, stops all on SIGINT or SIGTERM."""

    def __init__(self, programs: list[Program], environment: Mapping[str, str]) -> None:
        self.programs = programs
        self.environment = dict(environment)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def start(self) -> None:
        for program in self.programs:
            self._spawn(program)
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)

    def _spawn(self, program: Program) -> None:
        self.running[program.name] = subprocess.Popen(program.command, env=self.environment)  # noqa: S603 (our own programs)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def wait_ready(self) -> list[str]:
        """Names of web programs that do not answer within a minute."""
        deadline = time.monotonic() + READY_SECONDS
        waiting = [program for program in self.programs if program.answers]
        while waiting and time.monotonic() < deadline and not self.stopping:
            waiting = [program for program in waiting if not _answers(program.answers)]
            if waiting:
                time.sleep(0.1)
        return [program.name for program in waiting]

    def supervise(self) -> None:
        """Runs until told to stop. A program that ends is started again after a second."""
        while not self.stopping:
            time.sleep(1)
            for program in self.programs:
                process = self.running[program.name]
                if process.poll() is not None and not self.stopping:
                    sys.stderr.write(f"{program.name} ended with code {process.returncode}; starting it again\n")
                    self._spawn(program)
        self.stop()

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1) as response:  # noqa: S310 (our own loopback address)
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def child_environment() -> dict[str, str]:
    """What the programs inherit, without the settings module of this command: each names its own."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
