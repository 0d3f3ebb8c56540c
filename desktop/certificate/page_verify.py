"""The tab 验证: drop a bundle in, see 相符 or 被改动 and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFrame

from desktop.certificate.verify import Report
from desktop.ui.blocks import MessageBar, bullet
from desktop.ui.forms import FileDrop, TextField
from desktop.ui.widgets import Card, Label, clear, column, frame
from desktop.words import tr

MOST = 8
"""Places named under one check."""


class VerifyView(QFrame):
    """Where bundles are dropped, and what the last check found."""

    def __init__(self, check: Callable[[Path, str], object]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._check = check
        words = tr("Drop the folder of an evidence bundle here. Nothing in it is changed.")
        self.drop = FileDrop(words, tr("Choose a folder"), folder=True, many=False)
        self.digest = TextField(tr("Digest from the paper, if you have it (64 characters)"))
        self.digest.setAccessibleName(tr("Digest from the paper, if you have it (64 characters)"))
        self._found = column(gap=10)
        self.drop.chosen.connect(self._take)
        box = column(self.drop, self.digest, frame("clear", self._found), None, gap=12)
        self.setLayout(box)

    def _take(self, paths: list[Path]) -> None:
        if paths:
            self._check(paths[0], self.digest.text().strip())

    def show_report(self, report: Report) -> None:
        """The result, check by check."""
        clear(self._found)
        self._found.addWidget(report_bar(report, ""))
        card = Card(gap=8)
        for check in report.checks:
            if check.sound:
                card.body.addWidget(bullet("check", tr(check.name)))
                continue
            card.body.addWidget(bullet("alert", tr("Does not fit: {check}", check=check.name), "danger"))
            for fault in check.where[:MOST]:
                card.body.addWidget(Label(f"　　{tr(fault)}", "small", tone="danger", wrap=True))
        self._found.addWidget(card)


def report_bar(report: Report | None, words: str) -> MessageBar:
    """相符 or 被改动; it shows that nothing was changed, not that it has force."""
    if report is None:
        return MessageBar("ok", [words], (), closable=False)
    if report.sound:
        return MessageBar(
            "ok", [tr("Matches"), tr("Nothing was changed since the certificate {number}.", number=report.number)], (),
            closable=False,
        )  # fmt: skip
    wrong = sum(not check.sound for check in report.checks)
    words = tr("Of {all} checks, {n} did not fit; below it says where.", n=wrong, all=len(report.checks))
    return MessageBar("error", [tr("Changed"), words], (), closable=False)
