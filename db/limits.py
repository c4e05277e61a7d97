"""Limits that fill up again: nobody is locked out for good, and a restart forgets nothing."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from db import clock
from db.models import TokenBucket


@dataclass(frozen=True)
class Limit:
    """So many tries at once, and one more after each `refill`."""

    name: str
    tries: int
    refill: timedelta


SIGN_IN_PER_ACCOUNT = Limit("sign-in account", tries=10, refill=timedelta(minutes=1))
# A church hall shares one address: many people, few mistakes (a right password costs nothing).
SIGN_IN_PER_ADDRESS = Limit("sign-in address", tries=60, refill=timedelta(seconds=10))
# Whoever finds an unlocked phone must not guess the password on it.
PASSWORD_CHANGE = Limit("password change", tries=10, refill=timedelta(minutes=1))


def take(session: Session, limit: Limit, who: str) -> bool:
    """Use up one try; False if none is left. A refused try costs nothing more."""
    bucket = _filled(session, limit, who)
    if bucket.tokens < 1:
        return False
    bucket.tokens -= 1
    session.add(bucket)
    session.flush()
    return True


def give_back(session: Session, limit: Limit, who: str) -> None:
    """Return a try that turned out to be right."""
    bucket = _filled(session, limit, who)
    bucket.tokens = min(float(limit.tries), bucket.tokens + 1)
    session.add(bucket)
    session.flush()


def _filled(session: Session, limit: Limit, who: str) -> TokenBucket:
    """The bucket as it is now, with what has flowed in since it was last looked at."""
    key = hashlib.sha256(f"{limit.name}:{who}".encode()).hexdigest()
    now = clock.now()
    bucket = session.get(TokenBucket, key)
    if bucket is None:
        return TokenBucket(key=key, tokens=limit.tries, filled_at=now)
    flowed_in = max(0.0, (now - bucket.filled_at) / limit.refill)
    bucket.tokens = min(float(limit.tries), bucket.tokens + flowed_in)
    bucket.filled_at = now
    return bucket


def forget_old(session: Session) -> None:
    """Drop buckets that have been full again for long."""
    session.execute(
        delete(TokenBucket).where(col(TokenBucket.filled_at) < clock.now() - timedelta(days=1))
    )
