"""Where the tests' browser is; `python -m tests.browser.chromium` installs one if need be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
# A bare Debian also lacks a library that Playwright's driver needs, and any font.
APT = "apt-get install -y --no-install-recommends chromium fonts-liberation libatomic1"


class NoChromium(RuntimeError):
    pass


def find() -> str:
    """The first browser that starts."""
    if given := os.environ.get("CHROMIUM_PATH"):
        if works(given, "--version"):
            return given
        raise NoChromium(f"CHROMIUM_PATH={given} does not start")
    folders = (Path("/Applications"), Path.home() / "Applications")
    candidates = [path for name in NAMES if (path := shutil.which(name))]
    candidates += [str(folder / application) for folder in folders for application in MACOS]
    for path in candidates:
        if works(path, "--version"):
            return path
    path = downloaded()
    if works(path, "--version"):
        return path
    raise NoChromium("No Chromium: `make test` tries to install one, CHROMIUM_PATH names yours")


def works(*command: str) -> bool:
    # Being there is not enough: Ubuntu's chromium-browser may only say to install the snap, and
    # Playwright's download lacks its libraries on a bare system.
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def downloaded() -> str:
    # In a process of its own, because Playwright's sync interface can't start twice in one.
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    return subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True
    ).stdout.strip()


def install() -> None:
    """The system's own package where we may install it, else Playwright's build."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get"):
        works(*sudo, "apt-get", "update")
        if works(*sudo, "env", "DEBIAN_FRONTEND=noninteractive", *APT.split()):
            return
    works(sys.executable, "-m", "playwright", "install", "chromium")


def check() -> None:
    if not works(sys.executable, "-m", "playwright", "--version"):
        raise NoChromium("Playwright does not start: it may lack a library (Debian's libatomic1)")
    find()


def main() -> None:
    try:
        check()
    except NoChromium:
        if "CHROMIUM_PATH" in os.environ:
            raise
        print("Installing Chromium for the browser tests", flush=True)
        install()
        check()


if __name__ == "__main__":
    try:
        main()
    except NoChromium as problem:
        sys.exit(str(problem))
