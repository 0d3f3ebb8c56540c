"""What the rail says besides the steps: the shop, its route, the next date and the days left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.words import Sentence, language, say

if TYPE_CHECKING:
    from desktop.session import Session


@dataclass(frozen=True, slots=True)
class Overview:
    """The shop's name, the line below it, the next date in words, and the days left in words."""

    name: str
    line: Sentence | None = None
    next_date: Sentence | None = None
    days_left: Sentence | None = None

    @property
    def title(self) -> str:
        """The shop with its route, for the list of recent cases."""
        if not self.line:
            return self.name
        return f"{self.name} ({self.line})" if language() == "en" else f"{self.name}（{self.line}）"


def overview(session: Session) -> Overview:
    """Read from the case what the rail says."""
    from desktop.shop import store
    from desktop.shop.records import ROUTE_NAMES
    from desktop.shop.timeline import milestones

    vault = session.vault
    shop, closing = store.read_shop(vault), store.read_closing(vault)
    name = shop.name if shop else vault.fact("shop_name") or ""
    if closing is None:
        return Overview(name)
    line = ROUTE_NAMES[closing.route]
    coming = sorted(
        (m for m in milestones(session.rules, shop, closing) if m.day >= session.today), key=lambda m: m.day
    )
    if not coming:
        return Overview(name, line, say("Closed on {day}", day=closing.last_trading_day))
    first = coming[0]
    days = (first.day - session.today).days
    left = say("Today") if days == 0 else say("1 day left") if days == 1 else say("{n} days left", n=days)
    return Overview(name, line, say("{what}\n{day}", what=first.name, day=first.day), left)
