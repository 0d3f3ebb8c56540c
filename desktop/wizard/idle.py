"""The wait until an unused window locks itself. Made with the first case: nothing is locked before."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow

_USE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class Idle(QTimer):
    """Times out once when the watched window was not used for so long; every use begins the wait anew."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)

    def watch(self, window: QWindow | None, minutes: int) -> None:
        """Begin to wait; None is a window that is not shown yet."""
        if window is not None:
            window.installEventFilter(self)
        self.start(minutes * 60_000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.isActive() and event.type() in _USE:
            self.start()
        return False
