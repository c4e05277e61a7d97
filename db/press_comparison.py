"""What changed since: a frozen figure beside today's, as far as today's may be said."""

from collections.abc import Iterator
from dataclasses import dataclass

from db.counting import RUNGS
from db.press_figures import PublicFigures
from db.press_words import Words


@dataclass(frozen=True)
class Compared:
    """A figure then and now, in words; `difference` where both are exact numbers."""

    label: str
    then: str
    now: str
    difference: str = ""

    @property
    def changed(self) -> bool:
        """True if the two are not said alike."""
        return self.then != self.now


def compared(
    words: Words, then: PublicFigures, now: PublicFigures, *, exact: bool
) -> Iterator[Compared]:
    """Every figure then and now. Unless today's is `exact`, it is said as its floor, and nothing
    is said with it from which the exact figure follows."""
    _, number = words.text, words.number
    exact = exact or not now.floor
    said = number(now.said(exact=exact))
    yield Compared(
        _("Signatures"),
        number(then.signatures),
        f"{words.lead_of(exact=exact)} {said}".strip(),
        words.signed(now.signatures - then.signatures) if exact else "",
    )
    yield from _rungs(words, then, now, exact=exact)
    for label, before, after in (
        (_("Conversations"), then.conversations, now.conversations),
        (_("Organizations"), len(then.organizations), len(now.organizations)),
    ):
        yield Compared(label, number(before), number(after), words.signed(after - before))
    if exact:  # beside a floor it is not said which one was reached last
        yield Compared(_("Last milestone"), *map(number, (then.last_milestone, now.last_milestone)))
    goals = then.next_milestone, now.goal(exact=exact)
    yield Compared(_("Next milestone"), *(number(each) if each else "–" for each in goals))
    yield from _council(words, then, now)
    for ward in sorted(then.wards.keys() | now.wards.keys()):
        label = _("Ward {number}").format(number=ward)
        yield Compared(label, *(words.or_not(each.wards.get(ward)) for each in (then, now)))


def _rungs(
    words: Words, then: PublicFigures, now: PublicFigures, *, exact: bool
) -> Iterator[Compared]:
    _ = words.text
    for rung in RUNGS:
        label = _(rung.label)
        before, after = then.rungs.get(rung.name), now.rungs.get(rung.name)
        if exact and before is not None and after is not None:
            change = words.signed(after - before)
            yield Compared(label, words.number(before), words.number(after), change)
        elif (before is None) != (after is None):
            today = words.or_not(after) if exact or after is None else _("counts")
            yield Compared(label, words.or_not(before), today)


def _council(words: Words, then: PublicFigures, now: PublicFigures) -> Iterator[Compared]:
    _ = words.text
    stages = [{each.slug: words.step(each) for each in at.measures} for at in (then, now)]
    stands = [{each.measure: words.sides(each) for each in at.whip} for at in (then, now)]
    titles = {each.slug: each.short_title for each in (*then.measures, *now.measures)}
    whip = _("Whip count")
    for slug, title in titles.items():
        label = _(title)
        yield Compared(label, *(each.get(slug, "–") for each in stages))
        if any(slug in each for each in stands):
            yield Compared(
                f"{whip}: {label}", *(each.get(slug, words.or_not(None)) for each in stands)
            )
