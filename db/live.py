"""News of a change: a data version that grows with each, and one hub per process that notices.

The hub takes one snapshot per change and hands the same one to every page, so that a hundred open
screens cost one reading.
"""

import threading
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import text, update
from sqlmodel import Session, col

from db import clock, totals
from db.engine import database_url, engine, reading
from db.models import DataVersion

_POLL_SECONDS = 0.2  # between two readings at least
_LOOK_SECONDS = 0.05  # between two looks whether there is anything to read


def announce(session: Session) -> int:
    """Count up the data version inside the command's transaction and tell every process of it."""
    one_more = (
        update(DataVersion)
        .values(version=col(DataVersion.version) + 1, changed_at=clock.now())
        .returning(col(DataVersion.version))
    )
    version: int = session.execute(one_more).scalar_one()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_notify('contamos', :version)"), {"version": str(version)})
    return version


class Hub:
    """Holds the newest snapshot; a thread replaces it a moment after a change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: totals.Totals | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Call this after each new snapshot, on whichever thread read it; it must not wait."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        """Call it no more."""
        self._listeners.remove(listener)

    def current(self) -> totals.Totals:
        """The newest snapshot known. Raises Unavailable if there is none and no database."""
        if self._snapshot is None or self._thread is None:
            return self.refresh()
        return self._snapshot

    def refresh(self) -> totals.Totals:
        """Read the newest snapshot now: whoever wrote sees the write at once."""
        with self._lock, reading() as session:
            version = session.get_one(DataVersion, 1).version
            day = clock.today()
            known = self._snapshot
            if known is not None and (known.version, known.today) == (version, day):
                return known
            self._snapshot = known = totals.snapshot(session)
        for listener in tuple(self._listeners):
            listener()
        return known

    def start(self) -> None:
        """Begin to watch the database. Called once by the server at its start."""
        if self._thread is None:
            self._stop.clear()
            watch = self._watch_postgres if "postgresql" in database_url() else self._watch_sqlite
            self._thread = threading.Thread(target=self._watch, args=(watch,), daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop watching, and forget what was seen."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
            self._thread = None
        self._snapshot = None

    def _watch(self, watch: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                watch()
            except Exception:  # the database went away: what it is does not matter, try again
                self._stop.wait(_POLL_SECONDS)

    def _watch_sqlite(self) -> None:
        """`PRAGMA data_version` changes when another connection has committed."""
        with engine().connect() as connection:
            seen: Any = None
            while not self._stop.is_set():
                now = connection.exec_driver_sql("PRAGMA data_version").scalar()
                connection.rollback()  # leave no read transaction open
                if now != seen or self._day_has_turned():
                    self.refresh()
                    seen = now
                    self._stop.wait(_POLL_SECONDS)
                else:
                    self._stop.wait(_LOOK_SECONDS)

    def _watch_postgres(self) -> None:
        """LISTEN: the database tells us."""
        url = database_url().replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("LISTEN contamos")
            self.refresh()
            while not self._stop.is_set():
                heard = list(connection.notifies(timeout=_POLL_SECONDS, stop_after=1))
                if heard or self._day_has_turned():
                    self.refresh()

    def _day_has_turned(self) -> bool:
        return self._snapshot is not None and self._snapshot.today != clock.today()


hub = Hub()
