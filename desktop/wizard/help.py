"""Help for the owner: one text per step, in a panel at the right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.resources import resource
from desktop.ui.panel import SidePanel
from desktop.ui.widgets import Label
from desktop.words import language, tr

if TYPE_CHECKING:
    from desktop.ui.page import Page


def help_text(key: str) -> str:
    """The help of a step, or of the first window ("first"), as Markdown in the window's language."""
    for folder in (language(), "zh_CN"):
        file = resource("help", folder, f"{key}.md")
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return ""


def help_panel(key: str) -> SidePanel:
    """The panel to be opened with F1."""
    return _filled(SidePanel(tr("Help")), key)


def help_over(body: QWidget, strip: int) -> HelpOver:
    """The help of the first window, shown over it."""
    panel = HelpOver(tr("Help"))
    _filled(panel, "first").setParent(body)
    panel.lie_over(body, strip)
    panel.show()
    return panel


def _filled(panel: SidePanel, key: str) -> SidePanel:
    label = Label(_quieter(help_text(key)), wrap=True)
    label.setTextFormat(Qt.TextFormat.MarkdownText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    panel.add(label)
    return panel


def _quieter(text: str) -> str:
    """Heads two sizes down: a panel's title is 17, and nothing in it is louder than that."""
    return re.sub(r"^(#+ )", r"##\1", text, flags=re.MULTILINE)


class HelpOver(SidePanel):
    """Help that lies over the window at its right, where there is no page to put it beside."""

    def lie_over(self, body: QWidget, strip: int) -> None:
        """Fill the right edge of `body`, down to the status strip of this height."""
        self.setGeometry(body.width() - self.width(), 0, self.width(), body.height() - strip)
        self.raise_()


def toggle_help(page: Page) -> None:
    """Show the help of a page beside it; when it is there it goes."""
    if page.panel is not None and page.panel.property("help"):
        page.close_panel()
        return
    panel = help_panel(page.key)
    panel.setProperty("help", True)
    page.open_panel(panel)
