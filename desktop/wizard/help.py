"""Help for the owner: one text per step, in a panel at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.resources import resource
from desktop.ui.blocks import SidePanel
from desktop.ui.widgets import Label
from desktop.words import language, tr


def help_text(key: str) -> str:
    """The help of a step, or of the first window ("first"), as Markdown in the window's language."""
    for folder in (language(), "zh_CN"):
        file = resource("help", folder, f"{key}.md")
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return ""


def help_panel(key: str) -> SidePanel:
    """The panel to be opened with F1."""
    panel = SidePanel(tr("Help"))
    label = Label(help_text(key), wrap=True)
    label.setTextFormat(Qt.TextFormat.MarkdownText)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    panel.add(label)
    return panel
