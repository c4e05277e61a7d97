"""The two servers that are compared: the demo as it is served, and a blank stock Streamlit page."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from urllib.request import urlopen

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parent.parent
STOCK = Path(sys.prefix) / "stock"  # inside .venv, so `make clean` takes it away
_PATIENCE = 300  # seconds for a server to answer; the demo first logs its batches


@contextmanager
def demo(signatures: int) -> Iterator[tuple[str, Path]]:
    """Serve the demo, as `make demo` does. Gives its address and its home."""
    with tempfile.TemporaryDirectory(prefix="contamos-bench-") as folder:
        port = _free_port()
        settings = {"PORT": str(port), "DEMO_SIGNATURES": str(signatures), "TMPDIR": folder}
        command = [sys.executable, "manage.py", "demo"]
        with _serving(command, PROJECT, settings, f"http://localhost:{port}/healthz"):
            [database] = Path(folder).glob("*/contamos.db")
            yield f"http://localhost:{port}", database.parent


@contextmanager
def stock_blank() -> Iterator[str]:
    """Serve a blank page by Streamlit's default settings from an environment of its own."""
    python = _stock_environment()
    with tempfile.TemporaryDirectory(prefix="stock-") as folder:
        Path(folder, "blank.py").write_text("import streamlit as st\n", encoding="utf-8")
        port = _free_port()
        command = [str(python), "-m", "streamlit", "run", "blank.py", "--server.headless", "true"]
        command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
        # Another HOME: no settings of the person who runs this.
        with _serving(command, Path(folder), {"HOME": folder}, f"http://localhost:{port}/"):
            yield f"http://localhost:{port}"


@contextmanager
def bare_events() -> Iterator[str]:
    """Serve a bare Starlette event stream, by uvicorn as the app is."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.bare_events", str(port)]
    with _serving(command, PROJECT, {}, f"http://127.0.0.1:{port}/ready"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _serving(
    command: list[str], folder: Path, settings: Mapping[str, str], ready: str
) -> Iterator[None]:
    """Run a server until the block ends. Settings of our own in the environment stay out of it."""
    ours = ("CONTAMOS_", "DATABASE_URL", "STREAMLIT_", "PYTHONPATH", "VIRTUAL_ENV")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with tempfile.TemporaryFile() as output:
        server = subprocess.Popen(
            command, cwd=folder, env={**inherited, **settings}, stdout=output, stderr=output
        )
        try:
            _wait(server, ready)
            yield
        except BaseException:
            output.seek(0)
            sys.stderr.write(output.read().decode(errors="replace"))
            raise
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait(server: "subprocess.Popen[bytes]", ready: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(ready, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{ready} does not answer")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _stock_environment() -> Path:
    """An environment with our Streamlit and what it needs, nothing else; made once for each pin."""
    python, made_for = STOCK / "bin" / "python", STOCK / "requirements.txt"
    wanted = _stock_requirements()
    if made_for.exists() and made_for.read_text(encoding="utf-8") == wanted:
        return python
    print("Making an environment with nothing but Streamlit", flush=True)
    shutil.rmtree(STOCK, ignore_errors=True)
    venv.create(STOCK, symlinks=True, with_pip=False)
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder, "requirements.txt")
        requirements.write_text(wanted, encoding="utf-8")
        install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-qq"]
        install += ["--disable-pip-version-check", "--require-hashes", "-r", str(requirements)]
        subprocess.run(install, check=True)
    made_for.write_text(wanted, encoding="utf-8")
    return python


def _stock_requirements() -> str:
    """The lines of requirements.txt, hashes included, that Streamlit itself needs."""
    needed: set[str] = set()
    _add_needs("streamlit", needed)
    text = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^[\w.-]+==(?:.*\\\n)*.*\n", text, re.MULTILINE)
    return "".join(pin for pin in pins if canonicalize_name(pin.split("==")[0]) in needed)


def _add_needs(package: str, needed: set[str]) -> None:
    needed.add(canonicalize_name(package))
    for line in metadata.requires(package) or ():
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        if canonicalize_name(requirement.name) not in needed:
            _add_needs(requirement.name, needed)
