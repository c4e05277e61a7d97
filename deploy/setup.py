"""Install a pinned, hashed requirements file into .venv, making .venv first where there is none.

Runs before anything is installed, so it needs the standard library only.
"""

import hashlib
import importlib.util
import os
import re
import ssl
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import urlopen

VENV = Path(__file__).resolve().parent.parent / ".venv"
PYTHON = VENV / "bin" / "python"

PIP = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def usable() -> bool:
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0
    except OSError:  # an upgrade took away the interpreter that .venv points to
        return False


def make_venv() -> None:
    # Debian keeps ensurepip in a package of its own, which a fresh machine lacks.
    has_pip = importlib.util.find_spec("ensurepip") is not None
    venv.create(VENV, clear=True, symlinks=True, with_pip=has_pip)
    if has_pip:
        return
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder, PIP)
        wheel.write_bytes(download_pip())
        # A wheel is a zip file, and Python runs the pip inside it.
        subprocess.run(
            [PYTHON, wheel / "pip", "install", "--quiet", "--no-index", wheel], check=True
        )


def download_pip() -> bytes:
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    # The digest vouches for the file, so a machine without ca-certificates can fetch it too.
    unverified = ssl._create_unverified_context()  # noqa: S323
    with urlopen(index, context=unverified) as page:  # noqa: S310
        link = re.search(rf'href="([^"#]*{re.escape(PIP)})', page.read().decode())
    if not link:
        sys.exit(f"{index} has no {PIP}. Install python3-venv and run this again.")
    with urlopen(urljoin(index, link[1]), context=unverified) as answer:  # noqa: S310
        wheel: bytes = answer.read()
    if hashlib.sha256(wheel).hexdigest() != PIP_SHA256:
        sys.exit(f"{PIP} from {index} is not the file we know. Install python3-venv instead.")
    return wheel


def main(requirements: str) -> None:
    try:
        if not usable():
            print("Making .venv", flush=True)
            make_venv()
        print(f"Installing {requirements}", flush=True)
        subprocess.run(
            [
                *(PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"),
                *("--require-hashes", "--requirement", requirements),
            ],
            check=True,
        )
    except OSError as problem:
        sys.exit(f"Could not set up .venv: {problem}")
    except subprocess.CalledProcessError as problem:
        sys.exit(problem.returncode)


if __name__ == "__main__":
    main(sys.argv[1])
