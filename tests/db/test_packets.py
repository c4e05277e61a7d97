"""Parts of the delivery packet: who joins them is written down, with how many names."""

import pytest
from sqlmodel import select

from db import packets
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Invalid, NotAllowed
from db.models import AuditEntry
from db.packets import Order, Part, PartPage
from tests.db.support import nothing_written

MINE = Part(
    "mijente",
    "Mijente",
    Order.WARD,
    "2017-04-24",
    (PartPage(22, 92, (0, 91)), PartPage(22, 3), PartPage(None, 1)),
)


def test_a_marked_part_says_what_it_said_and_its_pages_are_as_they_were(cora: Actor) -> None:
    pdf = b"%PDF-1.7\n\x00\xff%Contamos-part \n%%EOF\n"
    assert packets.opened(cora, packets.marked(pdf, MINE)) == (MINE, pdf)
    assert MINE.signers == 96


def test_any_changed_byte_is_noticed(cora: Actor) -> None:
    marked = packets.marked(b"%PDF-1.7\npages\n%%EOF\n", MINE)
    for place in range(len(marked) - 1):  # the last one is the end of the line
        changed = bytearray(marked)
        changed[place] ^= 1
        with pytest.raises(Invalid):
            packets.opened(cora, bytes(changed))


def test_who_joined_which_parts_is_in_the_audit_log(alice: Actor, bob: Actor) -> None:
    with nothing_written(), pytest.raises(NotAllowed), writing() as session:
        packets.record_joined(session, bob, [MINE])
    with writing() as session:
        packets.record_joined(session, alice, [MINE])
    with reading() as session:
        [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == "join packet"))
    assert entry.details == {"mijente": 96}
    assert entry.user_id == alice.user_id
