"""Made-up names on some of the demo's paper sheets: everybody signs once, so no total changes."""

import random
from collections.abc import Sequence

from sqlmodel import Session, col

from db import clock
from db.actor import Actor, own
from db.models import Batch, Channel
from db.signers import SignatureCreate, key_signature

_SHEETS = 3  # of each organization
_LINES = 15  # of each sheet; the rest of it is still to be keyed
_FIRST = (
    *("Alma", "Benito", "Celia", "Darnell", "Elena", "Farid", "Grace", "Hyun-woo", "Imani"),
    *("José", "Katarzyna", "Luz", "Malik", "Noor", "Olga", "Pilar", "Quentin", "Rosa", "Sun-hee"),
)
_LAST = (
    *("Aguilar Made-Up", "Brown", "Cho", "Díaz", "Escobar", "Farouk", "García Núñez", "Haddad"),
    *("Ibarra", "Johnson", "Kowalska", "López", "Muñoz", "Nowak", "Ortiz", "Park", "Quiroz"),
)
_STREETS = ("Invented Ave", "Sample St", "Nowhere Blvd", "Pretend Pl")
_ZIPS = ("60608", "60623", "60632", "60629", "60647", "60625", "60804", "")


def fill(session: Session, loggers: Sequence[Actor]) -> None:
    """Key some lines of each organization's latest paper sheets."""
    chance = random.Random(173)  # noqa: S311 - made-up people, the same every time
    number = 0
    for actor in loggers:
        sheets = own(session, actor, Batch).where(
            Batch.channel == Channel.PAPER, Batch.count >= _LINES
        )
        for batch in session.exec(sheets.order_by(col(Batch.id).desc()).limit(_SHEETS)).all():
            for __ in range(_LINES):
                number += 1
                with clock.stopped_at(batch.recorded_at):
                    key_signature(session, actor, batch.id, _line(chance, number))


def _line(chance: random.Random, number: int) -> SignatureCreate:
    has_email, has_phone = chance.random() < 0.6, chance.random() < 0.5
    return SignatureCreate(
        first_name=chance.choice(_FIRST),
        last_name=chance.choice(_LAST),
        email=f"signer.{number}@example.org" if has_email else "",
        phone=f"872-555-{number:04}" if has_phone else "",
        street=f"{chance.randint(100, 9_900)} {chance.choice(_STREETS)}",
        zip=chance.choice(_ZIPS),
        may_contact=chance.random() < 0.7,
        key=f"demo line {number:08}",
    )
