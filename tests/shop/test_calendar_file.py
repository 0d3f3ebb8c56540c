"""The calendar file, read back by a reader written from RFC 5545 alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop import words
from desktop.jobs.runner import JobRunner
from desktop.rules.loader import load
from desktop.session import Session
from desktop.shop.calendar_file import calendar_file
from desktop.shop.page import ShopPage
from desktop.shop.page_timeline import DatesLine
from desktop.shop.records import LegalForm, Milestone, Route
from desktop.shop.timeline import milestones, overdue
from desktop.ui.blocks import MessageBar
from desktop.ui.widgets import Label
from desktop.words import say
from tests.fakes import FixedClock
from tests.shop.cases import CLOSING, PEOPLE, SHOP, fill_in, new_vault

TODAY, NOW = date(2026, 11, 21), datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
NAME = re.compile(r"[A-Z][A-Z0-9-]*\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One component with its properties as they are meant, and the components in it."""

    kind: str
    values: dict[str, str]
    parts: list[Entry]


def content_lines(data: bytes) -> list[str]:
    """Unfolded (3.1): every line ends with CRLF and has at most 75 octets; one that begins with a blank goes on."""
    assert data.endswith(b"\r\n")
    raw = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\r" not in line and b"\n" not in line for line in raw)
    unfolded: list[bytes] = []
    for line in raw:
        line.decode()  # no character is cut in two
        if line.startswith((b" ", b"\t")):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    return [line.decode() for line in unfolded]


def text_of(value: str) -> str:
    """TEXT (3.3.11): only these four are escaped, and nothing else stands after a backslash."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    assert not re.sub(r"\\[\\;,nN]", "", value).count("\\"), value
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def read(data: bytes) -> Entry:
    """The calendar as a tree; raises where it is not nested well."""
    top = Entry("", {}, [])
    open_now = [top]
    for line in content_lines(data):
        name, colon, value = line.partition(":")
        key, _, parameter = name.partition(";")
        assert colon, line
        assert NAME.match(key), line
        if key == "BEGIN":
            entry = Entry(value, {}, [])
            open_now[-1].parts.append(entry)
            open_now.append(entry)
        elif key == "END":
            assert open_now.pop().kind == value
        else:
            assert key not in open_now[-1].values, "none of ours may stand twice"
            assert parameter in ("", "VALUE=DATE")
            is_text = key in ("SUMMARY", "DESCRIPTION", "X-WR-CALNAME")
            open_now[-1].values[key] = text_of(value) if is_text else value
    assert open_now == [top]
    (calendar,) = top.parts
    assert calendar.kind == "VCALENDAR"
    return calendar


def written(dates: tuple[Milestone, ...], today: date = TODAY, now: datetime = NOW) -> Entry:
    return read(calendar_file(dates, today, now, "case"))


@pytest.fixture
def dates() -> tuple[Milestone, ...]:
    return milestones(load(), SHOP, CLOSING)


def test_every_date_is_a_whole_day_with_its_basis(dates: tuple[Milestone, ...]) -> None:
    calendar = written(dates)
    assert (calendar.values["VERSION"], calendar.values["CALSCALE"]) == ("2.0", "GREGORIAN")
    assert calendar.values["PRODID"]
    assert [event.kind for event in calendar.parts] == ["VEVENT"] * len(dates)
    for event, milestone in zip(calendar.parts, dates, strict=True):
        assert event.values["DTSTART"] == f"{milestone.day:%Y%m%d}"
        assert event.values["DTEND"] == f"{milestone.day + timedelta(1):%Y%m%d}"
        assert event.values["DTSTAMP"] == "20261121T020000Z"
        assert str(milestone.name) in event.values["SUMMARY"]
        assert (milestone.basis or "本程序的建议") in event.values["DESCRIPTION"]


def test_what_is_overdue_says_so_and_rings_no_more(dates: tuple[Milestone, ...]) -> None:
    events = dict(zip((one.key for one in dates), written(dates).parts, strict=True))
    late = [one.key for one in dates if overdue(one, TODAY)]
    assert late == ["insurance"], "T-90 has passed, T-30 is still to come; what is only proposed is never overdue"
    assert events["insurance"].values["SUMMARY"].startswith("已过期")
    assert "已过 50 天" in events["insurance"].values["DESCRIPTION"]
    for one in dates:
        alarms = events[one.key].parts
        assert [alarm.kind for alarm in alarms] == (["VALARM"] if one.day > TODAY else [])
        if one.key != "insurance":
            assert "已过" not in "".join(events[one.key].values.values())
        for alarm in alarms:
            assert {"ACTION", "TRIGGER", "DESCRIPTION"} == set(alarm.values)
            assert alarm.values["TRIGGER"] == "-PT15H"


def test_a_date_keeps_its_uid_when_it_moves_and_no_other_case_has_it(dates: tuple[Milestone, ...]) -> None:
    moved = tuple(replace(one, day=one.day + timedelta(7)) for one in dates)
    later = datetime(2027, 1, 1, tzinfo=UTC)
    first, second = (
        [event.values["UID"] for event in written(*some).parts] for some in ((dates,), (moved, TODAY, later))
    )
    assert first == second
    assert len(set(first)) == len(dates)
    other = [event.values["UID"] for event in read(calendar_file(dates, TODAY, NOW, "other")).parts]
    assert not set(first) & set(other)


def test_no_name_of_shop_or_people_goes_along(dates: tuple[Milestone, ...]) -> None:
    text = "".join(content_lines(calendar_file(dates, TODAY, NOW, "case")))
    for private in (SHOP.name, SHOP.address, SHOP.credit_code, *(p.name for p in PEOPLE), *(p.phone for p in PEOPLE)):
        assert private
        assert private not in text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\\;,\n药𬴂"), max_size=200))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    milestone = Milestone("key", say("Overdue: {name}", name=text), date(2027, 1, 1), text, False)
    (event,) = written((milestone,)).parts
    assert event.values["SUMMARY"] == f"已过期：{text}"
    assert event.values["DESCRIPTION"] == (f"依据：{text}" if text else "本程序的建议")


def test_shop_kinds_have_their_own_dates() -> None:
    def found(form: LegalForm) -> dict[str, int]:
        shop = replace(SHOP, legal_form=form)
        dates = milestones(load(), shop, replace(CLOSING, route=Route.DEREGISTRATION))
        return {m.basis: (m.day - CLOSING.last_trading_day).days for m in dates if "creditors" in m.key}

    assert found(LegalForm.COMPANY) == {"公司法 第二百三十五条": 60}
    assert found(LegalForm.PARTNERSHIP) == {"合伙企业法 第八十八条": 60}
    assert found(LegalForm.SOLE_PROPRIETORSHIP) == {"个人独资企业法 第二十七条": -15}
    assert found(LegalForm.SOLE_TRADER) == {}


# -- by clicks


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    vault = new_vault(tmp_path / "shop.case", FixedClock())
    fill_in(vault)
    yield Session(vault, load(), FixedClock())
    vault.close()


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> ShopPage:
    made = ShopPage(session, JobRunner())
    qtbot.addWidget(made)
    made.resize(1134, 660)
    made.show()
    made.refresh()
    made._tabs.show_tab("timeline")
    return made


def test_one_click_saves_it_beside_and_whole(
    page: ShopPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "时间表"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    qtbot.mouseClick(page._to_calendar, Qt.MouseButton.LeftButton)
    calendar = read((tmp_path / "时间表.ics").read_bytes())
    assert len(calendar.parts) == len(page._line._dates)
    assert sorted(file.name for file in tmp_path.glob("*.ics*")) == ["时间表.ics"]


def test_a_folder_that_cannot_be_written_is_said(page: ShopPage, tmp_path: Path) -> None:
    assert not page.attempt(lambda: page.save_calendar(tmp_path / "nowhere" / "x.ics"))
    assert cast("list[MessageBar]", page.findChildren(cast(Any, MessageBar)))


def test_the_line_is_true_to_time_and_says_what_is_overdue(page: ShopPage, qtbot: QtBot) -> None:
    line = page._line
    assert isinstance(line, DatesLine)
    days = {one.key: one.day for one in line._dates}
    first, last = min(days.values()), max(days.values())
    whole = line.place(last) - line.place(first)
    part = (days["notice"] - first).days / (last - first).days
    assert line.place(days["notice"]) - line.place(first) == pytest.approx(whole * part)
    assert "过期的 1 个" in line.accessibleName()
    shown = [label.text() for label in cast("list[Label]", page._timeline.findChildren(cast(Any, Label)))]
    assert "已过 50 天，没办的尽快办" in shown


def test_in_english_too(dates: tuple[Milestone, ...]) -> None:
    words.use("en")
    try:
        event = written(dates).parts[0]
        assert event.values["SUMMARY"] == "Overdue: Apply to end the medical insurance agreement"
    finally:
        words.use("zh_CN")
