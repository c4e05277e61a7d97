"""Which ward figures may be said: few signatures in a ward could point at who gave them.

A ward is said once it has more than ten, and what is left out can't be had by subtraction: what is
said is rounded down to fives, and where what is left out would be a single ward, or no more than
ten signatures in all, the next smallest wards are left out with it.

More than ten, not ten: the total is live and exact. Who sees it grow by one just as a ward appears
knows what that ward had before, and that must not be fewer than ten.
"""

from collections.abc import Mapping

MOST_UNSAID = 10  # signatures of a ward that are not said
ROUNDED_TO = 5
_LEFT_OUT = 2  # wards at least, if any


def may_be_said(wards: Mapping[int, int]) -> dict[int, int]:
    """Ward → its signatures as they may be said, rounded down; the others are left out.

    `wards`: every ward → its signatures, those without any included.
    """
    smallest_first = sorted(wards, key=lambda ward: (wards[ward], ward))
    left_out = [ward for ward in smallest_first if wards[ward] <= MOST_UNSAID]
    for ward in smallest_first[len(left_out) :]:
        enough = len(left_out) >= _LEFT_OUT and sum(wards[each] for each in left_out) > MOST_UNSAID
        if not left_out or enough:
            break
        left_out.append(ward)
    return {
        ward: signatures - signatures % ROUNDED_TO
        for ward, signatures in sorted(wards.items())
        if ward not in left_out
    }
