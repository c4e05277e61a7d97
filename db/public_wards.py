"""Which ward figures may be said: few signatures in a ward could point at who gave them.

A ward is said once it has more than ten, and what is left out can't be had by subtraction: what is
said is rounded down to fives, and where what is left out would be a single ward, or no more than
ten signatures in all, the next smallest wards are left out with it.

That holds of what is said at one moment. Who follows the exact total while it grows sees more: a
ward that appears just as the total grows by one had ten before, hence more than ten; but one that
appears with a batch of eight, and moves on with the next single signature, had six, if all eight
were of that ward. Beside a floor it stays open: what came with a change is not seen, and even if
all that ever came was of that ward, it may have had any of four numbers at least.
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
