"""What counts: the one rule behind every figure (see docs/counting.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from db.errors import N_


class Ladder(NamedTuple):
    """The rungs of a press figure, in signatures."""

    verified: int = 0
    claimed: int = 0
    external: int = 0
    overlap: int = 0

    @property
    def total(self) -> int:
        """The coalition total: verified + claimed + external − overlap."""
        return self.verified + self.claimed + self.external - self.overlap

    def plus(self, other: "Ladder") -> "Ladder":
        """Rung by rung sum."""
        return Ladder(*(a + b for a, b in zip(self, other, strict=True)))

    def minus(self, other: "Ladder") -> "Ladder":
        """Rung by rung difference."""
        return Ladder(*(a - b for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True)
class Rung:
    """A rung's name and definition, as shown beside its figure."""

    name: str
    label: str
    definition: str


RUNGS = (
    Rung(
        "verified",
        N_("Verified"),
        N_("Signatures recorded one by one, valid, each person once per organization."),
    ),
    Rung(
        "claimed",
        N_("Claimed"),
        N_("Counted on batches whose names are not keyed yet."),
    ),
    Rung(
        "external",
        N_("External"),
        N_("What another site reports, less the rows imported from that site."),
    ),
    Rung(
        "overlap",
        N_("Overlap"),
        N_("People who signed with more than one organization, subtracted from the total."),
    ),
)


def batch_counts(*, count: int, keyed: int, verified: int, complete: bool, voided: bool) -> Ladder:
    """What one batch adds. A batch of 20 with 12 keyed is 12 verified + 8 claimed.

    `keyed` is how many lines were recorded one by one, whatever became of them; `verified` how many
    of those count (`counting_line`). Once the batch is marked complete only these count; a voided
    batch counts nothing.
    """
    if voided:
        return Ladder()
    return Ladder(verified=verified, claimed=0 if complete else max(0, count - keyed))


def counting_line(standing: Iterable[int]) -> int | None:
    """On which of a person's lines the person counts: the first of those that stand, or none.

    `standing`: ids of one person's lines in one organization that are not void, on batches that
    are not void. Each person counts once per organization.
    """
    return min(standing, default=None)


def overlap_counts(persons: Mapping[int, int]) -> int:
    """What is subtracted for one group of people who share e-mails or phones across organizations.

    `persons`: organization → how many different people it knows in the group. A family that shares
    a phone is several people to the organization that met them, so the group is as many people as
    the organization that knows most of them says.
    """
    return sum(persons.values()) - max(persons.values(), default=0)


def external_counts(*, reported: int, imported: int) -> Ladder:
    """What an external source adds: its report, less the rows imported from that same source."""
    return Ladder(external=max(0, reported - imported))
