"""How long to wait after wrong passphrases: nothing for slips, then longer each time. Kept across restarts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from desktop.wizard.settings import Settings
from desktop.words import Sentence, say

FREE_TRIES = 3
FIRST_WAIT, LONGEST_WAIT = 10, 15 * 60


def wait_after(wrong_tries: int) -> int:
    """Seconds to wait after so many wrong tries: 0, 0, 0, 10, 20, 40 … at most 15 minutes."""
    extra = wrong_tries - FREE_TRIES
    return 0 if extra <= 0 else min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(extra - 1, 20))


def seconds_left(settings: Settings, now: datetime) -> int:
    """Seconds until the next try is taken. A clock set back cannot make it longer than the wait itself."""
    wait = wait_after(settings.wrong_tries)
    if not wait or not settings.wrong_since:
        return 0
    passed = now - datetime.fromisoformat(settings.wrong_since)
    return 0 if passed >= timedelta(seconds=wait) else min(wait, wait - int(passed.total_seconds()))


def after_wrong(settings: Settings, now: datetime) -> Settings:
    """Settings after a wrong try."""
    return replace(settings, wrong_tries=settings.wrong_tries + 1, wrong_since=now.isoformat(timespec="seconds"))


def after_right(settings: Settings) -> Settings:
    """Settings after a right one."""
    return replace(settings, wrong_tries=0, wrong_since="")


def spoken(seconds: int) -> Sentence:
    """还要等 40 秒 / 还要等 3 分钟."""
    if seconds < 90:
        return say("Please wait {n} seconds, then try again.", n=seconds)
    return say("Please wait {n} minutes, then try again.", n=(seconds + 59) // 60)
