"""Real servers, each a process of its own with a home and a port of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import sqlcipher3.dbapi2

ROOT = Path(__file__).parent.parent.parent
CLOCK = "2017-04-24T09:00"
PATIENCE = 120  # seconds for a server to answer


@dataclass(frozen=True)
class Server:
    url: str
    home: Path
    log: Path

    def manage(self, *arguments: str) -> str:
        """Run one of the operator's commands on this server's home; what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=_environment(self.home), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def create(self, username: str, name: str, role: str, organization: str) -> str:
        """A person who has not chosen a password yet; their one-time password."""
        options = ("--name", name, "--role", role, "--organization", organization)
        return self.manage("user", "create", username, *options).split(": ")[1].strip()

    def end_sessions_of(self, username: str) -> None:
        """As if the person had not touched anything for half an hour."""
        database = sqlcipher3.dbapi2.connect(str(self.home / "contamos.db"), timeout=10)
        try:
            database.execute(
                "UPDATE login_session SET last_seen_at = datetime(last_seen_at, '-31 minutes') "
                "WHERE user_id = (SELECT id FROM user WHERE username = ?)",
                [username],
            )
            database.commit()
        finally:
            database.close()


@contextmanager
def demo(folder: Path) -> Iterator[Server]:
    """What `make demo` serves."""
    with _running([sys.executable, "manage.py", "demo"], folder, {"TMPDIR": str(folder)}) as server:
        yield server


@contextmanager
def fresh(folder: Path, *options: str, port: int = 0) -> Iterator[Server]:
    """What `streamlit run app.py` serves on its first start: an empty campaign.

    `port`: where, such as where a server before it was; 0: anywhere.
    """
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    clock = {"CONTAMOS_CLOCK": f"{CLOCK}@{time.time()}"}
    with _running(command, folder, clock, at=port) as server:
        yield server


@contextmanager
def _running(
    command: list[str], folder: Path, more: dict[str, str], at: int = 0
) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", at)) as free:
        port = str(free.getsockname()[1])
    if "streamlit" in command:
        command = [*command, "--server.port", port]
    log = folder / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**_environment(folder), "PORT": port, **more},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, log)
            [home] = [path.parent for path in folder.rglob("contamos.db")]
            yield Server(url, home, log)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environment(home: Path) -> dict[str, str]:
    ours = ("CONTAMOS_", "STREAMLIT_", "DATABASE_URL", "DEMO_SIGNATURES", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "CONTAMOS_HOME": str(home), "CONTAMOS_CLOCK": CLOCK}


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{url}/healthz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
